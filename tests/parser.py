"""The parser of printed arithmetic: signs, brackets, functions, as far as they go."""

from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType

from tests.expressions import FUNCTIONS, LOWERED, Applied, Number, Token, Tree, number

CLOSING = MappingProxyType({"(": ")", "⌊": "⌋", "⌈": "⌉", "|": "|"})
SPELLED = MappingProxyType({"-": "−", "÷": "/", "∗": "·"})


def is_labelled(found: list[Token]) -> bool:
    """Whether a word and a number begin here: "bias 1", "bias (−1)"."""
    if len(found) < 2 or found[0].kind != "name":
        return False
    word = found[0].text
    return (
        word.isalpha()
        and word not in FUNCTIONS
        and (found[1].kind == "number" or found[1].text == "(")
    )


class Unreadable(Exception):
    """No arithmetic begins here."""


class Parser:
    """Reads the longest expression that begins at a token; ``at`` is then the token after it.

    With ``labels`` a word may stand between a sign and its number ("0.78 + bias 1").
    """

    def __init__(self, found: list[Token], at: int = 0, labels: bool = False) -> None:
        self.found, self.at, self.labels = found, at, labels

    def peek(self, ahead: int = 0) -> str:
        """The sign or name that comes next, in its usual spelling."""
        token = self.token(ahead)
        return "" if token is None else SPELLED.get(token.text, token.text)

    def token(self, ahead: int = 0) -> Token | None:
        place = self.at + ahead
        return self.found[place] if 0 <= place < len(self.found) else None

    def sum(self) -> Tree:
        return self._chained(("+", "−"), self.product)

    def product(self) -> Tree:
        return self._chained(("·", "×", "/"), self.signed)

    def _chained(self, signs: tuple[str, ...], operand: Callable[[], Tree]) -> Tree:
        tree = operand()
        while True:
            before, sign = self.at, self.peek()
            try:
                if sign in signs:
                    self.at += 1
                elif "·" in signs and self._touches_bracket():
                    sign = "·"
                else:
                    return tree
                self._skip_label(sign)
                tree = Applied(sign, (tree, operand()))
            except Unreadable:
                self.at = before
                return tree

    def _touches_bracket(self) -> bool:
        """Whether a bracket follows at once, which multiplies: "2(3 + 4)"."""
        here, last = self.token(), self.token(-1)
        return here is not None and here.text == "(" and last is not None and last.end == here.start

    def _skip_label(self, sign: str) -> None:
        if self.labels and sign in "+−" and is_labelled(self.found[self.at : self.at + 2]):
            self.at += 1

    def signed(self) -> Tree:
        token, after = self.token(), self.token(1)
        # "x − 3" is a difference: its sign stands apart from the number.
        if self.peek() == "−" and token and after and token.end == after.start:
            self.at += 1
            return Applied("negative", (self.signed(),))
        return self.raised()

    def raised(self) -> Tree:
        tree = self.atom()
        while True:
            token = self.token()
            if token and token.kind == "raised":
                self.at += 1
                tree = Applied("^", (tree, _exponent(token.text)))
            elif self.peek() == "^":
                self.at += 1
                tree = Applied("^", (tree, self.signed()))
            elif self.peek() == "%":
                self.at += 1
                tree = Applied("/", (tree, number("100")))
            else:
                return tree

    def atom(self) -> Tree:
        token = self.token()
        if token is None:
            raise Unreadable
        if token.kind == "number":
            self.at += 1
            return number(token.text)
        if token.text == "½":
            self.at += 1
            return Applied("/", (number("1"), number("2")))
        if token.text in CLOSING:
            return self.enclosed(token.text)
        if token.text == "e" and self.peek(1) == "^":
            self.at += 2
            return Applied("e^", (self.signed(),))
        return self.called(token.text.lower())

    def enclosed(self, opening: str) -> Tree:
        self.at += 1
        tree = self.sum()
        if self.peek() != CLOSING[opening]:
            raise Unreadable
        self.at += 1
        return tree if opening == "(" else Applied(opening, (tree,))

    def called(self, name: str) -> Tree:
        if name not in FUNCTIONS or not (name.isalpha() or name == "√"):
            raise Unreadable
        self.at += 1
        if self.peek() != "(":
            if name in ("ln", "√"):
                return Applied(name, (self.raised(),))
            raise Unreadable
        self.at += 1
        parts = [self.sum()]
        while self.peek() == ",":
            self.at += 1
            parts.append(self.sum())
        if self.peek() != ")":
            raise Unreadable
        self.at += 1
        return Applied(name, tuple(parts))


def _exponent(text: str) -> Number:
    """The exponent that stands raised, a whole number with its sign."""
    value = Fraction(int(text.translate(LOWERED)))
    return Number(text, value, Fraction(1), True)
