"""The sums behind a convolution layer: forward, and the gradients of its input and its weight.

Every sum becomes a matrix product after copying ("lowering") the windows into a matrix, a tile
at a time, so that what is copied is still in the cache when it is used
(Chellapilla, Puri and Simard, "High performance convolutional neural networks for document
processing", 2006; Cho and Brand, "MEC: memory-efficient convolution", ICML 2017).

Inside, arrays carry their groups as an axis: x (N, G, C/G, *padded), weight (G, F/G, C/G, *kernel)
and y (N, G, F/G, *outputs).
"""

from collections.abc import Iterator, Sequence
from math import ceil, prod

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.layer import Array
from cnnviz.ops.window import lengths, sliding

# Half and all of a usual second-level cache; by measurement, with OpenBLAS on AVX2 and AVX-512.
COLUMN_TILE = 7 << 16
ROW_TILE = 1 << 20


def correlate(
    padded: Array, weight: Array, bias: Array | None, windows: Sequence[Window], groups: int
) -> Array:
    """y[n, f, i] = bias[f] + sum over c, m of weight[f, c, m] padded[n, c, stride i + dilation m].

    Parameters
    ----------
    padded : (N, C, *spatial)
    weight : (F, C/groups, *kernel)
    bias : (F,) or None
    """
    x, w = _grouped(padded, groups, 1), _grouped(weight, groups, 0)
    outputs = lengths(padded.shape[2:], windows)
    y = np.empty((*x.shape[:2], w.shape[1], *outputs), x.dtype)
    if len(x):
        b = None if bias is None else bias.reshape(groups, -1, 1)
        lowering = _by_row if _rows_pay(w, windows, outputs) else _by_column
        lowering(x, w, b, windows, y)
    return y.reshape(len(x), len(weight), *outputs)


def _rows_pay(w: Array, windows: Sequence[Window], outputs: Sequence[int]) -> bool:
    # One matrix product per row of outputs: the rows must be long, and the products must either
    # be matrix times vector or deep enough to hide what each costs to start.
    first, few_maps, depth = windows[0], w.shape[1] <= 4, prod(w.shape[2:])
    return (
        first.dilation == 1
        and first.stride < first.kernel_size
        and prod(outputs[1:]) >= 32
        and (few_maps or depth > 30)
    )


def _by_column(x: Array, w: Array, bias: Array | None, windows: Sequence[Window], y: Array) -> None:
    # The bias is the weight of one more input that is always 1.
    flat = w.reshape(*w.shape[:2], -1)
    if bias is not None:
        flat = np.concatenate([flat, bias], axis=2)
    y = y.reshape(*y.shape[:3], -1)
    for n, i, columns in _columns(x, windows, ones=bias is not None):
        np.matmul(flat, columns, out=y[n, :, :, i])


def _columns(
    x: Array, windows: Sequence[Window], ones: bool = False
) -> Iterator[tuple[slice, slice, Array]]:
    """Tiles (samples, flat outputs, columns (n, G, C/G * taps, outputs)) that cover the batch.

    One column for each output ("im2col"), followed by a 1 if asked for.
    """
    view = _rows_first(sliding(x, windows))
    (outputs, groups), inner = view.shape[1:3], view.shape[3 : 4 + len(windows)]
    row_shape = view.shape[4 + len(windows) :]
    depth, row = prod(inner), prod(row_shape)
    tiles = _tiles(len(x), outputs, groups * depth * row * x.itemsize, COLUMN_TILE)
    samples, rows = (largest.stop for largest in tiles[0])
    buffer = np.empty((samples, groups, depth + ones, rows * row), x.dtype)
    buffer[:, :, depth:] = 1
    into = buffer[:, :, :depth].reshape(samples, groups, *inner, rows, *row_shape)
    into = np.moveaxis(into, 2 + len(inner), 1)
    for n, i in tiles:
        samples, rows = n.stop - n.start, i.stop - i.start
        into[:samples, :rows] = view[n, i]
        yield n, slice(i.start * row, i.stop * row), buffer[:samples, :, :, : rows * row]


def _by_row(x: Array, w: Array, bias: Array | None, windows: Sequence[Window], y: Array) -> None:
    # Lowered along every axis but the first, the taps of one row of outputs are consecutive rows,
    # and the next row of outputs reads `stride` further: a view, where im2col copies each once
    # more for every tap of the first axis.
    size, stride = windows[0].kernel_size, windows[0].stride
    view = _rows_first(sliding(x, [Window(1), *windows[1:]]))
    row, groups = prod(y.shape[4:]), len(w)
    depth = prod(view.shape[3:]) // row
    row_bytes = groups * depth * row * x.itemsize
    tiles = _tiles(len(x), y.shape[3], row_bytes * stride, ROW_TILE, 4 * size)
    samples, outputs = (largest.stop for largest in tiles[0])
    reached = (outputs - 1) * stride + size
    lowered = np.empty((samples, groups, reached, *view.shape[3:]), x.dtype)
    window = Window(size * depth, stride * depth)
    operand = sliding(lowered.reshape(samples, groups, -1, row), [window, Window(1)])
    operand = operand[..., 0].swapaxes(3, 4)
    into = lowered.swapaxes(1, 2)
    flat = w.swapaxes(2, 3).reshape(groups, 1, w.shape[1], -1)
    y = y.reshape(*y.shape[:4], row)
    for n, i in tiles:
        samples, outputs = n.stop - n.start, i.stop - i.start
        reads = slice(i.start * stride, (i.stop - 1) * stride + size)
        into[:samples, : reads.stop - reads.start] = view[n, reads]
        out = y[n, :, :, i]
        np.matmul(flat, operand[:samples, :, :outputs], out=out.swapaxes(2, 3))
        if bias is not None:
            out += bias[..., None]


def _rows_first(view: Array) -> Array:
    """(N, G, C, *outputs, *kernel) as (N, outputs[0], G, C, *kernel, *outputs[1:])."""
    rank = (view.ndim - 3) // 2
    return view.transpose(0, 3, 1, 2, *range(3 + rank, 3 + 2 * rank), *range(4, 3 + rank))


def weight_gradient(
    dy: Array, padded: Array, weight: Array, windows: Sequence[Window], groups: int
) -> Array:
    """dw[f, c, m] = sum over n, i of dy[n, f, i] padded[n, c, stride i + dilation m]."""
    if not len(padded):
        return np.zeros_like(weight)
    x = _grouped(padded, groups, 1)
    dy = _grouped(dy, groups, 1).reshape(len(x), groups, len(weight) // groups, -1)
    dw = np.zeros((groups, dy.shape[2], weight[0].size), weight.dtype)
    for n, i, columns in _columns(x, windows):
        dw += np.matmul(dy[n, :, :, i], columns.swapaxes(2, 3)).sum(axis=0)
    return dw.reshape(weight.shape)


def input_gradient(
    dy: Array, padded: Array, weight: Array, windows: Sequence[Window], groups: int
) -> Array:
    """dx[n, c, x] = sum over f and the (i, m) that meet x of weight[f, c, m] dy[n, f, i]."""
    w, dy = _grouped(weight, groups, 0), _grouped(dy, groups, 1)
    flat = w.reshape(*w.shape[:2], -1).swapaxes(1, 2)
    dx = np.zeros_like(_grouped(padded, groups, 1))
    reads = _rows_first(sliding(dx, windows))
    kernel = tuple(window.kernel_size for window in windows)
    output_bytes = flat[..., 0].size * prod(dy.shape[4:]) * dy.itemsize
    for n, i in _tiles(len(dy), dy.shape[3], output_bytes, COLUMN_TILE):
        tile = dy[n, :, :, i]
        terms = np.matmul(flat, tile.reshape(*tile.shape[:3], -1))
        terms = terms.reshape(*terms.shape[:2], *w.shape[2:], *tile.shape[3:])
        terms, into = np.moveaxis(terms, 3 + len(kernel), 1), reads[n, i]
        for m in np.ndindex(kernel):  # tap by tap, as two taps of one sum may be one number
            into[:, :, :, :, *m] += terms[:, :, :, :, *m]
    return dx.reshape(padded.shape)


def _grouped(array: Array, groups: int, axis: int) -> Array:
    shape = array.shape
    return array.reshape(*shape[:axis], groups, shape[axis] // groups, *shape[axis + 1 :])


def _tiles(
    samples: int, outputs: int, output_bytes: int, tile_bytes: int, least: int = 1
) -> list[tuple[slice, slice]]:
    """Even slices (samples, outputs along the first axis) that fit a tile, the largest first."""
    rows = max(least, tile_bytes // output_bytes)
    rows = ceil(outputs / ceil(outputs / rows))
    batch = max(1, min(samples, tile_bytes // (output_bytes * outputs)))
    return [
        (slice(n, min(n + batch, samples)), slice(i, min(i + rows, outputs)))
        for n in range(0, samples, batch)
        for i in range(0, outputs, rows)
    ]
