"""Lengths of vectors along some axes, and logarithms of sums."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.ops.layer import Array, Example
from cnnviz.ops.reducing import Axes, Reduction

ABOVE_0 = (Example((2, 3, 4), {"axes": (-1, 1)}, positive=True), Example((2, 3), positive=True))


@dataclass(frozen=True, slots=True)
class ReduceL1(Reduction):
    """The sum of the sizes. The slope of a size at 0 is taken as 0.

    Examples
    --------
    >>> ReduceL1(keep_axes=False).forward([3.0, -4.0]).tolist()
    7.0
    """

    title: ClassVar[str] = "L1 norm over axes"
    formula: ClassVar[str] = r"y_n = \sum_i |x_{n,i}|"

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(np.abs(x).sum(axis=axes, keepdims=True))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        return np.sign(x)


@dataclass(frozen=True, slots=True)
class ReduceL2(Reduction):
    """The length of a vector. The slope at length 0 is taken as 0.

    Examples
    --------
    >>> ReduceL2(keep_axes=False).forward([3.0, -4.0]).tolist()
    5.0
    """

    title: ClassVar[str] = "L2 norm over axes"
    formula: ClassVar[str] = r"y_n = \sqrt{\sum_i x_{n,i}^2}"

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(np.sqrt((x * x).sum(axis=axes, keepdims=True)))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        quotients: Array = x / np.where(y == 0, 1, y)
        return quotients


@dataclass(frozen=True, slots=True)
class ReduceSumSquare(Reduction):
    """The sum of the squares."""

    title: ClassVar[str] = "Sum of squares over axes"
    formula: ClassVar[str] = r"y_n = \sum_i x_{n,i}^2"

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray((x * x).sum(axis=axes, keepdims=True))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        return np.asarray(2 * x)


@dataclass(frozen=True, slots=True)
class ReduceLogSum(Reduction):
    """The logarithm of the sum."""

    title: ClassVar[str] = "Logarithm of the sum over axes"
    formula: ClassVar[str] = r"y_n = \ln \sum_i x_{n,i}"
    examples: ClassVar[tuple[Example, ...]] = ABOVE_0

    def reduced(self, x: Array, axes: Axes) -> Array:
        return np.asarray(np.log(x.sum(axis=axes, keepdims=True)))

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        inverse: Array = 1 / x.sum(axis=axes, keepdims=True)
        return inverse


@dataclass(frozen=True, slots=True)
class ReduceLogSumExp(Reduction):
    """The logarithm of the sum of the exponentials: a smooth maximum.

    Examples
    --------
    >>> ReduceLogSumExp(keep_axes=False).forward([1000.0, -1000.0]).tolist()
    1000.0
    """

    title: ClassVar[str] = "Logarithm of the sum of exponentials"
    formula: ClassVar[str] = r"y_n = \ln \sum_i e^{x_{n,i}}"

    def reduced(self, x: Array, axes: Axes) -> Array:
        top = x.max(axis=axes, keepdims=True, initial=-np.inf)
        top = np.where(np.isfinite(top), top, 0)  # so that no exponential overflows
        logs: Array = np.log(np.exp(x - top).sum(axis=axes, keepdims=True)) + top
        return logs

    def slopes(self, x: Array, y: Array, axes: Axes) -> Array:
        return np.asarray(np.exp(x - y))
