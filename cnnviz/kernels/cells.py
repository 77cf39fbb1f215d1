"""Numbers from outside, cell by cell: every fault is named by its row and column, from 0.

What was typed is never repeated in a message: it may be anything.
"""

import re
from dataclasses import replace
from math import isfinite

import numpy as np

from cnnviz.kernels.kernel import Kernel, cell_name, check_shape
from cnnviz.kernels.weights import Weight
from cnnviz.tables.limits import check_lengths

# No two parts of it can match the same digits, so a long cell is refused in linear time.
_NUMBER = re.compile(
    r"[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)", re.A | re.I
)


def edit(kernel: Kernel, cells: object) -> Kernel:
    """The kernel with the weights of `cells`, nested lists of numbers (channels, rows, columns).

    Name, title and divisor stay. The cells may come from a browser: nothing is trusted.

    Raises
    ------
    ValueError
        Anything but nested lists of numbers within the limits; the sentence names the cell.
    """
    return replace(kernel, weight=from_lists(cells))


def from_lists(cells: object) -> Weight:
    """Nested lists, (rows, columns) or (channels, rows, columns), as an array; a list is a row."""
    if isinstance(cells, list) and not any(isinstance(row, list) for row in cells):
        cells = [cells]
    if not isinstance(cells, list) or not all(isinstance(row, list) for row in cells):
        raise ValueError("Weights must be a list of rows, each a list of numbers.")
    one_channel = not any(isinstance(cell, list) for row in cells for cell in row)
    channels = [cells] if one_channel else cells
    if not all(isinstance(row, list) for rows in channels for row in rows):
        raise ValueError("Weights must be a list of rows, each a list of numbers.")
    return from_rows(channels)


def from_rows(channels: list[list[list[object]]]) -> Weight:
    """Channels of rows of cells, each a number or its text, as an array (C, kH, kW)."""
    weight = np.zeros(_shape(channels))
    for channel, row, column in np.ndindex(*weight.shape):
        where = cell_name(len(channels), channel, row, column)
        weight[channel, row, column] = number(channels[channel][row][column], where)
    return weight


def number(cell: object, where: str) -> float:
    """One cell as a number; NaN and infinity pass, for the kernel itself refuses them."""
    if isinstance(cell, str):
        text = cell.strip().replace("\N{MINUS SIGN}", "-")
        if not text:
            raise ValueError(f"{where} is empty.")
        if not _NUMBER.fullmatch(text):
            # A space within: commas parted the row, and some were meant as decimal commas.
            mixed = re.search(r"[,\s]", text)
            hint = "; write a decimal point, not a comma" if mixed else ""
            raise ValueError(f"{where} is not a number{hint}.")
        return float(text)
    if cell is None:
        raise ValueError(f"{where} is empty.")
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueError(f"{where} is not a number.")
    try:
        return float(cell)
    except OverflowError:  # a whole number beyond 1e308
        return float("inf")


def plain(value: float) -> int | float:
    """The same number, as an int when it is whole."""
    return int(value) if isfinite(value) and value == int(value) else float(value)


def compact(value: float) -> str:
    """The shortest text that reads back as the same number.

    >>> compact(3.0), compact(-0.25)
    ('3', '-0.25')
    """
    return repr(plain(value))


def _shape(channels: list[list[list[object]]]) -> tuple[int, int, int]:
    """The legal shape that every channel and row has, or ValueError naming the odd one out."""
    height = len(channels[0])
    width = len(channels[0][0]) if height else 0
    check_shape((len(channels), height, width))
    check_lengths(channels)
    return len(channels), height, width
