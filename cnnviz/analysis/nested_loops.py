"""Layers written as nested loops, and every line as it is executed.

A program is one nest of loops for each layer, inside a loop over the layers where there are
several, and a last line: the largest output of the last layer. The lines of a nest are its loops
over outputs, ``z = b``, its loops over terms, ``z += w · x``, and the one that stores z.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np

from cnnviz.analysis.rounding import without_dust
from cnnviz.geometry import Indices
from cnnviz.traces import Array


class Loop(NamedTuple):
    """A loop's variable, and how often it runs."""

    variable: str
    times: int


@dataclass(frozen=True, slots=True, eq=False)
class Nest:
    """A layer: loops over its M outputs, and in each of them loops over the T terms of its sum.

    ``reads`` int32 (M, T) is the flat input of each term, −1 for a zero of the padding;
    ``weights`` (M, T), ``bias`` (M,), all in the order of the loops.
    """

    outer: tuple[Loop, ...]
    inner: tuple[Loop, ...]
    reads: Indices
    weights: Array
    bias: Array
    rectified: bool = False

    @property
    def executed(self) -> int:
        """How many lines it executes."""
        outputs, terms = map(int, self.reads.shape)
        return _turns(self.outer) + outputs * (_turns(self.inner) + terms + 2)


class Step(NamedTuple):
    """An executed line: its layer, the loop variables as far as they run, its output and term.

    ``before`` and ``z`` are the sum before and after it, ``factors`` weight and input of a product.
    """

    line: int
    layer: int = -1
    variables: tuple[int, ...] = ()
    output: int = -1
    term: int = -1
    before: float = 0.0
    z: float = 0.0
    factors: tuple[float, float] = (0.0, 0.0)


def executed(nests: Sequence[Nest]) -> int:
    """How many lines the program executes."""
    heads = len(nests) if len(nests) > 1 else 0
    return heads + sum(nest.executed for nest in nests) + 1


def run(nests: Sequence[Nest], x: Array) -> Iterator[Step]:
    """Every line in turn, on the numbers ``x`` (N,)."""
    head, last = int(len(nests) > 1), 0
    for layer, nest in enumerate(nests):
        if head:
            yield Step(0, layer, (layer,))
        y, store = [], head + len(nest.outer) + len(nest.inner) + 2
        for step in _run(nest, x):
            line, variables = step.line + head, (*(layer,) * head, *step.variables)
            if line == store:
                y.append(step.z)
            yield step._replace(line=line, layer=layer, variables=variables)
        x, last = np.array(y), store + 1
    yield Step(last, z=float(x.max()))


def _run(nest: Nest, x: Array) -> Iterator[Step]:
    read, depth = np.append(x, 0.0), len(nest.outer)  # where −1 finds its zero
    add, z = depth + 1 + len(nest.inner), 0.0
    for i, place in enumerate(np.ndindex(*(loop.times for loop in nest.outer))):
        for k in _begun(place):
            yield Step(k, 0, place[: k + 1], i, before=z, z=z)
        z = scale = float(nest.bias[i])
        yield Step(depth, 0, place, i, z=z)
        for m, term in enumerate(np.ndindex(*(loop.times for loop in nest.inner))):
            factors = float(nest.weights[i, m]), float(read[nest.reads[i, m]])
            for k in _begun(term):
                yield Step(depth + 1 + k, 0, (*place, *term[: k + 1]), i, -1, z, z, factors)
            before, product = z, factors[0] * factors[1]
            scale = abs(scale) + abs(product)
            z = float(without_dust(z + product, scale))
            yield Step(add, 0, (*place, *term), i, m, before, z, factors)
        before, z = z, max(0.0, z) if nest.rectified else z
        yield Step(add + 1, 0, place, i, before=before, z=z)


def _begun(index: tuple[int, ...]) -> range:
    """The loops that begin a turn at this index: the last that moved, and all inside of it.

    >>> list(_begun((0, 0))), list(_begun((2, 1))), list(_begun((2, 0)))
    ([0, 1], [1], [0, 1])
    """
    return range(max((k for k, value in enumerate(index) if value), default=0), len(index))


def _turns(loops: Sequence[Loop]) -> int:
    return sum(prod(loop.times for loop in loops[: k + 1]) for k in range(len(loops)))
