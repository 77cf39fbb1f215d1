"""Pooling layers: one number for each window, by maximum or by mean."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from math import inf, prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.geometry import Window, check_padding, resolve_padding
from cnnviz.ops.layer import (
    NOTHING,
    Array,
    Example,
    Shape,
    SlidingLayer,
    floats,
    gradient,
    spatial_shape,
)
from cnnviz.ops.maxima import to_winners, window_maxima
from cnnviz.ops.padding import pad, unpad
from cnnviz.ops.window import taps


@dataclass(frozen=True, slots=True)
class Pool(SlidingLayer):
    """Base of the pooling layers.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : see `SlidingLayer`
        The padding is at most half of the kernel size.
    ceil_mode : bool
        Keep a last window that hangs over the end, if it starts inside the input.
    padding_mode : "zeros", "reflect", "replicate" or "circular"
        By "zeros" padding never wins and adds nothing; by the others it repeats inputs.

    Raises
    ------
    ValueError
        When the settings are illegal or do not fit the input.
    """

    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 8), {"kernel_size": 2}),
        Example((1, 2, 7, 6), {"kernel_size": (3, 2), "stride": 2, "padding": 1}),
        Example((1, 1, 6, 6), {"kernel_size": 3, "stride": 2, "ceil_mode": True}),
        Example((1, 2, 4, 5, 6), {"kernel_size": 2, "dilation": 2, "stride": 1}),
        Example((1, 1, 5, 6), {"kernel_size": 3, "padding": 1, "padding_mode": "replicate"}),
    )

    ceil_mode: bool = False
    padding_mode: str = "zeros"

    def _window(self, n: int, size: int, stride: int, dilation: int, padding: Any) -> Window:
        pad = resolve_padding(padding, size, stride, dilation, n)
        window = Window(size, stride, dilation, pad, self.ceil_mode)
        # By name it may be half of what a dilated window covers; by number PyTorch's limit holds.
        half = (window.span if isinstance(padding, str) else size) // 2
        if max(pad) > half:
            raise ValueError(
                f"Padding {pad} was asked for a pooling kernel of size {size}: "
                f"at most half of it, {half}, fits."
            )
        window.output_length(n)
        check_padding(pad, self.padding_mode, n)
        return window


@dataclass(frozen=True, slots=True)
class MaxPool(Pool):
    """The largest number of each window; padding never wins.

    A NaN in a window is its maximum, as in PyTorch.

    Examples
    --------
    >>> MaxPool(kernel_size=2).forward([[[[1, 5, 2, 0], [3, 4, 8, 7]]]]).tolist()
    [[[[5.0, 8.0]]]]
    """

    title: ClassVar[str] = "Max pooling"
    formula: ClassVar[str] = r"y_{c,i} = \max_m x_{c,\; s i + d m - p}"
    reference: ClassVar[str] = (
        'Zhou and Chellappa, "Computation of optical flow using a neural network", ICNN 1988'
    )

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The maxima, (N, C, *outputs)."""
        (x,) = floats(x)
        windows = self.windows(spatial_shape(x.shape))
        if self.padding_mode != "zeros":
            x = pad(x, windows, self.padding_mode, fill=-inf)
            windows = tuple(replace(w, pad=(0, 0), ceil_mode=False) for w in windows)
        return window_maxima(x, windows)

    def mask(self, x: ArrayLike) -> NDArray[np.int64]:
        """Which input won each window: its index into the flattened spatial axes of ``x``.

        Of equal numbers the first in row-major order wins, of several NaNs the last: what
        PyTorch returns for ``return_indices=True``. An output that reads only padding has -1.

        Returns
        -------
        int64 array (N, C, *outputs)

        Examples
        --------
        >>> MaxPool(kernel_size=2).mask([[[[1, 5, 2, 0], [3, 5, 8, 8]]]]).tolist()
        [[[[1, 6]]]]
        """
        (x,) = floats(x)
        spatial = spatial_shape(x.shape)
        windows = self.windows(spatial)
        best = pad(x, windows, self.padding_mode, fill=-inf)
        winner = np.arange(prod(spatial)).reshape(1, 1, *spatial)
        winner = np.broadcast_to(pad(winner, windows, self.padding_mode, fill=-1), best.shape)
        # Axis by axis from the last: the first of the rows' winners is the first of them all.
        for axis in range(best.ndim - 1, 1, -1):
            (best, *values), (winner, *indices) = (
                taps(array, windows[axis - 2], axis) for array in (best, winner)
            )
            for value, index in zip(values, indices, strict=True):
                better = (value > best) | np.isnan(value) | (winner < 0)
                best, winner = np.where(better, value, best), np.where(better, index, winner)
        return np.ascontiguousarray(winner)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` goes to the input that won its window."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        repeats = self.padding_mode != "zeros"
        dx = None if repeats else to_winners(dy, x, self.windows(x.shape[2:]))
        return {"x": self._to_the_mask(dy, x) if dx is None else dx}

    def _to_the_mask(self, dy: Array, x: Array) -> Array:
        winner = self.mask(x)
        sample, channel, _ = np.ogrid[: x.shape[0], : x.shape[1], :1]
        flat = (*x.shape[:2], prod(dy.shape[2:]))
        # One place more than there are inputs: where -1, no winner, puts its gradient.
        dx = np.zeros((*x.shape[:2], prod(x.shape[2:]) + 1), x.dtype)
        np.add.at(dx, (sample, channel, winner.reshape(flat)), dy.reshape(flat))
        return dx[..., :-1].reshape(x.shape)


@dataclass(frozen=True, slots=True)
class AveragePool(Pool):
    """The mean of each window.

    Parameters
    ----------
    count_include_pad : bool
        Whether padding counts in the divisor, where it is zeros; inputs that it repeats always do.
        What hangs over the padding never does.

    Examples
    --------
    >>> AveragePool(kernel_size=2).forward([[[[1, 5, 2, 0], [3, 3, 8, 6]]]]).tolist()
    [[[[3.0, 4.0]]]]
    """

    title: ClassVar[str] = "Average pooling"
    formula: ClassVar[str] = r"y_{c,i} = \frac{1}{k} \sum_m x_{c,\; s i + d m - p}"
    reference: ClassVar[str] = (
        'LeCun et al., "Handwritten digit recognition with a back-propagation network", NIPS 1989'
    )

    count_include_pad: bool = True

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The means, (N, C, *outputs)."""
        (x,) = floats(x)
        windows = self.windows(spatial_shape(x.shape))
        total = pad(x, windows, self.padding_mode)
        for axis, window in enumerate(windows, start=2):
            total = reduce(np.add, taps(total, window, axis))
        mean: Array = total / self._divisors(x)  # not in place: one tap is the input itself
        return mean

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` in equal shares to the inputs of its window."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        windows = self.windows(x.shape[2:])
        padded = pad(x, windows, self.padding_mode).shape
        share = dy / self._divisors(x)
        for axis in range(x.ndim - 1, 1, -1):
            spread = np.zeros((*dy.shape[:axis], padded[axis], *share.shape[axis + 1 :]), dy.dtype)
            for tap in taps(spread, windows[axis - 2], axis):
                tap += share
            share = spread
        return {"x": unpad(share, windows, x.shape[2:], self.padding_mode)}

    def divisors(self, spatial: Shape) -> NDArray[np.int64]:
        """What each sum is divided by for a map of shape ``spatial``, (*outputs).

        Examples
        --------
        >>> AveragePool(2, stride=1, padding=1, count_include_pad=False).divisors((2,)).tolist()
        [1, 2, 1]
        """
        counts = []
        for window, n in zip(self.windows(spatial), spatial, strict=True):
            inside = window.input_indices(n, self.padding_mode) >= 0
            if self.count_include_pad:
                padded = Window(window.kernel_size, window.stride, window.dilation, ceil_mode=True)
                inside = padded.input_indices(n + sum(window.pad))[: len(inside)] >= 0
            counts.append(inside.sum(axis=1))
        return reduce(np.multiply.outer, counts)

    def _divisors(self, x: Array) -> Array:
        return self.divisors(x.shape[2:]).astype(x.dtype)
