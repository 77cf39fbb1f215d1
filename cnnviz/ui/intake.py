"""The picture behind a page's settings, as numbers that a convolution can read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cnnviz.files import grids, images, samples, set_pictures
from cnnviz.files.images import Picture
from cnnviz.player import source as sources
from cnnviz.player.source import Source
from cnnviz.settings import TITLES, UPLOAD
from cnnviz.ui import belongings
from cnnviz.ui.caching import RESULTS, digest

INK = 255  # of a grid's largest number, on black


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A picture ready to be computed with: ``x`` (C, H, W), and what was done on the way."""

    x: npt.NDArray[Any]
    digest: str
    notes: tuple[str, ...]
    source: Source

    def __post_init__(self) -> None:
        self.x.setflags(write=False)  # what is made of it is shared


def upload(data: bytes, name: str, say: Callable[[str], None] = lambda sentence: None) -> Picture:
    """Read a file that somebody brought; raises ``UnreadableFile`` with one sentence.

    While others are before it in line, ``say`` is called with a sentence, at once and each second;
    a photo that is read straight away never calls it.
    """
    belongings.bring()
    return images.load(data, name, images.LARGEST_SIDE, lambda ahead: say(waiting(ahead)))


def waiting(ahead: int) -> str:
    """What to say to someone who has to wait.

    >>> waiting(0)
    'Many are sending a photo just now; yours is next.'
    """
    return f"Many are sending a photo just now; {turn(ahead)}."


def turn(ahead: int) -> str:
    """When it is somebody's turn, before whom so many wait.

    >>> turn(1), turn(2)
    ('1 is before yours', '2 are before yours')
    """
    return f"{ahead} {'is' if ahead == 1 else 'are'} before yours" if ahead else "yours is next"


def prepare(picture: str, side: int, colour: str, uploaded: Picture | None) -> Prepared:
    """The numbers of a sample, of a grid written as text, or of the uploaded photo."""
    if picture == UPLOAD:
        assert uploaded is not None
        return _photo("Your picture", uploaded, side, colour)
    known = picture in TITLES
    loaded = sample(picture) if known else grids.parse(picture)
    if isinstance(loaded, Picture):
        return _photo(TITLES[picture], loaded, side, colour)
    return _grid(TITLES[picture] if known else "Your numbers", loaded)


def picture(name: str, uploaded: Picture | None) -> Picture:
    """The picture of that name, the one that was brought, or numbers as bright ink on black."""
    if name == UPLOAD:
        assert uploaded is not None
        return uploaded
    if (of_a_set := set_pictures.find(name)) is not None:
        return of_a_set
    found = sample(name) if name in TITLES else grids.parse(name)
    if isinstance(found, Picture):
        return found
    low, high = min(float(found.min()), 0.0), float(found.max())
    ink = np.rint(INK * (found - low) / (high - low or 1)).astype(np.uint8)
    return Picture(ink[:, :, None], ())


sample = lru_cache(maxsize=len(TITLES))(samples.load)


def _grid(about: str, grid: npt.NDArray[np.float64]) -> Prepared:
    x = grid[None]
    key = digest(x)
    return Prepared(x, key, (), sources.grid(about, x, key))


def _photo(about: str, picture: Picture, side: int, colour: str) -> Prepared:
    wanted: Literal["grey", "rgb"] = "grey" if colour == "grey" else "rgb"

    def make() -> Prepared:
        x, notes = images.channels(images.fit(picture, side), wanted)
        key = digest(x)
        return Prepared(x, key, notes, sources.photo(about, len(x), key))

    key = ("photo", digest(picture.pixels), picture.notes, about, side, wanted)
    return RESULTS.get(key, make)
