"""Which pictures excite a map most, and what of them the unit saw that got so large."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.analysis.receptive_field import Fields
from cnnviz.files.recipe import Recipe
from cnnviz.lessons.network.layers import as_maps
from cnnviz.lessons.network.maps import shrunk
from cnnviz.networks.graph import Network
from cnnviz.networks.run import answer
from cnnviz.ops.layer import Array

SHOWN = 9
TOLD = 3  # pictures from one time to the next that something is told
PATCH = 112  # pixels on the longer side of a patch that is shown
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """The largest number of each map on one picture, for all maps of some layers in a row.

    ``best`` float32 (M,) are the numbers, ``at`` int32 (M,) their places, row by row, the first
    one where several are equal; ``silent`` bool (M,) says whether a map is 0 everywhere.
    """

    best: Array
    at: Array
    silent: Bools


def peaks(
    network: Network,
    params: Mapping[str, Mapping[str, Array]],
    names: Sequence[str],
    recipe: Recipe,
    pictures: Sequence[Array],
) -> Iterator[tuple[Peaks, ...]]:
    """What each of ``pictures``, levels (C, H, W), does to the layers of those names.

    It is a task of the pool: what is known so far, after the first picture and then every few.
    """
    ending = network.ending_at(names[0])
    if len(names) > 1:
        ending = Network(network.inputs, network.nodes, tuple(names))
    found: list[Peaks] = []
    for levels in pictures:
        values = answer(ending, params, recipe.scaled(levels))
        found.append(_peaks([as_maps(values[name]) for name in names]))
        if len(found) % TOLD == 1:
            yield tuple(found)
    yield tuple(found)


def _peaks(layers: Sequence[Array]) -> Peaks:
    flat = [maps.reshape(len(maps), -1) for maps in layers]
    at = [maps.argmax(axis=1) for maps in flat]
    best = [maps[np.arange(len(maps)), k] for maps, k in zip(flat, at, strict=True)]
    silent = [~maps.any(axis=1) for maps in flat]
    return Peaks(
        np.concatenate(best).astype(np.float32),
        np.concatenate(at).astype(np.int32),
        np.concatenate(silent),
    )


@dataclass(frozen=True, slots=True)
class Peak:
    """A picture, by its place in the row, and where on it a map is largest."""

    picture: int
    value: float
    row: int
    column: int


def ranked(found: Sequence[Peaks | None], place: int, columns: int) -> tuple[Peak, ...]:
    """The pictures on which a map is not silent, the one with the largest number first.

    Parameters
    ----------
    found : of each picture, None where that is not known yet
    place : of the map, among those of ``found``
    columns : of the map
    """
    known = [
        Peak(k, float(one.best[place]), *divmod(int(one.at[place]), columns))
        for k, one in enumerate(found)
        if one is not None and not one.silent[place]
    ]
    return tuple(sorted(known, key=lambda peak: -peak.value))


@dataclass(frozen=True, slots=True)
class Box:
    """First and last row, first and last column of what a unit sees of a picture.

    ``cut`` says whether its field goes beyond the border, ``whole`` whether it sees everything.
    """

    rows: tuple[int, int]
    columns: tuple[int, int]
    cut: bool
    whole: bool


def box(axes: Fields | None, shape: Sequence[int], row: int, column: int) -> Box:
    """What the unit in that row and column sees of a picture (H, W), cut off at its borders.

    Where nothing is known of it, that is everything.
    """
    ends, cut = [], False
    for k, (unit, n) in enumerate(zip((row, column), shape, strict=True)):
        first, last = axes[k].box(unit) if axes and len(axes) == len(shape) else (0, n - 1)
        if first > last:  # it sees nothing of the picture
            first, last = 0, n - 1
        ends.append((max(first, 0), min(last, n - 1)))
        cut = cut or first < 0 or last > n - 1
    whole = all(end == (0, n - 1) for end, n in zip(ends, shape, strict=True))
    return Box(ends[0], ends[1], cut and not whole, whole)


def patch(levels: Array, there: Box) -> Array:
    """The part of a picture (C, H, W) in a box; a large one is shown in means of pixels."""
    (top, bottom), (left, right) = there.rows, there.columns
    return small(levels[:, top : bottom + 1, left : right + 1], PATCH)


def small(levels: Array, side: int) -> Array:
    """Levels in means of pixels, until the longer side is at most that long."""
    return np.rint(shrunk(levels.astype(np.float32), side)).astype(np.uint8)
