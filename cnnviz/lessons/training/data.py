"""What a network is trained with and tested on: digits, clothes, or glyphs made with a seed."""

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from math import isqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.files import labelled
from cnnviz.lessons.training import own
from cnnviz.lessons.training.settings import INK, Training
from cnnviz.networks.neocognitron import FIGURES, figure
from cnnviz.store import stored

GLYPH_SIDE, LETTER = 12, 7  # px of a picture, and of the figure in it
MADE = (600, 200)  # glyphs to train with and to test on


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Pictures from 0 to 1, float32 (N, 1, side, side), and their classes int64 (N,).

    ``x`` and ``y`` are to train with, ``test_x`` and ``test_y`` to test on; ``names`` are those of
    the classes.
    """

    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.int64]
    test_x: npt.NDArray[np.float32]
    test_y: npt.NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def side(self) -> int:
        """Height and width of a picture."""
        return int(self.x.shape[-1])


def data_of(settings: Training) -> Data:
    """The pictures of these settings; raises ``ValueError`` where one's own are too few."""
    if settings.data == "own":
        found = _own(settings.classes, settings.photos)
    else:
        found = load(settings.data, settings.seed if settings.data == "glyphs" else 0)
    if settings.few:
        found = replace(found, x=found.x[: settings.few], y=found.y[: settings.few])
    return shuffled(found, settings.seed) if settings.labels == "shuffled" else found


def shuffled(data: Data, seed: int) -> Data:
    """The same pictures, the classes of those to train with dealt out anew by chance."""
    y = np.random.default_rng([31, seed]).permutation(data.y)
    y.setflags(write=False)
    return replace(data, y=y)


@stored(max_entries=8, max_bytes=1_000)
def digest(data: Data) -> str:
    """A name for all of the pictures and their classes."""
    found = blake2b(repr(data.names).encode(), digest_size=16)
    for array in (data.x, data.y, data.test_x, data.test_y):
        found.update(repr(array.shape).encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def alike(one: Data, other: Data) -> bool:
    """Whether both are tested on the same pictures of the same classes."""
    return one.names == other.names and np.array_equal(one.test_x, other.test_x)


def drawing(text: str) -> npt.NDArray[np.float32]:
    """A drawn picture (1, 1, side, side) from a digit for each pixel.

    >>> drawing("0090")[0, 0].tolist()
    [[0.0, 0.0], [1.0, 0.0]]
    """
    side = isqrt(len(text))
    x = (np.array([*map(int, text)]).reshape(1, 1, side, side) / INK).astype(np.float32)
    x.setflags(write=False)
    return x


@lru_cache(maxsize=4)
def load(name: str, seed: int = 0) -> Data:
    """The pictures of that name; the seed makes those that are made."""
    if name == "glyphs":
        return _glyphs(seed)
    clothes = name == "clothes"
    found = labelled.load("clothes_to_train" if clothes else name)
    x, test = found.inputs(), found.test
    names = labelled.clothes() if clothes else tuple(map(str, range(10)))
    return _data(x[~test], found.labels[~test], x[test], found.labels[test], names)


@stored(max_entries=4, max_bytes=16_000_000)
def _own(classes: str, photos: str) -> Data:
    grey, labels, test = own.parts(classes, photos)
    x = (grey[:, None] / np.float32(255)).astype(np.float32)
    mixed = np.random.default_rng(0).permutation(np.flatnonzero(~test))  # seen first: of each
    names = tuple(classes.split(","))
    return _data(x[mixed], labels[mixed], x[test], labels[test], names)


def _data(*parts: Any) -> Data:
    for array in parts[:4]:
        array.setflags(write=False)
    return Data(*parts)


def _glyphs(seed: int) -> Data:
    """Four figures at places drawn by chance, as bright as chance has it, with noise on them."""
    rng = np.random.default_rng([17, seed])
    count = sum(MADE)
    y = rng.integers(len(FIGURES), size=count)
    places = rng.integers(GLYPH_SIDE - LETTER + 1, size=(count, 2))
    names = tuple(FIGURES)
    drawn = [
        figure(names[k], *at)[:GLYPH_SIDE, :GLYPH_SIDE] for k, at in zip(y, places, strict=True)
    ]
    ink = np.array(drawn) * rng.uniform(0.5, 1, (count, 1, 1)) + rng.normal(
        0, 0.1, (count, GLYPH_SIDE, GLYPH_SIDE)
    )
    x = np.clip(np.round(ink, 2), 0, 1).astype(np.float32)[:, None]
    first = MADE[0]
    return _data(x[:first], y[:first], x[first:], y[first:], names)
