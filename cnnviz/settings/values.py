"""What one setting may be, and how it stands in a link and in a sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from cnnviz.kernels import MAX_WEIGHT
from cnnviz.kernels.cells import compact, number

T = TypeVar("T")
Sides = tuple[tuple[int, int], tuple[int, int]]  # above and below, left and right
AROUND = ("above", "below", "left", "right")
BEYOND = "that is out of range"
_WHOLE = re.compile(r"-?[0-9]{1,20}", re.A)


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """How a value is read, written and shown.

    ``read`` gives the nearest legal value and, where that is not what the text says, the reason;
    it raises ``ValueError`` where nothing is near. ``options`` are all values, where these are
    whole numbers in a row. Of a ``kind`` of thing that people make, such as a kernel, ``own`` says
    whether a value is one that somebody made. A ``private`` value stays out of every link.
    """

    read: Callable[[str], tuple[T, str]]
    write: Callable[[T], str]
    show: Callable[[T], str]
    options: range = range(0)
    kind: str = ""
    own: Callable[[T], bool] = lambda _: False
    private: Callable[[T], bool] = lambda _: False


def whole(low: int, high: int) -> Codec[int]:
    """A whole number from low to high.

    >>> whole(1, 8).read("99")
    (8, 'that is out of range')
    """

    def read(text: str) -> tuple[int, str]:
        if not _WHOLE.fullmatch(text):
            raise ValueError("This is not a whole number.")
        value = int(text)
        nearest = min(max(value, low), high)
        return nearest, "" if nearest == value else BEYOND

    return Codec(read, str, str, range(low, high + 1))


def one_of(options: Mapping[T, str]) -> Codec[T]:
    """One of a few options, each with the words that people read."""

    def read(text: str) -> tuple[T, str]:
        for option in options:
            if str(option) == text:
                return option, ""
        raise ValueError("This is not one of the options.")

    return Codec(read, str, options.__getitem__)


def amounts_or(most: int, names: Mapping[str, str]) -> Codec[int | str | Sides]:
    """One amount up to ``most`` for all sides, one for each of the four sides, or a name.

    >>> amounts_or(14, {}).read("1,0,2,99")
    (((1, 0), (2, 14)), 'that is out of range')
    """
    amount, name = whole(0, most), one_of(names)

    def read(text: str) -> tuple[int | str | Sides, str]:
        if "," not in text:
            return name.read(text) if text in names else amount.read(text)
        if text.count(",") != len(AROUND) - 1:
            raise ValueError("This is not an amount for each of four sides.")
        values, reasons = zip(*map(amount.read, text.split(",")), strict=True)
        above, below, left, right = values
        return ((above, below), (left, right)), next(filter(None, reasons), "")

    def write(value: int | str | Sides) -> str:
        return ",".join(map(str, sum(value, ()))) if isinstance(value, tuple) else str(value)

    def show(value: int | str | Sides) -> str:
        if isinstance(value, tuple):
            return ", ".join(map("{} {}".format, sum(value, ()), AROUND))
        return names.get(str(value), str(value))

    return Codec(read, write, show)


def decimal() -> Codec[float]:
    """A number within the limit of weights."""

    def read(text: str) -> tuple[float, str]:
        value = number(text, "The number")
        if value != value:
            raise ValueError("This is not a number.")
        nearest = min(max(value, -MAX_WEIGHT), MAX_WEIGHT) + 0.0  # + 0.0 turns -0 into 0
        return nearest, "" if nearest == value else BEYOND

    return Codec(read, compact, compact)
