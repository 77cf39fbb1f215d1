"""How many windows give the same output, in words, for every output that can occur."""

from decimal import Decimal

import numpy as np

from cnnviz.lessons.pooling.counts import LARGEST_SUM, orders, same_maximum, same_sums
from cnnviz.lessons.pooling.records import PooledTrace
from cnnviz.lessons.pooling.words import SUPERSCRIPTS

MOST_CELLS = 100  # above this the power is written but not worked out


def forgotten(trace: PooledTrace, largest: int) -> dict[str, list[str]]:
    """For each number of inputs that a window can have, one text for each output or sum.

    Where the map does not hold whole numbers from 0 to ``largest``, one text for all of them.
    """
    sizes = np.unique(np.multiply.outer(*((axis.index >= 0).sum(axis=1) for axis in trace.axes)))
    if trace.kind == "blur":
        return {}
    x = trace.x
    whole = x.min() >= 0 and x.max() <= largest <= 255 and bool((x == x.round()).all())
    if whole and trace.maxima is not None:
        return {str(n): [_maximum(int(n), v) for v in range(largest + 1)] for n in sizes.tolist()}
    if whole and trace.kind.endswith("average") and sizes.max() * largest <= LARGEST_SUM:
        return {str(n): _sums(int(n), largest) for n in sizes.tolist()}
    return {str(n): [_orders(n)] for n in sizes.tolist()}


def _maximum(cells: int, value: int) -> str:
    power = f"{value + 1}{_raised(cells)} − {value}{_raised(cells)}"
    count = f" = *{counted(same_maximum(cells, value))}*" if cells <= MOST_CELLS else ""
    return (
        f"The output says only this: of {cells} numbers the largest is {value}. "
        f"{power}{count} windows of whole numbers from 0 up say the same."
    )


def _sums(cells: int, largest: int) -> list[str]:
    return [
        f"The output says only this: {cells} numbers add up to {total}. "
        f"*{counted(ways)}* windows of whole numbers from 0 to {largest} say the same."
        for total, ways in enumerate(same_sums(cells, largest))
    ]


def _orders(cells: int) -> str:
    count = f" = *{counted(orders(cells))}*" if cells <= MOST_CELLS else ""
    return (
        f"The output does not tell where in the window a number stood: all {cells}!{count} orders "
        "of these numbers give the same."
    )


def _raised(power: int) -> str:
    return str(power).translate(SUPERSCRIPTS)


def counted(count: int) -> str:
    """A large count as people read it.

    >>> counted(30275911), counted(16 * 10**24), counted(10**64 - 9**64)
    ('30,275,911', '1.6·10²⁵', '1.0·10⁶⁴')
    """
    if count < 10**12:
        return f"{count:,}"
    mantissa, power = f"{Decimal(count):.1e}".split("e")
    return f"{mantissa}·10{_raised(int(power))}"
