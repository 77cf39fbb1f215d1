"""Interval arithmetic on fractions: what a printed number can stand for, and what follows from it.

An interval of no width is a number. Roots, powers of e and logarithms are taken to 60 digits, far
more than any page prints, so that a difference of 1e-30 of the value is a real one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from math import ceil, floor

DIGITS = 60
LARGEST_EXPONENT = 100_000


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``, both included."""

    low: Fraction
    high: Fraction

    def meets(self, other: "Interval") -> bool:
        """Whether some number lies in both."""
        return self.low <= other.high and other.low <= self.high


def around(value: Fraction, half: Fraction = Fraction(0)) -> Interval:
    return Interval(value - half, value + half)


def add(a: Interval, b: Interval) -> Interval:
    return Interval(a.low + b.low, a.high + b.high)


def subtract(a: Interval, b: Interval) -> Interval:
    return Interval(a.low - b.high, a.high - b.low)


def multiply(a: Interval, b: Interval) -> Interval:
    ends = [x * y for x, y in product((a.low, a.high), (b.low, b.high))]
    return Interval(min(ends), max(ends))


def divide(a: Interval, b: Interval) -> Interval:
    if b.low <= 0 <= b.high:
        raise ZeroDivisionError("the divisor may be 0")
    return multiply(a, Interval(1 / b.high, 1 / b.low))


def negative(a: Interval) -> Interval:
    return Interval(-a.high, -a.low)


def absolute(a: Interval) -> Interval:
    ends = sorted((abs(a.low), abs(a.high)))
    return Interval(Fraction(0) if a.low <= 0 <= a.high else ends[0], ends[1])


def power(a: Interval, exponent: Fraction) -> Interval:
    """``a`` to a power that is known exactly; a root only of what is not negative."""
    if exponent.denominator != 1:
        return rising(lambda x: _decimal_power(x, exponent))(a)
    if exponent < 0:
        return divide(around(Fraction(1)), power(a, -exponent))
    base = absolute(a) if exponent % 2 == 0 else a
    return Interval(base.low**exponent.numerator, base.high**exponent.numerator)


def rising(function: Callable[[Fraction], Fraction]) -> Callable[[Interval], Interval]:
    """A function that never falls, of intervals."""
    return lambda a: Interval(function(a.low), function(a.high))


def largest(*several: Interval) -> Interval:
    return Interval(max(a.low for a in several), max(a.high for a in several))


def smallest(*several: Interval) -> Interval:
    return Interval(min(a.low for a in several), min(a.high for a in several))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _decimal_power(value: Fraction, exponent: Fraction) -> Fraction:
    if value < 0:
        raise ValueError("a root of a negative number")
    if not value:
        return Fraction(0)
    with localcontext(prec=DIGITS):
        return Fraction(_decimal(value) ** _decimal(exponent))


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise ValueError("a root of a negative number")
    with localcontext(prec=DIGITS):
        return Fraction(_decimal(value).sqrt())


def _exp(value: Fraction) -> Fraction:
    if abs(value) > LARGEST_EXPONENT:
        raise OverflowError("a power of e beyond all bounds")
    with localcontext(prec=DIGITS):
        return Fraction(_decimal(value).exp())


def _ln(value: Fraction) -> Fraction:
    if value <= 0:
        raise ValueError("a logarithm of a number that may not be above 0")
    with localcontext(prec=DIGITS):
        return Fraction(_decimal(value).ln())


def _sigmoid(value: Fraction) -> Fraction:
    return 1 / (1 + _exp(-value))


def _tanh(value: Fraction) -> Fraction:
    return 2 * _sigmoid(2 * value) - 1


def _relu(value: Fraction) -> Fraction:
    return max(Fraction(0), value)


root, exp, ln = rising(_root), rising(_exp), rising(_ln)
sigmoid, tanh, relu = rising(_sigmoid), rising(_tanh), rising(_relu)
rounded_down = rising(lambda value: Fraction(floor(value)))
rounded_up = rising(lambda value: Fraction(ceil(value)))
