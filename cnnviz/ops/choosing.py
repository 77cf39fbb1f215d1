"""Layers that take one of several numbers in each place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.layer import NOTHING, Array, Example, Shape, gradient, real
from cnnviz.ops.merging import Broadcasting, shapes_of, summed_to
from cnnviz.ops.shaping import Shaping, float_type

THREE: Any = ((2, 3, 4), (2, 3, 4), (2, 3, 4))
STRETCHED: Any = ((3, 1), (2, 3, 4), (1,))


class Extreme(Broadcasting):
    """Base of the largest and the smallest of several: equal ones share the gradient."""

    __slots__ = ()
    reference: ClassVar[str] = ""

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        y = self.merged(xs)
        chosen = [each == y for each in xs]
        share = dy / np.maximum(sum(chosen, np.zeros(y.shape, np.int64)), 1)
        return [np.where(here, share, 0).astype(dy.dtype) for here in chosen]


@dataclass(frozen=True, slots=True)
class Maximum(Extreme):
    """The largest of the inputs in each place.

    Examples
    --------
    >>> Maximum().forward(([1, 5], [3, 4])).tolist()
    [3.0, 5.0]
    """

    title: ClassVar[str] = "Largest of several"
    formula: ClassVar[str] = r"y = \max_k x_k"

    def merged(self, xs: Sequence[Array]) -> Array:
        return np.asarray(reduce(np.maximum, xs))


@dataclass(frozen=True, slots=True)
class Minimum(Extreme):
    """The smallest of the inputs in each place."""

    title: ClassVar[str] = "Smallest of several"
    formula: ClassVar[str] = r"y = \min_k x_k"

    def merged(self, xs: Sequence[Array]) -> Array:
        return np.asarray(reduce(np.minimum, xs))


@dataclass(frozen=True, slots=True)
class Where(Shaping):
    """The second input where the first is not 0, the third where it is; they keep their type.

    Examples
    --------
    >>> Where().forward(([True, False], [1, 2], [-1, -2])).tolist()
    [1, -2]
    """

    title: ClassVar[str] = "Where"
    formula: ClassVar[str] = r"y = a \text{ if } c \text{ else } b"
    examples: ClassVar[tuple[Example, ...]] = (Example(THREE), Example(STRETCHED))

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape that all three are repeated to."""
        given = shapes_of(x_shape)
        if len(given) != 3:
            raise ValueError(f"A choice takes three inputs, not {len(given)}.")
        try:
            return np.broadcast_shapes(*given)
        except ValueError as error:
            raise ValueError(
                f"A choice was asked for between inputs of shapes {given[0]}, {given[1]} and "
                f"{given[2]}: along each axis they must be equally long, or 1."
            ) from error

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The chosen numbers."""
        condition, a, b = self._three(x)
        return np.where(condition != 0, a, b)

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "x": zeros for the condition, and to each the ``dy`` of its numbers."""
        condition, a, b = self._three(x)
        dtype = np.result_type(float_type(a), float_type(b))
        shape = self.output_shape([condition.shape, a.shape, b.shape])
        dy, first = gradient(dy, dtype, shape), condition != 0
        return {
            "x": (
                np.zeros(condition.shape, dtype),
                summed_to(np.where(first, dy, 0), a.shape),
                summed_to(np.where(first, 0, dy), b.shape),
            )
        }

    def _three(self, x: Any) -> list[Array]:
        given = [real(each) for each in (x if isinstance(x, tuple | list) else (x,))]
        self.output_shape([each.shape for each in given])
        return given
