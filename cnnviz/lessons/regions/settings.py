"""The settings of the regions page, and what a link says of the view on them."""

import re
from dataclasses import dataclass
from typing import ClassVar

from cnnviz.settings.link import Ways, setting
from cnnviz.settings.shared import PICTURE, OfPicture
from cnnviz.settings.values import BEYOND, Codec, one_of, whole

SIDE = 224  # px of the photo as the network gets it
MOST_CELLS = 4
STRIDE = 32  # px between neighbours on the last maps
Box = tuple[int, int, int, int]  # left, top, right, bottom, both ends inside
FIRST: Box = (136, 0, 223, 119)  # the shuttle behind the astronaut
LAST_STEP = MOST_CELLS**2 + 3
_BOX = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})", re.ASCII)


def _read_box(text: str) -> tuple[Box, str]:
    match = _BOX.fullmatch(text)
    if not match:
        raise ValueError("A region is four whole numbers: left, top, right, bottom.")
    asked = left, top, right, bottom = tuple(map(int, match.groups()))
    if right < left or bottom < top:
        raise ValueError("This region ends before it starts.")
    nearest = tuple(min(place, SIDE - 1) for place in asked)
    return (nearest[0], nearest[1], nearest[2], nearest[3]), "" if nearest == asked else BEYOND


BOX = Codec(
    _read_box,
    lambda box: ",".join(map(str, box)),
    lambda box: "rows {1} to {3}, columns {0} to {2}".format(*box),
)


@dataclass(frozen=True, slots=True)
class Regions(OfPicture):
    """A photo, a region on it in pixels, and into how many cells a side it is pooled.

    ``cut`` also cuts the region out and runs the network on it alone.
    """

    picture: str = setting(PICTURE, "astronaut", "picture")
    box: tuple[int, int, int, int] = setting(BOX, FIRST, "region")
    cells: int = setting(whole(1, MOST_CELLS), 2, "cells")
    cut: int = setting(one_of({0: "pooled", 1: "cut out too"}), 0, "way to score a region")

    gives_way: ClassVar[Ways] = (("cut", 0), ("box", FIRST), ("picture", "astronaut"))


@dataclass(frozen=True, slots=True)
class View:
    """Where a link stands: one of the steps from the region to its class."""

    step: int = setting(whole(0, LAST_STEP), 0, "step")
    hide: int = setting(one_of({0: "shown", 1: "hidden first"}), 0, "way of showing numbers")
