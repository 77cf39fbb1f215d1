"""What fits of a table that was read: its shape, its size, and one divisor for its fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
import numpy.typing as npt

from cnnviz.tables.cells import Ratio

Array = npt.NDArray[np.float64]
EMPTY = "There are no numbers; write rows such as 1 0 -1."
LARGEST_DENOMINATOR = 10_000  # up to this, fractions become whole numbers over one divisor


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits: the longest side, how many channels, the largest number, and what it is called.

    With ``divided`` a divisor is carried out, not kept beside the numbers.
    """

    noun: str
    side: int
    channels: int
    largest: int
    characters: int
    divided: bool = False


def shape_of(channels: list[list[list[Ratio]]], limits: Limits) -> tuple[int, int, int]:
    """The shape that every channel and row has, or ValueError that names the odd one out."""
    height = len(channels[0]) if channels else 0
    width = len(channels[0][0]) if height else 0
    if not height or not width:
        raise ValueError(EMPTY)
    check_lengths(channels)
    if max(height, width) > limits.side:
        raise ValueError(
            f"The {limits.noun} is {height} × {width}; each side can be 1 to {limits.side}."
        )
    if len(channels) > limits.channels:
        most = f"1 to {limits.channels}" if limits.channels > 1 else "only 1"
        raise ValueError(f"The {limits.noun} has {len(channels)} channels; it can have {most}.")
    return len(channels), height, width


def check_lengths(channels: Sequence[Sequence[Sequence[object]]]) -> None:
    """Raise ValueError that names the first channel or row of another length than the first one."""
    height, width = len(channels[0]), len(channels[0][0])
    for c, rows in enumerate(channels):
        if len(rows) != height:
            raise ValueError(
                f"Channel {c} has {counted(len(rows), 'row')}; channel 0 has {height}."
            )
        for i, row in enumerate(rows):
            if len(row) != width:
                where = f" in channel {c}" if len(channels) > 1 else ""
                raise ValueError(
                    f"Rows differ in length: row 0 has {counted(width, 'cell')}, "
                    f"row {i}{where} has {len(row)}."
                )


def over_one(cells: Array) -> tuple[Array, float]:
    """Fractions as whole numbers over their least common denominator, if that is small enough."""
    above, below = cells[..., 0], cells[..., 1]
    if (below == 1).all():
        return above, 1.0
    whole = (above == np.rint(above)).all() and (below == np.rint(below)).all()
    common = 0
    if whole and np.abs(below).max() <= LARGEST_DENOMINATOR:
        common = lcm(*map(int, set(below.ravel().tolist())))
    if 0 < common <= LARGEST_DENOMINATOR:
        return above * (common / below), float(common)
    return above / below, 1.0


def counted(n: int, noun: str) -> str:
    """So many of them, in words.

    >>> counted(1, "cell"), counted(2, "cell")
    ('1 cell', '2 cells')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
