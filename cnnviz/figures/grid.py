"""A map drawn in cells: its title, its indices, its numbers where they can be read, its scale."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cnnviz.figures.coloured import Pixels, shaded
from cnnviz.figures.numbers import number
from cnnviz.figures.theme import TOKENS, signed_range
from cnnviz.files import lettering
from cnnviz.files.drawing import Box, Raster, Shape, Text
from cnnviz.traces import Array

SMALLEST = 22  # px: digits that are smaller than this are left out
TITLE, SMALL = 40, 28  # px: sizes of letters
HEAD, FOOT, GUTTER = 104, 88, 56  # px: above the cells, below them, and to their left
FILLED, TALL = 0.86, 0.44  # of a cell: how wide and how high its number may be
BRIGHT = 140  # of 255: from this luminance on, letters are dark
Mark = tuple[int, int, int, int]  # first row, row after the last, first column, column after


@dataclass(frozen=True, eq=False)
class Map:
    """What is drawn: ``values`` (H, W), or (3, H, W) where ``colour`` is "rgb".

    ``colour`` is one of `cnnviz.player.source.Source`; ``low`` and ``high`` end its scale. What
    lies in a mark is framed; a cell that is not ``known`` (H, W) stays empty.
    """

    title: str
    values: Array
    colour: str
    low: float
    high: float
    marks: tuple[Mark, ...] = ()
    known: npt.NDArray[np.bool_] | None = None
    # By scheme: the values and their colours, which all copies share that differ in their marks.
    painted: dict[str, tuple[Array, Pixels]] = field(default_factory=dict, repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[-2], self.values.shape[-1]

    @cached_property
    def texts(self) -> list[list[str]]:
        """The number of each cell; of a picture in three colours none."""
        if self.values.ndim == 3:
            return []
        return [[number(value) for value in row] for row in self.values.tolist()]

    @cached_property
    def widest(self) -> float:
        """Of all its numbers, at a size of 1 px."""
        return max((lettering.width(t, 1) for row in self.texts for t in row), default=np.inf)

    def pixels(self, scheme: str) -> Pixels:
        """A colour for each cell."""
        of, painted = self.painted.get(scheme, (None, None))
        if painted is None or of is not self.values:
            painted = shaded(self.values, self.colour, self.low, self.high, scheme)
            self.painted[scheme] = (self.values, painted)
        if self.known is None:
            return painted
        empty = np.array(list(bytes.fromhex(TOKENS[scheme]["sunk"][1:])), np.uint8)
        return np.where(self.known[..., None], painted, empty)

    def letters(self, cell: float) -> float:
        """The size of its numbers in cells of that size; 0 where they could not be read."""
        if cell * TALL < SMALLEST:  # before each number of a photo is written
            return 0
        size = min(cell * TALL, cell * FILLED / self.widest)
        return size if size >= SMALLEST else 0


def signed(title: str, values: Array) -> Map:
    """A map (H, W) on the scale around zero that the players have."""
    reach = signed_range(values)
    return Map(title, values, "signed", -reach, reach)


def marked(drawn: Map, *marks: Mark) -> Map:
    """The same map with frames; what lies outside of it is cut off."""
    rows, columns = drawn.shape
    cut = (
        (max(0, top), min(rows, bottom), max(0, left), min(columns, right))
        for top, bottom, left, right in marks
    )
    return replace(drawn, marks=tuple(m for m in cut if m[0] < m[1] and m[2] < m[3]))


def grid(drawn: Map, x: float, y: float, cell: float, scheme: str) -> Iterator[Shape]:
    """The cells of a map with their numbers and frames; its first cell begins at (x, y)."""
    rows, columns = drawn.shape
    tokens, pixels = TOKENS[scheme], drawn.pixels(scheme)
    yield Raster(x, y, columns * cell, rows * cell, pixels)
    if cell >= SMALL:
        yield from _lines(drawn, x, y, cell, tokens["bg"])
    if size := drawn.letters(cell):
        for row, column in np.ndindex(rows, columns):
            if drawn.known is None or drawn.known[row, column]:
                at = x + (column + 0.5) * cell, y + (row + 0.5) * cell
                ink = ink_on(pixels[row, column])
                yield Text(*at, size, drawn.texts[row][column], ink, "middle")
    yield Box(x, y, columns * cell, rows * cell, tokens["line2"], 2)
    for top, bottom, left, right in drawn.marks:
        width, height = (right - left) * cell, (bottom - top) * cell
        yield from _frame(x + left * cell, y + top * cell, width, height, tokens["focus"])


def _frame(x: float, y: float, width: float, height: float, colour: str) -> Iterator[Box]:
    """A frame, which reaches out around what is too small to have one inside."""
    out = 6.0 if min(width, height) < 30 else 0.0
    yield Box(x - out, y - out, width + 2 * out, height + 2 * out, colour, 6)


def _lines(drawn: Map, x: float, y: float, cell: float, colour: str) -> Iterator[Box]:
    rows, columns = drawn.shape
    for row in range(1, rows):
        yield Box(x, y + row * cell - 1, columns * cell, 2, colour)
    for column in range(1, columns):
        yield Box(x + column * cell - 1, y, 2, rows * cell, colour)


def headed(drawn: Map, x: float, y: float, cell: float, scheme: str) -> Iterator[Shape]:
    """A map with its title above, its indices around and its scale below; y is its title's top."""
    rows, columns = drawn.shape
    tokens = TOKENS[scheme]
    left, top = x + GUTTER, y + HEAD
    yield Text(left, y + TITLE / 2, TITLE, drawn.title, tokens["ink"])
    if cell >= SMALL * 1.25:
        for column in range(columns):
            at = left + (column + 0.5) * cell
            yield Text(at, top - 22, SMALL, str(column), tokens["ink2"], "middle")
        for row in range(rows):
            yield Text(left - 14, top + (row + 0.5) * cell, SMALL, str(row), tokens["ink2"], "end")
    yield from grid(drawn, left, top, cell, scheme)
    yield from _scale(drawn, left, top + rows * cell + 28, columns * cell, scheme)


def _scale(drawn: Map, x: float, y: float, width: float, scheme: str) -> Iterator[Shape]:
    """The colours from the lowest number to the highest, with both ends and the middle."""
    ends = np.linspace(drawn.low, drawn.high, 256)[None]
    colour = "grey" if drawn.colour == "rgb" else drawn.colour
    width, ink = max(width, 160.0), TOKENS[scheme]["ink2"]
    yield Raster(x, y, width, 18, shaded(ends, colour, drawn.low, drawn.high, scheme))
    yield Text(x, y + 40, SMALL, number(drawn.low), ink)
    yield Text(x + width, y + 40, SMALL, number(drawn.high), ink, "end")
    if drawn.low < 0 < drawn.high:
        yield Text(x + width / 2, y + 40, SMALL, "0", ink, "middle")


def ink_on(rgb: npt.NDArray[np.uint8]) -> str:
    """Dark letters on a bright cell, white ones on a dark cell, as in ``player/js/colour.js``."""
    red, green, blue = rgb.tolist()
    bright = 0.299 * red + 0.587 * green + 0.114 * blue > BRIGHT
    return TOKENS["light"]["ink"] if bright else "#FFFFFF"
