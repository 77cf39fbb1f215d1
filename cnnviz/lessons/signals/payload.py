"""From the traces of all five views to the bytes that the player steps through."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.geometry import Window
from cnnviz.lessons.signals import words
from cnnviz.lessons.signals.settings import EDGES, Signals, numbers
from cnnviz.lessons.signals.trace import FilterTrace, LearnTrace
from cnnviz.lessons.signals.trace_reach import ReachTrace, moved
from cnnviz.lessons.signals.trace_sequence import SequenceTrace
from cnnviz.player import axes, phrases
from cnnviz.player.axes import Arrays
from cnnviz.player.panels import pack_lesson, panel, relation
from cnnviz.player.source import Source
from cnnviz.settings import short
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """What each view shows."""

    filter: FilterTrace
    sequence: SequenceTrace
    reach: ReachTrace
    learn: LearnTrace


def encode(settings: Signals, traces: Traces, *, view: Any, source: Source) -> bytes:
    """The player's bytes."""
    arrays: Arrays = {}
    own = traces.filter.window
    parts = [
        _filter(traces.filter, arrays),
        _sequence(traces.sequence, arrays),
        _reach(traces.reach, arrays),
        _learn(traces.learn, arrays),
    ]
    header = {
        "panels": [one for panels, _ in parts for one in panels],
        "relations": [one for _, relations in parts for one in relations],
        "filter": _facts(settings, traces.filter),
        "sequence": {"swapped": settings.swapped, "reads": _reads(traces.sequence)},
        "reach": _sizes(settings, traces.reach),
        "learn": _learning(traces.learn, numbers(settings.signal).size),
        "choices": choices(settings, own),
        "stops": words.STOPS,
        "words": phrases.words(
            sentences=words.SENTENCES,
            rows=words.ROWS,
            facts=words.FACTS,
            code={"lines": words.CODE},
        ),
        "keys": words.KEYS,
    }
    return pack_lesson(header, arrays, source=source, link=short(settings), view=view)


def _row(values: Array) -> Array:
    return np.atleast_2d(values)


def _slides(
    name: str, window: Window, n: int, arrays: Arrays, panels: tuple[str, str, str], channels: Any
) -> dict[str, Any]:
    """The relation of a window that slides along a signal."""
    tables = [axes.whole(1), axes.sliding(window, n)]
    ends = dict(zip(("input", "weight", "output"), panels, strict=True))
    return relation(name, tables, arrays, channels=channels, **ends)


def _filter(trace: FilterTrace, arrays: Arrays) -> tuple[list[Any], list[Any]]:
    named = {"x": trace.x, "w": trace.w, "sums": trace.sums, "z": trace.z, "y": trace.y}
    panels = [panel(key, _row(values), arrays, name=key) for key, values in named.items()]
    panels.append(panel("shares", _row(trace.shares), arrays, name="p"))
    panels.append(panel("bias", np.array([[trace.bias]]), arrays, name="b"))
    arrays["columns"] = trace.columns
    slides = _slides("filter", trace.window, trace.x.size, arrays, ("x", "w", "y"), [[0]])
    return panels, [slides]


def _sequence(trace: SequenceTrace, arrays: Arrays) -> tuple[list[Any], list[Any]]:
    (first, second), (hidden, found) = trace.weights, trace.y
    panels = [
        panel("sx", _row(trace.x), arrays, name="x"),
        panel("sw1", first[:, :, None], arrays, name="w"),
        panel("sw2", second[:, :, None], arrays, name="w"),
        panel("sb", np.concatenate(trace.biases)[None], arrays, name="b"),
        panel("sz1", trace.z[0][:, None], arrays),
        panel("sz2", trace.z[1][:, None], arrays),
        panel("s1", hidden[:, None], arrays, name="y"),
        panel("s2", found[:, None], arrays, name="found"),
    ]
    arrays |= {"lines": trace.lines, "line_sums": trace.sums}
    n, (one, two) = trace.x.size, trace.windows
    return panels, [
        _slides("s1", one, n, arrays, ("sx", "sw1", "s1"), [[0], [0]]),
        _slides("s2", two, n, arrays, ("s1", "sw2", "s2"), [[0, 1]]),
    ]


def _reads(trace: SequenceTrace) -> list[list[int]]:
    """The samples that each place of the second layer reads, through both windows."""
    one, two = (window.input_indices(trace.x.size) for window in trace.windows)
    rows = [{int(x) for t in places if t >= 0 for x in one[t] if x >= 0} for places in two]
    return [[min(row), max(row)] for row in rows]


def _reach(trace: ReachTrace, arrays: Arrays) -> tuple[list[Any], list[Any]]:
    n = trace.y.shape[1]
    panels = [
        panel(f"r{layer}", _row(row), arrays, name="y" if layer else "x")
        for layer, row in enumerate(trace.y)
    ]
    panels.append(panel("rw", _row(trace.w), arrays, name="w"))
    if trace.other is not None:
        arrays["other"] = trace.other
        arrays["moved"] = np.array([moved(trace, now) for now in range(n)])
    return panels, [
        _slides(f"r{k + 1}", window, n, arrays, (f"r{k}", "rw", f"r{k + 1}"), [[0]])
        for k, window in enumerate(trace.windows)
    ]


def _learn(trace: LearnTrace, arrays: Arrays) -> tuple[list[Any], list[Any]]:
    named = {
        "lx": trace.x, "lw": trace.w, "lz": trace.z, "ly": trace.y, "goal": trace.goal,
        "dz": trace.dz, "parts": trace.parts, "so_far": trace.so_far, "dw": trace.dw,
        "new": trace.new,
    }  # fmt: skip
    panels = [panel(key, _row(values), arrays, name=key) for key, values in named.items()]
    slides = _slides("learn", trace.window, trace.x.size, arrays, ("lx", "lw", "ly"), [[0]])
    return panels, [slides]


def _facts(settings: Signals, trace: FilterTrace) -> dict[str, Any]:
    best = int(trace.y.argmax())
    turned, relu, bias = bool(settings.turned), bool(settings.relu), bool(trace.bias)
    return {
        "bias": trace.bias,
        "relu": relu,
        "best": best,
        "least": int(trace.y.argmin()),
        "weighted": trace.weighted,
        "mean": float(trace.y.mean()),
        "length": words.length(trace.window, trace.x.size),
        "about": words.edges_about(settings.edges, trace.window),
        "code": words.pytorch(trace.window, turned=turned, bias=bias, relu=relu),
    }


def _sizes(settings: Signals, trace: ReachTrace) -> dict[str, Any]:
    taps, layers = trace.w.size, len(trace.windows)
    steps = [window.dilation for window in trace.windows]
    return {
        "sizes": list(trace.sizes),
        "dilations": steps,
        "residual": trace.residual,
        "future": settings.future,
        "weights": taps * layers,
        "plain": 1 + (taps - 1) * layers,
        "terms": " + ".join(["1", *(str((taps - 1) * step) for step in steps)]),
    }


def _learning(trace: LearnTrace, whole: int) -> dict[str, Any]:
    agrees = np.allclose(trace.slopes, trace.dw, atol=1e-3, rtol=1e-3)
    return {
        "loss": trace.loss,
        "after": trace.after,
        "updates": trace.updates,
        "rate": trace.rate,
        "slopes": trace.slopes.tolist(),
        "agrees": bool(agrees),
        "whole": whole,
    }


def choices(settings: Signals, window: Window) -> dict[str, list[dict[str, Any]]]:
    """The choices in the panel of each view: a field, its label, its options and what is chosen."""

    def one(name: str, label: str, options: dict[Any, str]) -> dict[str, Any]:
        now = getattr(settings, name)
        return {"name": name, "label": label, "now": now, "options": list(options.items())}

    def count(first: int, last: int) -> dict[int, str]:
        return {k: str(k) for k in range(first, last + 1)}

    def coded(name: str) -> dict[Any, str]:
        found: dict[Any, str] = Signals.__dataclass_fields__[name].metadata["codec"].show.__self__
        return found

    filters = one("filter", "Filter", words.FILTERS)
    biases = one("bias", "Bias", {0.0: "0", 0.5: "0.5", -1.0: "−1"})
    return {
        "filter": [
            filters, biases, one("edges", "Edges", EDGES), one("relu", "After", coded("relu")),
            one("turned", "Turn", coded("turned")), one("stride", "Stride", count(1, 4)),
            one("dilation", "Dilation", count(1, 4)),
        ],
        "find": [filters],
        "sequence": [one("swapped", "Look for", coded("swapped"))],
        "reach": [
            one("layers", "Layers", count(1, 8)), one("aligned", "Window", coded("aligned")),
            one("growth", "Dilation", coded("growth")),
            one("taps", "Filter", {"1,1": "1, 1", "1,1,1": "1, 1, 1", "1,-1": "1, −1"}),
            one("residual", "Residual", coded("residual")),
        ],
        "learn": [one("rate", "Step", coded("rate"))],
    }  # fmt: skip
