"""Weighted sums over windows whose weights are a product of one factor per axis.

Axis by axis they cost the sum of the kernel's sides, not their product.
"""

from collections.abc import Sequence

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.layer import Array
from cnnviz.ops.window import taps


def weighted_sums(
    padded: Array, windows: Sequence[Window], factors: Sequence[Sequence[float]]
) -> Array:
    """The sum of each window of an already padded array, tap ``m`` times its axes' factors.

    Examples
    --------
    >>> weighted_sums(np.array([[[1.0, 2.0, 3.0]]]), [Window(2)], [(10, 1)]).tolist()
    [[[12.0, 23.0]]]
    """
    for axis, (window, weights) in enumerate(zip(windows, factors, strict=True), start=2):
        first, *rest = taps(padded, window, axis)
        total = first * weights[0]
        for tap, weight in zip(rest, weights[1:], strict=True):
            total += tap * weight
        padded = total
    return padded


def spread(
    dy: Array,
    windows: Sequence[Window],
    factors: Sequence[Sequence[float]],
    padded: Sequence[int],
) -> Array:
    """The gradient of the padded array, of spatial shape ``padded``: the adjoint of the sums."""
    for axis in range(dy.ndim - 1, 1, -1):
        shape = (*dy.shape[:axis], padded[axis - 2], *dy.shape[axis + 1 :])
        dpadded = np.zeros(shape, dy.dtype)
        reads = taps(dpadded, windows[axis - 2], axis)
        for tap, weight in zip(reads, factors[axis - 2], strict=True):
            tap += dy * weight
        dy = dpadded
    return dy
