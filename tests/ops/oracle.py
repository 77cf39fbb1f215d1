"""The slow, plain way: loops over outputs and taps, one number read at a time."""

from collections.abc import Sequence

import numpy as np

Pads = Sequence[tuple[int, int]]


def convolve(x, weight, stride, dilation, pads: Pads, groups=1, mode="zeros", bias=None):
    """Convolution of x (N, C, *spatial) with weight (F, C/groups, *kernel), by its definition."""
    batch, channels = x.shape[:2]
    features, depth = weight.shape[:2]
    outputs = output_shape(x.shape[2:], weight.shape[2:], stride, dilation, pads)
    y = np.zeros((batch, features, *outputs), x.dtype)
    for n, f in np.ndindex(batch, features):
        group = f // (features // groups)
        first = group * (channels // groups)
        for i in np.ndindex(*outputs):
            for c, *m in np.ndindex(depth, *weight.shape[2:]):
                at = position(i, m, stride, dilation, pads)
                y[n, f][i] += weight[(f, c, *m)] * read(x[n, first + c], at, mode)
            if bias is not None:
                y[n, f][i] += bias[f]
    return y


def pool(x, kernel, stride, dilation, pads: Pads, choose):
    """``choose`` of the numbers that each window reads, padding left out."""
    outputs = output_shape(x.shape[2:], kernel, stride, dilation, pads)
    y = np.zeros((*x.shape[:2], *outputs), x.dtype)
    for n, c in np.ndindex(*x.shape[:2]):
        for i in np.ndindex(*outputs):
            places = [position(i, m, stride, dilation, pads) for m in np.ndindex(*kernel)]
            y[n, c][i] = choose([x[n, c][at] for at in places if inside(at, x.shape[2:])])
    return y


def output_shape(spatial, kernel, stride, dilation, pads: Pads):
    """How many windows fit along each axis, found by counting."""
    lengths = []
    for n, k, s, d, (before, after) in zip(spatial, kernel, stride, dilation, pads, strict=True):
        starts = range(-before, n + after, s)
        lengths.append(sum(start + d * (k - 1) < n + after for start in starts))
    return tuple(lengths)


def position(i, m, stride, dilation, pads: Pads):
    """Where output i meets tap m."""
    settings = zip(i, m, stride, dilation, pads, strict=True)
    return tuple(s * at + d * tap - before for at, tap, s, d, (before, _) in settings)


def inside(at, spatial):
    """Whether a position is an input and not padding."""
    return all(0 <= x < n for x, n in zip(at, spatial, strict=True))


def read(plane, at, mode):
    """The number at a position that may lie in the padding."""
    if mode == "zeros":
        return plane[at] if inside(at, plane.shape) else 0
    return plane[tuple(walked(x, n, mode) for x, n in zip(at, plane.shape, strict=True))]


def walked(x, n, mode):
    """The input that a padding position repeats, one step at a time."""
    while not 0 <= x < n:
        if mode == "replicate":
            x += 1 if x < 0 else -1
        elif mode == "circular":
            x += n if x < 0 else -n
        elif mode == "reflect":
            x = -x if x < 0 else 2 * (n - 1) - x
    return x
