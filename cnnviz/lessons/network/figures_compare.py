"""The picture of a comparison that is taken home."""

from collections.abc import Iterator, Sequence

from cnnviz.figures.board import wrapped
from cnnviz.figures.coloured import Pixels, coloured
from cnnviz.figures.numbers import number
from cnnviz.figures.theme import TOKENS
from cnnviz.files.drawing import Box, Drawing, Raster, Shape, Text
from cnnviz.lessons.network.figures import (
    CARD,
    EDGE,
    LINE,
    SMALL,
    TITLE,
    WIDE,
    answer_bars,
    cut,
    rgb,
)  # fmt: skip
from cnnviz.ops.layer import Array

PICTURE, APART = 260, 24  # px
TALLEST = 90  # px: the bar of the layer that changed most
BARS = 40 + TALLEST + 44  # px of all bars with their title, numbers and names
SIDE = CARD  # px of a map

Bar = tuple[str, str, float]  # name, number as text, height (0 to 1)
Side = tuple[str, Array, float]  # title, map, end of its scale


def both(
    title: str,
    pictures: Sequence[Pixels],
    answers: Sequence[tuple[str, str, float]],
    bars: Sequence[Bar],
    sides: Sequence[Side],
    lines: Sequence[str],
    scheme: str,
) -> Drawing:
    """Both pictures, the answers, how far each column changed, one map of both; sentences."""
    tokens, width = TOKENS[scheme], WIDE - 2 * EDGE
    told = [line for text in lines for line in wrapped(text, SMALL, width)]
    shapes: list[Shape] = [
        Text(EDGE, EDGE + TITLE / 2, TITLE, cut(title, width, TITLE), tokens["ink"])
    ]
    top = EDGE + TITLE + 24
    for k, picture in enumerate(pictures):
        x = EDGE + k * (PICTURE + APART)
        shapes.append(Text(x, top + 14, SMALL, "AB"[k], tokens["ink"]))
        shapes.append(Raster(x, top + 34, PICTURE, PICTURE, rgb(picture)))
    shapes += answer_bars(answers, EDGE + 2 * (PICTURE + APART) + 24, top + 34, scheme)
    down = top + 34 + PICTURE + 40
    if bars:
        shapes += _bars(bars, down, scheme)
        down += BARS + 40
    for k, side in enumerate(sides):
        shapes += _side(side, EDGE + k * (SIDE + 60), down, scheme)
    down += SIDE + 70 if sides else 0
    for line in told:
        shapes.append(Text(EDGE, down + 14, SMALL, line, tokens["ink2"]))
        down += LINE
    return Drawing(WIDE, round(down + EDGE), tokens["bg"], title, tuple(shapes))


def _bars(bars: Sequence[Bar], top: float, scheme: str) -> Iterator[Shape]:
    tokens, step = TOKENS[scheme], (WIDE - 2 * EDGE) / len(bars)
    yield Text(EDGE, top + 14, SMALL, "How far each column’s last layer changed", tokens["ink"])
    floor = top + 40 + 24 + TALLEST
    for k, (name, text, part) in enumerate(bars):
        middle, tall = EDGE + (k + 0.5) * step, max(1.0, part * TALLEST)
        yield Box(middle - 0.42 * step, floor - tall, 0.84 * step, tall, tokens["ink2"])
        yield Text(middle, floor - tall - 14, 18, text, tokens["ink"], "middle")
        yield Text(middle, floor + 16, 18, cut(name, step, 18), tokens["ink2"], "middle")


def _side(side: Side, x: float, y: float, scheme: str) -> Iterator[Shape]:
    title, values, reach = side
    tokens, (rows, columns) = TOKENS[scheme], values.shape
    cell = SIDE / max(rows, columns)
    yield Text(x, y + 14, SMALL, title, tokens["ink"])
    yield Text(x + SIDE, y + 14, 18, f"± {number(reach)}", tokens["ink2"], "end")
    yield Raster(x, y + 36, columns * cell, rows * cell, coloured(values, scheme, reach))
