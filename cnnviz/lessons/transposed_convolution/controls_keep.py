"""What a person takes home from the lesson on transposed convolution."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cnnviz.figures.grid import Map, marked, signed
from cnnviz.figures.sheet import sheet
from cnnviz.files.drawing import Drawing
from cnnviz.lessons.transposed_convolution import code
from cnnviz.lessons.transposed_convolution.settings import View
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace
from cnnviz.player.source import Source
from cnnviz.settings import from_link
from cnnviz.ui.keep import TakeAway
from cnnviz.ui.keep_steps import Steps


def take(trace: TransposedTrace, source: Source, page: str) -> TakeAway:
    """Input, kernel, output and overlap; each input that scatters."""
    x = Map("Input x", trace.x, source.colour, source.low, source.high)
    y, overlap = signed("Output y", trace.y), signed("Overlap", trace.overlap)
    pictures = {"Output": (y,), "Input and output": (x, y), "Overlap": (overlap,)}
    numbers = {
        "Output": trace.y,
        "Input": trace.x,
        "Kernel": trace.weight,
        "Overlap": trace.overlap,
    }
    texts = {"NumPy": code.whole(trace), "This page": Path(page).read_text("utf-8")}
    return TakeAway(source.about, pictures, numbers, texts, _steps(trace, x))


def _steps(trace: TransposedTrace, x: Map) -> Steps:
    """Each input in reading order, and the output as far as it has grown."""

    def draw(n: int, scheme: str) -> Drawing:
        row, column = divmod(n, trace.x.shape[1])
        reached = (*code.reach(trace, 0, row), *code.reach(trace, 1, column))
        y = marked(_of_all(trace, code.so_far(trace, n)), reached)
        here = marked(x, (row, row + 1, column, column + 1))
        return sheet([here, y], scheme, f"x[{row}, {column}] adds its multiple of the kernel")

    def at(here: Mapping[str, str]) -> int:
        look = from_link(View, here)[0]
        return min(look.step, trace.x.size - 1) if look.view == "scatter" else trace.x.size - 1

    def name(n: int) -> str:
        return f"x[{', '.join(map(str, divmod(n, trace.x.shape[1])))}]"

    def program(here: Mapping[str, str]) -> str:
        look = from_link(View, here)[0]
        return code.up_to(trace, look.step, gathers=look.view == "gather")

    return Steps(trace.x.size, at, name, draw, program, trace.x.size)


def _of_all(trace: TransposedTrace, values: np.ndarray) -> Map:
    """A growing output on the scale of the whole one."""
    whole = signed("Output y", trace.y)
    return Map("Output y so far", values, "signed", whole.low, whole.high)
