"""Windows copied side by side ("lowered"), so that the sums over them are products of matrices.

What is copied is a tile at a time, so that it is still in the cache when it is used. There are
these ways:

- a kernel of one tap reads the maps as they are, and nothing is copied;
- every window a column: "im2col" (Chellapilla, Puri and Simard, "High performance convolutional
  neural networks for document processing", 2006);
- lowered along all axes but the first, the rows outermost: the windows of one row of outputs are a
  matrix, and that of the next row overlaps it (Cho and Brand, "MEC: memory-efficient convolution
  for deep neural network", ICML 2017);
- the same with the channels outermost: what one tap of the first axis reads for all outputs is a
  matrix, and the next tap reads the same numbers some rows on.

Inside, the samples are the innermost axis, and the channels carry their groups: maps are
(G, C/G, *spatial, N). A batch of small maps is lowered at once like that, which makes long rows of
short ones; of larger maps, one sample at a time.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil, prod
from threading import local
from typing import Any, NamedTuple

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.gathering import Moves, Windows, gather, moves
from cnnviz.ops.layer import Array, Shape, samples_last
from cnnviz.ops.padding import blank

TILE = 1 << 20  # bytes that are lowered at a time
SHORT_ROW, LONG_ROW = 32, 128  # numbers in a row of outputs
SHALLOW = 48  # a sum of fewer terms is no product of its own

Operands = list[tuple[slice, Array]]


class Scratch(local):
    """Memory that is used again: to get it from the system anew costs more than to fill it.

    Every thread has its own.
    """

    def __init__(self) -> None:
        self._memory = np.empty(0, np.uint8)

    def empty(self, shape: Sequence[int], dtype: Any) -> Array:
        """An array to be filled; the one before it is lost."""
        size = prod(shape) * np.dtype(dtype).itemsize
        if size > self._memory.size:
            self._memory = np.empty(size, np.uint8)
        return np.ndarray(shape, dtype, self._memory)


_COPIES = Scratch()


class Lowered(NamedTuple):
    """What the windows of some samples and some outputs along the first axis read.

    Each operand is what some taps of the first axis read: (G, matrices, terms, positions). Its
    terms are these taps, the taps of the other axes and the channels of a group, in this order.
    The matrices lie side by side along ``outputs``; all other outputs and the samples are
    positions. All is lost when the next is asked for.
    """

    samples: slice
    outputs: slice
    operands: Operands


def lowered(x: Array, windows: Windows, groups: int) -> Iterator[Lowered]:
    """All that the windows read of ``x`` (N, C, *spatial), tile by tile."""
    x = arranged(x, at_once(x))
    one_tap = all(window == Window(1) for window in windows)
    for n in batches(x):
        sample = maps(x[n], groups)
        for tile in _tiles(windows, sample.shape, x.itemsize, TILE):
            if one_tap:
                read = sample[:, :, tile.outputs].reshape(groups, 1, sample.shape[1], -1)
                yield Lowered(n, tile.outputs, [(slice(0, 1), read)])
                continue
            copied = _COPIES.empty(tile.shape, x.dtype)
            gather(sample, tile.moves, copied.transpose(tile.axes))
            operands = [
                (taps, np.ndarray(shape, x.dtype, copied, offset, strides))
                for taps, shape, offset, strides in tile.operands
            ]
            yield Lowered(n, tile.outputs, operands)


class _Tile(NamedTuple):
    """A copy and its operands, as far as they depend on shapes only."""

    outputs: slice
    shape: Shape
    axes: tuple[int, ...]  # of the copy, in the order of `Moves`
    moves: Moves
    operands: tuple[tuple[slice, Shape, int, Shape | None], ...]  # taps, shape, offset, strides


@lru_cache(maxsize=128)
def _tiles(windows: Windows, shape: Shape, itemsize: int, size: int) -> tuple[_Tile, ...]:
    """All tiles of maps (G, C, *spatial, N), each lowered in the way that suits them."""
    first, groups = windows[0], shape[0]
    outputs, *others = map(Window.output_length, windows, shape[2:-1])
    row = prod(others) * shape[-1]
    depth = shape[1] * prod(window.kernel_size for window in windows[1:])
    shared = first.stride < first.kernel_size and first.dilation == 1
    if shared and (row >= LONG_ROW or (row >= SHORT_ROW and depth < SHALLOW)):
        way, rows, least = _overlapping, first.stride, 4 * first.span
    elif first.stride == 1:
        way, rows, least = _shifted, 1, 4 * first.span
    else:
        way, rows, least = _columns, first.kernel_size, 1
    # depth: terms that one row of the input gives to a sum; row: positions in a row of outputs
    parts = tiles(outputs, rows * groups * depth * row * itemsize, size, least)
    return tuple(way(windows, shape, i, depth, row * itemsize) for i in parts)


def _columns(windows: Windows, shape: Shape, i: slice, depth: int, row_bytes: int) -> _Tile:
    """All taps of all windows, as one matrix."""
    size = windows[0].kernel_size
    copy = _copied(windows, shape, i)
    operand = (shape[0], 1, size * depth, prod(copy[0]) // (shape[0] * size * depth))
    return _Tile(i, *copy, ((slice(0, size), operand, 0, None),))


def _overlapping(windows: Windows, shape: Shape, i: slice, depth: int, row_bytes: int) -> _Tile:
    """A matrix for each output along the first axis; one begins ``stride`` rows after another."""
    size, stride = windows[0].kernel_size, windows[0].stride
    rows, lines = _rows(windows, i)
    copy = _copied(lines, shape, rows, rows_first=True)
    positions = prod(copy[0][3 + len(windows) :])
    operand = (shape[0], i.stop - i.start, size * depth, positions)
    step = depth * row_bytes
    strides = ((rows.stop - rows.start) * step, stride * step, row_bytes, row_bytes // positions)
    return _Tile(i, *copy, ((slice(0, size), operand, 0, strides),))


def _shifted(windows: Windows, shape: Shape, i: slice, depth: int, row_bytes: int) -> _Tile:
    """A matrix for each tap of the first axis; one begins ``dilation`` rows after another."""
    rows, lines = _rows(windows, i)
    copy = _copied(lines, shape, rows)
    positions = prod(copy[0][3 + len(windows) :])
    operand = (shape[0], 1, depth, (i.stop - i.start) * positions)
    term = (rows.stop - rows.start) * row_bytes
    strides = (depth * term, depth * term, term, row_bytes // positions)
    starts = range(0, windows[0].span * row_bytes, windows[0].dilation * row_bytes)
    operands = ((slice(m, m + 1), operand, k, strides) for m, k in enumerate(starts))
    return _Tile(i, *copy, tuple(operands))


def _rows(windows: Windows, i: slice) -> tuple[slice, Windows]:
    """The rows of the padded input that outputs ``i`` read, and windows that read single rows."""
    first = windows[0]
    rows = slice(i.start * first.stride, (i.stop - 1) * first.stride + first.span)
    return rows, (Window(1, pad=first.pad), *windows[1:])


def _copied(
    windows: Windows, shape: Shape, i: slice, rows_first: bool = False
) -> tuple[Shape, tuple[int, ...], Moves]:
    """The first fields of a tile after its outputs; the copy has its taps before its channels."""
    rank = len(windows)
    others = map(Window.output_length, windows[1:], shape[3:-1])
    kernel = [window.kernel_size for window in windows]
    lengths = (*shape[:2], *kernel, i.stop - i.start, *others, shape[-1])
    front = (0, *[2 + rank] * rows_first, *range(2, 2 + rank), 1)
    order = (*front, *(axis for axis in range(len(lengths)) if axis not in front))
    axes = tuple(order.index(axis) for axis in range(len(lengths)))
    copied = moves(windows, shape[2:-1], i.start, i.stop)
    return tuple(lengths[axis] for axis in order), axes, copied


def tiles(outputs: int, output_bytes: int, size: int, least: int = 1) -> list[slice]:
    """Even slices of the outputs along the first axis that fit a tile."""
    most = max(least, size // output_bytes)
    rows = ceil(outputs / ceil(outputs / most))
    return [slice(i, min(i + rows, outputs)) for i in range(0, outputs, rows)]


def arranged(x: Array, last: bool) -> Array:
    """``x`` (N, C, *spatial) itself or a copy, samples innermost in memory or else row-major."""
    if samples_last(x) if last else x.flags.c_contiguous:
        return x
    copy = blank(x.shape, x.dtype, last)
    copy[...] = x
    return copy


def at_once(x: Array) -> bool:
    """Whether the whole batch of maps (N, C, *spatial) is computed at once, samples innermost."""
    return samples_last(x) or (len(x) > 1 and prod(x.shape[3:]) < SHORT_ROW)


def batches(x: Array) -> list[slice]:
    """The samples that are computed at once: all of them, or one by one."""
    if at_once(x):
        return [slice(0, len(x))]
    return [slice(n, n + 1) for n in range(len(x))]


def maps(x: Array, groups: int) -> Array:
    """(N, C, *spatial) as (G, C/G, *spatial, N)."""
    x = x.transpose(*range(1, x.ndim), 0)
    return x.reshape(groups, -1, *x.shape[1:])
