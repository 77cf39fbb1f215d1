"""What a person takes home from the lesson on signals."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cnnviz.figures.grid import Map, signed
from cnnviz.lessons.signals import code
from cnnviz.lessons.signals.payload import Traces
from cnnviz.lessons.signals.settings import Signals, View
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
    pictures = {
        "Signal and output": (_map("Signal x", one.x), _map("Output y", one.y)),
        "Output": (_map("Output y", one.y),),
    }
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


def _steps(traces: Traces) -> Steps:
    """Each output of the filter, for a program that ends there."""
    last = traces.filter.y.size - 1

    def at(here: Mapping[str, str]) -> int:
        look = from_link(View, here)[0]
        return min(look.step, last) if look.view in ("filter", "find") else last

    def program(here: Mapping[str, str]) -> str:
        return code.filtered(traces.filter, at(here))

    return Steps(last + 1, at, lambda n: f"y[{n}]", code=program, numbers=traces.filter.x.size)
