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
from cnnviz.ops.padding import pad
from cnnviz.ops.window import sliding

# What is lowered at a time: half and all of a usual second-level cache.
COLUMN_TILE = 1 << 19
ROW_TILE = 1 << 20
LONGEST_CHAIN = 160


def correlate(
    x: Array, weight: Array, bias: Array | None, windows: Sequence[Window], groups: int
) -> Array:
    """y[n, f, i] = bias[f] + sum over c, m of weight[f, c, m] x[n, c, stride i + dilation m - pad].

    Parameters
    ----------
    x : (N, C, *spatial), read as 0 outside
    weight : (F, C/groups, *kernel)
    bias : (F,) or None
    """
    outputs = [window.output_length(n) for window, n in zip(windows, x.shape[2:], strict=True)]
    y = np.empty((len(x), groups, len(weight) // groups, *outputs), x.dtype)
    if len(x):
        b = None if bias is None else bias.reshape(groups, -1, 1)
        first, row = windows[0], prod(outputs[1:])
        # A product for each row of outputs pays where rows are long and share what they read.
        rows_pay = first.stride < first.kernel_size and first.dilation == 1 and row >= 32
        lowering = _by_row if rows_pay else _by_column
        lowering(x, _grouped(weight, groups, 0), b, windows, y)
    return y.reshape(len(x), len(weight), *outputs)


def _by_row(x: Array, w: Array, bias: Array | None, windows: Sequence[Window], y: Array) -> None:
    # Lowered along every axis but the first, the taps of one row of outputs are consecutive rows,
    # and the next row of outputs reads `stride` further: a view, where im2col copies each once
    # more for every tap of the first axis.
    groups, first = len(w), windows[0]
    size, stride, n_rows = first.kernel_size, first.stride, x.shape[2]
    row, depth = prod(y.shape[4:]), prod(w.shape[2:]) // size
    row_bytes = groups * depth * row * x.itemsize
    tiles = _tiles(len(x), y.shape[3], row_bytes * stride, ROW_TILE, 4 * size)
    samples, outputs = (largest.stop for largest in tiles[0])
    lowered = np.zeros((samples, groups, (outputs - 1) * stride + size, depth, row), x.dtype)
    rows = lowered.reshape(samples, groups, -1, row)
    operand = sliding(rows, [Window(size * depth, stride * depth), Window(1)])
    operand = operand[..., 0].swapaxes(3, 4)
    copies = _row_copies(_grouped(x, groups, 1), lowered, windows)
    flat = w.swapaxes(2, 3).reshape(groups, 1, w.shape[1], -1)
    y = y.reshape(*y.shape[:4], row)
    for n, i in tiles:
        samples, outputs = n.stop - n.start, i.stop - i.start
        top, reached = i.start * stride - first.pad[0], (outputs - 1) * stride + size
        begin = min(max(0, -top), reached)
        end = max(begin, min(reached, n_rows - top))
        lowered[:, :, :begin] = lowered[:, :, end:reached] = 0
        for into, given in copies:
            into[:samples, begin:end] = given[n, top + begin : top + end]
        out = y[n, :, :, i]
        _multiply(flat, operand[:samples, :, :outputs], out.swapaxes(2, 3))
        if bias is not None:
            out += bias[..., None]


def _row_copies(x: Array, lowered: Array, windows: Sequence[Window]) -> list[tuple[Array, Array]]:
    """For each tap of all axes but the first: what to write, what to read, as (n, row, g, c, ...).

    Where a tap reads padding nothing is written, so ``lowered`` keeps its zeros there.
    """
    rest, spatial = windows[1:], x.shape[4:]
    kernel = [window.kernel_size for window in rest]
    outputs = [window.output_length(n) for window, n in zip(rest, spatial, strict=True)]
    into = lowered.reshape(*lowered.shape[:3], x.shape[2], *kernel, *outputs).swapaxes(1, 2)
    given = np.moveaxis(x, 3, 1)
    copies = []
    for taps in np.ndindex(*kernel):
        meetings = list(map(Window.meets, rest, taps, spatial))
        write, read = zip(*meetings, strict=True)
        copies.append((into[:, :, :, :, *taps, *write], given[:, :, :, :, *read]))
    return copies


def _by_column(x: Array, w: Array, bias: Array | None, windows: Sequence[Window], y: Array) -> None:
    # The bias is the weight of one more input that is always 1.
    flat = w.reshape(*w.shape[:2], -1)
    if bias is not None:
        flat = np.concatenate([flat, bias], axis=2)
    y = y.reshape(*y.shape[:3], -1)
    padded = _grouped(pad(x, windows), len(w), 1)
    for n, i, columns in _columns(padded, windows, ones=bias is not None):
        _multiply(flat, columns, y[n, :, :, i])


def _multiply(a: Array, b: Array, out: Array) -> None:
    # Added up block by block: one chain of n float32 additions loses about sqrt(n) roundings, and
    # some BLAS kernels keep a single chain a number.
    np.matmul(a[..., :LONGEST_CHAIN], b[..., :LONGEST_CHAIN, :], out=out)
    for k in range(LONGEST_CHAIN, a.shape[-1], LONGEST_CHAIN):
        out += np.matmul(a[..., k : k + LONGEST_CHAIN], b[..., k : k + LONGEST_CHAIN, :])


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
