"""Normalisation within each sample: over groups of maps, over each map, or over the last axes."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.geometry import at_least
from cnnviz.ops.axes import positive_axes
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient


class WithinSamples(Layer):
    """Base of the layers that bring rows of numbers of each sample to mean 0 and variance 1.

    The variance is the biased one. Each number is then scaled by a weight and shifted by a bias,
    which may be left out.
    """

    __slots__ = ()
    eps: float

    @abstractmethod
    def rows(self, x_shape: Shape) -> tuple[int, int]:
        """How many rows there are, and how many numbers each has."""

    @abstractmethod
    def stretched(self, x_shape: Shape) -> Shape:
        """The shape of the parameters as it is stretched to the input."""

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each number."""
        return prod(x_shape)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        own = self.parameter_shapes(x_shape)
        for name, shape in shapes.items():
            if tuple(shape) != own[name]:
                raise ValueError(
                    f"The {name} has shape {shape}; an input of shape {x_shape} needs {own[name]}."
                )
        return x_shape

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The normalised numbers.

        Parameters
        ----------
        params : {"weight", "bias"} of the shapes of `parameter_shapes`
        """
        x, given = self._fitted(x, params)
        centred, deviation = self._centred(x)
        y: Array = (centred / deviation).reshape(x.shape)
        if "weight" in given:
            y *= given["weight"]
        if "bias" in given:
            y += given["bias"]
        return y

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x" and, where they were given, "weight" and "bias"."""
        x, given = self._fitted(x, params)
        dy = gradient(dy, x.dtype, x.shape)
        centred, deviation = self._centred(x)
        normal = centred / deviation
        scaled = (dy * given["weight"] if "weight" in given else dy).reshape(normal.shape)
        taken = scaled.mean(axis=1, keepdims=True)  # by the mean, and below by the variance
        taken = taken + normal * (scaled * normal).mean(axis=1, keepdims=True)
        grads = {"x": ((scaled - taken) / deviation).reshape(x.shape)}
        small = self.stretched(x.shape)
        first = x.ndim - len(small)
        repeated = tuple(a for a in range(x.ndim) if a < first or small[a - first] == 1)
        for name, terms in (("weight", dy * normal.reshape(x.shape)), ("bias", dy)):
            if name in given:
                total = terms.sum(axis=repeated)
                grads[name] = total.reshape(np.shape(params[name]))
        return grads

    def _centred(self, x: Array) -> tuple[Array, Array]:
        rows = x.reshape(self.rows(x.shape))
        centred = rows - rows.mean(axis=1, keepdims=True)
        variance = (centred * centred).mean(axis=1, keepdims=True)
        return centred, np.sqrt(variance + self.eps)

    def _fitted(
        self, x: ArrayLike, params: Mapping[str, ArrayLike]
    ) -> tuple[Array, dict[str, Array]]:
        """Input and parameters in one floating type, the parameters stretched to it."""
        names = [name for name in ("weight", "bias") if name in params]
        x, *arrays = floats(x, *(params[name] for name in names))
        x = np.ascontiguousarray(x)
        self.output_shape(x.shape, {n: a.shape for n, a in zip(names, arrays, strict=True)})
        shape = self.stretched(x.shape)
        return x, {n: a.reshape(shape) for n, a in zip(names, arrays, strict=True)}


class OfMaps(WithinSamples):
    """Base of the layers whose parameters are one number a channel."""

    __slots__ = ()

    @abstractmethod
    def of_channels(self, channels: int) -> int:
        """How many groups so many channels make."""

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """One number a channel: "weight" and "bias"."""
        self.rows(x_shape)
        return dict.fromkeys(("weight", "bias"), (x_shape[1],))

    def rows(self, x_shape: Shape) -> tuple[int, int]:
        """A row for each group of each sample."""
        if len(x_shape) < 3 or 0 in x_shape[1:] or x_shape[1] % self.of_channels(x_shape[1]):
            raise ValueError(
                "The input must have shape (N, C, *spatial) with no empty channel or axis, and "
                f"the groups must divide its channels; it has shape {x_shape}."
            )
        groups = self.of_channels(x_shape[1])
        return x_shape[0] * groups, x_shape[1] // groups * prod(x_shape[2:])

    def stretched(self, x_shape: Shape) -> Shape:
        """One number for each map."""
        return (1, x_shape[1], *(1,) * (len(x_shape) - 2))


@dataclass(frozen=True, slots=True)
class GroupNorm(OfMaps):
    """Each group of maps of a sample with mean 0 and variance 1, each map then of a learnt size.

    Parameters
    ----------
    groups : int
        Divides the number of maps.
    eps : float
        Added to the variance.

    Examples
    --------
    >>> GroupNorm(1, eps=3.0).forward([[[1.0, 3.0]]]).tolist()
    [[[-0.5, 0.5]]]
    """

    title: ClassVar[str] = "Group normalisation"
    formula: ClassVar[str] = r"y_c = w_c \frac{x_c - \mu_g}{\sqrt{\sigma_g^2 + \epsilon}} + b_c"
    reference: ClassVar[str] = 'Wu and He, "Group normalization", ECCV 2018, section 3'
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 4, 3), {"groups": 2, "eps": 0.1}),)

    groups: int
    eps: float = 1e-5

    def __post_init__(self) -> None:
        at_least("number of groups", self.groups, 1)
        check_eps(self.eps)

    def of_channels(self, channels: int) -> int:
        return self.groups


@dataclass(frozen=True, slots=True)
class InstanceNorm(OfMaps):
    """Each map of each sample with mean 0 and variance 1, then of a learnt size.

    Examples
    --------
    >>> InstanceNorm(eps=3.0).forward([[[1.0, 3.0], [4.0, 4.0]]]).tolist()
    [[[-0.5, 0.5], [0.0, 0.0]]]
    """

    title: ClassVar[str] = "Instance normalisation"
    formula: ClassVar[str] = r"y_c = w_c \frac{x_c - \mu_c}{\sqrt{\sigma_c^2 + \epsilon}} + b_c"
    reference: ClassVar[str] = (
        'Ulyanov, Vedaldi and Lempitsky, "Instance normalization: the missing ingredient for fast '
        'stylization", 2016, arXiv:1607.08022'
    )
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4, 5), {"eps": 0.1}),)

    eps: float = 1e-5

    def __post_init__(self) -> None:
        check_eps(self.eps)

    def of_channels(self, channels: int) -> int:
        return channels


@dataclass(frozen=True, slots=True)
class LayerNorm(WithinSamples):
    """All numbers along the last axes with mean 0 and variance 1, then of learnt sizes.

    Parameters
    ----------
    axis : int
        The first of the axes that are normalised over.
    eps : float
        Added to the variance.

    Examples
    --------
    >>> LayerNorm(eps=3.0).forward([[1.0, 3.0]]).tolist()
    [[-0.5, 0.5]]
    """

    title: ClassVar[str] = "Layer normalisation"
    formula: ClassVar[str] = r"y_i = w_i \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} + b_i"
    reference: ClassVar[str] = (
        'Ba, Kiros and Hinton, "Layer normalization", 2016, arXiv:1607.06450, section 3'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4)),
        Example((2, 3), {"axis": 1, "eps": 0.1}),
    )

    axis: int = -1
    eps: float = 1e-5

    def __post_init__(self) -> None:
        check_eps(self.eps)

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """One number for each place along the axes: "weight" and "bias"."""
        self.rows(x_shape)
        return dict.fromkeys(("weight", "bias"), self.stretched(x_shape))

    def rows(self, x_shape: Shape) -> tuple[int, int]:
        """A row for each place along the axes before."""
        after = self.stretched(x_shape)
        if 0 in after:
            raise ValueError(f"The mean of no numbers was asked for: the input is {x_shape}.")
        return prod(x_shape[: len(x_shape) - len(after)]), prod(after)

    def stretched(self, x_shape: Shape) -> Shape:
        """The last axes."""
        (axis,) = positive_axes((self.axis,), len(x_shape))
        return tuple(x_shape[axis:])


def check_eps(eps: float) -> None:
    """A ValueError unless there is something to add to the variance."""
    if not 0 < eps < np.inf:
        raise ValueError(f"The eps of a normalisation must be above 0, not {eps!r}.")
