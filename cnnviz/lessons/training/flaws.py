"""Two flaws of code from scratch, as layers: they run, they learn, and they are not right."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.ops import MaxPool
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient
from cnnviz.ops.padding import pad, unpad
from cnnviz.ops.window import sliding


@dataclass(frozen=True, slots=True)
class PlaceBias(Layer):
    """A bias for each place of each map, where a convolution has one for the whole map.

    Examples
    --------
    >>> PlaceBias().forward([[[[1, 2]]]], {"bias": [[[10, 20]]]}).tolist()
    [[[[11.0, 22.0]]]]
    """

    title: ClassVar[str] = "A bias for each place"
    formula: ClassVar[str] = r"y_{c,i} = x_{c,i} + b_{c,i}"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4, 4)),)

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shape of "bias": that of one example."""
        return {"bias": tuple(x_shape[1:])}

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """Each number and the bias of its place."""
        x, bias = floats(x, params["bias"])
        return x + bias

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x" and of "bias", that summed over the examples alone."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, x.shape)
        return {"x": dy, "bias": dy.sum(axis=0)}


@dataclass(frozen=True, slots=True)
class EveryMaximum(MaxPool):
    """Max pooling whose gradient goes in full to every number that equals the maximum.

    Moving one of several equal numbers up by a little moves the maximum once, not once for each:
    so the gradient of such a window is counted as often as it has maxima.

    Examples
    --------
    >>> EveryMaximum(2).backward([[[[1]]]], [[[[3, 3], [0, 3]]]])["x"].tolist()
    [[[[1.0, 1.0], [0.0, 1.0]]]]
    """

    def maxima(self, x: ArrayLike) -> NDArray[np.bool_]:
        """Which numbers of each window equal its maximum, (N, C, *outputs, *kernel)."""
        (x,) = floats(x)
        windows = self.windows(x.shape[2:])
        values = sliding(pad(x, windows, self.padding_mode, fill=-inf), windows)
        largest = self.forward(x)[(..., *len(windows) * (None,))]
        return np.equal(values, largest)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` as often as its window has maxima."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        windows, won = self.windows(x.shape[2:]), self.maxima(x)
        dx = np.zeros_like(pad(x, windows, self.padding_mode))
        for tap in np.ndindex(*won.shape[dy.ndim :]):
            sliding(dx, windows)[(..., *tap)] += dy * won[(..., *tap)]
        return {"x": unpad(dx, windows, x.shape[2:], self.padding_mode)}


def tied(x: Array, pool: EveryMaximum) -> NDArray[np.int64]:
    """For each block of maps (N, C, H, W): how many of its numbers equal its maximum."""
    counts: NDArray[np.int64] = pool.maxima(x).sum(axis=(-2, -1))
    return counts
