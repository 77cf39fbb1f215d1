"""Kernel in, kernel out: what one click does. Name and title stay; `same_as` tells the edit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cnnviz.kernels.kernel import MAX_DIVISOR, MAX_WEIGHT, Kernel, check_shape
from cnnviz.kernels.weights import Size, centre


def flip_horizontal(kernel: Kernel) -> Kernel:
    """Left becomes right."""
    return replace(kernel, weight=kernel.weight[:, :, ::-1])


def flip_vertical(kernel: Kernel) -> Kernel:
    """Top becomes bottom."""
    return replace(kernel, weight=kernel.weight[:, ::-1])


def rotate_quarter(kernel: Kernel) -> Kernel:
    """A quarter turn clockwise; height and width change places."""
    return replace(kernel, weight=np.rot90(kernel.weight, -1, axes=(1, 2)))


def rotate_half(kernel: Kernel) -> Kernel:
    """A half turn: what true convolution does to the kernel."""
    return replace(kernel, weight=kernel.weight[:, ::-1, ::-1])


def transpose(kernel: Kernel) -> Kernel:
    """Rows become columns; height and width change places."""
    return replace(kernel, weight=kernel.weight.transpose(0, 2, 1))


def negate(kernel: Kernel) -> Kernel:
    """Every weight changes its sign."""
    return replace(kernel, weight=-kernel.weight)


def normalise(kernel: Kernel) -> Kernel:
    """Choose the divisor; the weights stay as they are.

    It is the size of the weights' sum, so that they add up to 1 and an even picture keeps its
    brightness (-1 for a negative sum: the divisor is never negative, so no answer changes its
    sign). Where the sum is 0 it is half the sum of the sizes: the positive weights add up to 1,
    and answers stay within the range of the picture. A kernel of zeros gets the divisor 1.
    """
    total, size = abs(kernel.weight.sum()), np.abs(kernel.weight).sum()
    # Weights such as 0.1 + 0.2 - 0.3 miss 0 by a rounding error, which is no divisor.
    divisor = total if total > 1e-9 * size else size / 2
    return replace(kernel, divisor=divisor if divisor >= 1 / MAX_DIVISOR else 1.0)


def zero_mean(kernel: Kernel) -> Kernel:
    """Shift all weights by their mean, so that they sum to 0 and brightness alone gives 0.

    Whole numbers stay whole where they fit: n weights w of sum t become n w - t, and the divisor
    n times itself, both without their common factor.
    """
    weight, count = kernel.weight, kernel.weight.size
    shifted = count * weight - weight.sum()
    if not shifted.any() or (weight % 1).any():
        return replace(kernel, weight=weight - weight.mean())
    factor = int(np.gcd.reduce(shifted.astype(np.int64), axis=None, initial=count))
    divisor = kernel.divisor * count / factor
    if np.abs(shifted).max() > MAX_WEIGHT * factor or divisor > MAX_DIVISOR:
        return replace(kernel, weight=weight - weight.mean())
    return replace(kernel, weight=shifted / factor, divisor=divisor)


def resize(kernel: Kernel, size: Size) -> Kernel:
    """Add zeros or cut around the centre to (height, width); an even side has more at its end.

    Raises
    ------
    ValueError
        A side outside 1 to 15.
    """
    check_shape((kernel.channels, *size))
    weight = np.zeros((kernel.channels, *size))
    rows = _overlap(kernel.size[0], size[0])
    columns = _overlap(kernel.size[1], size[1])
    weight[:, rows[1], columns[1]] = kernel.weight[:, rows[0], columns[0]]
    return replace(kernel, weight=weight)


TRANSFORMS: dict[str, Callable[[Kernel], Kernel]] = {
    transform.__name__: transform
    for transform in (
        normalise,
        zero_mean,
        negate,
        transpose,
        rotate_quarter,
        rotate_half,
        flip_horizontal,
        flip_vertical,
    )
}


def _overlap(old: int, new: int) -> tuple[slice, slice]:
    """The taps that both sides share, in the old kernel and in the new, centre on centre."""
    shift = centre((new, new))[0] - centre((old, old))[0]
    start, stop = max(0, -shift), min(old, new - shift)
    return slice(start, stop), slice(start + shift, stop + shift)
