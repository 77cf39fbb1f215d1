"""What each output of a pooling reads, and where it lies, as tables along each axis."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cnnviz.geometry import Window
from cnnviz.lessons.pooling.records import PoolAxis
from cnnviz.ops import RoIMaxPool
from cnnviz.traces import Array

Shape = tuple[int, ...]


def pool_axes(
    windows: tuple[Window, ...], shape: tuple[int, ...], padding_mode: str = "zeros"
) -> tuple[PoolAxis, PoolAxis]:
    """The tables of a pair of windows that slide over a map of ``shape`` (H, W)."""
    rows, columns = (
        _pool_axis(window, n, padding_mode) for window, n in zip(windows, shape, strict=True)
    )
    return rows, columns


def through(
    above: tuple[PoolAxis, PoolAxis],
    below: tuple[PoolAxis, PoolAxis],
    whole: tuple[PoolAxis, PoolAxis],
    n: Shape,
) -> tuple[PoolAxis, PoolAxis]:
    """What ``above`` reads of an input of shape ``n`` through the outputs of ``below``.

    ``whole`` are the tables of the two windows in one; a border that ``above`` reflects lies
    outside of them in it, and inside here.
    """
    rows, columns = map(_through, above, below, whole, n)
    return rows, columns


def _through(above: PoolAxis, below: PoolAxis, whole: PoolAxis, n: int) -> PoolAxis:
    lowest, highest = above.index.min(axis=1), above.index.max(axis=1)
    first = below.first[lowest]
    extent = below.first[highest] + below.extent[highest] - first
    tap = np.arange(extent.max(), dtype=np.int32)
    position = first[:, None] + tap
    inside = (tap < extent[:, None]) & (position >= 0) & (position < n)
    return replace(whole, index=np.where(inside, position, -1), first=first, extent=extent)


def cells(
    layer: RoIMaxPool, params: Mapping[str, Array], shape: tuple[int, ...]
) -> tuple[PoolAxis, PoolAxis]:
    """The tables of the cells of a box that lies inside a map of ``shape`` (H, W)."""
    rows, columns = (_cells_along(layer, params, axis, shape) for axis in (0, 1))
    return rows, columns


def sums(x: Array, axes: tuple[PoolAxis, PoolAxis]) -> Array:
    """The sum of each window of ``x`` (H, W); padding counts as 0."""
    rows, columns = (axis.index for axis in axes)
    bordered = np.pad(x, ((0, 1), (0, 1)))  # where -1, padding, finds its 0
    total: Array = bordered[rows].sum(axis=1)[:, columns].sum(axis=2)
    return total


def _pool_axis(window: Window, n: int, padding_mode: str) -> PoolAxis:
    index = window.input_indices(n, padding_mode)
    outputs = len(index)
    # On an axis that is padded already, the window's first tap tells its place.
    bare = Window(window.kernel_size, window.stride, ceil_mode=window.ceil_mode)
    first = bare.input_indices(n + sum(window.pad))[:outputs, 0] - np.int32(window.pad[0])
    width = window.stride if outputs > 1 else window.span
    return PoolAxis(
        index=index,
        first=first,
        extent=np.full(outputs, window.span, np.int32),
        left=first + max(0.0, (window.span - width) / 2),
        width=np.full(outputs, float(width)),
    )


def _cells_along(
    layer: RoIMaxPool, params: Mapping[str, Array], axis: int, shape: tuple[int, ...]
) -> PoolAxis:
    """Asked of the layer itself: on a ramp the largest number of a cell is its last position."""
    ramp = np.broadcast_to(np.ogrid[: shape[0], : shape[1]][axis], shape).astype(float)
    last, minus_first = (
        layer.forward(r[None, None], params)[0, 0].max(axis=1 - axis) for r in (ramp, -ramp)
    )
    first, extent = (-minus_first).astype(np.int32), (last + minus_first).astype(np.int32) + 1
    tap = np.arange(extent.max(), dtype=np.int32)
    edges = np.linspace(first[0], first[-1] + extent[-1], len(first) + 1)
    return PoolAxis(
        index=np.where(tap < extent[:, None], first[:, None] + tap, np.int32(-1)),
        first=first,
        extent=extent,
        left=edges[:-1],
        width=np.diff(edges),
    )
