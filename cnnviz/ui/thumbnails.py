"""Small pictures on buttons, as rules of style."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cnnviz.files.images import Picture
from cnnviz.settings import DIGITS, GRIDS, PHOTOS
from cnnviz.ui import intake
from cnnviz.ui import photo as photos

THUMBNAIL = 56  # px


@lru_cache(maxsize=1)
def tile_style() -> str:
    """Style rules that put each sample's thumbnail on its button."""
    return "".join(rule(name, _encoded(intake.sample(name))) for name in (*GRIDS, *DIGITS, *PHOTOS))


def style(name: str, picture: Picture | npt.NDArray[np.float64]) -> str:
    """The style rule that puts a picture's thumbnail on the button of that name."""
    return rule(name, _encoded(picture))


def rule(name: str, url: str) -> str:
    """The same for a picture that has an address."""
    return f".st-key-picture-{name} button::before{{background-image:url({url})}}"


def _encoded(picture: Picture | npt.NDArray[np.float64]) -> str:
    """A small picture as a data address."""
    if isinstance(picture, Picture):
        return photos.encoded(picture, THUMBNAIL)
    return photos.address(grey(picture))


def grey(grid: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Larger numbers darker, as the grids of small numbers are drawn."""
    low, high = min(grid.min(), 0), grid.max()
    levels: npt.NDArray[np.uint8] = (248 - 150 * (grid - low) / (high - low or 1)).astype(np.uint8)
    return levels
