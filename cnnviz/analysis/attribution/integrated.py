"""Integrated gradients: what a score gains on the way from a plain picture to this one.

Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", ICML 2017. The gradient is
averaged along the straight line between the two pictures and multiplied by their difference; all
shares together are then the gain of the score, but for what the few points on the line miss.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.analysis.attribution.asked import Asked
from cnnviz.analysis.attribution.gradient import gradient
from cnnviz.geometry import at_least
from cnnviz.ops.layer import Array

FEW, MANY = 32, 96
NEAR, GOOD = 0.01, 0.02  # of the gain: where more points are taken, and what counts as complete


@dataclass(frozen=True, slots=True, eq=False)
class Integrated:
    """The shares as far as they are known.

    Parameters
    ----------
    shares : float64 (C, *spatial)
        They mean something once all points are done.
    gain : float
        The score minus that of the plain picture.
    done, points : int
        How many points on the line have been looked at, of how many.
    """

    shares: NDArray[np.float64]
    gain: float
    done: int
    points: int

    @property
    def total(self) -> float:
        """All shares together."""
        return float(self.shares.sum())

    @property
    def gap(self) -> float:
        """What the points miss: the sum of the shares minus the gain."""
        return self.total - self.gain

    @property
    def complete(self) -> bool:
        """Whether all points are done and the gap is within 2 % of the gain."""
        return self.done == self.points and self.within(GOOD)

    def within(self, share: float) -> bool:
        """Whether the gap is at most this share of the gain."""
        return abs(self.gap) <= share * abs(self.gain)


def integrated_gradients(asked: Asked, baseline: ArrayLike = 0.0) -> Iterator[Integrated]:
    """The shares after each point on the line: first 32 points, then 96 if 1 % is missed.

    The last one is the answer; whoever stops before it has saved the rest.

    Parameters
    ----------
    baseline : the plain picture: one number, one for each channel (C, 1, 1), or a whole picture
    """
    for found in along(asked, FEW, baseline):
        yield found
    if not found.within(NEAR):
        yield from along(asked, MANY, baseline)


def along(asked: Asked, points: int, baseline: ArrayLike = 0.0) -> Iterator[Integrated]:
    """The shares after each of the points of Gauss and Legendre on the line.

    Raises
    ------
    ValueError
        For no points, or a plain picture of another shape.
    """
    at_least("points", points, 1)
    plain = _plain(asked, baseline)
    way = asked.picture - plain
    (scores,) = asked.scores_for(plain)
    gain = asked.score - float(asked.among(scores))
    places, weights = np.polynomial.legendre.leggauss(points)
    total = np.zeros(way.shape[1:])
    for done, (place, weight) in enumerate(zip(places, weights, strict=True), start=1):
        here = asked.seeing(plain + way.dtype.type((place + 1) / 2) * way)
        total = total + weight / 2 * gradient(here, here.gradients())
        yield Integrated(total * way[0], gain, done, points)


def _plain(asked: Asked, baseline: ArrayLike) -> Array:
    picture = asked.picture
    given = np.asarray(baseline, picture.dtype)
    try:
        plain: Array = np.broadcast_to(given, picture.shape[1:])[None]
    except ValueError:
        raise ValueError(
            f"The plain picture has shape {given.shape}; it should be one number, one for each "
            f"channel, or of the picture's own shape {picture.shape[1:]}."
        ) from None
    if not np.isfinite(plain).all():
        raise ValueError("The plain picture holds numbers that are not finite.")
    return plain
