"""Maxima over windows, and the way a gradient takes back to the numbers that won.

Both go one axis at a time, so that a window of k by k costs 2 k comparisons, for any number of
axes; and a few maps at a time, so that what one axis leaves is still in the cache for the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from math import inf

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.layer import Array, in_order_of, samples_last
from cnnviz.ops.padding import blank
from cnnviz.ops.window import taps

TILE = 1 << 20


def window_maxima(x: Array, windows: Sequence[Window]) -> Array:
    """The largest number of each window, (N, C, *outputs).

    What lies outside ``x`` (N, C, *spatial) never wins; NaN always does.
    """
    lengths = [window.output_length(n) for window, n in zip(windows, x.shape[2:], strict=True)]
    y = blank((*x.shape[:2], *lengths), x.dtype, samples_last(x))
    x_maps, y_maps = _maps(x), _maps(y)
    for tile in _tiles(x_maps):
        best = _bordered(x_maps[tile], windows)
        for axis, window in enumerate(windows, start=1):
            best = reduce(np.maximum, _reads(best, window, axis))
        y_maps[tile] = best
    return y


def to_winners(dy: Array, x: Array, windows: Sequence[Window]) -> Array | None:
    """The gradient of ``x``: each ``dy`` to the first number, row by row, that won its window.

    None where comparing with the maximum does not tell which one that is: where it is NaN, or minus
    infinity and so perhaps padding. None, too, where ``dy`` is not finite.
    """
    dx = np.empty_like(x)
    x_maps, dx_maps, dy_maps = _maps(x), _maps(dx), _maps(in_order_of(x, dy))
    inside = [slice(w.pad[0], w.pad[0] + n) for w, n in zip(windows, x.shape[2:], strict=True)]
    for tile in _tiles(x_maps):
        values, share = _bordered(x_maps[tile], windows), dy_maps[tile]
        # From the last axis to the first, and back: the gradient then goes to the first row that
        # has the maximum before it goes to the first number in that row.
        steps = [_Maxima.along(len(windows), values, windows[-1])]
        for axis in range(len(windows) - 1, 0, -1):
            steps.append(_Maxima.along(axis, steps[-1].best, windows[axis - 1]))
        if not (steps[-1].best.min() > -inf and np.isfinite(share).all()):
            return None
        for step in reversed(steps[1:]):
            share = step.back(share, np.empty(step.shape, x.dtype))
        if values.shape == dx_maps[tile].shape:
            steps[0].back(share, dx_maps[tile])
        else:
            dx_maps[tile] = steps[0].back(share, np.empty_like(values))[:, *inside]
    return dx


@dataclass(frozen=True, slots=True, eq=False)
class _Maxima:
    """The maxima of an array along one axis, and what each tap of the window read for them."""

    shape: tuple[int, ...]
    axis: int
    window: Window
    reads: list[Array]
    best: Array

    @classmethod
    def along(cls, axis: int, values: Array, window: Window) -> "_Maxima":
        reads = _reads(values, window, axis)
        return cls(values.shape, axis, window, reads, reduce(np.maximum, reads))

    def back(self, dy: Array, dx: Array) -> Array:
        """``dx`` after the gradient of the array was put into it.

        Tap after tap takes, where it has the maximum, what the taps before it left.
        """
        apart = self.window.span <= self.window.stride  # so that no number is read twice
        if not apart or len(self.reads) * self.best.size < dx.size:
            dx[...] = 0
        *writes, last = taps(dx, self.window, self.axis)
        for read, write in zip(self.reads, writes, strict=False):
            won = dy * (read == self.best)
            dy = dy - won
            write[...] = won if apart else write + won
        last[...] = dy if apart else last + dy
        return dx


def _reads(values: Array, window: Window, axis: int) -> list[Array]:
    """What each tap reads along one axis, in arrays that NumPy is fast on.

    Those are not every other number of a contiguous row.
    """
    reads = taps(values, window, axis)
    if window.stride > 1 and axis == values.ndim - 1:
        return [np.ascontiguousarray(read) for read in reads]
    return reads


def _maps(array: Array) -> Array:
    """A view of (N, C, *spatial) as (N C, *spatial), or (C, *spatial, N) if that is contiguous."""
    if samples_last(array):
        return array.transpose(*range(1, array.ndim), 0)
    return array.reshape(array.shape[0] * array.shape[1], *array.shape[2:])


def _tiles(maps: Array) -> Iterator[slice]:
    """Which maps to work on at a time."""
    step = max(1, TILE * len(maps) // max(1, maps.nbytes))
    for start in range(0, len(maps) if maps.size else 0, step):
        yield slice(start, start + step)


def _bordered(maps: Array, windows: Sequence[Window]) -> Array:
    """The maps with minus infinity around them as far as a window reaches."""
    lengths, inside = [], []
    for window, n in zip(windows, maps.shape[1:], strict=False):
        start = window.pad[0]
        reached = (window.output_length(n) - 1) * window.stride + window.span
        lengths.append(max(start + n, reached))
        inside.append(slice(start, start + n))
    shape = (len(maps), *lengths, *maps.shape[1 + len(windows) :])
    if shape == maps.shape:
        return maps
    bordered = np.full(shape, -inf, maps.dtype)
    bordered[:, *inside] = maps
    return bordered
