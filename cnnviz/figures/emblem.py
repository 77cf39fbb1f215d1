"""A small picture in cells, as rows of characters: one a lesson, all in one style."""

from base64 import b64encode
from functools import lru_cache
from itertools import groupby
from typing import Literal

from cnnviz.figures.theme import RAMP, TOKENS

CELL, GAP = 5, 1
# What each character is: a token of the theme, or a side of its colour scale at half its height.
CELLS = {":": "line", "o": "line2", "#": "ink", "*": "focus", "+": "positive", "-": "negative"}
Scheme = Literal["light", "dark"]


@lru_cache(maxsize=64)
def address(rows: tuple[str, ...]) -> str:
    """The picture as the data address of an SVG, which follows the scheme of its page.

    Each character is one cell: one of `CELLS`, or ``.`` for none.
    """
    width, height = (CELL + GAP) * len(rows[0]), (CELL + GAP) * len(rows)
    used = [kind for kind in CELLS if kind in "".join(rows)]
    # One stroke a row of equal cells, its dashes the cells.
    style = f"path{{stroke-width:{CELL};stroke-dasharray:{CELL} {GAP}}}{_colours(used, 'light')}"
    dark = f"@media(prefers-color-scheme:dark){{{_colours(used, 'dark')}}}"
    paths = "".join(f'<path class="{CELLS[kind]}" d="{_strokes(rows, kind)}"/>' for kind in used)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f"<style>{style}{dark}</style>{paths}</svg>"
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _colours(used: list[str], scheme: Scheme) -> str:
    return "".join(f".{CELLS[kind]}{{stroke:{_colour(CELLS[kind], scheme)}}}" for kind in used)


def _colour(name: str, scheme: Scheme) -> str:
    ramp = RAMP[scheme]
    return ramp[name][2] if name in ramp else TOKENS[scheme][name]


def _strokes(rows: tuple[str, ...], kind: str) -> str:
    """The runs of one kind of cell, each as a line through its middle."""
    strokes = []
    for number, row in enumerate(rows):
        place = 0
        for found, run in groupby(row):
            length = len(list(run))
            if found == kind:
                x, y = (CELL + GAP) * place, (CELL + GAP) * number + CELL / 2
                strokes.append(f"M{x} {y:g}h{(CELL + GAP) * length - GAP}")
            place += length
    return "".join(strokes)
