"""Windows laid over an array: the views behind convolution and pooling."""

from collections.abc import Sequence
from functools import lru_cache
from math import prod

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.layer import Array, samples_last


def sliding(padded: Array, windows: Sequence[Window]) -> Array:
    """Every window of an already padded array, as a view that copies nothing.

    Parameters
    ----------
    padded : contiguous array (..., *spatial), with one spatial axis for each window
        Its first axis may be the innermost in memory (`cnnviz.ops.layer.samples_last`).

    Returns
    -------
    (..., *outputs, *kernel)
        One number of ``padded`` appears in several places: write through a single tap at a time.

    Examples
    --------
    >>> sliding(np.arange(5), [Window(kernel_size=3, stride=2)]).tolist()
    [[0, 1, 2], [2, 3, 4]]
    """
    lead = padded.ndim - len(windows)
    steps = list(zip(padded.strides[lead:], windows, strict=True))
    kernel = [window.kernel_size for window in windows]
    return np.ndarray(
        (*padded.shape[:lead], *lengths(padded.shape[lead:], windows), *kernel),
        padded.dtype,
        padded.transpose(*range(1, padded.ndim), 0) if samples_last(padded) else padded,
        strides=(
            *padded.strides[:lead],
            *[step * window.stride for step, window in steps],
            *[step * window.dilation for step, window in steps],
        ),
    )


def flat(maps: Array) -> Array:
    """A view (N, C, numbers of a map) of (N, C, *spatial)."""
    return maps.reshape(*maps.shape[:2], prod(maps.shape[2:]))


def lengths(padded: Sequence[int], windows: Sequence[Window]) -> list[int]:
    """How many outputs each axis of an already padded array gives."""
    return [
        (size - window.span) // window.stride + 1
        for size, window in zip(padded, windows, strict=True)
    ]


def taps(padded: Array, window: Window, axis: int) -> list[Array]:
    """What each tap of a window along one axis reads, as views: one entry for each output."""
    before = (slice(None),) * axis
    return [padded[(*before, read)] for read in _reads(window, padded.shape[axis])]


@lru_cache(maxsize=1024)
def _reads(window: Window, length: int) -> tuple[slice, ...]:
    (outputs,) = lengths([length], [window])
    reach = (outputs - 1) * window.stride + 1
    starts = range(0, window.span, window.dilation)
    return tuple(slice(start, start + reach, window.stride) for start in starts)
