"""Arithmetic between whole arrays: what imported networks do beside their layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.activation import Activation
from cnnviz.ops.axes import positive_axes, whole_tuple
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient
from cnnviz.ops.merging import Broadcasting, two_shapes

TWO: Any = ((2, 3, 4), (2, 3, 4))
STRETCHED: Any = ((2, 3, 4), (3, 1))
PAIRS = (Example(TWO), Example(STRETCHED))


@dataclass(frozen=True, slots=True)
class Constant(Layer):
    """An array that is always the same: a layer without an input, its value a parameter."""

    title: ClassVar[str] = "Constant"
    formula: ClassVar[str] = r"y = c"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape of the value."""
        return shapes["value"]

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The value; ``x`` is ()."""
        return np.asarray(params["value"])

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "value": ``dy``."""
        value = np.asarray(params["value"])
        dtype = value.dtype if value.dtype.kind == "f" else np.float32
        return {"x": (), "value": gradient(dy, dtype, value.shape)}


class OfTwo(Broadcasting):
    """Base of the layers with two inputs that can't change places."""

    __slots__ = ()
    examples: ClassVar[tuple[Example, ...]] = PAIRS

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape that both inputs are repeated to."""
        return Broadcasting.output_shape(self, two_shapes(self.title, x_shape))


@dataclass(frozen=True, slots=True)
class Subtract(OfTwo):
    """The difference of two arrays.

    Examples
    --------
    >>> Subtract().forward(([[1, 2], [3, 4]], [1, 0])).tolist()
    [[0.0, 2.0], [2.0, 4.0]]
    """

    title: ClassVar[str] = "Subtract"
    formula: ClassVar[str] = r"y = x_1 - x_2"
    reference: ClassVar[str] = ""

    def merged(self, xs: Sequence[Array]) -> Array:
        a, b = xs
        return a - b

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        return [dy, -dy]


@dataclass(frozen=True, slots=True)
class Divide(OfTwo):
    """The quotient of two arrays; division by zero gives infinity or NaN.

    Examples
    --------
    >>> Divide().forward(([1, 2, 6], [2, 2, 3])).tolist()
    [0.5, 1.0, 2.0]
    """

    title: ClassVar[str] = "Divide"
    formula: ClassVar[str] = r"y = x_1 / x_2"
    reference: ClassVar[str] = ""

    def merged(self, xs: Sequence[Array]) -> Array:
        a, b = xs
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient: Array = a / b
        return quotient

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        a, b = xs
        with np.errstate(divide="ignore", invalid="ignore"):
            return [dy / b, -dy * a / (b * b)]


@dataclass(frozen=True, slots=True)
class Clip(Activation):
    """Numbers below the minimum become the minimum, and those above the maximum the maximum.

    The slope at the two ends is 1, as PyTorch takes it for clamp. If the minimum is above the
    maximum, all numbers become the maximum.

    Examples
    --------
    >>> Clip(0, 6).forward([-1.0, 5.0, 7.0]).tolist()
    [0.0, 5.0, 6.0]
    """

    title: ClassVar[str] = "Clip"
    formula: ClassVar[str] = r"y = \min(\text{max}, \max(\text{min}, x))"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4), {"minimum": -0.5, "maximum": 0.5}),
        Example((2, 3, 4)),
    )

    minimum: float = -inf
    maximum: float = inf

    def function(self, x: Array) -> Array:
        return np.minimum(np.maximum(x, self.minimum), self.maximum)

    def derivative(self, x: Array) -> Array:
        return ((x >= self.minimum) & (x <= self.maximum)).astype(x.dtype)


@dataclass(frozen=True, slots=True)
class ReduceMean(Layer):
    """The mean over some axes, or over all.

    Parameters
    ----------
    axes : tuple of int, or None for all
    keep_axes : bool
        Leave an axis of length 1 where there was one.

    Examples
    --------
    >>> ReduceMean((1,), keep_axes=False).forward([[1, 3], [5, 9]]).tolist()
    [2.0, 7.0]
    """

    title: ClassVar[str] = "Mean over axes"
    formula: ClassVar[str] = r"y_n = \frac{1}{k} \sum_i x_{n,i}"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4), {"axes": (-1, 1)}),
        Example((2, 3, 4), {"axes": (0,), "keep_axes": False}),
        Example((2, 3)),
    )

    axes: tuple[int, ...] | None = None
    keep_axes: bool = True

    def __post_init__(self) -> None:
        if self.axes is not None:
            object.__setattr__(self, "axes", whole_tuple("axis", self.axes))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape with those axes of length 1, or without them."""
        gone = self._axes(len(x_shape))
        if any(x_shape[axis] == 0 for axis in gone):
            raise ValueError(f"The mean over an empty axis was asked for: the input is {x_shape}.")
        kept = [(1 if axis in gone else n, axis in gone) for axis, n in enumerate(x_shape)]
        return tuple(n for n, reduced in kept if self.keep_axes or not reduced)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The means."""
        (x,) = floats(x)
        shape = self.output_shape(x.shape)
        return np.asarray(x.mean(axis=self._axes(x.ndim))).reshape(shape)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` in equal shares."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        gone = self._axes(x.ndim)
        kept = dy.reshape([1 if axis in gone else n for axis, n in enumerate(x.shape)])
        share = kept / prod(x.shape[axis] for axis in gone)
        return {"x": np.broadcast_to(share, x.shape).copy()}

    def _axes(self, rank: int) -> tuple[int, ...]:
        return tuple(range(rank)) if self.axes is None else positive_axes(self.axes, rank)
