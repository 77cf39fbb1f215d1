"""Occlusion: cover a square of the picture and see how far the score falls; then the next one.

Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.geometry import Window, at_least
from cnnviz.ops.layer import Array, Shape

MAX_SQUARES = 4096
TOGETHER = 16  # pictures in one pass, where they are small enough to
NUMBERS = 500_000  # in all layers of one pass, so that they stay in the cache
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Squares:
    """How a picture is covered.

    Parameters
    ----------
    size, step : int
        Side of a square and how far it moves, in pixels. Squares at the end may be cut.
    fill : float or one for each channel
        What a covered pixel holds, in the numbers that the network reads.
    """

    size: int
    step: int
    fill: float | tuple[float, ...] = 0.0

    def __post_init__(self) -> None:
        at_least("size", self.size, 1)
        at_least("step", self.step, 1)
        if self.step > self.size:
            raise ValueError(
                f"A step of {self.step} leaves pixels uncovered between squares of {self.size}: "
                "the step may be at most the size."
            )

    def windows(self, spatial: Shape) -> tuple[Window, ...]:
        """One window for each axis of a picture.

        Raises
        ------
        ValueError
            When the squares are larger than the picture, or too many.
        """
        if self.size > min(spatial, default=0):
            raise ValueError(
                f"A square of {self.size} does not fit into a picture of "
                f"{' × '.join(map(str, spatial)) or 'no'} pixels."
            )
        windows = (Window(self.size, self.step, ceil_mode=True),) * len(spatial)
        count = prod(w.output_length(n) for w, n in zip(windows, spatial, strict=True))
        if count > MAX_SQUARES:
            raise ValueError(
                f"{count} squares would take too long; up to {MAX_SQUARES} fit: "
                "choose a larger step."
            )
        return windows


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """The scores with each square covered, NaN where that has not been looked at yet.

    They are those of all classes, so that another question about the same picture needs no new run.

    Parameters
    ----------
    windows : one for each axis of the picture
    spatial : the picture's axes
    scores : (*squares, K)
    done : int
    """

    windows: tuple[Window, ...]
    spatial: Shape
    scores: Scores
    done: int

    @property
    def count(self) -> int:
        """How many squares there are."""
        return prod(self.scores.shape[:-1])

    def drops(self, asked: Asked) -> Scores:
        """How far the score falls for each square, (*squares)."""
        return asked.score - asked.among(self.scores)

    def heat(self, asked: Asked) -> Scores:
        """For each pixel the mean drop of the squares that cover it, (*spatial)."""
        drops = self.drops(asked)
        total, covering = np.zeros(self.spatial), np.zeros(self.spatial)
        for index in zip(*np.nonzero(np.isfinite(drops)), strict=True):
            box = square(self.windows, self.spatial, index)
            total[box] += drops[index]
            covering[box] += 1
        with np.errstate(invalid="ignore"):
            return total / covering

    def rank(self, asked: Asked, index: tuple[int, ...]) -> int:
        """The place of a square among all that are known; 1 where the score falls furthest."""
        drops = self.drops(asked)
        return 1 + int(np.count_nonzero(drops > drops[index]))

    def shares(self, asked: Asked) -> Scores:
        """What the network still gives to the class with each square covered, (*squares)."""
        found: Scores = asked.shares(np.nan_to_num(self.scores))[..., asked.label]
        return np.where(np.isnan(self.scores[..., 0]), np.nan, found)


def occlusion(asked: Asked, squares: Squares) -> Iterator[Covered]:
    """The scores after each pass, first of squares far apart, then of those between them."""
    spatial = asked.picture.shape[2:]
    windows = squares.windows(spatial)
    counts = tuple(w.output_length(n) for w, n in zip(windows, spatial, strict=True))
    fill = _fill(asked, squares.fill)
    scores = np.full((*counts, len(asked.scores)), np.nan)
    waiting, done, size = iter(coarse_to_fine(counts)), 0, together(asked)
    while indices := list(islice(waiting, size)):
        pictures = np.repeat(asked.picture, len(indices), axis=0)
        for picture, index in zip(pictures, indices, strict=True):
            box = (slice(None), *square(windows, spatial, index))
            picture[box] = np.broadcast_to(fill, picture.shape)[box]
        found = asked.scores_for(pictures)
        for index, row in zip(indices, found, strict=True):
            scores[index] = row
        done += len(indices)
        yield Covered(windows, spatial, scores.copy(), done)


def square(windows: Sequence[Window], spatial: Shape, index: Sequence[int]) -> tuple[slice, ...]:
    """Where a square lies on the picture."""
    starts = [int(i) * window.stride for i, window in zip(index, windows, strict=True)]
    return tuple(
        slice(start, min(start + window.span, n))
        for start, window, n in zip(starts, windows, spatial, strict=True)
    )


def coarse_to_fine(counts: Shape) -> list[tuple[int, ...]]:
    """Every index of a grid, those of a coarse grid before those of the next finer one.

    Examples
    --------
    >>> coarse_to_fine((7,))
    [(3,), (1,), (5,), (0,), (2,), (4,), (6,)]
    """

    def level(index: tuple[int, ...]) -> int:
        return min(((i + 1) & -(i + 1)) for i in index)  # the largest power of 2 that divides

    return sorted(product(*map(range, counts)), key=lambda index: (-level(index), index))


def together(asked: Asked) -> int:
    """How many pictures go through the network in one pass."""
    numbers = sum(value.size for value in asked.activations.values.values())
    most = max(1, min(TOGETHER, NUMBERS // max(1, numbers)))
    if most == 1:
        return 1
    output = asked.network.outputs[0]
    try:
        shape = (most, *asked.picture.shape[1:])
        found = asked.network.shapes(shape, asked.params)[output]
    except ValueError:  # a reshape to one picture
        return 1
    expected = asked.activations.values[output].shape[1:]
    return most if found == (most, *expected) else 1


def _fill(asked: Asked, fill: ArrayLike) -> Array:
    """What covered pixels hold, stretched over the channels: (C, 1, ...)."""
    picture = asked.picture
    given = np.atleast_1d(np.asarray(fill, picture.dtype))
    if len(given) not in (1, picture.shape[1]) or not np.isfinite(given).all():
        raise ValueError(
            f"Covered pixels take one finite number, or one for each of {picture.shape[1]} "
            f"channels, not {np.asarray(fill).tolist()}."
        )
    return given.reshape(-1, *(1,) * (picture.ndim - 2))
