"""From the traces of all five views to the bytes that the player steps through."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.geometry import Window
from cnnviz.lessons.signals import words
from cnnviz.lessons.signals.settings import EDGES, MOST_LEARNT, Signals, channels
from cnnviz.lessons.signals.trace import FilterTrace, LearnTrace
from cnnviz.lessons.signals.trace_reach import ReachTrace, moved
from cnnviz.lessons.signals.trace_sequence import SequenceTrace
from cnnviz.player import axes
from cnnviz.player.axes import Arrays
from cnnviz.player.panels import pack_lesson, panel, relation
from cnnviz.player.source import Source
from cnnviz.settings import short
from cnnviz.traces import Array

# The arrays of the player that can be written into, and the fields of the settings behind them.
FIELDS = {
    "x": "signal", "w": "filter", "bias": "bias", "pad": "zeros", "sx": "melody", "sw1": "first",
    "sw2": "second", "sb": "biases", "r0": "far", "rw": "taps", "lx": "signal", "lw": "start",
    "goal": "goal",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """What each view shows."""

    filter: FilterTrace
    sequence: SequenceTrace
    reach: ReachTrace
    learn: LearnTrace


def encode(settings: Signals, traces: Traces, *, view: Any, source: Source) -> bytes:
    """The player's bytes."""
    panels: Arrays = {}
    arrays = _tables(traces)
    heads = [panel(key, values, panels) for key, values in shown(traces).items()]
    header = {
        "panels": heads,
        "relations": _relations(traces, arrays),
        "edited": list(FIELDS),
        "filter": _filter(settings, traces.filter),
        "sequence": {"reads": _reads(traces.sequence)},
        "reach": _reach(settings, traces.reach),
        "learn": _learn(settings, traces.learn),
        "choices": choices(settings),
        "stops": words.STOPS,
        "words": {},
        "keys": words.KEYS,
    }
    return pack_lesson(header, panels | arrays, source=source, link=short(settings), view=view)


def shown(traces: Traces) -> dict[str, Array]:
    """All numbers that stand in the rows of the player, as (…, rows, columns)."""
    one, two, three, four = traces.filter, traces.sequence, traces.reach, traces.learn
    rows = {
        "sums": one.sums, "z": one.z, "y": one.y, "shares": one.shares, "bias": np.array(one.bias),
        "pad": np.array(one.window.pad, np.float64), "sx": two.x, "sb": np.concatenate(two.biases),
        "rw": three.w, "lx": four.x, "lw": four.w, "lz": four.z, "ly": four.y, "goal": four.goal,
        "dz": four.dz, "parts": four.parts, "so_far": four.so_far, "dw": four.dw, "new": four.new,
    }  # fmt: skip
    rows |= {f"r{layer}": row for layer, row in enumerate(three.y)}
    several = {
        "x": one.x, "w": one.w, "sw1": two.weights[0], "sw2": two.weights[1], "s1": two.y[0],
        "s2": two.y[1], "sz1": two.z[0], "sz2": two.z[1],
    }  # fmt: skip
    return {key: np.atleast_2d(values) for key, values in rows.items()} | {
        key: values[..., None, :] for key, values in several.items()
    }


def _tables(traces: Traces) -> Arrays:
    """What the player looks up: the lines that ran, and every stack with another future."""
    two, three = traces.sequence, traces.reach
    arrays: Arrays = {"lines": two.lines, "line_sums": two.sums}
    if three.other is not None:
        arrays["other"] = three.other
        arrays["moved"] = np.array([moved(three, now) for now in range(three.y.shape[1])])
    return arrays


def _relations(traces: Traces, arrays: Arrays) -> list[dict[str, Any]]:
    """How the windows of all layers slide: what they read, by what, and what they give."""
    one, two, three, four = traces.filter, traces.sequence, traces.reach, traces.learn
    slides: list[tuple[str, Window, Array, tuple[str, str, str], list[list[int]]]] = [
        ("filter", one.window, one.x, ("x", "w", "y"), [list(range(len(one.x)))]),
        ("s1", two.windows[0], two.x, ("sx", "sw1", "s1"), [[0], [0]]),
        ("s2", two.windows[1], two.x, ("s1", "sw2", "s2"), [[0, 1]]),
        ("learn", four.window, four.x, ("lx", "lw", "ly"), [[0]]),
    ]
    for k, own in enumerate(three.windows):
        slides.append((f"r{k + 1}", own, three.y, (f"r{k}", "rw", f"r{k + 1}"), [[0]]))
    made = []
    for name, window, x, panels, read in slides:
        tables = [axes.whole(1), axes.sliding(window, x.shape[-1])]
        ends = dict(zip(("input", "weight", "output"), panels, strict=True))
        made.append(relation(name, tables, arrays, channels=read, **ends))
    return made


def _reads(trace: SequenceTrace) -> list[list[int]]:
    """The samples that each place of the second layer reads, through both windows."""
    one, two = (window.input_indices(trace.x.size) for window in trace.windows)
    rows = [{int(x) for t in places if t >= 0 for x in one[t] if x >= 0} for places in two]
    return [[min(row), max(row)] for row in rows]


def _filter(settings: Signals, trace: FilterTrace) -> dict[str, Any]:
    turned, relu, bias = bool(settings.turned), bool(settings.relu), bool(trace.bias)
    return {
        "first": trace.first,
        "every": trace.window.stride,
        "bias": trace.bias,
        "relu": relu,
        "best": int(trace.y.argmax()),
        "least": int(trace.y.argmin()),
        "weighted": trace.weighted,
        "mean": float(trace.y.mean()),
        "length": words.length(trace.window, trace.x.shape[1]),
        "about": words.edges_about(settings.edges, trace.window),
        "code": words.pytorch(trace.window, turned=turned, bias=bias, relu=relu),
    }


def _reach(settings: Signals, trace: ReachTrace) -> dict[str, Any]:
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


def _learn(settings: Signals, trace: LearnTrace) -> dict[str, Any]:
    agrees = np.allclose(trace.slopes, trace.dw, atol=1e-3, rtol=1e-3)
    own = channels(settings.signal)
    return {
        "loss": trace.loss,
        "after": trace.after,
        "updates": settings.updates,
        "rate": trace.rate,
        "biased": bool(settings.biased),
        "slopes": trace.slopes.tolist(),
        "agrees": bool(agrees),
        "cut": words.cut(len(own), own.shape[1], MOST_LEARNT),
    }


def choices(settings: Signals) -> dict[str, list[dict[str, Any]]]:
    """The choices in the panel of each view: a field, its label, its options and what is chosen."""

    def one(name: str, label: str, options: dict[Any, str] | None = None) -> dict[str, Any]:
        shown = Signals.__dataclass_fields__[name].metadata["codec"].show
        options = options or shown.__self__
        now = getattr(settings, name)
        return {"name": name, "label": label, "now": now, "options": list(options.items())}

    to_four, to_eight = ({k: str(k) for k in range(1, most + 1)} for most in (4, 8))
    filters = one("filter", "Filter", words.FILTERS)
    return {
        "filter": [
            filters, one("edges", "Edges", EDGES), one("relu", "After"), one("turned", "Turn"),
            one("stride", "Stride", to_four), one("dilation", "Dilation", to_four),
        ],
        "bias": [one("bias", "Bias", words.BIASES)],
        "find": [filters],
        "sequence": [one("swapped", "Look for")],
        "reach": [
            one("layers", "Layers", to_eight), one("aligned", "Window"), one("growth", "Dilation"),
            one("taps", "Filter", words.TAPS), one("residual", "Residual"),
        ],
        "learn": [one("rate", "Step"), one("biased", "Bias")],
    }  # fmt: skip
