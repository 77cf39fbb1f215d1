"""A drawing as a list of shapes: one geometry, which `svg` writes and `painting` paints.

Lengths are in px of the drawing, x to the right and y down; colours are "#RRGGBB".
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: filled, or a frame of ``thick`` px that lies inside its edges."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    thick: float = 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """One line; ``y`` is the middle of its digits, ``x`` its start, middle or end by ``anchor``."""

    x: float
    y: float
    size: float
    text: str
    colour: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Pixels uint8 (H, W, 3), each an even rectangle of the area."""

    x: float
    y: float
    width: float
    height: float
    pixels: npt.NDArray[np.uint8]


Shape = Box | Text | Raster


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What is drawn on a sheet of ``width`` by ``height``; ``title`` says what it shows."""

    width: int
    height: int
    paper: str
    title: str
    shapes: tuple[Shape, ...]


DROP = 0.35  # of the size of letters: from the middle of a digit down to the line it stands on
