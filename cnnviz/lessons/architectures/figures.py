"""The drawing that is taken home: networks as profiles, one under the other, on one scale."""

from collections.abc import Iterator, Sequence
from math import sqrt

from cnnviz.figures.theme import TOKENS
from cnnviz.files.drawing import Box, Drawing, Shape, Text
from cnnviz.lessons.architectures.layers import Layout, Row

WIDE, EDGE = 1600, 40  # px
NAMES = 280  # px: the column of names
UP, AXIS, DOWN, GAP = 70, 22, 70, 44  # px: sides above the line, kernels on it, channels below
LARGEST_KERNEL = 11
TITLE = "One mark is one layer. Above the line: side; below: channels; both as square roots."


def drawing(layouts: Sequence[Layout], scheme: str) -> Drawing:
    """All networks with a common step and common heights."""
    tokens = TOKENS[scheme]
    most = max(len(layout.marks) for layout in layouts)
    step = min(40.0, (WIDE - 2 * EDGE - NAMES) / most)
    side = max(row.side for layout in layouts for row in layout.marks)
    maps = max(row.maps for layout in layouts for row in layout.marks)
    shapes: list[Shape] = [Text(EDGE, EDGE + 12, 22, TITLE, tokens["ink2"])]
    high = UP + AXIS + DOWN + GAP
    for k, layout in enumerate(layouts):
        top = EDGE + 64 + k * high
        about = f"{layout.famous.year}, {layout.parameters:,} parameters"
        shapes.append(Text(EDGE, top + UP - 14, 24, layout.famous.name, tokens["ink"]))
        shapes.append(Text(EDGE, top + UP + 18, 18, about, tokens["ink2"]))
        for row in layout.marks:
            shapes += _mark(row, EDGE + NAMES + row.slot * step, top, step, (side, maps), scheme)
        shapes += _arcs(layout, step, top, side, tokens["ink"])
    height = EDGE + 64 + len(layouts) * high
    name = layouts[0].famous.name if len(layouts) == 1 else "Famous networks"
    return Drawing(WIDE, height, tokens["bg"], name, tuple(shapes))


def _mark(
    row: Row, x: float, top: float, step: float, most: tuple[int, int], scheme: str
) -> Iterator[Shape]:
    """Its side above the line, its kernel on it, its channels below."""
    tokens, width = TOKENS[scheme], step * 0.8
    block = {"conv": "conv", "dense": "dense"}.get(row.kind, "pool")
    strong, pale = ("line2", "line") if row.kind == "input" else (block, f"{block}-pale")
    up, down = (
        sqrt(n / m) * h for n, m, h in zip((row.side, row.maps), most, (UP, DOWN), strict=True)
    )
    yield Box(x, top + UP - up, width, up, tokens[pale])
    kernel = max(2.0, min(row.size, LARGEST_KERNEL) / LARGEST_KERNEL * min(AXIS - 4, 2 * step))
    if row.kind in ("conv", "pool"):
        middle = top + UP + AXIS / 2
        thick = 1.5 if row.kind == "pool" and kernel > 4 else 0.0
        at = x + width / 2 - kernel / 2, middle - kernel / 2
        yield Box(*at, kernel, kernel, tokens[strong], thick)
    yield Box(x, top + UP + AXIS, width, max(1.0, down), tokens[strong])


def _arcs(layout: Layout, step: float, top: float, side: int, ink: str) -> Iterator[Shape]:
    """Each skip as a bar over the marks that it passes, with its two ends."""
    marks = layout.marks
    for skip in layout.skips:
        high = max(row.side for row in marks[skip.first : skip.last + 1])
        y = top + UP - sqrt(high / side) * UP - 10
        left = EDGE + NAMES + skip.first * step
        width = (skip.last - skip.first + 1) * step - step * 0.2
        yield Box(left, y, width, 1.5, ink)
        for x in (left, left + width - 1.5):
            yield Box(x, y, 1.5, 6, ink)
