"""The sums of convolutions that are quickest with the channels innermost in memory.

They are those with filters of one channel each ("depthwise"; Howard et al., "MobileNets", 2017)
and, where the maps already lie so (`channels_last`), those with kernels of one tap: there the maps
are a matrix (positions, C). What is said of the sums in `cnnviz.ops.correlation` holds here too.
"""

from itertools import product
from math import prod
from typing import Any

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.chains import LONGEST_CHAIN, chains
from cnnviz.ops.gathering import Windows
from cnnviz.ops.layer import Array, Shape, channels_last, samples_last
from cnnviz.ops.lowering import Scratch

MANY = 16  # channels from which on a row of them is worth the other order
ROW = 4096  # numbers that are multiplied in one go
TILE = 1 << 20  # bytes of an output that are worked on at a time

_PADDED, _PRODUCTS = Scratch(), Scratch()


def suits(x: Array, windows: Windows, features: int, groups: int) -> bool:
    """Whether a convolution of ``x`` (N, C, *spatial) to so many maps is one of these."""
    if groups == 1:
        return channels_last(x) and all(window == Window(1) for window in windows)
    alone = groups == x.shape[1] == features >= MANY and not samples_last(x)
    return alone and prod(window.kernel_size for window in windows) <= LONGEST_CHAIN


def filters_innermost(weight: Array) -> Array:
    """A weight (F, C/groups, *kernel) as these sums read it soonest; the numbers are the same.

    That is with the filters innermost in memory, if they have one channel or one tap each; any
    other array is returned as it is.
    """
    if weight.ndim < 3 or 1 not in (weight.shape[1], prod(weight.shape[2:])):
        return weight
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(weight, 0, -1)), -1, 0)


def correlate(x: Array, weight: Array, bias: Array | None, windows: Windows, groups: int) -> Array:
    """The output (N, F, *outputs), its channels innermost in memory."""
    if groups == 1:
        y = np.empty((*_inner(x).shape[:-1], len(weight)), x.dtype)
        _pointwise(_inner(x), weight.reshape(len(weight), -1), bias, y)
    else:
        y = _depthwise(x, weight, windows)
        if bias is not None:
            y += bias
    return _outer(y)


def weight_gradient(dy: Array, x: Array, windows: Windows, shape: Shape, groups: int) -> Array:
    """The gradient of the weight."""
    given = _inner(dy)
    if groups == 1:
        rows, columns = (part.reshape(-1, part.shape[-1]) for part in (given, _inner(x)))
        dw = np.zeros((rows.shape[1], columns.shape[1]), x.dtype)
        for k in chains(len(rows)):
            dw += rows[k].T @ columns[k]
        return dw.reshape(shape)
    read = _read(_padded(x, windows), windows, given.shape[1:-1])
    dw = np.empty((*shape[2:], shape[0]), x.dtype)
    everywhere: list[Any] = [slice(None)] * (1 + len(windows))
    for taps in product(*map(range, shape[2:])):
        dw[taps] = _summed(read[(*everywhere, *taps)] * given)
    return np.moveaxis(dw, -1, 0).reshape(shape)


def _pointwise(x: Array, weight: Array, bias: Array | None, y: Array) -> None:
    """Set ``y`` (..., F) to ``x`` (..., C) times the weight (F, C), tile by tile."""
    rows, into = x.reshape(-1, x.shape[-1]), y.reshape(-1, y.shape[-1])
    step = max(LONGEST_CHAIN, TILE // max(1, into[:1].nbytes))
    for start in range(0, len(rows), step):
        part = into[start : start + step]
        for k in chains(rows.shape[1]):
            left, right = rows[start : start + step, k], weight[:, k].T
            if k.start == 0:
                np.matmul(left, right, out=part)
            else:
                part += np.matmul(left, right, out=_PRODUCTS.empty(part.shape, part.dtype))
        if bias is not None:
            part += bias


def _depthwise(x: Array, weight: Array, windows: Windows) -> Array:
    """Each map with a filter of its own: (N, *outputs, C).

    Where the stride is 1, positions that lie side by side are, with their channels, one long row;
    the kernel is repeated for each.
    """
    outputs = tuple(map(Window.output_length, windows, x.shape[2:]))
    kernel = np.ascontiguousarray(np.moveaxis(weight[:, 0], 0, -1))
    y = np.empty((len(x), *outputs, x.shape[1]), x.dtype)
    beside = _beside(outputs[-1], x.shape[1]) if windows[-1].stride == 1 else 1
    read = _read(_padded(x, windows), windows, outputs, beside)
    rank = len(windows)
    samples, places, taps, row = 0, [*range(1, 1 + rank)], [*range(1 + rank, 1 + 2 * rank)], 9
    np.einsum(
        read,
        [samples, *places, *taps, row],
        np.tile(kernel, beside),
        [*taps, row],
        [samples, *places, row],
        out=y.reshape(*y.shape[:rank], outputs[-1] // beside, beside * y.shape[-1]),
    )
    return y


def _beside(outputs: int, channels: int) -> int:
    """How many positions of a row are taken together: a divisor of their number."""
    most = max(1, ROW // channels)
    return next(n for n in range(min(most, outputs), 0, -1) if outputs % n == 0)


def _padded(x: Array, windows: Windows) -> Array:
    """The input (N, *padded, C) with its border of zeros; lost when the next is asked for."""
    lengths = [n + sum(w.pad) for n, w in zip(x.shape[2:], windows, strict=True)]
    padded = _PADDED.empty((len(x), *lengths, x.shape[1]), x.dtype)
    inside: list[Any] = [slice(None)]
    for n, window in zip(x.shape[2:], windows, strict=True):
        start, stop = window.pad[0], window.pad[0] + n
        padded[(*inside, slice(0, start))] = 0
        padded[(*inside, slice(stop, None))] = 0
        inside.append(slice(start, stop))
    padded[tuple(inside)] = _inner(x)
    return padded


def _read(padded: Array, windows: Windows, outputs: Shape, beside: int = 1) -> Array:
    """What the windows read, as a view (N, *outputs, *kernel, C).

    With ``beside`` above 1 so many outputs of the last axis are in one row with their channels.
    """
    samples, *steps, channel = padded.strides
    moves = [step * window.stride for step, window in zip(steps, windows, strict=True)]
    taps = [step * window.dilation for step, window in zip(steps, windows, strict=True)]
    kernel = [window.kernel_size for window in windows]
    moves[-1] *= beside
    shape = (len(padded), *outputs[:-1], outputs[-1] // beside, *kernel, padded.shape[-1] * beside)
    return np.ndarray(shape, padded.dtype, padded, 0, (samples, *moves, *taps, channel))


def _summed(terms: Array) -> Array:
    """The sums (C,) of (N, *outputs, C), in parts as `chains` says."""
    rows = terms.reshape(-1, terms.shape[-1])
    ones = np.ones(len(rows), rows.dtype)
    total = np.zeros(rows.shape[1], rows.dtype)
    for k in chains(len(rows)):
        total += ones[k] @ rows[k]
    return total


def _inner(x: Array) -> Array:
    """(N, C, *spatial) as (N, *spatial, C)."""
    return x.transpose(0, *range(2, x.ndim), 1)


def _outer(y: Array) -> Array:
    """(N, *spatial, C) as (N, C, *spatial)."""
    return y.transpose(0, -1, *range(1, y.ndim - 1))
