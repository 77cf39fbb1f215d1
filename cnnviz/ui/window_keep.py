"""What a person takes home from the lessons with the window player."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.figures.grid import Map, marked, signed
from cnnviz.figures.numbers import number
from cnnviz.figures.sheet import sheet
from cnnviz.figures.step_board import reach, step_board
from cnnviz.files import code
from cnnviz.files.drawing import Drawing
from cnnviz.kernels import Kernel
from cnnviz.player.source import Source, grid
from cnnviz.player.window.layer import layer
from cnnviz.settings import Step, from_link
from cnnviz.traces import ConvolutionTrace, MaxPoolTrace
from cnnviz.ui import keep
from cnnviz.ui.caching import digest
from cnnviz.ui.intake import Prepared
from cnnviz.ui.keep_steps import Steps

Trace = ConvolutionTrace | MaxPoolTrace


def take(trace: Trace, source: Source, kernel: Kernel | None, page: str) -> keep.TakeAway:
    """Input and maps, side by side and alone; the layer's code and each step."""
    inputs = input_maps(trace, source)
    outputs = {_of("Output", len(trace.y), n): signed("Output", y) for n, y in enumerate(trace.y)}
    whole = inputs.get("Input") or next(iter(inputs.values()))
    pictures: dict[str, tuple[Map, ...]] = {name: (output,) for name, output in outputs.items()}
    pictures |= {f"Input and {name.lower()}": (whole, out) for name, out in outputs.items()}
    numbers = {name: output.values for name, output in outputs.items()}
    numbers |= {_of("Input", len(trace.x), n): x for n, x in enumerate(trace.x)}
    texts = {"This page": Path(page).read_text("utf-8")}
    ys = tuple(outputs.values())
    steps = _pooled_steps(trace, whole, ys) if isinstance(trace, MaxPoolTrace) else None
    if kernel and isinstance(trace, ConvolutionTrace):
        texts = _layer_code(kernel, trace) | texts
        steps = _steps(kernel, trace, whole, ys)
        numbers["Kernel"] = trace.weight[0][0]
    about = f"{kernel.title if kernel else 'Max pooling'} of: {source.about}"
    return keep.TakeAway(about, pictures, numbers, texts, steps)


def source_of(picture: Prepared, trace: Trace) -> Source:
    """How the input of a trace is coloured: the picture itself, or maps of a stage before."""
    if np.array_equal(trace.x, picture.x):
        return picture.source
    return grid("the stage before", trace.x, digest(trace.x))


def input_maps(trace: Trace, source: Source) -> dict[str, Map]:
    """The input as the player colours it: each channel, or a colour photo as one map."""
    ends = (source.colour, source.low, source.high)
    if source.colour == "rgb":
        return {"Input": Map("Input", trace.x, *ends)}
    many = len(trace.x)
    return {_of("Input", many, n): Map("Input", x, *ends) for n, x in enumerate(trace.x)}


def _of(name: str, many: int, n: int) -> str:
    return f"{name} {n}" if many > 1 else name


def _layer_code(kernel: Kernel, trace: ConvolutionTrace) -> dict[str, str]:
    settings = layer(trace)
    numpy, pytorch = (
        code.numpy_layer(kernel, **settings),
        code.pytorch_layer(kernel, **settings),
    )
    return {"NumPy": numpy, "PyTorch": pytorch}


def place(here: Mapping[str, str], trace: Trace) -> tuple[int, int, int]:
    """Filter, row and column that an address pins, moved into the map."""
    step = from_link(Step, here)[0]
    wanted = (step.channel if len(trace.y) > 1 else 0, *(step.at or (0, 0)))
    filter_index, row, column = (min(i, n - 1) for i, n in zip(wanted, trace.y.shape, strict=True))
    return filter_index, row, column


def _steps(kernel: Kernel, trace: ConvolutionTrace, x: Map, ys: tuple[Map, ...]) -> Steps:
    """Each output in reading order, one map after the other."""

    def program(here: Mapping[str, str]) -> str:
        step = from_link(Step, here)[0]
        filter_index, row, column = place(here, trace)
        done = step.done if step.by == "product" else None
        settings = layer(trace)
        channel = filter_index if settings["colour"] == "each" else 0
        return code.numpy_program(trace.x, kernel, row, column, channel, done, **settings)

    def draw(n: int, scheme: str) -> Drawing:
        at = _at(n, trace)
        return step_board(trace, x, replace(ys[at[0]], title="Output"), at, scheme)

    return Steps(trace.y.size, _index(trace), _namer(trace), draw, program, trace.x.size)


def _pooled_steps(trace: MaxPoolTrace, x: Map, ys: tuple[Map, ...]) -> Steps:
    """Each output, its window framed in the input."""

    def draw(n: int, scheme: str) -> Drawing:
        filter_index, row, column = _at(n, trace)
        window = reach(trace.windows[0], row) + reach(trace.windows[1], column)
        here = (row, row + 1, column, column + 1)
        said = f"{_namer(trace)(n)} = {number(trace.y[filter_index, row, column])}"
        return sheet([marked(x, window), marked(ys[filter_index], here)], scheme, said)

    return Steps(trace.y.size, _index(trace), _namer(trace), draw)


def _at(n: int, trace: Trace) -> tuple[int, int, int]:
    found: Any = np.unravel_index(n, trace.y.shape)
    filter_index, row, column = map(int, found)
    return filter_index, row, column


def _index(trace: Trace) -> Any:
    return lambda here: int(np.ravel_multi_index(place(here, trace), trace.y.shape))


def _namer(trace: Trace) -> Any:
    def name(n: int) -> str:
        at = _at(n, trace)
        return f"output[{', '.join(map(str, at if len(trace.y) > 1 else at[1:]))}]"

    return name
