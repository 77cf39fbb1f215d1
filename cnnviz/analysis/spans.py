"""What each unit of a layer sees along one axis of the picture, unit by unit.

A window, moved on by the same step from unit to unit, says it for layers that slide one. It does
not where maps are cut, put together, stretched, resized or summed up: there each unit has a span.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.analysis.receptive_field import Field
from cnnviz.geometry import Window

NOWHERE = 2**31  # the first pixel of a unit that sees none
Ends = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spans(Field):
    """First and last pixel for each unit; those outside the picture are cut off.

    Parameters
    ----------
    first, last : one number for each unit; first > last where a unit sees nothing
    """

    first: tuple[int, ...] = (0,)
    last: tuple[int, ...] = (-1,)

    @property
    def size(self) -> int:
        """How many pixels the unit that sees most sees."""
        return max([0, *(b - a + 1 for a, b in zip(self.first, self.last, strict=True))])

    @property
    def jump(self) -> int:
        """How many pixels lie between two neighbours, on average; at least 1."""
        centres = [self.centre(unit) for unit in range(len(self.first))]
        return max(1, round((centres[-1] - centres[0]) / max(1, len(centres) - 1)))

    @property
    def start(self) -> float:
        """The pixel, or half-way between two, on which the span of unit 0 is centred."""
        return self.centre(0)

    def box(self, unit: int) -> tuple[int, int]:
        """First and last pixel of the unit's span."""
        at = min(unit, len(self.first) - 1)  # what has no axis is the same for all
        return self.first[at], self.last[at]

    def clipped(self, unit: int, n: int) -> tuple[int, int]:
        """As `box`."""
        return self.box(unit)

    def centre(self, unit: int) -> float:
        """The middle of the unit's span."""
        return sum(self.box(unit)) / 2

    def nearest(self, pixel: float, units: int) -> int:
        """Which of ``units`` has its span centred nearest a pixel."""
        return min(range(units), key=lambda unit: abs(self.centre(unit) - pixel))

    def through(self, window: Window) -> Field:
        """The spans one layer further up."""
        return picked([self], window.input_indices(len(self.first)))


def ends(field: Field, units: int, n: int) -> tuple[Ends, Ends]:
    """First and last pixel of so many units, on an axis of ``n`` pixels."""
    if isinstance(field, Spans):
        at = np.minimum(np.arange(units), len(field.first) - 1)  # one is the same for all
        first, last = np.array(field.first, np.int64)[at], np.array(field.last, np.int64)[at]
    else:
        first = np.arange(units, dtype=np.int64) * field.jump - field.window.pad[0]
        first, last = np.maximum(first, 0), np.minimum(first + field.size - 1, n - 1)
    seen = first <= last
    return np.where(seen, first, NOWHERE), np.where(seen, last, -1)


def widest(field: Field, units: int, n: int) -> int:
    """How many pixels the unit that sees most sees, of ``n`` on an axis.

    Examples
    --------
    >>> widest(Field(Window(9, pad=(4, 4))), 3, 3), widest(Field(Window(2, stride=2)), 3, 6)
    (3, 2)
    """
    first, last = ends(field, units, n)
    return max(0, int((last - first).max(initial=-1)) + 1)


def spans(first: Ends, last: Ends) -> Spans:
    """The spans with these ends."""
    seen = first <= last
    return Spans(
        first=tuple(np.where(seen, first, 0).tolist()),
        last=tuple(np.where(seen, last, -1).tolist()),
    )


def picked(fields: Sequence[Spans], index: NDArray[np.int32]) -> Spans:
    """What units see that read several units each.

    Parameters
    ----------
    index : (units, taps)
        Which units of all fields, one after the other, each reads; -1 for none.
    """
    given = [ends(field, len(field.first), NOWHERE) for field in fields]
    first = np.append(np.concatenate([a for a, _ in given]), NOWHERE)
    last = np.append(np.concatenate([b for _, b in given]), -1)
    return spans(first[index].min(axis=1), last[index].max(axis=1))


def together(fields: Sequence[Spans]) -> Spans:
    """What units see that each read the same unit of all fields; a single unit is read by all."""
    units = max(len(field.first) for field in fields)
    given = [ends(field, units, NOWHERE) for field in fields]
    return spans(
        np.min([first for first, _ in given], axis=0), np.max([last for _, last in given], axis=0)
    )


def whole(field: Spans) -> Spans:
    """What a unit sees that reads all of them."""
    return picked([field], np.arange(len(field.first), dtype=np.int32)[None])
