"""Printed numbers: which exact ones they stand for, dust, and a column of them as a text."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite, isnan

from tests.expressions import Number, number

DUST_TEXT = re.compile(
    r"\d[eE][-−]\d{2,}(?!\d)|10(?:⁻[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^\(?[-−]\d{2,}\)?)|0\.0{9,}\d*"
)


def half_unit(one: Number, decimals: int = 2) -> Fraction:
    """Half a unit of the last digit that a number was rounded to; a 0 is exact.

    >>> half_unit(number("0.5")), half_unit(number("0.5"), 4), half_unit(number("1234"))
    (Fraction(1, 200), Fraction(1, 20000), Fraction(1, 20))
    """
    plain = not set("eE×·") & set(one.text)
    limit = Fraction(1, 10 if abs(one.value) >= 1000 else 10**decimals)
    return (min(one.unit, limit) if plain else one.unit) / 2 if one.value else Fraction(0)


def unlike(printed: Sequence[str], exact: Sequence[float], *, decimals: int = 2) -> list[str]:
    """Where printed numbers are not the exact ones, rounded; both in the same order.

    >>> unlike(["2", "0.33", "0"], [2.0, 1 / 3, 1e-17])
    ['0 stands for 1e-17']
    """
    return [
        f"{text} stands for {value:g}"
        for text, value in zip(printed, exact, strict=True)
        if not stands_for(text, value, decimals=decimals)
    ]


def stands_for(text: str, exact: float, *, decimals: int = 2) -> bool:
    """Whether a printed number is this one at the precision shown, sign included.

    A tie may be rounded either way, also by a last bit of the float; 0 stands for 0 alone.
    """
    if not isfinite(exact):
        return text == ("NaN" if isnan(exact) else "∞" if exact > 0 else "−∞")
    negative, size = text[:1] in ("−", "-"), number(text.lstrip("−-+"))
    value = -size.value if negative else size.value
    slack = Fraction(abs(exact)) * Fraction(1, 10**14)
    half = half_unit(size, decimals)
    return abs(Fraction(exact) - value) <= half + slack if value else exact == 0


def find_dust(text: str) -> list[str]:
    """Numbers so small that they are rounding errors: 3e-18, 3×10⁻¹⁸.

    >>> find_dust("≈ 0.98·0.03 − 0.98·0.03 = −6e-17"), find_dust("2e-9, e^−1331.2")
    (['6e-17'], [])
    """
    return [match[0] for match in DUST_TEXT.finditer(text)]


def ledger(rows: Mapping[str, str], result: str = "") -> str:
    """A column of steps under each other, as a text: "sum", "÷ 9", "+ bias", what comes out.

    Nothing stands between its numbers, so the relation is "≈".

    >>> ledger({"sum": "7", "÷ 9": "0.78", "+ bias": "1"}, "1.78")
    '7 ÷ 9 ≈ 0.78; 0.78 + 1 ≈ 1.78'
    """
    shown, lines = "", []
    for label, value in rows.items():
        if label.startswith("÷"):
            lines.append(f"{shown} {label} ≈ {value}")
        elif label.startswith("+"):
            shown = f"{shown} + {bracketed(value)}"
            continue
        shown = value
    if result and result != shown:
        lines.append(f"{shown} ≈ {result}")
    return "; ".join(lines)


def bracketed(text: str) -> str:
    """A printed number as it stands in a sum or product."""
    return f"({text})" if text[:1] in ("−", "-") else text
