"""The kernel record: weights, one divisor, and the limits that every kernel keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_SIDE = 15
MAX_CHANNELS = 16
MAX_WEIGHT = 10**8  # the largest of the bank is 18589312, the middle of a 15 x 15 sharpen
MAX_DIVISOR = 1e12


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """Weights that slide over a picture; one position gives (window * weight).sum() / divisor.

    Parameters
    ----------
    name : the family it was built from, or "custom".
    title : what people read.
    weight : float64 (C, kH, kW), kept as a read-only copy; whole numbers wherever possible.
    divisor : positive; what the sum of products is divided by.
    options : the family's options it was built with, such as (("seed", 7),).

    Raises
    ------
    ValueError
        A side outside 1 to 15, more than 16 channels, a weight that is not finite or beyond
        a hundred million, a divisor that is not positive and finite.

    >>> Kernel("custom", "Mean of two", np.ones((1, 1, 2)), 2).size
    (1, 2)
    """

    name: str
    title: str
    weight: NDArray[np.float64]
    divisor: float = 1.0
    options: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        weight = np.array(self.weight, dtype=np.float64) + 0.0  # + 0.0 turns -0 into 0
        check_shape(weight.shape)
        _check_cells(weight)
        if not 1 / MAX_DIVISOR <= self.divisor <= MAX_DIVISOR:
            raise ValueError("A divisor is a number above 0, from 1e-12 to 1e12.")
        weight.setflags(write=False)
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "divisor", float(self.divisor))

    @property
    def channels(self) -> int:
        """How many input channels it reads."""
        return len(self.weight)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.weight.shape[1], self.weight.shape[2]

    def same_as(self, other: Kernel) -> bool:
        """Whether weights and divisor are equal; names and titles do not count."""
        return self.divisor == other.divisor and np.array_equal(self.weight, other.weight)


def check_shape(shape: tuple[int, ...]) -> None:
    """Raise ValueError unless `shape` is (channels, height, width) within the limits."""
    if len(shape) != 3:
        raise ValueError(f"A kernel has channels, rows and columns; this has {len(shape)} axes.")
    channels, height, width = shape
    if not (1 <= height <= MAX_SIDE and 1 <= width <= MAX_SIDE):
        raise ValueError(f"The kernel is {height} x {width}; each side can be 1 to {MAX_SIDE}.")
    if not 1 <= channels <= MAX_CHANNELS:
        raise ValueError(f"The kernel has {channels} channels; it can have 1 to {MAX_CHANNELS}.")


def cell_name(channels: int, channel: int, row: int, column: int) -> str:
    """A cell in words, counted from 0, with its channel where there are several."""
    place = f"row {row}, column {column}"
    return f"Channel {channel}, {place}" if channels > 1 else place.capitalize()


def _check_cells(weight: NDArray[np.float64]) -> None:
    bad = ~(np.abs(weight) <= MAX_WEIGHT)  # NaN compares false, so it is caught too
    if not bad.any():
        return
    channel, row, column = (int(i) for i in np.argwhere(bad)[0])
    value = weight[channel, row, column]
    if np.isnan(value):
        fault = "is NaN, which is not a number"
    elif np.isinf(value):
        fault = "is infinite"
    else:
        fault = f"is too large; weights go from -{MAX_WEIGHT} to {MAX_WEIGHT}"
    raise ValueError(f"{cell_name(len(weight), channel, row, column)} {fault}.")
