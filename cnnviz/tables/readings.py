"""Numbers out of what people copy: one way to read it, or the ways to choose from.

Where a rule of :mod:`cnnviz.tables.lines` says what is meant there is one reading. What is truly
ambiguous, such as "1,5" or nine numbers in a line, has several; only those that fit the limits.
"""

import re
from dataclasses import dataclass, replace
from math import isqrt

import numpy as np
import numpy.typing as npt

from cnnviz.tables import brackets
from cnnviz.tables.brackets import Nested
from cnnviz.tables.cells import quoted, ratio, with_plain_minus
from cnnviz.tables.limits import EMPTY, Limits, over_one, shape_of
from cnnviz.tables.lines import Rows, guesses
from cnnviz.tables.names import Bare, bare, without_comments, without_count, without_header
from cnnviz.tables.writing import number_text

Array = npt.NDArray[np.float64]

_NARROW = "[\u00a0\u2007\u2009\u202f]"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One way to read a text: ``values`` (C, H, W) over ``divisor``.

    ``label`` tells it from the other ways, ``note`` is a sentence where what was read is not plain.
    """

    values: Array
    divisor: float
    label: str
    note: str
    title: str = ""

    @property
    def grid(self) -> Array:
        """The first channel (H, W), read-only."""
        grid: Array = self.values[0]
        return grid


@dataclass(frozen=True, slots=True)
class _Way:
    """Channels of rows of cells, and how they are to be understood."""

    channels: list[Rows]
    comma: bool = False
    said: tuple[str, ...] = ()
    square: bool = False


def readings(text: str, limits: Limits, *, listed: bool = False) -> tuple[Reading, ...]:
    """The ways to read a text that fit the limits, the likeliest first; mostly there is one.

    With ``listed`` the text is one of our own files: commas part its cells.

    >>> limits = Limits("kernel", 15, 16, 100_000_000, 250_000)
    >>> [r.label for r in readings("1,5", limits)], [r.label for r in readings("[1 2 3 4]", limits)]
    (['1 × 2', '1 × 1, with decimal commas'], ['2 × 2', '1 × 4'])

    Raises
    ------
    ValueError
        When no way fits: one sentence, that of the likeliest way.
    """
    if len(text) > limits.characters:
        most = f"{limits.characters:,} characters"
        raise ValueError(f"The {limits.noun} has more than {most}; no more can be read.")
    found = bare(_tidied(without_comments(text)))
    lists = brackets.has_brackets(found.text)
    ways = _of_lists(found.text) if lists else _of_lines(found.text, listed=listed)
    return _fitting(ways, found, limits)


def only(ways: tuple[Reading, ...]) -> Reading:
    """The one reading, or ValueError that names all of them."""
    if len(ways) > 1:
        listed = " or as ".join(way.label for way in ways)
        raise ValueError(f"This can be read as {listed}; write it so that only one is meant.")
    return ways[0]


def _tidied(text: str) -> str:
    """Plain spaces and line ends, never many in a row; a narrow space stays between thousands."""
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")).replace("\u200b", "")
    text = re.sub(rf"(?<!\d){_NARROW}|{_NARROW}(?!\d{{3}}(?!\d))", " ", text)
    text = re.sub(r" ?\n ?", "\n", re.sub(r" {2,}", " ", text))
    return with_plain_minus(re.sub(r"\n{3,}", "\n\n", text).strip("\n "))


def _of_lines(text: str, *, listed: bool) -> list[_Way]:
    lines = [line.strip(" ") for line in text.strip("\n ").split("\n")]
    if not any(line.strip("\t;, ") for line in lines):
        raise ValueError(EMPTY)
    if any(re.search(r"[\t;, ]", line) for line in lines):  # in a column it is an empty cell
        lines = [line for line in lines if line]
    names = without_header(lines)
    said, ways = names.said, []
    for guess in map(without_count, guesses(names.lines, listed=listed or names.by_commas)):
        known = (*guess.said, *["with decimal commas"] * guess.comma)
        way = _Way([guess.rows], guess.comma, said + known)
        ways += _squared(way) if guess.flat and not listed else [way]
    return ways


def _of_lists(text: str) -> list[_Way]:
    lists = brackets.parse(text)
    channels = _channels(lists.nested)
    way = _Way(channels)
    if isinstance(lists.nested, list) and not any(isinstance(x, list) for x in lists.nested):
        return [_Way(_channels(lists.by_lines)), way] if lists.by_lines else _squared(way)
    return [way]


def _squared(way: _Way) -> list[_Way]:
    """A list of k² numbers may stand for k rows of k."""
    (rows,) = way.channels
    row = rows[0]
    side = isqrt(len(row))
    if len(rows) > 1 or side < 2 or side * side != len(row):
        return [way]
    square = [row[k : k + side] for k in range(0, len(row), side)]
    return [replace(way, channels=[square], square=True), way]


def _channels(nested: Nested) -> list[Rows]:
    """Nested lists as channels of rows: axes of length 1 around them are passed over."""
    depth = _depth(nested)
    while depth > 3:
        if len(nested) > 1 and not (depth == 4 and all(len(one) == 1 for one in nested)):
            raise ValueError(
                f"There are {len(nested)} tables of several channels; write one of them alone."
            )
        nested = nested[0] if len(nested) == 1 else [one[0] for one in nested]
        depth -= 1
    for _ in range(3 - depth):
        nested = [nested]
    return nested  # type: ignore[return-value]


def _depth(nested: Nested) -> int:
    if isinstance(nested, str):
        return 0
    depths = {_depth(one) for one in nested}
    if len(depths) > 1:
        raise ValueError("Rows must be lists of numbers, all nested alike.")
    return 1 + depths.pop() if depths else 1


def _fitting(ways: list[_Way], found: Bare, limits: Limits) -> tuple[Reading, ...]:
    """The ways that give different numbers within the limits."""
    read: list[Reading] = []
    faults: list[ValueError] = []
    for way in ways:
        try:
            one = _reading(way, found, limits)
        except ValueError as fault:
            faults.append(fault)
            continue
        if not any(_same(one, other) for other in read):
            read.append(one)
    if not read:
        raise faults[0]
    return tuple(read)


def _same(one: Reading, other: Reading) -> bool:
    return one.divisor == other.divisor and np.array_equal(one.values, other.values)


def _reading(way: _Way, found: Bare, limits: Limits) -> Reading:
    several = len(way.channels) > 1
    cells = [
        [
            [ratio(cell, _place(several, c, i, j), comma=way.comma) for j, cell in enumerate(row)]
            for i, row in enumerate(rows)
        ]
        for c, rows in enumerate(way.channels)
    ]
    shape = shape_of(cells, limits)
    values, divisor = over_one(np.array(cells, np.float64).reshape(*shape, 2))
    with np.errstate(over="ignore", invalid="ignore"):
        values = values * (found.numerator if found.denominator > 0 else -found.numerator)
        divisor = divisor * abs(found.denominator)
        if limits.divided:
            values, divisor = values / divisor, 1.0
    bad = ~(np.abs(values) <= limits.largest)  # NaN compares false
    if bad.any():
        c, i, j = map(int, np.argwhere(bad)[0])
        raise ValueError(
            f"{_place(several, c, i, j)} says {quoted(way.channels[c][i][j])}, which is too large; "
            f"numbers go from -{limits.largest} to {limits.largest}."
        )
    values = values + 0.0  # + 0.0 turns -0 into 0
    values.setflags(write=False)
    size = f"{shape[1]} × {shape[2]}"
    said = way.said + _factor(found)
    label = ", ".join((size, *said))
    size = f"{shape[0]} channels of {size}" if several else size
    return Reading(values, divisor, label, _note(size, said, several or way.square))


def _note(size: str, said: tuple[str, ...], worth_a_word: bool) -> str:
    if said:
        return f"Read {', '.join(said)}: {size}."
    return f"Read as {size}." if worth_a_word else ""


def _factor(found: Bare) -> tuple[str, ...]:
    if (found.numerator, found.denominator) == (1, 1):
        return ()
    below = f"/{number_text(found.denominator)}" if found.denominator != 1 else ""
    return (f"with the factor {number_text(found.numerator)}{below}",)


def _place(several: bool, channel: int, row: int, column: int) -> str:
    place = f"row {row}, column {column}"
    return f"Channel {channel}, {place}" if several else place.capitalize()
