"""The letters of drawings: Pillow's own font, so that no font file has to come along."""

from collections.abc import Iterator
from functools import lru_cache

from PIL import ImageFont

MINUS = "\N{MINUS SIGN}"
# What the font lacks: the minus sign is drawn as wide as a plus, the others are written out.
WRITTEN = {"∞": "inf", "∂": "d", "×": "x", "≈": "~", "→": ">", "–": "-"}
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
    """A line in pieces: each is one minus sign, or letters that the font has."""
    written = "".join(WRITTEN.get(letter, letter) for letter in text)
    for place, run in enumerate(written.split(MINUS)):
        if place:
            yield MINUS
        if run:
            yield run


def _length(measured: ImageFont.FreeTypeFont, run: str) -> float:
    return measured.getlength("+" if run == MINUS else run)
