"""Small pictures with their classes, to train and test with; ``assets/SOURCES.md`` has the rest."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cnnviz.networks.neocognitron import FIGURES, figure

_ASSETS = Path(__file__).parents[2] / "assets"


class Labelled(NamedTuple):
    """Pictures and the class of each, all read-only.

    Attributes
    ----------
    pictures : uint8 (N, H, W)
    labels : int64 (N,)
    test : bool (N,), whether a picture is kept from training
    most : the largest number that a pixel can have
    """

    pictures: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    test: npt.NDArray[np.bool_]
    most: int

    def inputs(self) -> npt.NDArray[np.float32]:
        """What a network reads: float32 (N, 1, H, W) from 0 to 1."""
        x = (self.pictures[:, None] / np.float32(self.most)).astype(np.float32)
        x.setflags(write=False)
        return x


# The largest number of a pixel: digits count the ink of 4 × 4 dots, clothes are levels.
LABELLED: Mapping[str, int] = MappingProxyType(
    {"digits": 16, "clothes": 255, "figures": 1, "clothes_to_train": 255}
)
PLACES = ((4, 4), (0, 0), (2, 7), (9, 5))  # of a figure's upper left corner


def load(name: str) -> Labelled:
    """All 1797 digits of 8 × 8, 50 clothes of 28 × 28, or each of four figures at four places.

    Of the clothes there are five of each of the ten classes; those to train with are 100, and 20
    to test on; the figures, 16 × 16, are those of `cnnviz.networks.neocognitron`.

    Raises
    ------
    ValueError
        There are no pictures of that name.
    """
    if name not in LABELLED:
        raise ValueError(f"There are no such pictures; choose one of {', '.join(LABELLED)}.")
    arrays = _figures() if name == "figures" else _stored(name)
    for array in arrays:
        array.setflags(write=False)
    return Labelled(*arrays, LABELLED[name])


def clothes() -> tuple[str, ...]:
    """The names of the ten classes of clothes."""
    return tuple((_ASSETS / "networks/clothes.txt").read_text("utf-8").split("\n")[:10])


def _stored(name: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    with np.load(_ASSETS / f"{name}.npz", allow_pickle=False) as file:
        return file["pictures"], file["labels"].astype(np.int64), file["test"]


def _figures() -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    drawn = [figure(name, *place) for name in FIGURES for place in PLACES]
    labels = np.repeat(np.arange(len(FIGURES)), len(PLACES))
    return np.array(drawn, np.uint8), labels, np.ones(len(drawn), bool)
