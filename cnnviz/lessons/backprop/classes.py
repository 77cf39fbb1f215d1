"""Classes that a person names, with a few photos each: as text for settings, and as examples.

Names stand between commas. Photos stand between semicolons, three places a class: nothing, "~" for
a picture that is made here, or the grey pixels of a photo in base64.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.settings import class_names
from cnnviz.settings.values import Codec
from cnnviz.store import stored

SIDE = 28  # px of a photo, as a network reads it
PLACES = 3  # photos of a class
FEWEST, MOST = 2, 3  # classes
DIVISOR = 64  # a photo's 0 … 255 become 0 … 4, the size of the numbers of a digit
MADE = "~"
FIRST_NAMES = "A,B"
MADE_NAMES = ("lying", "upright", "slanting")

_PICTURE = re.compile(rf"class-([0-{PLACES * MOST - 1}])", re.A)
_PIXELS = re.compile(r"[\w-]{1046}", re.A)  # 28 · 28 bytes
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What the classes teach: ``x`` (n, 1, side, side), ``labels`` (n,) and the ``places``."""

    x: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    places: tuple[int, ...]

    @property
    def teach(self) -> bool:
        """Whether there is something to tell apart."""
        return len(set(self.labels.tolist())) > 1


def names(text: str) -> tuple[str, ...]:
    """The names of the classes; none where there are no classes."""
    return tuple(text.split(",")) if text else ()


def at(picture: str) -> int:
    """The place of the photo that a picture's name stands for; -1 for all other pictures.

    >>> at("class-4"), at("own")
    (4, -1)
    """
    match = _PICTURE.fullmatch(picture)
    return int(match[1]) if match else -1


def picture(place: int) -> str:
    """The picture's name for the photo in a place."""
    return f"class-{place}"


def places(photos: str, count: int) -> tuple[str, ...]:
    """The text for each place of so many classes."""
    given = photos.split(";")
    return tuple((given + [""] * PLACES * count)[: PLACES * count])


def together(texts: tuple[str, ...]) -> str:
    """One text for the photos of all places."""
    return ";".join(texts) if any(texts) else ""


def put(photos: str, count: int, place: int, text: str) -> str:
    """The photos with another one in a place, or with none there."""
    every = list(places(photos, count))
    every[place] = text
    return together(tuple(every))


def made(count: int) -> str:
    """Photos for all places that are made here."""
    return together((MADE,) * PLACES * count)


def has_own(photos: str) -> bool:
    """Whether some photo is the person's own."""
    return any(text not in ("", MADE) for text in photos.split(";"))


def encoded(pixels: Pixels) -> str:
    """Grey pixels (side, side) as text."""
    return urlsafe_b64encode(pixels.tobytes()).decode().rstrip("=")


@stored(max_entries=512, max_bytes=4_000_000)
def pixels(text: str, place: int) -> Pixels:
    """The grey pixels (side, side) of the text in a place, read-only."""
    if text == MADE:
        return _made(*divmod(place, PLACES))
    found = np.frombuffer(urlsafe_b64decode(text + "=="), np.uint8)
    return found.reshape(SIDE, SIDE)


@stored(max_entries=64, max_bytes=16_000_000)
def examples(photos: str, count: int) -> Examples:
    """The photos of so many classes as numbers."""
    there = {k: text for k, text in enumerate(places(photos, count)) if text}
    x = np.array([pixels(text, k) for k, text in there.items()], np.float64) / DIVISOR
    x = x.reshape(len(there), 1, SIDE, SIDE)
    labels = np.array([k // PLACES for k in there], np.int64)
    for array in (x, labels):
        array.setflags(write=False)
    return Examples(x, labels, tuple(there))


def _made(label: int, number: int) -> Pixels:
    """A bright bar on a dark ground: lying, upright or slanting, each a little different."""
    rng = np.random.default_rng([7, label, number])
    middle, angle = rng.uniform(-4, 4, 2) + (SIDE - 1) / 2, np.deg2rad(rng.uniform(-8, 8))
    angle += np.deg2rad((0, 90, 45)[label])
    row, column = np.mgrid[:SIDE, :SIDE] - middle[:, None, None]
    along = column * np.cos(angle) + row * np.sin(angle)
    across = row * np.cos(angle) - column * np.sin(angle)
    length, width = rng.uniform(9, 12), rng.uniform(2.5, 4)
    inside = _edge(length - abs(along)) * _edge(width - abs(across))
    grey = 40 + 170 * inside + rng.normal(0, 5, (SIDE, SIDE))
    bar = np.clip(np.round(grey), 0, 255).astype(np.uint8)
    bar.setflags(write=False)
    return bar


def _edge(distance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """0 outside, 1 inside, soft over about a pixel."""
    inside: npt.NDArray[np.float64] = 1 / (1 + np.exp(-2 * distance))
    return inside


def _read_names(text: str) -> tuple[str, str]:
    kept = [class_names.name(one) for one in text.split(",")] if text else []
    if kept and not FEWEST <= len(kept) <= MOST:
        raise ValueError(f"There can be {FEWEST} to {MOST} classes.")
    if len(set(kept)) < len(kept):
        raise ValueError("Each class needs a name of its own.")
    return ",".join(kept), ""


def _read_photos(text: str) -> tuple[str, str]:
    every = text.split(";")
    if len(every) > PLACES * MOST or not all(map(_is_photo, every)):
        raise ValueError("These are no photos of classes.")
    return together(tuple(every)), ""


def _is_photo(text: str) -> bool:
    if text in ("", MADE):
        return True
    return bool(_PIXELS.fullmatch(text)) and encoded(pixels(text, 0)) == text


NAMES = Codec(_read_names, str, lambda text: "that you name" if text else "as the network comes")
PHOTOS = Codec(
    _read_photos, str, lambda text: "of your classes" if text else "that is empty", private=has_own
)
