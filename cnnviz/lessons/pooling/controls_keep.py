"""What a person takes home from the pooling page."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cnnviz.figures.grid import Map, marked, signed
from cnnviz.figures.numbers import number
from cnnviz.figures.sheet import sheet
from cnnviz.files.drawing import Drawing
from cnnviz.files.numpy_given import given
from cnnviz.lessons.pooling import code, code_route, code_torch
from cnnviz.lessons.pooling.controls import Result
from cnnviz.lessons.pooling.records import PooledTrace
from cnnviz.lessons.pooling.settings import PoolingLook, PoolingPage
from cnnviz.lessons.pooling.trace import KINDS, Pooling
from cnnviz.player.axes import AxisTable
from cnnviz.player.source import Source
from cnnviz.settings import from_link
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.keep_steps import Steps
from cnnviz.ui.state import PageState

LARGE = "x = np.asarray(x, float)"  # how the code takes a map that is too large to be in it


def take(visit: PageState[PoolingPage], result: Result, page: str) -> TakeAway:
    """Input, output and the gradients that come back; the layer's code and each step."""
    map_, trace, _ = result
    asked = visit.settings.pooling()
    x, y = maps(trace, map_.source)
    back = {
        f"Gradient of the input ({rule})": dx for rule, dx in trace.ones.dx.items() if rule != "all"
    }
    numbers = {"Output": trace.y, "Input": trace.x, **back}
    pictures = {"Output": (y,), "Input and output": (x, y)}
    pictures |= {name: (signed(name, dx),) for name, dx in back.items()}
    texts = {
        "NumPy": code.numpy_code(asked, trace.x),
        "PyTorch": code_torch.pytorch_code(asked, map_.x.shape[1:]),
        "This page": Path(page).read_text("utf-8"),
    }
    about = f"{KINDS[trace.kind]} pooling of: {map_.source.about}"
    return TakeAway(about, pictures, numbers, texts, _steps(trace, asked, x, y))


def maps(trace: PooledTrace, source: Source) -> tuple[Map, Map]:
    """Input and output as the player colours them: on one scale, but for Lp pooling."""
    ends = (source.colour, source.low, source.high)
    x = Map("Input", trace.x, *ends)
    if trace.kind != "lp":
        return x, Map("Output", trace.y, *ends)
    own = "ink" if source.colour == "signed" else source.colour
    return x, Map("Output", trace.y, own, 0.0, float(trace.y.max()) or 1.0)


def _steps(trace: PooledTrace, asked: Pooling, x: Map, y: Map) -> Steps:
    """Each output in reading order, its window framed in the input."""

    def draw(n: int, scheme: str) -> Drawing:
        row, column = _at(n, trace)
        window = reach(trace.axes[0], row) + reach(trace.axes[1], column)
        here = (row, row + 1, column, column + 1)
        said = f"{_name(n, trace)} = {number(trace.y[row, column])}"
        return sheet([marked(x, window), marked(y, here)], scheme, said)

    def at(here: Mapping[str, str]) -> int:
        return int(np.ravel_multi_index(_place(here, trace), trace.y.shape))

    def program(here: Mapping[str, str]) -> str:
        look, place = from_link(PoolingLook, here)[0], _place(here, trace)
        if look.view == "route":
            return code_route.program(asked, trace, look, place)
        return numpy_program(asked, trace, place)

    return Steps(trace.y.size, at, lambda n: _name(n, trace), draw, program, trace.x.size)


def numpy_program(asked: Pooling, trace: PooledTrace, at: tuple[int, int]) -> str:
    """The pooling with its map in it, up to one output, which it prints."""
    text = code.numpy_code(asked, trace.x).replace(LARGE, given("x", trace.x))
    place = "" if asked.kind in code.WHOLE else f"[{at[0]}, {at[1]}]"
    return f"{text}print(y{place})\n"


def reach(table: AxisTable, output: int) -> tuple[int, int]:
    """From where to where, exclusive, an output's window lies on the input along an axis."""
    x = table.places[output][table.places[output] >= 0] - table.before
    inside = x[(x >= 0) & (x < table.inputs)]
    return (int(inside.min()), int(inside.max()) + 1) if inside.size else (0, 0)


def _place(here: Mapping[str, str], trace: PooledTrace) -> tuple[int, int]:
    wanted = from_link(PoolingLook, here)[0].at or (0, 0)
    row, column = (min(i, n - 1) for i, n in zip(wanted, trace.y.shape, strict=True))
    return row, column


def _at(n: int, trace: PooledTrace) -> tuple[int, int]:
    row, column = divmod(n, trace.y.shape[1])
    return row, column


def _name(n: int, trace: PooledTrace) -> str:
    return f"output[{', '.join(map(str, _at(n, trace)))}]"
