"""Layers that decide: comparisons, logic, and where the largest numbers are. They have no slope."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import positive_axes
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, real
from cnnviz.ops.merging import shapes_of
from cnnviz.ops.shaping import float_type

PAIR: Any = ((2, 3, 4), (3, 1))
COMPARISONS: dict[str, Callable[[Array, Array], Array]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
    "=": np.equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "xor": np.logical_xor,
}


class Deciding(Layer):
    """Base of the layers whose output is a truth value or a place: no gradient passes them."""

    __slots__ = ()
    reference: ClassVar[str] = ""
    several: ClassVar[bool] = False

    @abstractmethod
    def decided(self, *xs: Array) -> Array:
        """The output for the inputs."""

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The decisions."""
        xs = [real(each) for each in (x if self.several else (x,))]
        shapes: Any = [each.shape for each in xs]
        self.output_shape(shapes if self.several else shapes[0])
        return self.decided(*xs)

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """Zeros, whatever ``dy`` is."""
        xs = [real(each) for each in (x if self.several else (x,))]
        zeros = tuple(np.zeros(each.shape, float_type(each)) for each in xs)
        return {"x": zeros if self.several else zeros[0]}


@dataclass(frozen=True, slots=True)
class Comparison(Deciding):
    """Whether two numbers, or two truth values, stand in a relation.

    Parameters
    ----------
    relation : ">", ">=", "<", "<=", "=", "and", "or" or "xor"

    Examples
    --------
    >>> Comparison(">=").forward(([1, 2, 3], 2)).tolist()
    [False, True, True]
    """

    title: ClassVar[str] = "Comparison"
    formula: ClassVar[str] = r"y = [x_1 > x_2]"
    examples: ClassVar[tuple[Example, ...]] = (Example(PAIR, {"relation": ">"}),)
    several: ClassVar[bool] = True

    relation: str

    def __post_init__(self) -> None:
        if self.relation not in COMPARISONS:
            raise ValueError(
                f"There is no relation {self.relation!r}: there are {', '.join(COMPARISONS)}."
            )

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape that both inputs are repeated to."""
        given = shapes_of(x_shape)
        try:
            if len(given) == 2:
                return np.broadcast_shapes(*given)
        except ValueError:
            pass
        raise ValueError(
            f"A comparison was asked for between inputs of shapes {given}: it takes two, along "
            "each axis equally long, or 1."
        )

    def decided(self, *xs: Array) -> Array:
        return np.asarray(COMPARISONS[self.relation](*xs))


@dataclass(frozen=True, slots=True)
class Not(Deciding):
    """True where a number is 0.

    Examples
    --------
    >>> Not().forward([0, 3]).tolist()
    [True, False]
    """

    title: ClassVar[str] = "Not"
    formula: ClassVar[str] = r"y = \lnot x"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3)),)

    def decided(self, *xs: Array) -> Array:
        return np.asarray(np.logical_not(xs[0]))


@dataclass(frozen=True, slots=True)
class ArgMax(Deciding):
    """Where the largest number along an axis stands: the first, or the last, of equal ones.

    Parameters
    ----------
    axis : int
    keep_axis : bool
        Leave an axis of length 1 where it was.
    last : bool
        Of equal numbers the last, not the first.
    smallest : bool
        Where the smallest stands instead.

    Examples
    --------
    >>> ArgMax(keep_axis=False).forward([[1, 3, 3]]).tolist()
    [1]
    """

    title: ClassVar[str] = "Place of the largest"
    formula: ClassVar[str] = r"y_n = \text{argmax}_i \, x_{n,i}"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4), {"axis": -1}),)

    axis: int = 1
    keep_axis: bool = True
    last: bool = False
    smallest: bool = False

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape with that axis of length 1, or without it."""
        (axis,) = positive_axes((self.axis,), len(x_shape))
        if x_shape[axis] == 0:
            raise ValueError(f"The largest of no numbers was asked for: the input is {x_shape}.")
        return (*x_shape[:axis], *[1] * self.keep_axis, *x_shape[axis + 1 :])

    def decided(self, *xs: Array) -> Array:
        (x,) = xs
        find = np.argmin if self.smallest else np.argmax
        if not self.last:
            return np.asarray(find(x, axis=self.axis, keepdims=self.keep_axis))
        turned = find(np.flip(x, self.axis), axis=self.axis, keepdims=self.keep_axis)
        return np.asarray(x.shape[self.axis] - 1 - turned)
