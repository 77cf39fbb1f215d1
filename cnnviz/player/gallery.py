"""The small maps beside the player: many kernels on one picture, to choose from."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from cnnviz.figures.theme import signed_range

THUMBNAIL = 128  # a map is at least 120 px wide on the page
WALL = 256  # and has two dots a px on a phone
LEVELS = 127


@dataclass(frozen=True, slots=True, eq=False)
class Small:
    """A map as it is sent: `levels` on the scale -limit ... +limit; ``stamp`` names its content."""

    levels: npt.NDArray[np.int8]
    limit: float
    stamp: str


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One small map; ``why`` says in a sentence why there is none."""

    key: str
    title: str
    map: Small | None
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Maps that belong together, under one title."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """All groups, the key of the chosen item, and where they stand: "side" or "top".

    ``tabs`` are keys and names of other items, such as the same map at another stage.
    """

    groups: tuple[Group, ...]
    selected: str
    place: str = "side"
    tabs: tuple[tuple[str, str], ...] = ()


def small(values: npt.NDArray[np.floating], dots: int = THUMBNAIL) -> Small:
    """A map (H, W) shrunk to at most ``dots`` a side, on the scale of the whole one."""
    limit = signed_range(values)
    found = levels(thumbnail(values, dots), limit)
    return Small(found, limit, blake2b(found.tobytes(), digest_size=8).hexdigest())


def thumbnail(values: npt.NDArray[np.floating], dots: int = THUMBNAIL) -> npt.NDArray[np.floating]:
    """Shrink a map (H, W) to at most ``dots`` a side by averaging whole blocks.

    >>> thumbnail(np.eye(2)).shape
    (2, 2)
    """
    block = -(-max(values.shape) // dots)
    if block == 1:
        return values
    height, width = (max(n // block, 1) for n in values.shape)
    trimmed = values[: height * block, : width * block]
    return np.asarray(
        trimmed.reshape(height, min(block, trimmed.shape[0]), width, -1).mean(axis=(1, 3))
    )


def levels(values: npt.NDArray[np.floating], limit: float) -> npt.NDArray[np.int8]:
    """Where each value stands on the scale -limit ... +limit, as a whole number -127 ... 127."""
    # Cut off before it is divided: a value can be more than all numbers times the limit.
    inside = np.nan_to_num(np.clip(values, -limit, limit) / limit, nan=0.0)
    scaled: npt.NDArray[np.floating] = np.rint(inside * LEVELS)
    return scaled.astype(np.int8)
