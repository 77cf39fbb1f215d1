"""Softmax and its logarithm: numbers along an axis as shares of 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient

REFERENCE = (
    'Bridle, "Probabilistic interpretation of feedforward classification network outputs", '
    "Neurocomputing 1990"
)
EXAMPLES = (Example((2, 5)), Example((2, 3, 4), {"axis": -1}), Example((1, 3, 2, 2)))


@dataclass(frozen=True, slots=True)
class Softmax(Layer):
    """Positive shares that sum to 1 along an axis, larger where ``x`` is larger.

    Examples
    --------
    >>> Softmax().forward([[0.0, np.log(3)]]).round(12).tolist()
    [[0.25, 0.75]]
    """

    title: ClassVar[str] = "Softmax"
    formula: ClassVar[str] = r"y_c = \frac{e^{x_c}}{\sum_k e^{x_k}}"
    reference: ClassVar[str] = REFERENCE
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    axis: int = 1

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        return _with_axis(x_shape, self.axis)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The shares, in an array of the same shape."""
        (x,) = floats(x)
        exponentials = np.exp(shifted(x, self.axis))
        shares: Array = exponentials / exponentials.sum(axis=self.axis, keepdims=True)
        return shares

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": y (dy - sum of dy y)."""
        y = self.forward(x)
        dy = gradient(dy, y.dtype, y.shape)
        return {"x": y * (dy - (dy * y).sum(axis=self.axis, keepdims=True))}


@dataclass(frozen=True, slots=True)
class LogSoftmax(Layer):
    """The logarithm of the softmax, without the detour through numbers that would become 0.

    Examples
    --------
    >>> LogSoftmax().forward([[0.0, 1000.0]]).tolist()
    [[-1000.0, 0.0]]
    """

    title: ClassVar[str] = "Log-softmax"
    formula: ClassVar[str] = r"y_c = x_c - \log \sum_k e^{x_k}"
    reference: ClassVar[str] = REFERENCE
    examples: ClassVar[tuple[Example, ...]] = EXAMPLES

    axis: int = 1

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        return _with_axis(x_shape, self.axis)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The logarithms, in an array of the same shape."""
        (x,) = floats(x)
        below = shifted(x, self.axis)
        with np.errstate(divide="ignore"):  # along an empty axis the sum is 0
            logs: Array = below - np.log(np.exp(below).sum(axis=self.axis, keepdims=True))
        return logs

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": dy - softmax(x) (sum of dy)."""
        y = self.forward(x)
        dy = gradient(dy, y.dtype, y.shape)
        return {"x": dy - np.exp(y) * dy.sum(axis=self.axis, keepdims=True)}


def shifted(x: Array, axis: int) -> Array:
    """``x`` with the largest number along the axis at 0, so that no exponential overflows."""
    _with_axis(x.shape, axis)
    with np.errstate(invalid="ignore"):  # infinity minus infinity is NaN, as it should be
        below: Array = x - x.max(axis=axis, keepdims=True, initial=-np.inf)
    return below


def _with_axis(x_shape: Shape, axis: int) -> Shape:
    """The shape, known to have such an axis."""
    if not -len(x_shape) <= axis < len(x_shape):
        raise ValueError(f"Axis {axis} was asked for an input of {len(x_shape)} axes.")
    return x_shape
