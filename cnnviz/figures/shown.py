"""Numbers as sentences have them, by the rules of ``player/js/text.js``."""

import math
import re
from collections.abc import Iterable, Mapping

from cnnviz.figures.numbers import MINUS, factor, number

DUST = 1e-9


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


def bracketed(value: float) -> str:
    """A negative factor in brackets, with up to four decimals."""
    return f"({fine(value)})" if value < 0 else fine(value)


def read_back(text: str) -> float:
    """The number that a text on screen stands for."""
    return float(text.replace(MINUS, "-").replace("∞", "inf") or 0)


def equality(a: float, b: float) -> str:
    """ "=" where two numbers on screen are the same, "≈" where something was rounded."""
    return "=" if abs(a - b) < DUST * max(1.0, abs(b)) else "≈"


def exact(value: float) -> bool:
    """Whether the number is written without rounding."""
    return equality(value, read_back(number(value))) == "="


def shown_sum(values: Iterable[float]) -> float:
    """The sum of numbers as they are written."""
    return sum(read_back(number(value)) for value in values)


def spelled(values: list[float]) -> list[str]:
    """The terms of a sum: all but the first in brackets where they are negative."""
    return [factor(value) if place else number(value) for place, value in enumerate(values)]


def fill(template: str, values: Mapping[str, object]) -> str:
    """ "a {name}" with the names filled in; one that is missing is left out."""
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], "")), template)
