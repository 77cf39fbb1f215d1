"""Layers that only move numbers: their values and their type stay, the shape is another."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import positive_axes, whole_tuple
from cnnviz.ops.layer import (
    NOTHING,
    Array,
    Example,
    Layer,
    Shape,
    gradient,
    real,
)


class Shaping(Layer):
    """Base of the layers whose output has the input's numbers in another shape."""

    __slots__ = ()
    reference: ClassVar[str] = ""

    @abstractmethod
    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The other shape."""

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The same numbers in the output's shape."""
        x = real(x)
        return x.reshape(self.output_shape(x.shape))

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` in the input's shape."""
        x = real(x)
        return {"x": gradient(dy, float_type(x), self.output_shape(x.shape)).reshape(x.shape)}


@dataclass(frozen=True, slots=True)
class Reshape(Shaping):
    """The same numbers, in row-major order, in another shape.

    Parameters
    ----------
    shape : tuple of int
        One length may be -1: as much as is left. A length of 0 keeps that of the input's axis.
    allow_zero : bool
        A length of 0 means no numbers instead.

    Examples
    --------
    >>> Reshape((0, -1)).forward([[[1, 2], [3, 4]]]).tolist()
    [[1, 2, 3, 4]]
    """

    title: ClassVar[str] = "Reshape"
    formula: ClassVar[str] = r"y_{\text{row-major}} = x_{\text{row-major}}"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4), {"shape": (0, -1, 2)}),)

    shape: Shape
    allow_zero: bool = False

    def __post_init__(self) -> None:
        shape = whole_tuple("length of an axis", self.shape, least=-1)
        if shape.count(-1) > 1 or (self.allow_zero and -1 in shape and 0 in shape):
            raise ValueError(f"The shape {shape} leaves more than one length open; one may be -1.")
        object.__setattr__(self, "shape", shape)

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape with the lengths of 0 and -1 filled in."""
        kept = () if self.allow_zero else range(len(self.shape))
        lengths = list(self.shape)
        for axis in kept:
            if lengths[axis] == 0 and axis < len(x_shape):
                lengths[axis] = x_shape[axis]
        if -1 in lengths:
            others = -prod(lengths)
            lengths[lengths.index(-1)] = prod(x_shape) // others if others else 0
        if prod(lengths) != prod(x_shape):
            raise ValueError(
                f"The shape {self.shape} was asked for {prod(x_shape)} numbers of shape {x_shape}: "
                "the product of its lengths must be that number."
            )
        return tuple(lengths)


@dataclass(frozen=True, slots=True)
class Squeeze(Shaping):
    """Leave out axes of length 1: those given, or all.

    Examples
    --------
    >>> Squeeze((0, -1)).forward([[[1], [2]]]).tolist()
    [1, 2]
    """

    title: ClassVar[str] = "Squeeze"
    formula: ClassVar[str] = r"(N, C, 1, 1) \to (N, C)"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 1, 1), {"axes": (2, -1)}),)

    axes: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.axes is not None:
            object.__setattr__(self, "axes", whole_tuple("axis", self.axes))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape without those axes."""
        ones = tuple(axis for axis, length in enumerate(x_shape) if length == 1)
        dropped = ones if self.axes is None else positive_axes(self.axes, len(x_shape))
        if not set(dropped) <= set(ones):
            raise ValueError(
                f"The axes {self.axes} of an input of shape {x_shape} were to be left out: "
                "only axes of length 1 can be."
            )
        return tuple(length for axis, length in enumerate(x_shape) if axis not in dropped)


@dataclass(frozen=True, slots=True)
class Unsqueeze(Shaping):
    """Put in axes of length 1, at these places of the output.

    Examples
    --------
    >>> Unsqueeze((0, -1)).forward([1, 2]).tolist()
    [[[1], [2]]]
    """

    title: ClassVar[str] = "Unsqueeze"
    formula: ClassVar[str] = r"(N, C) \to (N, C, 1, 1)"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3), {"axes": (2, -1)}),)

    axes: tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "axes", whole_tuple("axis", self.axes))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape with those axes."""
        rank = len(x_shape) + len(self.axes)
        new = positive_axes(self.axes, rank)
        lengths = iter(x_shape)
        return tuple(1 if axis in new else next(lengths) for axis in range(rank))


@dataclass(frozen=True, slots=True)
class AsMatrix(Shaping):
    """Two axes of many: all before one become the rows, and the rest the columns.

    Examples
    --------
    >>> AsMatrix(axis=2).forward([[[1, 2], [3, 4]]]).tolist()
    [[1, 2], [3, 4]]
    """

    title: ClassVar[str] = "Matrix"
    formula: ClassVar[str] = r"y_{(n,c),(h,w)} = x_{n,c,h,w}"
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4, 5), {"axis": 2}),)

    axis: int = 1

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(rows, columns)."""
        rank = len(x_shape)
        axis = self.axis + rank if self.axis < 0 else self.axis
        if not 0 <= axis <= rank:
            raise ValueError(f"Axis {self.axis} was asked for an input of {rank} axes.")
        return prod(x_shape[:axis]), prod(x_shape[axis:])


@dataclass(frozen=True, slots=True)
class Transpose(Shaping):
    """The axes in another order; without one given, reversed.

    Examples
    --------
    >>> Transpose((1, 0)).forward([[1, 2, 3], [4, 5, 6]]).tolist()
    [[1, 4], [2, 5], [3, 6]]
    """

    title: ClassVar[str] = "Transpose"
    formula: ClassVar[str] = r"y_{j,i} = x_{i,j}"
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4)),
        Example((2, 3, 4), {"permutation": (1, 2, 0)}),
    )

    permutation: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.permutation is not None:
            object.__setattr__(self, "permutation", whole_tuple("axis", self.permutation))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The lengths in that order."""
        return tuple(x_shape[axis] for axis in self._order(len(x_shape)))

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The transposed array, contiguous."""
        x = real(x)
        return np.asarray(x.transpose(self._order(x.ndim)), order="C")

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` with the axes back in their places."""
        x = real(x)
        dy = gradient(dy, float_type(x), self.output_shape(x.shape))
        back = np.argsort(self._order(x.ndim))
        return {"x": np.asarray(dy.transpose(back), order="C")}

    def _order(self, rank: int) -> tuple[int, ...]:
        if self.permutation is None:
            return tuple(reversed(range(rank)))
        order = positive_axes(self.permutation, rank)
        if len(order) != rank:
            raise ValueError(
                f"The order of axes {self.permutation} was given for an input of {rank} axes: "
                "name each axis once."
            )
        return order


def float_type(x: Array) -> Any:
    """The type of a gradient for ``x``: the smallest of float32 and float64 that holds it."""
    return np.result_type(np.float32, x.dtype)
