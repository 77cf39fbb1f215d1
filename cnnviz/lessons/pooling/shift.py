"""What pooling makes of a picture that moves by a few pixels.

Zhang, "Making convolutional networks shift-invariant again", ICML 2019, section 3.1. The picture
wraps around, so that nothing enters at a border and every difference comes from the pooling.
"""

from collections.abc import Callable

import numpy as np

from cnnviz.analysis.rounding import without_dust
from cnnviz.lessons.pooling.records import Shifted
from cnnviz.ops import AveragePool, BlurPool, MaxPool
from cnnviz.traces import Array

LARGEST_SHIFT = 4


def shifted(
    x: Array, window: int | tuple[int, int], stride: int, blur: int = 3
) -> dict[str, Shifted]:
    """Max, blur and average pooling of ``x`` (H, W) moved right by 0 to 4 pixels.

    Of each axis a multiple of ``stride`` is taken, so that the outputs wrap around as well. The
    ``window``, a side or a height and a width, is cut to the picture. Nothing comes back where the
    picture is smaller than the stride.
    """
    height, width = (n - n % stride for n in x.shape)
    if not height or not width:
        return {}
    moved = [np.roll(x[:height, :width], shift, axis=1) for shift in range(LARGEST_SHIFT + 1)]
    stack = np.stack(moved)[:, None]
    high, wide = window if isinstance(window, tuple) else (window, window)
    sides = (min(high, height), min(wide, width))
    return {
        name: _compare(pool(stack), stride) for name, pool in _pools(sides, stride, blur).items()
    }


def moved_back(y: Array, shift: int, stride: int) -> Array:
    """An output (oH, oW) of a picture that moved right, moved left by as much.

    Between two outputs it is read on the line that joins them.

    >>> moved_back(np.array([[0.0, 4, 8, 4]]), shift=1, stride=2).tolist()
    [[2.0, 6.0, 6.0, 2.0]]
    """
    whole, rest = divmod(shift, stride)
    part = rest / stride
    left = np.roll(y, -whole, axis=1)
    return left if not rest else (1 - part) * left + part * np.roll(y, -whole - 1, axis=1)


def _pools(sides: tuple[int, int], stride: int, blur: int) -> dict[str, Callable[[Array], Array]]:
    def wrapped(x: Array) -> Array:
        below, right = ((0, side - 1) for side in sides)
        return np.pad(x, ((0, 0), (0, 0), below, right), "wrap")

    def blurred(x: Array) -> Array:
        size = min(blur, *x.shape[2:])
        peaks = MaxPool(sides, 1).forward(wrapped(x))
        return BlurPool(size, stride, "circular").forward(peaks)

    return {
        "max": lambda x: MaxPool(sides, stride).forward(wrapped(x)),
        "blur": blurred,
        "average": lambda x: AveragePool(sides, stride).forward(wrapped(x)),
    }


def _compare(y: Array, stride: int) -> Shifted:
    y = y[:, 0]
    change = np.stack([moved_back(map_, shift, stride) - y[0] for shift, map_ in enumerate(y)])
    change = without_dust(change, np.abs(y).max())
    size = np.abs(change)
    return Shifted(y, change, mean=size.mean(axis=(1, 2)), largest=size.max(axis=(1, 2)))
