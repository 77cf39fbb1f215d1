"""Bright ink on black, as sets of digits and clothes have it, of a photo of dark ink on paper."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

WHITE = 255
Levels = npt.NDArray[np.uint8]


def border(levels: Levels) -> npt.NDArray[np.uint8]:
    """The pixels along the four sides of levels (C, H, W), (C, N)."""
    sides = (levels[:, 0], levels[:, -1], levels[:, 1:-1, 0], levels[:, 1:-1, -1])
    return np.concatenate(sides, axis=1)


def bright(levels: Levels) -> bool:
    """Whether the border is bright, as that of paper: its middle level is above a half."""
    return float(np.median(border(levels))) > WHITE / 2


def dark(levels: Levels) -> Levels:
    """Dark counts as bright.

    >>> dark(np.array([[[0, 200]]], np.uint8)).tolist()
    [[[255, 55]]]
    """
    found: Levels = WHITE - levels
    return found


def paper(levels: Levels) -> Levels:
    """Dark counts as bright, the middle level of the border as black, the darkest one as white.

    >>> paper(np.array([[[200, 200, 200], [200, 80, 140], [210, 200, 200]]], np.uint8)).tolist()
    [[[0, 0, 0], [0, 255, 128], [0, 0, 0]]]
    """
    black = float(np.median(border(levels)))
    depth = max(1.0, black - float(levels.min()))
    ink = np.clip((black - levels) * (WHITE / depth), 0, WHITE)
    found: Levels = np.rint(ink).astype(np.uint8)
    return found


def level(levels: Levels) -> Levels:
    """All as it is."""
    return levels


INKS: Mapping[str, Callable[[Levels], Levels]] = MappingProxyType(
    {"level": level, "dark": dark, "paper": paper}
)


def fitting(levels: Levels) -> str:
    """Which of `INKS` suits a network that learned bright ink on black, by the border.

    >>> fitting(np.full((1, 2, 2), 230, np.uint8)), fitting(np.zeros((1, 2, 2), np.uint8))
    ('paper', 'level')
    """
    return "paper" if bright(levels) else "level"
