"""The sums behind a convolution layer: forward, and the gradients of its input and its weight.

Every sum is a product of matrices: of what is `lowered` with the weights, or with the gradients.
Inside, the samples are the innermost axis and the channels carry their groups: maps are
(G, C/G, *spatial, N), and weights (G, F/G, *kernel, C/G).
"""

from math import prod

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops import interleaved, lowering
from cnnviz.ops.chains import chains
from cnnviz.ops.gathering import Windows, moves, scatter
from cnnviz.ops.layer import Array, Shape
from cnnviz.ops.lowering import Operands, Scratch, arranged, at_once, batches, lowered, maps, tiles
from cnnviz.ops.padding import blank

_PRODUCTS, _TERMS = Scratch(), Scratch()


def correlate(x: Array, weight: Array, bias: Array | None, windows: Windows, groups: int) -> Array:
    """y[n, f, i] = bias[f] + sum over c, m of weight[f, c, m] x[n, c, stride i + dilation m - pad].

    Parameters
    ----------
    x : (N, C, *spatial), read as 0 outside
    weight : (F, C/groups, *kernel)
    bias : (F,) or None
    """
    if interleaved.suits(x, windows, len(weight), groups):
        return interleaved.correlate(x, weight, bias, windows, groups)
    outputs = map(Window.output_length, windows, x.shape[2:])
    y = blank((len(x), len(weight), *outputs), x.dtype, at_once(x))
    w = weight.reshape(groups, len(weight) // groups, weight.shape[1], -1).swapaxes(2, 3)
    w = w.reshape(groups, 1, len(weight) // groups, -1)
    for n, i, operands in lowered(x, windows, groups):
        out = _beside(y[n, :, i], operands)
        _sum_products(w, [operand for _, operand in operands], out)
        if bias is not None:
            out += bias.reshape(groups, 1, -1, 1)
    return y


def _sum_products(w: Array, operands: list[Array], out: Array) -> None:
    """Set ``out`` to w[:terms] operands[0] + w[terms : 2 terms] operands[1] + ..."""
    start = 0
    for operand in operands:
        for k in chains(operand.shape[2], len(operands)):
            left, right = w[..., start : start + k.stop - k.start], operand[:, :, k]
            if start == 0:
                np.matmul(left, right, out=out)
            else:
                out += np.matmul(left, right, out=_PRODUCTS.empty(out.shape, out.dtype))
            start += k.stop - k.start


def weight_gradient(dy: Array, x: Array, windows: Windows, shape: Shape, groups: int) -> Array:
    """dw[f, c, m] = sum over n, i of dy[n, f, i] x[n, c, stride i + dilation m - pad].

    ``shape`` is that of the weight.
    """
    if interleaved.suits(x, windows, shape[0], groups):
        return interleaved.weight_gradient(dy, x, windows, shape, groups)
    features, channels, size, *others = shape
    dw = np.zeros((groups, size, prod(others) * channels, features // groups), x.dtype)
    dy = arranged(dy, at_once(x))
    for n, i, operands in lowered(x, windows, groups):
        given = _beside(dy[n, :, i], operands).swapaxes(2, 3)
        for taps, operand in operands:
            into = dw[:, taps]
            for k in chains(operand.shape[3], operand.shape[1]):
                terms = np.matmul(operand[..., k], given[:, :, k])
                into += terms.sum(axis=1).reshape(into.shape)
    dw = dw.reshape(groups, size * prod(others), channels, -1)
    return dw.transpose(0, 3, 2, 1).reshape(shape)


def input_gradient(
    dy: Array, spatial: Shape, weight: Array, windows: Windows, groups: int
) -> Array:
    """dx[n, c, x] = sum over f and the (i, m) that meet x of weight[f, c, m] dy[n, f, i].

    At stride 1 that is a correlation of ``dy`` with the turned kernel. Where a weight is infinite
    or no number that would not do: its product with the zeros around ``dy`` is not 0.
    """
    turnable = all(window.stride == 1 for window in windows) and np.isfinite(weight).all()
    if not turnable or 3 * prod(dy.shape[2:]) < 2 * prod(spatial):
        return _scattered(dy, spatial, weight, windows, groups)
    w = weight.reshape(groups, -1, *weight.shape[1:]).swapaxes(1, 2)
    turned = np.flip(w, tuple(range(3, w.ndim))).reshape(-1, *w.shape[2:])
    cut, mirrored = zip(*map(_mirrored, windows, dy.shape[2:]), strict=True)
    return correlate(dy[:, :, *cut], turned, None, mirrored, groups)


def _mirrored(window: Window, outputs: int) -> tuple[slice, Window]:
    """The window over ``dy`` that gives ``dx``, and the part of ``dy`` that it slides over."""
    before, after = (window.span - 1 - pad for pad in window.pad)
    cut = slice(max(0, -before), outputs - max(0, -after))
    pad = (max(0, before), max(0, after))
    return cut, Window(window.kernel_size, dilation=window.dilation, pad=pad)


def _scattered(dy: Array, spatial: Shape, weight: Array, windows: Windows, groups: int) -> Array:
    """Every ``dy`` times the kernel, added where its window lies."""
    dy = arranged(dy, at_once(dy))
    w = weight.reshape(groups, 1, len(weight) // groups, -1).swapaxes(2, 3)
    dx = blank((len(dy), groups * weight.shape[1], *spatial), dy.dtype, at_once(dy))
    dx[...] = 0
    for n in batches(dy):
        given, into = maps(dy[n], groups), maps(dx[n], groups)
        for i in tiles(given.shape[2], w[..., 0].size * given[0, 0, 0].nbytes, lowering.TILE):
            part = given[:, :, i]
            flat = part.reshape(groups, 1, part.shape[1], -1)
            terms = _TERMS.empty((groups, 1, w.shape[2], flat.shape[3]), dy.dtype)
            _sum_products(w, [flat], terms)
            terms = terms.reshape(groups, *weight.shape[1:], *part.shape[2:])
            scatter(terms, moves(windows, spatial, i.start, i.stop), into)
    return dx


def _beside(x: Array, operands: Operands) -> Array:
    """Maps (N, F, *outputs) as (G, matrices, F/G, positions), like the operands they belong to."""
    groups, matrices = operands[0][1].shape[:2]
    x = maps(x, groups)
    return x.reshape(*x.shape[:2], matrices, -1).swapaxes(1, 2)
