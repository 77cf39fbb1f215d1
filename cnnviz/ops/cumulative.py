"""Sums that run along an axis, and the triangle of a matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import positive_axes
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient


@dataclass(frozen=True, slots=True)
class CumulativeSum(Layer):
    """Each number with all before it along an axis.

    Parameters
    ----------
    axis : int
    exclusive : bool
        Leave the number itself out.
    backwards : bool
        Add all after it instead of all before it.

    Examples
    --------
    >>> CumulativeSum(0).forward([1, 2, 3]).tolist()
    [1.0, 3.0, 6.0]
    >>> CumulativeSum(0, exclusive=True, backwards=True).forward([1, 2, 3]).tolist()
    [5.0, 3.0, 0.0]
    """

    title: ClassVar[str] = "Running sum"
    formula: ClassVar[str] = r"y_i = \sum_{j \le i} x_j"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4)),
        Example((2, 5), {"axis": -1, "exclusive": True}),
        Example((2, 5), {"backwards": True}),
    )

    axis: int = 1
    exclusive: bool = False
    backwards: bool = False

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        positive_axes((self.axis,), len(x_shape))
        return tuple(x_shape)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The sums."""
        (x,) = floats(x)
        self.output_shape(x.shape)
        return self._summed(x, self.backwards)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": the same sums of ``dy``, from the other end."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        return {"x": self._summed(dy, not self.backwards)}

    def _summed(self, x: Array, backwards: bool) -> Array:
        given = np.flip(x, self.axis) if backwards else x
        y = np.cumsum(given, self.axis, dtype=x.dtype)
        if self.exclusive:
            y = y - given
        return np.ascontiguousarray(np.flip(y, self.axis) if backwards else y)


@dataclass(frozen=True, slots=True)
class Triangle(Layer):
    """The part of each matrix above a diagonal, or below it, with 0 elsewhere.

    Parameters
    ----------
    upper : bool
    diagonal : int
        0 is the main one; it is part of the triangle. Positive ones are above it.

    Examples
    --------
    >>> Triangle(upper=False).forward([[1, 2], [3, 4]]).tolist()
    [[1.0, 0.0], [3.0, 4.0]]
    """

    title: ClassVar[str] = "Triangle"
    formula: ClassVar[str] = r"y_{ij} = x_{ij} \text{ if } j - i \ge d \text{ else } 0"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4)),
        Example((4, 3), {"upper": False, "diagonal": 1}),
    )

    upper: bool = True
    diagonal: int = 0

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        if len(x_shape) < 2:
            raise ValueError(f"A triangle of an array of shape {x_shape} was asked for: it has no"
                             " rows and columns.")  # fmt: skip
        return tuple(x_shape)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The triangles."""
        (x,) = floats(x)
        self.output_shape(x.shape)
        most = sum(x.shape[-2:])  # beyond it everything, or nothing, is in the triangle
        return (np.triu if self.upper else np.tril)(x, min(max(self.diagonal, -most), most))

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` inside the triangle."""
        (x,) = floats(x)
        return {"x": self.forward(gradient(dy, x.dtype, self.output_shape(x.shape)))}
