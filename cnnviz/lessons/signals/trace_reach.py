"""A stack of dilated layers: how far back one output reads, and whether it knows the future."""

from dataclasses import dataclass

import numpy as np

from cnnviz.geometry import Window
from cnnviz.lessons.signals.trace import slide, window
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class ReachTrace:
    """``y`` (layers + 1, n) has the signal and each layer's output; all layers share the filter
    ``w`` (taps,) and have their own ``windows``.

    ``sizes`` says how many samples an output of each layer reads. With a changed future, ``other``
    (n, layers + 1, n) is the stack once more for each ``now``: all samples after it are different.
    """

    w: Array
    windows: tuple[Window, ...]
    y: Array
    sizes: tuple[int, ...]
    residual: bool
    other: Array | None


def stacked(
    x: Array, w: Array, layers: int, *, growth: str, aligned: str, residual: bool, future: bool
) -> ReachTrace:
    """Slide the same filter in every layer, with dilations 1, 2, 4 … or all 1."""
    steps = [2**layer if growth == "doubling" else 1 for layer in range(layers)]
    windows = tuple(window(aligned, w.size, dilation=step) for step in steps)
    sizes = tuple(1 + (w.size - 1) * sum(steps[: layer + 1]) for layer in range(layers))
    other = None
    if future:
        now, t = np.arange(x.size)[:, None], np.arange(x.size)
        other = _through(np.where(t > now, changed(x), x), w, windows, residual=residual)
    return ReachTrace(w, windows, _through(x[None], w, windows, residual=residual)[0], sizes,
                      residual, other)  # fmt: skip


def changed(x: Array) -> Array:
    """Another number in the place of each: (v + 1 + (7t mod 3)) mod 4."""
    other: Array = np.mod(x + 1 + np.arange(x.size) * 7 % 3, 4)
    return other


def moved(trace: ReachTrace, now: int) -> int:
    """How many outputs up to ``now`` differ once the future has changed."""
    assert trace.other is not None
    return int((trace.other[now, -1, : now + 1] != trace.y[-1, : now + 1]).sum())


def _through(x: Array, w: Array, windows: tuple[Window, ...], *, residual: bool) -> Array:
    """Signals (signals, n) and what each layer makes of them, (signals, layers + 1, n)."""
    found = [x]
    for own in windows:
        y = slide(found[-1][:, None], w[None, None], own)[:, 0]
        found.append(y + found[-1] if residual else y)
    return np.stack(found, axis=1)
