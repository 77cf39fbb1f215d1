"""What is shown of a layer's maps at a glance: small pictures, and how strong each map is."""

from dataclasses import dataclass

import numpy as np

from cnnviz.figures.theme import signed_range
from cnnviz.ops.layer import Array

LEVELS = 127
BUDGET = 40_000  # pixels of all small pictures of a layer together
LEAST, MOST = 7, 56  # pixels on the longer side of a small picture


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """The maps of one layer.

    ``tiles`` int8 (C, h, w) are the maps, made smaller by means of blocks, in parts of the largest
    magnitude ``peak`` float32 (C) of each; ``mean`` is the mean magnitude and ``spread`` the
    standard deviation of a map; ``reach`` is how far the common scale of all maps goes.
    """

    tiles: Array
    peak: Array
    mean: Array
    spread: Array
    reach: float

    @property
    def silent(self) -> int:
        """How many maps are 0 everywhere."""
        return int((self.peak == 0).sum())


def glance(maps: Array) -> Glance:
    """Small pictures and strengths of maps (C, H, W)."""
    small = shrunk(maps, side(len(maps)))
    peak = np.abs(small).max(axis=(1, 2))
    safe = np.where(peak > 0, peak, 1)[:, None, None]
    tiles = np.rint(small / safe * LEVELS).astype(np.int8)
    mean, spread = np.abs(maps).mean(axis=(1, 2)), maps.std(axis=(1, 2))
    return Glance(tiles, peak, mean, spread, signed_range(maps))


def side(count: int) -> int:
    """How many pixels the longer side of each of so many small pictures may have.

    >>> side(10), side(192), side(1280)
    (56, 14, 7)
    """
    return max(LEAST, min(MOST, int((BUDGET / count) ** 0.5)))


def shrunk(maps: Array, most: int) -> Array:
    """Maps (C, H, W) made smaller by means over square blocks, the last ones perhaps narrower.

    >>> shrunk(np.arange(9.0).reshape(1, 3, 3), 2).tolist()
    [[[2.0, 3.5], [6.5, 8.0]]]
    """
    _, rows, columns = maps.shape
    block = -(-max(rows, columns) // most)
    if block == 1:
        return maps
    for axis, length in ((1, rows), (2, columns)):
        starts = np.arange(0, length, block)
        sizes = np.diff(np.append(starts, length))
        shape = [1, 1, 1]
        shape[axis] = -1
        maps = np.add.reduceat(maps, starts, axis=axis) / sizes.reshape(shape).astype(maps.dtype)
    return maps
