"""Local response normalisation: every number by the size of its neighbours in other maps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.geometry import Window, at_least
from cnnviz.ops.layer import (
    NOTHING,
    Array,
    Example,
    Layer,
    Shape,
    floats,
    gradient,
    spatial_shape,
)


@dataclass(frozen=True, slots=True)
class LocalResponseNorm(Layer):
    """Each number divided by how large its neighbours in the ``size`` maps around it are.

    The window takes size // 2 maps before and (size - 1) // 2 after; ones that are not there count
    as 0. That is PyTorch's convention. ONNX takes (size - 1) // 2 before and size // 2 after: the
    same for an odd size, the mirror image for an even one. In both, unlike in the paper, ``alpha``
    is divided by ``size``.

    Parameters
    ----------
    size : int
    alpha, beta, k : float

    Raises
    ------
    ValueError
        When the size is illegal, or the input has no spatial axes.

    Examples
    --------
    >>> LocalResponseNorm(size=1, alpha=1, beta=0.5, k=0).forward([[[3.0, -5.0]]]).tolist()
    [[[1.0, -1.0]]]
    """

    title: ClassVar[str] = "Local response normalisation"
    formula: ClassVar[str] = (
        r"y_c = x_c \left( k + \frac{\alpha}{n} \sum_{j = c - \lfloor n / 2 \rfloor}"
        r"^{c + \lfloor (n - 1) / 2 \rfloor} x_j^2 \right)^{-\beta}"
    )
    reference: ClassVar[str] = (
        'Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural '
        'networks", NIPS 2012, section 3.3'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 7, 3), {"size": 5, "alpha": 0.5}),
        Example((1, 6, 2, 3), {"size": 4, "alpha": 2.0, "k": 2.0}),
        Example((1, 2, 2, 2), {"size": 5, "alpha": 1.0, "beta": 0.5}),
    )

    size: int = 5
    alpha: float = 1e-4
    beta: float = 0.75
    k: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", at_least("size", self.size, 1))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        spatial_shape(x_shape)
        return x_shape

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The normalised maps, in an array of the same shape."""
        (x,) = floats(x)
        self.output_shape(x.shape)
        y: Array = x * self._divisor(x) ** -self.beta
        return y

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": through each number itself, and through its part in the others."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        divisor = self._divisor(x)
        power = divisor**-self.beta
        shares, parts = dy * x * power / divisor, np.zeros_like(x)
        for outputs, inputs in self._meetings(x.shape[1]):
            parts[:, inputs] += shares[:, outputs]
        return {"x": dy * power - 2 * self.alpha * self.beta / self.size * x * parts}

    def _divisor(self, x: Array) -> Array:
        """k + alpha times the mean square over the window; beta is its power."""
        squares, total = x * x, np.zeros_like(x)
        for outputs, inputs in self._meetings(x.shape[1]):
            total[:, outputs] += squares[:, inputs]
        return self.k + self.alpha / self.size * total

    def _meetings(self, channels: int) -> Iterator[tuple[slice, slice]]:
        window = Window(self.size, pad=(self.size // 2, (self.size - 1) // 2))
        return (window.valid_slices(tap, channels) for tap in range(self.size))
