"""One number for all that lie along some axes: their sum, mean, largest, product or length."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import positive_axes, whole_tuple
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient

Axes = tuple[int, ...]
EXAMPLES = (
    Example((2, 3, 4), {"axes": (-1, 1)}),
    Example((2, 3, 4), {"axes": (0,), "keep_axes": False}),
    Example((2, 3)),
)


@dataclass(frozen=True, slots=True)
class Reduction(Layer):
    """Base of the layers that leave one number of those along some axes, or along all.

    Parameters
    ----------
    axes : tuple of int, or None for all
    keep_axes : bool
        Leave an axis of length 1 where there was one.
    """

    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    axes: Axes | None = None
    keep_axes: bool = True

    def __post_init__(self) -> None:
        if self.axes is not None:
            object.__setattr__(self, "axes", whole_tuple("axis", self.axes))

    @abstractmethod
    def reduced(self, x: Array, axes: Axes) -> Array:
        """The output; each axis is kept with a length of 1."""

    @abstractmethod
    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        """How much each number of ``x`` moves its output ``y``; of a shape that stretches to x."""

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape with those axes of length 1, or without them."""
        gone = self._axes(len(x_shape))
        kept = [(1 if axis in gone else n, axis in gone) for axis, n in enumerate(x_shape)]
        return tuple(n for n, reduced in kept if self.keep_axes or not reduced)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """One number for each place along the other axes."""
        (x,) = floats(x, interleaved=True)
        shape = self.output_shape(x.shape)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            y = np.asarray(self.reduced(x, self._axes(x.ndim)), x.dtype)
        return y.reshape(shape)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": each ``dy`` times the slopes of the numbers that it came from."""
        (x,) = floats(x)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape))
        axes = self._axes(x.ndim)
        kept = dy.reshape([1 if axis in axes else n for axis, n in enumerate(x.shape)])
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            y = np.asarray(self.reduced(x, axes), x.dtype)
            dx = kept * self.slopes(x, y, axes)
        return {"x": np.broadcast_to(dx, x.shape).astype(x.dtype)}

    def _axes(self, rank: int) -> Axes:
        return tuple(range(rank)) if self.axes is None else positive_axes(self.axes, rank)


@dataclass(frozen=True, slots=True)
class ReduceSum(Reduction):
    """The sum over some axes, or over all.

    Examples
    --------
    >>> ReduceSum((1,), keep_axes=False).forward([[1, 3], [5, 9]]).tolist()
    [4.0, 14.0]
    """

    title: ClassVar[str] = "Sum over axes"
    formula: ClassVar[str] = r"y_n = \sum_i x_{n,i}"

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(x.sum(axis=axes, keepdims=True))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        return np.ones_like(y)


@dataclass(frozen=True, slots=True)
class ReduceMean(Reduction):
    """The mean over some axes, or over all.

    Examples
    --------
    >>> ReduceMean((1,), keep_axes=False).forward([[1, 3], [5, 9]]).tolist()
    [2.0, 7.0]
    """

    title: ClassVar[str] = "Mean over axes"
    formula: ClassVar[str] = r"y_n = \frac{1}{k} \sum_i x_{n,i}"

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape with those axes of length 1, or without them."""
        if any(x_shape[axis] == 0 for axis in self._axes(len(x_shape))):
            raise ValueError(f"The mean over an empty axis was asked for: the input is {x_shape}.")
        return Reduction.output_shape(self, x_shape)

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(x.mean(axis=axes, keepdims=True))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        return np.full_like(y, 1 / prod(x.shape[axis] for axis in axes))


@dataclass(frozen=True, slots=True)
class ReduceMax(Reduction):
    """The largest number along some axes, or of all; equal ones share its gradient.

    Examples
    --------
    >>> ReduceMax((1,), keep_axes=False).forward([[1, 3], [9, 5]]).tolist()
    [3.0, 9.0]
    """

    title: ClassVar[str] = "Maximum over axes"
    formula: ClassVar[str] = r"y_n = \max_i x_{n,i}"

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(x.max(axis=axes, keepdims=True, initial=-np.inf))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        return shared(x == y, axes, x)


@dataclass(frozen=True, slots=True)
class ReduceMin(Reduction):
    """The smallest number along some axes, or of all; equal ones share its gradient."""

    title: ClassVar[str] = "Minimum over axes"
    formula: ClassVar[str] = r"y_n = \min_i x_{n,i}"

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(x.min(axis=axes, keepdims=True, initial=np.inf))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        return shared(x == y, axes, x)


@dataclass(frozen=True, slots=True)
class ReduceProd(Reduction):
    """The product over some axes, or over all.

    Examples
    --------
    >>> ReduceProd().backward([[1.0]], [[2.0, 0.0, 5.0]])["x"].tolist()
    [[0.0, 10.0, 0.0]]
    """

    title: ClassVar[str] = "Product over axes"
    formula: ClassVar[str] = r"y_n = \prod_i x_{n,i}"

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(x.prod(axis=axes, keepdims=True))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        """The product of the others, not y / x: that would lose the gradient where x is 0."""
        first = x.ndim - len(axes)
        last = tuple(range(first, x.ndim))
        moved = np.moveaxis(x, axes, last)
        rows = moved.reshape(*moved.shape[:first], prod(moved.shape[first:]))
        one = np.ones_like(rows[..., :1])
        before = np.cumprod(np.concatenate([one, rows[..., :-1]], axis=-1), axis=-1)
        after = np.cumprod(np.concatenate([one, rows[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
        return np.moveaxis((before * after).reshape(moved.shape), last, axes)


def shared(chosen: Array, axes: Axes, like: Array) -> Array:
    """Equal shares for the numbers that were chosen along the axes."""
    counts = chosen.sum(axis=axes, keepdims=True)
    shares: Array = (chosen / np.maximum(counts, 1)).astype(like.dtype)
    return shares
