"""Global pooling: one number for each map."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.geometry import Window
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
from cnnviz.ops.window import flat


@dataclass(frozen=True, slots=True)
class GlobalPool(Layer):
    """Base of the global pooling layers: one window that is as large as its map."""

    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 5)),
        Example((1, 2, 4, 3)),
        Example((2, 1, 2, 3, 2)),
    )

    def windows(self, spatial: Shape) -> tuple[Window, ...]:
        """One window per spatial axis, as long as the axis."""
        return tuple(map(Window, spatial))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, C, 1, ...), with as many axes as the input."""
        return (*x_shape[:2], *[1] * len(spatial_shape(x_shape)))


@dataclass(frozen=True, slots=True)
class GlobalAveragePool(GlobalPool):
    """The mean of each map.

    Examples
    --------
    >>> GlobalAveragePool().forward([[[[1, 2], [3, 6]]]]).tolist()
    [[[[3.0]]]]
    """

    title: ClassVar[str] = "Global average pooling"
    formula: ClassVar[str] = r"y_c = \frac{1}{n} \sum_x x_{c,x}"
    reference: ClassVar[str] = 'Lin, Chen and Yan, "Network in network", ICLR 2014, section 3.2'

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The means, (N, C, 1, ...)."""
        (x,) = floats(x)
        y_shape = self.output_shape(x.shape)
        means: Array = flat(x).mean(axis=2)
        return means.reshape(y_shape)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` in equal shares to its whole map."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        dx = np.empty_like(x)
        dx[...] = dy / prod(x.shape[2:])
        return {"x": dx}


@dataclass(frozen=True, slots=True)
class GlobalMaxPool(GlobalPool):
    """The largest number of each map; of equal numbers the first gets the gradient.

    Examples
    --------
    >>> GlobalMaxPool().forward([[[[1, 2], [3, 6]]]]).tolist()
    [[[[6.0]]]]
    """

    title: ClassVar[str] = "Global max pooling"
    formula: ClassVar[str] = r"y_c = \max_x x_{c,x}"
    reference: ClassVar[str] = (
        'Oquab et al., "Is object localization for free? Weakly-supervised learning with '
        'convolutional neural networks", CVPR 2015, section 3'
    )

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The maxima, (N, C, 1, ...); NaN where a map has one."""
        (x,) = floats(x)
        y_shape = self.output_shape(x.shape)
        maxima: Array = flat(x).max(axis=2)
        return maxima.reshape(y_shape)

    def mask(self, x: ArrayLike) -> NDArray[np.int64]:
        """Which number won each map: its index into the flattened map, as in `MaxPool.mask`.

        Of equal numbers, and of several NaNs, the first.
        """
        (x,) = floats(x)
        y_shape = self.output_shape(x.shape)
        winners: NDArray[np.int64] = flat(x).argmax(axis=2)
        return winners.reshape(y_shape)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` goes to the number that won its map."""
        (x,) = floats(x)
        winner = self.mask(x)
        dy = gradient(dy, x.dtype, winner.shape)
        dx = np.zeros_like(x)
        np.put_along_axis(flat(dx), flat(winner), flat(dy), axis=2)
        return {"x": dx}
