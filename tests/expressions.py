"""The arithmetic that a page prints, read into trees: numbers, signs, brackets, functions."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from tests import intervals
from tests.intervals import Interval

MINUS = "\u2212"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LOWERED = str.maketrans(RAISED + "⁻⁺", "0123456789-+")

# A number with its thousands set apart, its exponent (3e-18) or its power of ten (3×10⁻¹⁸).
NUMBER = (
    r"(?:\d{1,3}(?:[,\u202f\u2009]\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-−+]?\d+)?(?![^\W_⁰-⁹²³¹])"
    r"(?:\s?[×·]\s?10(?:[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^\(?[-−]?\d+\)?))?"
)
TOKEN = re.compile(
    rf"(?P<number>{NUMBER})"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<relation>\+=|−=|-=|≤|≥|≠|→|<|>|=|≈)"
    r"|(?P<cut>…|⋯|\.\.\.)"
    # a name with its indices and its layer: Z[0, 1], z_(0), W⁽²⁾
    r"|(?P<name>(?:[∂∇Σ∑⟨‖]|[^\W_])(?:[^\W_]|_(?!\()|[∂∗⁰-⁹])*"
    r"(?:_\([^)]*\)|⁽\d+⁾|\[[^\]]*\]|['′⟩‖])*)"
    r"|(?P<sign>[-+−·×∗/÷^(),|√⌊⌋⌈⌉%½])"
    r"|(?P<other>\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text: what it is and where it stands."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its value and the unit of its last digit; ``whole`` without decimals."""

    text: str
    value: Fraction
    unit: Fraction
    whole: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """An operation or function with what it is applied to."""

    name: str
    parts: tuple["Tree", ...]


Tree = Number | Applied
Width = Callable[[Number], Fraction]


def number(text: str) -> Number:
    """A printed number as it was read.

    >>> number("2.50").unit, number("−3e-18").value == Fraction(-3, 10**18)
    (Fraction(1, 100), True)
    >>> number("1.5×10⁻³").unit
    Fraction(1, 10000)
    """
    plain = re.sub(r"(?<=\d)[,\u202f\u2009](?=\d{3})", "", text.translate(LOWERED))
    plain = plain.replace(MINUS, "-").replace("(", "").replace(")", "")
    base, times, power = re.sub(r"\s", "", plain).replace("·10", "×10").partition("×10")
    digits, _, exponent = base.lower().partition("e")
    scale = Fraction(10) ** (int(exponent or 0) + (int(power.lstrip("^")) if times else 0))
    decimals = len(digits.partition(".")[2])
    whole = not decimals and not exponent and not times
    return Number(text, Fraction(digits) * scale, scale / 10**decimals, whole)


def tokens(text: str) -> list[Token]:
    return [Token(m.lastgroup or "", m[0], m.start(), m.end()) for m in TOKEN.finditer(text)]


# What is written before its argument, with or without brackets round it.
FUNCTIONS: Mapping[str, Callable[..., Interval]] = MappingProxyType(
    {
        "max": intervals.largest,
        "min": intervals.smallest,
        "ln": intervals.ln,
        "exp": intervals.exp,
        "sigmoid": intervals.sigmoid,
        "tanh": intervals.tanh,
        "relu": intervals.relu,
        "√": intervals.root,
        "⌊": intervals.rounded_down,
        "⌈": intervals.rounded_up,
        "|": intervals.absolute,
        "+": intervals.add,
        "−": intervals.subtract,
        "·": intervals.multiply,
        "×": intervals.multiply,
        "/": intervals.divide,
        "negative": intervals.negative,
        "e^": intervals.exp,
    }
)


def evaluated(tree: Tree, width: Width = lambda _: Fraction(0)) -> Interval:
    """What a tree gives when each number may be off by its ``width``.

    An exponent and a whole number that divides are counts, which are never rounded.
    Raises ArithmeticError or ValueError where that is not defined.
    """
    if isinstance(tree, Number):
        return intervals.around(tree.value, width(tree))
    if tree.name == "^":
        base, exponent = tree.parts
        return intervals.power(evaluated(base, width), evaluated(exponent).low)
    if tree.name == "/" and isinstance(tree.parts[1], Number) and tree.parts[1].whole:
        return intervals.divide(evaluated(tree.parts[0], width), evaluated(tree.parts[1]))
    return FUNCTIONS[tree.name](*(evaluated(part, width) for part in tree.parts))


def numbers(tree: Tree) -> Iterator[Number]:
    """The printed numbers of a tree, as they are read; exponents are left out."""
    if isinstance(tree, Number):
        yield tree
    else:
        for part in tree.parts[:1] if tree.name == "^" else tree.parts:
            yield from numbers(part)
