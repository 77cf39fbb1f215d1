"""Every equation that a page prints, worked out from the text alone.

Two rules, each as strict as the text allows:

- "=" says that the two sides are the same number. All numbers count as they are printed, so
  "1 / 3 = 0.33" is a fault: where anything was rounded the page has to write "≈".
- "≈" says that rounding alone lies between the sides. Each printed number stands for all that are
  written so: half a unit of its last digit to both sides. A page leaves zeros at the end away, so
  ``decimals`` says how many it rounds to: 0.5 may stand for 0.504, not for 0.54. A 0 is exact, for
  what is not 0 is never written so, and so are whole numbers where all that are combined are whole.

What cannot be judged is "skipped": a side with a name in it, a sum that is cut short with "…".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tests.expressions import Applied, Number, Token, Tree, Width, evaluated
from tests.expressions import numbers as numbers_of
from tests.expressions import tokens as tokens_of
from tests.parser import Parser, Unreadable, is_labelled
from tests.printed_numbers import half_unit

SAME = Fraction(1, 10**30)  # of the value: roots and powers of e have 60 digits
DUST = Fraction(1, 10**12)  # what is smaller is written 0


@dataclass(frozen=True, slots=True)
class Equation:
    """One relation of a text: both sides as printed, and whether it is true.

    ``verdict`` is "holds", "fails" or "skipped"; ``why`` says the reason of the last two. ``gap``
    is how far the result is from what the printed terms give, taken as they are, in units of its
    last digit: where it is large, nobody can follow the sum, though rounding alone explains it.
    """

    text: str
    left: str
    right: str
    relation: str
    verdict: str
    why: str = ""
    numbers: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    gap: float = 0.0

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}: {self.verdict}, {self.why}"


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side of a relation; no ``tree`` where it is no arithmetic."""

    text: str
    tree: Tree | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Digits:
    """To how many decimals the terms of a formula are rounded, and a result that stands alone."""

    terms: int
    result: int

    def width(self, tree: Tree) -> Width:
        """How far each number of one side of "≈" may be off."""
        if isinstance(unsigned(tree), Number):
            return lambda one: half_unit(one, self.result) or DUST
        whole = _all_whole(tree)
        return lambda one: Fraction(0) if whole else half_unit(one, self.terms)


def equations(text: str, *, decimals: int = 2, result: int | None = None) -> list[Equation]:
    """All relations "=" and "≈" of a text as the page shows it, judged.

    ``decimals`` is what the page rounds to; ``result`` what it rounds a result to, where that is
    more, as for a loss.

    >>> [e.verdict for e in equations("output[0, 0] = 1·2 + 3 = 5; ÷ 3 ≈ 1.67")]
    ['skipped', 'holds', 'holds']
    >>> equations("the mean: 1 / 3 = 0.33.")[0].why
    'rounded, so it needs "≈": the left side gives 0.333333, the right one 0.33'
    """
    text = text.replace("*", "")
    found, digits = tokens_of(text), Digits(decimals, decimals if result is None else result)
    places = [-1, *(k for k, t in enumerate(found) if t.kind == "relation"), len(found)]
    parts = [found[a + 1 : b] for a, b in pairwise(places)]
    return [
        _judged(text, found[place].text, left_of(text, before), right_of(text, after), digits)
        for place, (before, after) in zip(places[1:-1], pairwise(parts), strict=True)
        if found[place].text in "=≈" and before
    ]


def right_of(text: str, found: list[Token]) -> Side:
    """The longest expression with which this stretch of a text begins."""
    parser = Parser(found)
    try:
        tree = parser.sum()
    except Unreadable:
        cut = bool(found) and found[0].kind == "cut"
        return Side(_shown(text, found), why="cut short" if cut else "no arithmetic")
    side = _shown(text, found[: parser.at])
    why = _goes_on(found[parser.at :])
    # "64 × 62" is a size: the formula before it gives the first number.
    while isinstance(tree, Applied) and tree.name == "×" and _all_whole(tree):
        tree = tree.parts[0]
    return Side(side, None if why else tree, why)


def _goes_on(rest: list[Token]) -> str:
    """Why an expression is not complete where it could be read no further; "" if it is."""
    if rest and rest[0].kind == "cut":
        return "cut short"
    if not rest or rest[0].kind != "sign" or rest[0].text in "(),|√⌊⌋⌈⌉½":
        return ""
    if len(rest) > 1 and rest[1].kind == "cut":
        return "cut short"
    return "" if rest[0].text in "+−-" and is_labelled(rest[1:]) else "goes on with a name"


def left_of(text: str, found: list[Token]) -> Side:
    """The longest expression with which this stretch of a text ends."""
    for start in range(len(found)):
        side = _running(text, found, start) or _ending(text, found, start)
        if side:
            return side
    return Side(_shown(text, found), why="no arithmetic")


def _ending(text: str, found: list[Token], start: int) -> Side | None:
    """The expression from a token to the end of the stretch, or None if it reaches less far."""
    parser = Parser(found, start, labels=True)
    try:
        tree = parser.sum()
    except Unreadable:
        return None
    if parser.at < len(found):
        return None
    side, before = _shown(text, found[start:]), found[start - 1] if start else None
    if any(token.kind == "cut" for token in found[max(0, start - 2) : start]):
        return Side(side, why="cut short")
    if before and before.kind == "sign" and before.text not in ",":
        return Side(side, why="begins with a name")
    if before and before.kind == "name" and isinstance(unsigned(tree), Number):
        return Side(side, why="a number with a name")  # "row 2 = …"
    return Side(side, tree)


def _running(text: str, found: list[Token], start: int) -> Side | None:
    """What was given before goes on after a semicolon: "7; ÷ 9"."""
    if not 0 < start < len(found) - 1 or found[start].text != ";":
        return None
    sign, after = found[start + 1 : start + 3] if start < len(found) - 2 else (None, None)
    # "; −2" begins with a negative number, "; − 2" goes on.
    if not sign or sign.text not in set("÷/·+−") or sign.end == after.start:
        return None
    before = Parser(found[:start])
    try:
        before.sum()
    except Unreadable:
        return None
    joined = [*found[: before.at], *found[start + 1 :]]
    return _ending(text, joined, 0) if before.at == start else None


def _shown(text: str, found: list[Token]) -> str:
    return text[found[0].start : found[-1].end] if found else ""


def _all_whole(tree: Tree) -> bool:
    return all(one.whole for one in numbers_of(tree))


def _judged(text: str, relation: str, left: Side, right: Side, digits: Digits) -> Equation:
    trees = (left.tree, right.tree)
    printed = tuple(tuple(n.text for n in numbers_of(tree)) if tree else () for tree in trees)
    verdict, why, gap = "skipped", left.why or right.why, 0.0
    if left.tree and right.tree:
        verdict, why = _compared(relation, left.tree, right.tree, digits)
        gap = 0.0 if verdict == "skipped" else _gap(left.tree, right.tree, digits)
    return Equation(text, left.text, right.text, relation, verdict, why, printed, gap)


def _gap(left: Tree, right: Tree, digits: Digits) -> float:
    """How far apart the sides are, in units of the last digit of the one that is a number."""
    result = next((tree for tree in (right, left) if isinstance(unsigned(tree), Number)), None)
    if result is None:
        return 0.0
    unit = 2 * half_unit(unsigned(result), digits.result) or Fraction(1, 10**digits.result)
    try:
        return float(abs(evaluated(left).low - evaluated(right).low) / unit)
    except (ArithmeticError, ValueError):
        return float("inf")


def unsigned(tree: Tree) -> Tree:
    """A tree without the minus before all of it."""
    return tree.parts[0] if isinstance(tree, Applied) and tree.name == "negative" else tree


def _compared(relation: str, left: Tree, right: Tree, digits: Digits) -> tuple[str, str]:
    """The verdict and its reason."""
    try:
        evaluated(left), evaluated(right)
    except OverflowError as error:
        return "skipped", str(error)
    except (ArithmeticError, ValueError) as error:
        return "fails", f"not defined: {error}"
    try:
        why = (_differs if relation == "=" else _apart)(left, right, digits)
    except (ArithmeticError, ValueError) as error:  # only for some of what the numbers stand for
        return "skipped", str(error)
    return ("fails" if why else "holds"), why


def _differs(left: Tree, right: Tree, digits: Digits) -> str:
    """Why "=" is a fault, or nothing."""
    a, b = evaluated(left).low, evaluated(right).low
    if abs(a - b) <= SAME * max(abs(a), abs(b)):
        return ""
    close = not _apart(left, right, digits)
    gives = f"the left side gives {_short(a)}, the right one {_short(b)}"
    return f'rounded, so it needs "≈": {gives}' if close else f"wrong: {gives}"


def _apart(left: Tree, right: Tree, digits: Digits) -> str:
    """Why "≈" is a fault, or nothing."""
    a, b = (evaluated(tree, digits.width(tree)) for tree in (left, right))
    if a.meets(b):
        return ""
    ranges = (f"{_short(side.low)} to {_short(side.high)}" for side in (a, b))
    return "wrong even if all are rounded: {} and {}".format(*ranges)


def _short(value: Fraction) -> str:
    try:
        return f"{float(value):.6g}"
    except OverflowError:
        return f"about 10^{len(str(abs(int(value)))) - 1}"


def faults(texts: Iterable[str], *, decimals: int = 2, result: int | None = None) -> list[Equation]:
    """The equations of several texts that are not true."""
    found = (e for text in texts for e in equations(text, decimals=decimals, result=result))
    return [e for e in found if e.verdict == "fails"]
