"""How many windows give the same output, in words, for every output that can occur."""

from decimal import Decimal

import numpy as np

from cnnviz.lessons.pooling.axes import input_counts
from cnnviz.lessons.pooling.counts import orders, same_maximum, same_sums, too_many
from cnnviz.lessons.pooling.records import PooledTrace
from cnnviz.lessons.pooling.words_formulas import SUPERSCRIPTS

MOST_CELLS = 100  # above this the power is written but not worked out
Text = dict[str, object]  # a template with {value}, {above} and {count}, and the counts


def forgotten(trace: PooledTrace, largest: int) -> dict[str, Text]:
    """For each number of inputs that a window can have, a sentence and its counts.

    There is one count for each output or sum, and one for all of them where the map does not hold
    whole numbers from 0 to ``largest``.
    """
    if trace.kind == "blur" or any(axis.repeats for axis in trace.axes):
        return {}
    sizes = np.unique(input_counts(trace.axes)).tolist()
    x = trace.x
    whole = x.min() >= 0 and x.max() <= largest <= 255 and bool((x == x.round()).all())
    if whole and trace.maxima is not None:
        return {str(n): _maximum(n, largest) for n in sizes}
    if whole and trace.kind.endswith("average") and not too_many(max(sizes), largest):
        return {str(n): _sums(n, largest) for n in sizes}
    return {str(n): _orders(n) for n in sizes}


def _maximum(cells: int, largest: int) -> Text:
    if cells == 1:
        return _alone()
    few = range(largest + 1) if cells <= MOST_CELLS else ()
    count = " = *{count}*" if few else ""
    text = (
        f"The output says only this: of {cells} numbers the largest is {{value}}. "
        "Windows of whole numbers from 0 up that say the same: "
        f"{{above}}{_raised(cells)} − {{value}}{_raised(cells)}{count}."
    )
    return {"text": text, "counts": [counted(same_maximum(cells, value)) for value in few]}


def _sums(cells: int, largest: int) -> Text:
    if cells == 1:
        return _alone()
    text = (
        f"The output says only this: {cells} numbers add up to {{value}}. Windows of whole "
        f"numbers from 0 to {largest} that say the same: *{{count}}*."
    )
    return {"text": text, "counts": [counted(ways) for ways in same_sums(cells, largest)]}


def _orders(cells: int) -> Text:
    if cells == 1:
        return _alone()
    count = f" = *{counted(orders(cells))}*" if cells <= MOST_CELLS else ""
    text = (
        f"The output does not tell where in the window a number stood: all {cells}!{count} orders "
        "of these numbers give the same."
    )
    return {"text": text, "counts": []}


def _alone() -> Text:
    text = "Nothing is forgotten: the window holds *1* number, and the output tells it."
    return {"text": text, "counts": []}


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
