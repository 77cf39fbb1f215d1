"""Pictures that come with the app; ``assets/SOURCES.md`` tells where each is from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnnviz.files import grids
from cnnviz.files.images import Picture

_ASSETS = Path(__file__).parents[2] / "assets"


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of ``assets/samples.json``."""

    name: str
    title: str
    kind: Literal["photo", "made", "digit"]
    file: str
    licence: str
    author: str
    source: str

    @property
    def label(self) -> str:
        """The digit that the picture shows, "" for a picture of something else."""
        name, _, last = self.name.rpartition("_")
        return last if name in ("written", "digit") else ""


SAMPLES = tuple(
    Sample(**line) for line in json.loads((_ASSETS / "samples.json").read_text("utf-8"))
)


def load(name: str) -> Picture | npt.NDArray[np.float64]:
    """Read a photo as a picture, a made one or a digit as a grid of numbers (H, W).

    Raises
    ------
    ValueError
        There is no sample of that name; the sentence lists those that there are.
    """
    for sample in SAMPLES:
        if sample.name == name:
            path = _ASSETS / sample.file
            return _photo(path) if sample.kind == "photo" else grids.parse(path.read_text("utf-8"))
    names = ", ".join(sample.name for sample in SAMPLES)
    raise ValueError(f"There is no sample of that name; choose one of {names}.")


def _photo(path: Path) -> Picture:
    with Image.open(path) as picture:  # our own file, checked by the tests: no worker needed
        pixels = np.array(picture)
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    pixels.setflags(write=False)
    return Picture(pixels, ())
