"""The numbers of a layer: those of the settings, and what is made where there are none."""

import re
from math import prod

import numpy as np

from cnnviz.analysis.matrix import layer
from cnnviz.files.grids import to_text
from cnnviz.lessons.mlp_to_cnn.settings import Scan, tables
from cnnviz.lessons.mlp_to_cnn.trace import LARGEST, ScanTrace
from cnnviz.traces import Array

# Own weights whose mean along each diagonal is the first kernel: sharing is taking the mean.
OWN = (
    "-3,1,-1,1,-1,-2,1,1;2,-1,2,-2,1,2,1,-2;-2,1,-1,2,1,2,1,2;"
    "2,1,1,-3,4,-2,2,-2;1,-2,1,-1,-1,4,0,-2;-2,1,-1,-1,2,-3,5,-2",
    "1,1,-2,-1,0,1,3,2,0,1,-2,1,-2,2,-2,-1;-2,-2,2,-2,-1,2,3,-1,2,-3,-1,-2,-1,-2,1,2;"
    "2,-2,2,1,-2,1,-1,2,0,1,2,-1,1,2,-3,1;-2,1,2,-1,1,-1,0,-3,1,2,3,0,-2,-2,2,-5",
)
ERRORS = ("1,-1,-2,1,0,1", "-2,1,2,-1")
PATTERNS = ("1,3,1", "0,2,0;2,2,2;0,2,0"), ("3,0,2", "1,1,2;1,0,1;1,1,3")  # and their opposites


def numbers(settings: Scan) -> ScanTrace:
    """The layer that the settings describe, with its numbers; ``ValueError`` where none fits."""
    two, count = settings.dimensions == 2, settings.channels
    x = _channels(settings.x2 if two else settings.x1, count, two)
    w = _channels(settings.w2 if two else settings.w1, count * count, two)
    w = w.reshape(count, count, *w.shape[1:])
    made = layer(x.shape, w.shape, settings.stride, settings.padding, settings.dilation)
    rows, columns = (
        made.shape if prod(made.shape) <= LARGEST else (0, 0)
    )  # a larger one is only counted
    own = _fitting((settings.own, *OWN), (rows, columns), 3)
    error = _fitting((settings.error, *ERRORS), (1, rows), 2)[0]
    bias = fitted(tables(settings.bias or "0")[0], (1, count))[0]
    sides = w.shape[2:] if two else (1, *w.shape[2:])
    asked = zip((settings.pattern, settings.opposite), PATTERNS, strict=True)
    pair = [_pattern(typed, usual[two], sides).ravel() for typed, usual in asked]
    return ScanTrace(made, x, w, bias, own, error, np.stack(pair))


def divided(text: str, grid: Array, two: bool) -> str:
    """The channels of what somebody typed: rows of a signal, or tables with empty lines between."""
    parts = [part.splitlines() for part in re.split(r"\n[ \t]*\n", text.strip("\n"))]
    rows = [sum(map(bool, map(str.strip, part))) for part in parts]
    if not two:
        rows = [1] * len(grid)
    elif sum(rows) != len(grid):  # written in another way, such as NumPy's
        rows = [len(grid)]
    return "|".join(map(to_text, np.split(grid, np.cumsum(rows)[:-1])))


def fitted(values: Array, shape: tuple[int, ...]) -> Array:
    """Values cut to a shape, or with zeros behind them."""
    result = np.zeros(shape)
    common = tuple(slice(0, min(a, b)) for a, b in zip(values.shape, shape, strict=True))
    result[common] = values[common]
    return result


def text_of(values: Array) -> str:
    """Channels (..., *n) as the settings write them: signals as tables of one row."""
    flat = values.reshape(-1, 1, values.shape[-1]) if values.ndim < 3 else values
    return "|".join(map(to_text, flat))


def _channels(text: str, count: int, two: bool) -> Array:
    """(count, *n): the channels of a text, and what is made of the first for those it lacks."""
    given = tables(text)
    if not two and given[0].shape[0] > 1:
        raise ValueError(f"A signal is one row of numbers; these are {len(given[0])} rows.")
    first = given[0]
    given += [first, first[:, ::-1], -first[:, ::-1] + 0.0, -first + 0.0][len(given) :]
    stack = np.stack(given[:count])
    return stack if two else stack[:, 0]


def _pattern(typed: str, usual: str, shape: tuple[int, ...]) -> Array:
    given = tables(typed)
    return given[0] if given and given[0].shape == shape else fitted(tables(usual)[0], shape)


def _fitting(texts: tuple[str, ...], shape: tuple[int, ...], reach: int) -> Array:
    """The first text's table of this shape; else small whole numbers, the same each time."""
    for text in texts:
        for table in tables(text)[:1]:
            if table.shape == shape:
                return table
    return np.random.default_rng(0).integers(-reach, reach + 1, shape).astype(np.float64)
