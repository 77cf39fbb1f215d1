"""Windows laid over an array: the views behind convolution and pooling."""

from collections.abc import Sequence

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.layer import Array


def sliding(padded: Array, windows: Sequence[Window]) -> Array:
    """Every window of an already padded array, as a view that copies nothing.

    Parameters
    ----------
    padded : contiguous array (..., *spatial), with one spatial axis for each window

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
        padded,
        strides=(
            *padded.strides[:lead],
            *[step * window.stride for step, window in steps],
            *[step * window.dilation for step, window in steps],
        ),
    )


def lengths(padded: Sequence[int], windows: Sequence[Window]) -> list[int]:
    """How many outputs each axis of an already padded array gives."""
    return [
        (size - window.span) // window.stride + 1
        for size, window in zip(padded, windows, strict=True)
    ]


def taps(padded: Array, window: Window, axis: int) -> list[Array]:
    """What each tap of a window along one axis reads, as views: one entry for each output."""
    (outputs,) = lengths(padded.shape[axis : axis + 1], [window])
    starts = range(0, window.span, window.dilation)
    reach = (outputs - 1) * window.stride + 1
    before = (slice(None),) * axis
    return [padded[(*before, slice(start, start + reach, window.stride))] for start in starts]
