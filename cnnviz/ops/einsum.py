"""Products of several arrays, summed over the axes that an equation leaves out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, gradient
from cnnviz.ops.merging import inputs, shapes_of, summed_to

STACKS: Any = ((5, 2, 3), (5, 3, 4))
LETTERS = "".join(map(chr, (*range(65, 91), *range(97, 123))))
MOST = 8  # arrays


@dataclass(frozen=True, slots=True)
class Einsum(Layer):
    """A letter for each axis: equal letters go together, and those not after "->" are summed over.

    Parameters
    ----------
    equation : str
        As `numpy.einsum` takes it; "..." stands for all other axes.

    Examples
    --------
    >>> Einsum("ij,jk->ik").forward(([[1, 2]], [[3], [4]])).tolist()
    [[11.0]]
    >>> Einsum("ii").forward(np.array([[1, 2], [3, 4]])).tolist()
    5.0
    """

    title: ClassVar[str] = "Sum of products"
    formula: ClassVar[str] = r"y_{ik} = \sum_j a_{ij} b_{jk}"
    reference: ClassVar[str] = (
        'Einstein, "Die Grundlage der allgemeinen Relativitätstheorie", Annalen der Physik 1916'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example(STACKS, {"equation": "nij,njk->nki"}),
        Example(STACKS, {"equation": "...ij,...jk"}),
    )

    equation: str

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """A length for each letter after the arrow."""
        given = shapes_of(x_shape)
        _, output = self._letters(given)
        lengths = self._lengths(given)
        return tuple(lengths[letter] for letter in output)

    def multiply_adds(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each number of each array that meets numbers of the others."""
        given = shapes_of(x_shape)
        return prod(self._lengths(given).values()) * max(1, len(given) - 1)

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The sums of the products."""
        xs = inputs(x)
        shapes = [each.shape for each in xs]
        self.output_shape(shapes)
        terms, output = self._letters(shapes)
        return _summed(terms, output, xs)

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "x": of each array, ``dy`` with all others in its place."""
        xs = inputs(x)
        shapes = [each.shape for each in xs]
        dy = gradient(dy, xs[0].dtype, self.output_shape(shapes))
        (terms, output), lengths = self._letters(shapes), self._lengths(shapes)
        grads = []
        for place, term in enumerate(terms):
            others = [n for n in range(len(xs)) if n != place]
            names = [output, *(terms[n] for n in others)]
            own = "".join(dict.fromkeys(term))
            met = "".join(letter for letter in own if any(letter in name for name in names))
            part = _summed(names, met, [dy, *(xs[n] for n in others)])
            part = part.reshape([part.shape[met.index(a)] if a in met else 1 for a in own])
            part = np.broadcast_to(part, [lengths[letter] for letter in own])
            grads.append(_onto_diagonal(part, own, term, xs[place]))
        return {"x": tuple(grads) if isinstance(x, tuple) else grads[0]}

    def _letters(self, shapes: list[Shape]) -> tuple[list[str], str]:
        """The letters of each array and of the output, with some for what "..." stands for."""
        left, arrow, right = self.equation.replace(" ", "").partition("->")
        terms = left.split(",")
        known = {*LETTERS, ".", ","}
        fits = len(terms) == len(shapes) <= MOST and set(left + right) <= known
        if not fits or any(t.replace("...", "", 1).count(".") for t in [*terms, right]):
            raise self._misfit(shapes)
        free = [letter for letter in LETTERS if letter not in left + right]
        further = [len(s) - len(t.replace("...", "")) for t, s in zip(terms, shapes, strict=True)]
        dots = "".join(free[: max(0, *further)])
        full = [
            t.replace("...", dots[max(0, len(dots) - n) :])
            for t, n in zip(terms, further, strict=True)
        ]
        if list(map(len, full)) != list(map(len, shapes)):
            raise self._misfit(shapes)
        if not arrow:
            times = Counter(left)
            right = dots + "".join(sorted(a for a in times if a.isalpha() and times[a] == 1))
        output = right.replace("...", dots)
        if len(set(output)) < len(output) or not set(output) <= set("".join(full)):
            raise self._misfit(shapes)
        return full, output

    def _lengths(self, shapes: list[Shape]) -> dict[str, int]:
        """How long the axis of each letter is; one of length 1 is repeated."""
        lengths: dict[str, int] = {}
        for term, shape in zip(self._letters(shapes)[0], shapes, strict=True):
            own: dict[str, int] = {}
            for letter, n in zip(term, shape, strict=True):
                if lengths.setdefault(letter, n) == 1:
                    lengths[letter] = n
                if own.setdefault(letter, n) != n or n not in (1, lengths[letter]):
                    raise self._misfit(shapes)
        return lengths

    def _misfit(self, shapes: list[Shape]) -> ValueError:
        listed = ", ".join(map(str, shapes))
        return ValueError(
            f'The equation "{self.equation[:80]}" does not fit arrays of shapes {listed}: each'
            " needs a letter for each axis, and axes of one letter must be equally long, or 1."
        )


def _summed(terms: list[str], output: str, xs: list[Array]) -> Array:
    """`numpy.einsum`, in products of matrices where it can, and no array larger than these."""
    largest = max(each.size for each in xs)
    given = f"{','.join(terms)}->{output}"
    y = np.einsum(given, *xs, optimize=("greedy", largest) if len(xs) > 1 else False)
    return np.array(y, order="C")


def _onto_diagonal(part: Array, own: str, term: str, x: Array) -> Array:
    """The gradient of an array, from that of its axes of different letters."""
    if own == term:
        return summed_to(part, x.shape)
    dx = np.zeros(x.shape, x.dtype)
    np.einsum(f"{term}->{own}", dx)[...] = part
    return dx
