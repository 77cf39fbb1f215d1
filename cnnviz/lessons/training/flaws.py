"""Two flaws of code from scratch, as layers: they run, they learn, and they are not right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops import MaxPool
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient


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

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x", for blocks that lie side by side."""
        (x,) = floats(x)
        y = self.forward(x)
        dy = gradient(dy, x.dtype, y.shape)
        rows, columns = (window.kernel_size for window in self.windows(x.shape[2:]))

        def spread(values: Array) -> Array:
            whole = np.zeros_like(x)
            large = values.repeat(rows, axis=2).repeat(columns, axis=3)
            whole[:, :, : large.shape[2], : large.shape[3]] = large
            return whole

        return {"x": spread(dy) * (x == spread(y))}


def tied(x: Array, pool: EveryMaximum) -> Array:
    """For each block of maps (N, C, H, W): how many of its numbers equal its maximum."""
    ones = np.ones(pool.output_shape(x.shape), x.dtype)
    marks = pool.backward(ones, x)["x"]
    rows, columns = (window.kernel_size for window in pool.windows(x.shape[2:]))
    n, c, height, width = ones.shape
    marks = marks[:, :, : height * rows, : width * columns]
    counts: Array = marks.reshape(n, c, height, rows, width, columns).sum(axis=(3, 5))
    return counts
