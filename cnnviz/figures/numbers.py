"""How a number is written, everywhere: the same rule as ``player/js/numbers.js``.

Both run the table of cases in ``tests/numbers.json``.
"""

import math
from decimal import ROUND_HALF_UP, Context

import numpy as np

MINUS = "\N{MINUS SIGN}"
_THREE = Context(prec=3, rounding=ROUND_HALF_UP)  # digits; JavaScript rounds halves up too


def number(value: float | np.floating) -> str:
    """A number as people read it: two decimals, one from 1,000, three digits below 0.1.

    >>> number(-0.5), number(2.0), number(1 / 3), number(1 / 240), number(1234.56)
    ('−0.5', '2', '0.33', '0.00417', '1234.6')
    """
    if math.isnan(value):
        return "NaN"
    size = abs(float(value))
    text = "∞" if math.isinf(size) else _digits(size)
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


def factor(value: float | np.floating) -> str:
    """The same, a negative number in brackets.

    >>> factor(-2)
    '(−2)'
    """
    return f"({number(value)})" if value < 0 else number(value)


def percent(share: float) -> str:
    """A share of the whole: three digits from 10 %, two below; 100 % is only all of it.

    >>> percent(0.9473), percent(0.014), percent(0), percent(1e-6), percent(0.99999), percent(1)
    ('94.7 %', '1.4 %', '0 %', '< 0.01 %', '> 99.9 %', '100 %')
    """
    value = 100 * share
    if 99.95 <= value < 100:
        return "> 99.9 %"
    if value == 0:
        return "0 %"
    text = f"{value:.1f}" if value >= 10 else f"{value:.2g}" if value >= 0.01 else "< 0.01"
    return f"{text.removesuffix('.0')} %"


def _digits(size: float) -> str:
    three = _THREE.create_decimal(size)
    if size >= 1e6 or 0 < size < 1e-6:
        return _power(f"{three:.2e}")
    if 0 < size < 0.1:
        return _plain(f"{three:f}")
    scale = 10 if size >= 1000 else 100
    return _plain(f"{math.floor(size * scale + 0.5) / scale:.2f}")


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _power(text: str) -> str:
    """Python's "1.20e-7" as "1.2e−7"."""
    digits, _, power = text.partition("e")
    return f"{_plain(digits)}e{str(int(power)).replace('-', MINUS)}"
