"""What a person takes home from the lesson on signals."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cnnviz.figures.grid import Map, marked, signed
from cnnviz.figures.numbers import number
from cnnviz.figures.sheet import sheet
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.signals import code
from cnnviz.lessons.signals.payload import Traces
from cnnviz.lessons.signals.settings import Signals, View
from cnnviz.lessons.signals.trace import FilterTrace
from cnnviz.settings import from_link
from cnnviz.traces import Array
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.keep_steps import Steps

WIDEST = 64  # samples in one row of a picture


def take(asked: Signals, traces: Traces, page: str) -> TakeAway:
    """The signals, filters and outputs of all views; each output of the first one is a step."""
    one, two, three, four = traces.filter, traces.sequence, traces.reach, traces.learn
    rows = {
        "Output": one.y,
        "Signal": one.x,
        "Filter": one.w,
        "Sequence": np.concatenate([two.x[None], *two.y]),
        "Reach": three.y,
        "Learned filter": four.w,
        "Gradient, place by place": four.parts,
    }
    numbers = {name: np.atleast_2d(values) for name, values in rows.items()}
    pictures = {"Output": (_map("Output y", one.y),), "Signal": (_map("Signal x", one.x[0]),)}
    if one.x.shape[1] <= WIDEST:
        pictures = {"Signal and output": (_both(one, one.y.size),)} | pictures
    pictures["Sequence"] = (signed("Signal, lone, block, found", numbers["Sequence"]),)
    if three.y.shape[1] <= WIDEST:
        pictures["Reach"] = (signed("The signal and its layers", three.y),)
    pictures["Gradient"] = (signed("Gradient, a row each weight", four.parts),)
    texts = {
        "NumPy": code.filtered(one), "Sequence": code.sequence(two), "Reach": code.stacked(three),
        "Learn": code.learnt(four, asked.updates), "This page": Path(page).read_text("utf-8"),
    }  # fmt: skip
    return TakeAway("A signal", pictures, numbers, texts, _steps(traces))


def _map(title: str, values: Array) -> Map:
    """A row of numbers, a long one in several rows."""
    width = min(WIDEST, values.size)
    whole = np.zeros(-(-values.size // width) * width)
    whole[: values.size] = values
    known = np.arange(whole.size) < values.size
    drawn = signed(title, whole.reshape(-1, width))
    return Map(title, drawn.values, drawn.colour, drawn.low, drawn.high,
               known=known.reshape(-1, width))  # fmt: skip


def _both(trace: FilterTrace, count: int) -> Map:
    """The signal, and under it the first outputs where they stand; the last one's window framed."""
    x, y, at = trace.x, trace.y, trace.columns
    rows, n = x.shape
    cells = np.zeros((rows + 1, max(n, at[-1] + 1)))
    known = cells.copy()
    cells[:rows, :n], known[:rows, :n] = x, 1
    cells[rows, at[:count]], known[rows, at[:count]] = y[:count], 1
    whole = signed("Signal x, output y", np.concatenate([x.ravel(), y])[None])
    drawn = Map(whole.title, cells, whole.colour, whole.low, whole.high, known=known == 1)
    read = trace.window.input_indices(n)[count - 1]
    here = [(0, rows, int(k), int(k) + 1) for k in read if k >= 0]
    return marked(drawn, *here, (rows, rows + 1, at[count - 1], at[count - 1] + 1))


def _steps(traces: Traces) -> Steps:
    """Each output of the filter, drawn under its window, and a program that ends there."""
    one = traces.filter
    last = one.y.size - 1

    def at(here: Mapping[str, str]) -> int:
        look = from_link(View, here)[0]
        return min(max(look.step, 0), last) if look.view in ("filter", "find") else last

    def draw(n: int, scheme: str) -> Drawing:
        same = "=" if round(one.y[n], 2) == one.y[n] else "≈"
        return sheet([_both(one, n + 1)], scheme, f"y[{n}] {same} {number(one.y[n])}")

    def program(here: Mapping[str, str]) -> str:
        return code.filtered(one, at(here))

    drawn = draw if one.x.shape[1] <= WIDEST else None
    return Steps(last + 1, at, lambda n: f"y[{n}]", drawn, program, one.x.size)
