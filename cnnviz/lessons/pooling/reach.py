"""What each output of a pooling reads, and where it lies, as tables along each axis."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cnnviz.geometry import Window
from cnnviz.lessons.pooling.records import Reach
from cnnviz.ops import RoIMaxPool
from cnnviz.traces import Array

Shape = tuple[int, ...]


def reaches(
    windows: tuple[Window, ...], shape: tuple[int, ...], padding_mode: str = "zeros"
) -> tuple[Reach, Reach]:
    """The tables of a pair of windows that slide over a map of ``shape`` (H, W)."""
    rows, columns = (
        _reach(window, n, padding_mode) for window, n in zip(windows, shape, strict=True)
    )
    return rows, columns


def through(
    above: tuple[Reach, Reach], below: tuple[Reach, Reach], whole: tuple[Reach, Reach], n: Shape
) -> tuple[Reach, Reach]:
    """What ``above`` reads of an input of shape ``n`` through the outputs of ``below``.

    ``whole`` are the tables of the two windows in one; a border that ``above`` reflects lies
    outside of them in it, and inside here.
    """
    rows, columns = map(_through, above, below, whole, n)
    return rows, columns


def _through(above: Reach, below: Reach, whole: Reach, n: int) -> Reach:
    lowest, highest = above.index.min(axis=1), above.index.max(axis=1)
    first = below.first[lowest]
    taps = below.first[highest] + below.taps[highest] - first
    tap = np.arange(taps.max(), dtype=np.int32)
    position = first[:, None] + tap
    inside = (tap < taps[:, None]) & (position >= 0) & (position < n)
    return replace(whole, index=np.where(inside, position, -1), first=first, taps=taps)


def cells(
    layer: RoIMaxPool, params: Mapping[str, Array], shape: tuple[int, ...]
) -> tuple[Reach, Reach]:
    """The tables of the cells of a box that lies inside a map of ``shape`` (H, W)."""
    rows, columns = (_cells_along(layer, params, axis, shape) for axis in (0, 1))
    return rows, columns


def sums(x: Array, reach: tuple[Reach, Reach]) -> Array:
    """The sum of each window of ``x`` (H, W); padding counts as 0."""
    rows, columns = (axis.index for axis in reach)
    bordered = np.pad(x, ((0, 1), (0, 1)))  # where -1, padding, finds its 0
    total: Array = bordered[rows].sum(axis=1)[:, columns].sum(axis=2)
    return total


def _reach(window: Window, n: int, padding_mode: str) -> Reach:
    index = window.reads(n, padding_mode)
    outputs = len(index)
    # On an axis that is padded already, the window's first tap tells its place.
    bare = Window(window.kernel_size, window.stride, ceil_mode=window.ceil_mode)
    first = bare.reads(n + sum(window.pad))[:outputs, 0] - np.int32(window.pad[0])
    width = window.stride if outputs > 1 else window.span
    return Reach(
        index=index,
        first=first,
        taps=np.full(outputs, window.span, np.int32),
        left=first + max(0.0, (window.span - width) / 2),
        width=np.full(outputs, float(width)),
    )


def _cells_along(
    layer: RoIMaxPool, params: Mapping[str, Array], axis: int, shape: tuple[int, ...]
) -> Reach:
    """Asked of the layer itself: on a ramp the largest number of a cell is its last position."""
    ramp = np.broadcast_to(np.ogrid[: shape[0], : shape[1]][axis], shape).astype(float)
    last, minus_first = (
        layer.forward(r[None, None], params)[0, 0].max(axis=1 - axis) for r in (ramp, -ramp)
    )
    first, taps = (-minus_first).astype(np.int32), (last + minus_first).astype(np.int32) + 1
    tap = np.arange(taps.max(), dtype=np.int32)
    edges = np.linspace(first[0], first[-1] + taps[-1], len(first) + 1)
    return Reach(
        index=np.where(tap < taps[:, None], first[:, None] + tap, np.int32(-1)),
        first=first,
        taps=taps,
        left=edges[:-1],
        width=np.diff(edges),
    )
