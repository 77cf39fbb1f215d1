"""Numbers as sentences have them, by the rules of ``player/js/text.js``."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod

from cnnviz.figures.numbers import MINUS, factor, number

DUST = 1e-12
Products = Iterable[Iterable[float | str]]


def fine(value: float) -> str:
    """Up to four decimals: losses, shares and numbers after a step.

    >>> fine(0.12345), fine(-2.0), fine(0.00001234), fine(12345.678)
    ('0.1235', '−2', '0.0000123', '12345.7')
    """
    value = float(value)
    if not math.isfinite(value) or abs(value) >= 1000:
        return number(value)
    rounded = math.floor(value * 1e4 + 0.5) / 1e4
    if rounded == 0 and value != 0:
        return number(value)
    return (MINUS if value < 0 else "") + f"{abs(rounded):.4f}".rstrip("0").rstrip(".")


def alike(value: float, every: Sequence[float]) -> str:
    """The same of numbers that are compared: where one of them has fewer decimals, all have.

    >>> alike(809.12209, (1331.2188, 809.12209)), alike(0.0486, (0.6931, 0.0486))
    ('809.1', '0.0486')
    """
    short = abs(value) < 1000 and any(abs(one) >= 1000 for one in every)
    return number(math.floor(value * 10 + 0.5) / 10) if short else fine(value)


def bracketed(value: float) -> str:
    """A negative factor in brackets, with up to four decimals."""
    return f"({fine(value)})" if value < 0 else fine(value)


def read_back(text: str) -> float:
    """The number that a text on screen stands for."""
    return float(text.replace(MINUS, "-").replace("∞", "inf") or 0)


def relate(value: float, written: float) -> str:
    """ "=" where a number is what is written for it, however small it is, else "≈"."""
    return "=" if abs(value - written) <= DUST * max(abs(value), abs(written)) else "≈"


def as_written(left: Products, right: Products) -> str:
    """ "=" where two sums of products are the same number, each factor as it is written.

    >>> as_written([[0.1], [0.2]], [[0.3]]), as_written([[1e-200, 1e-200]], [[0.0]])
    ('=', '≈')
    """
    try:
        a, b = (sum(prod(map(_fraction, factors)) for factors in side) for side in (left, right))
    except ValueError:  # what is no number is equal to nothing
        return "≈"
    return "=" if a == b else "≈"


def _fraction(written: float | str) -> Fraction:
    text = written if isinstance(written, str) else number(written)
    return Fraction(text.replace(MINUS, "-"))


def beside(value: float, other: float, gap: float) -> str:
    """A number beside one that would be written the same, ``gap`` away from there.

    >>> beside(0.9999998, 1.0, -2e-7), beside(0.75, 1.0, -0.25)
    ('(1 − 2e−7)', '0.75')
    """
    text, *more = _parts(value, other, gap)
    if not more:
        return text
    return f"({text} {MINUS if gap < 0 else '+'} {number(abs(gap))})"


def minus(value: float, other: float, gap: float) -> list[list[float | str]]:
    """Their difference as it is written, for `as_written`."""
    parts: list[list[float | str]] = [[part] for part in _parts(value, other, gap)]
    return [*parts, [-1, fine(other)]]


def read_off(value: float, other: float, gap: float) -> float:
    """Their difference as it is written."""
    text, *more = _parts(value, other, gap)
    return read_back(more[0]) if more else read_back(text) - read_back(fine(other))


def _parts(value: float, other: float, gap: float) -> list[str]:
    near = fine(value) == fine(other) and gap
    return [fine(other), number(gap)] if near else [fine(value)]


def exact(value: float) -> bool:
    """Whether the number is written without rounding."""
    return relate(value, read_back(number(value))) == "="


def shown_sum(values: Iterable[float]) -> float:
    """The sum of numbers as they are written."""
    return sum(read_back(number(value)) for value in values)


def spelled(values: list[float]) -> list[str]:
    """The terms of a sum: all but the first in brackets where they are negative."""
    return [factor(value) if place else number(value) for place, value in enumerate(values)]


def fill(template: str, values: Mapping[str, object]) -> str:
    """ "a {name}" with the names filled in; one that is missing is left out."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], "")), template)
