"""Names of numbers, and sums of products, as sentences write them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np

from cnnviz.figures.numbers import MINUS, factor, number

SPELLED = 10  # products that are written out; of more the first three and the last


def named(letter: str, shape: tuple[int, ...]) -> Callable[[int], str]:
    """What the numbers of an array (C, ...) are called: axes of length 1 go unnamed.

    >>> named("y", (1, 2, 2))(3), named("w", (2, 2, 3))(5)
    ('y[1, 1]', 'w[0, 1, 2]')
    """
    axes = [k for k, n in enumerate(shape) if n > 1 or k == len(shape) - 1]

    def name(flat: int) -> str:
        index = np.unravel_index(flat, shape)
        return f"{letter}[{', '.join(str(index[k]) for k in axes)}]"

    return name


@lru_cache(maxsize=4096)  # a program adds the same few numbers again and again
def shown(value: float) -> Fraction:
    """The number that a text on screen stands for, exactly."""
    return Fraction(number(value).replace(MINUS, "-"))


def relation(a: Fraction, b: Fraction) -> str:
    """ "=" where two numbers on screen are the same, "≈" where something was rounded."""
    return "=" if a == b else "≈"


def equation(pairs: Sequence[tuple[float, float]], value: float, bias: float = 0.0) -> str:
    """A sum of products, and a bias that is not 0: "= 1·(−2) + 3·3 = *7*"."""
    long = len(pairs) > SPELLED
    spelled = [*pairs[:3], pairs[-1]] if long else pairs
    texts = [f"{(factor if k else number)(a)}·{factor(b)}" for k, (a, b) in enumerate(spelled)]
    if long:
        texts.insert(3, "…")
    if bias:
        texts.append((factor if texts else number)(bias))
    total = sum((shown(a) * shown(b) for a, b in pairs), shown(bias))
    return f"= {' + '.join(texts) or '0'} {relation(total, shown(value))} *{number(value)}*"
