"""The letters of drawings: Pillow's own font, so that no font file has to come along."""

import re
from collections.abc import Iterator
from functools import lru_cache

from PIL import ImageFont

MINUS, NEARLY, ARROW = "\N{MINUS SIGN}", "\N{ALMOST EQUAL TO}", "\N{RIGHTWARDS ARROW}"
DRAWN = re.compile(f"([{MINUS}{NEARLY}{ARROW}])")
# What the font lacks: these signs are drawn, as wide as a plus, and the others are written out.
WRITTEN = {"∞": "inf", "∂": "d", "×": "x", "–": "-", "′": "'", "²": "^2"}
WRITTEN |= {chr(ord("₀") + digit): str(digit) for digit in range(10)}
MEASURED = 100  # px: widths grow evenly with the size


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in px."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)  # for every size that is given
    return found


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """How wide a line is, in px."""
    measured = font(MEASURED)
    return sum(_length(measured, run) for run in runs(text)) * size / MEASURED


def runs(text: str) -> Iterator[str]:
    """A line in pieces: each is one sign that is drawn, or letters that the font has."""
    written = "".join(WRITTEN.get(letter, letter) for letter in text)
    yield from filter(None, DRAWN.split(written))


def _length(measured: ImageFont.FreeTypeFont, run: str) -> float:
    return measured.getlength("+" if DRAWN.match(run) else run)
