"""The numbers of each channel: their statistics, their sums, and a value for each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from cnnviz.ops.layer import Array, channels_last, samples_last

# What is worked on at a time, so that several passes over it find it in the cache.
TILE = 1 << 20
# How many numbers of a channel give a first idea of its mean.
NEAR = 64
# Rows shorter than this are better multiplied and then added up than multiplied one by one.
SHORT = 128


@dataclass(frozen=True, slots=True, eq=False)
class Channels:
    """Rows of numbers less ``near``, which is their channel's mean but for a small ``rest``."""

    centred: Array
    near: Array
    rest: Array
    variance: Array

    @classmethod
    def of(cls, rows: Array) -> "Channels":
        """The statistics of the rows themselves.

        The squares are summed close to the mean: those of numbers far from 0, less the square of
        their mean, would lose all digits of a small variance. Where the first few numbers are not
        close enough to it, what they lead to is.
        """
        samples, _, places = rows.shape
        first = rows[: -(-NEAR // places)]
        near = totals(first) / (len(first) * places)
        for last in (False, True):
            centred = rows - each(near, rows)
            rest = totals(centred) / (samples * places)
            square, of_rest = totals(centred, centred) / (samples * places), rest * rest
            if last or not (2 * of_rest > square).any():
                break
            near = near + rest
        return cls(centred, near, rest, np.maximum(square - of_rest, 0))

    @property
    def size(self) -> int:
        """How many numbers each channel has."""
        samples, _, places = self.centred.shape
        return int(samples * places)


def rows_of(x: Array) -> Array:
    """A view (samples, channels, places) of (N, C, *spatial): as few and as long rows as can be."""
    if samples_last(x):
        return x.transpose(*range(1, x.ndim), 0).reshape(1, x.shape[1], -1)
    if channels_last(x):
        return x.transpose(0, *range(2, x.ndim), 1).reshape(-1, x.shape[1], 1)
    return x.reshape(*x.shape[:2], prod(x.shape[2:]))


def tiles(rows: Array) -> Iterator[slice]:
    """Which channels to work on at a time; of an empty batch there are none."""
    channels = rows.shape[1] if rows.size else 0
    step = max(1, TILE * channels // max(1, rows.nbytes))
    for start in range(0, channels, step):
        yield slice(start, start + step)


def totals(rows: Array, others: Array | None = None) -> Array:
    """For each channel the sum of its numbers, times those of ``others`` if there are any.

    As products with ones: BLAS adds several numbers at a time.
    """
    samples, channels, places = rows.shape
    sums: Array
    if samples == 1 or (others is not None and places >= SHORT):
        sums = np.vecdot(rows, _ones(places, rows.dtype) if others is None else others)
        sums = sums[0] if samples == 1 else _ones(samples, rows.dtype) @ sums
        return sums
    terms = rows if others is None else rows * others
    sums = _ones(samples, rows.dtype) @ terms.reshape(samples, channels * places)
    if places > 1:
        sums = sums.reshape(channels, places) @ _ones(places, rows.dtype)
    return sums


@lru_cache(maxsize=64)
def _ones(length: int, dtype: Any) -> Array:
    ones = np.ones(length, dtype)
    ones.setflags(write=False)
    return ones


def each(values: Array, rows: Array) -> Array:
    """One value for each channel, as an array that spreads over the rows.

    Repeated for each place where every sample needs it: NumPy then goes through longer rows.
    """
    samples, _, places = rows.shape
    spread = values[:, None]
    return spread if samples == 1 or places == 1 else spread * _ones(places, values.dtype)
