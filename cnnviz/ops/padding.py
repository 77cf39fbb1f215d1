"""Putting the border on, and bringing its gradient back to the inputs it came from."""

from collections.abc import Sequence
from types import EllipsisType
from typing import Any

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops.layer import Array, Shape, samples_last


def pad(
    x: Array, windows: Sequence[Window], padding_mode: str = "zeros", fill: float = 0.0
) -> Array:
    """``x`` (N, C, *spatial) with the border that its windows ask for.

    "zeros" puts ``fill`` there; the other modes repeat inputs. Where ``ceil_mode`` lets the last
    window hang over the border, the array is made long enough for it, with ``fill``.
    """
    amounts = [_amounts(window, n) for window, n in zip(windows, x.shape[2:], strict=True)]
    if not any(map(any, amounts)):
        return x
    if padding_mode != "zeros":
        over = [after - w.pad[1] for w, (_, after) in zip(windows, amounts, strict=True)]
        for axis, (window, n) in enumerate(zip(windows, x.shape[2:], strict=True), start=2):
            x = np.take(x, window.padded(n, padding_mode), axis)
        return np.pad(x, [(0, 0)] * 2 + [(0, n) for n in over], constant_values=fill)
    shape = [n + before + after for n, (before, after) in zip(x.shape[2:], amounts, strict=True)]
    padded = blank((*x.shape[:2], *shape), x.dtype, samples_last(x))
    padded[...] = fill
    padded[_core(amounts, x.shape[2:])] = x
    return padded


def blank(shape: Shape, dtype: Any, last: bool) -> Array:
    """A new array (N, C, *spatial), not yet filled.

    With ``last`` the samples are innermost in memory (`cnnviz.ops.layer.samples_last`), else the
    order is row-major.
    """
    if not last:
        return np.empty(shape, dtype)
    return np.empty((*shape[1:], shape[0]), dtype).transpose(-1, *range(len(shape) - 1))


def unpad(
    dpadded: Array, windows: Sequence[Window], spatial: Shape, padding_mode: str = "zeros"
) -> Array:
    """Gradient of ``x`` from the gradient of the padded ``x``.

    A border of zeros has no use for its gradient; a repeated input gets that of every copy.
    """
    if padding_mode == "zeros":
        amounts = [_amounts(window, n) for window, n in zip(windows, spatial, strict=True)]
        return dpadded[_core(amounts, spatial)]
    for axis, (window, n) in enumerate(zip(windows, spatial, strict=True), start=2):
        index, before = window.padded(n, padding_mode), window.pad[0]
        copies = np.moveaxis(dpadded, axis, 0)[: index.size]  # what hangs over is no copy
        dx = copies[before : before + n].copy()
        for border in (*range(before), *range(before + n, len(copies))):
            dx[index[border]] += copies[border]
        dpadded = np.moveaxis(dx, 0, axis)
    return dpadded


def _amounts(window: Window, n: int) -> tuple[int, int]:
    before, after = window.pad
    if not window.ceil_mode:
        return before, after
    reached = (window.output_length(n) - 1) * window.stride + window.span
    return before, max(after, reached - n - before)


def _core(amounts: Sequence[tuple[int, int]], spatial: Shape) -> tuple[EllipsisType | slice, ...]:
    inner = [slice(before, before + n) for (before, _), n in zip(amounts, spatial, strict=True)]
    return (..., *inner)
