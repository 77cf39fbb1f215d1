"""Arithmetic between whole arrays: what imported networks do beside their layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.activation import Activation
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, gradient
from cnnviz.ops.merging import Broadcasting, two_shapes

TWO: Any = ((2, 3, 4), (2, 3, 4))
STRETCHED: Any = ((2, 3, 4), (3, 1))
PAIRS = (Example(TWO), Example(STRETCHED))


@dataclass(frozen=True, slots=True)
class Constant(Layer):
    """An array that is always the same: a layer without an input, its value a parameter."""

    title: ClassVar[str] = "Constant"
    formula: ClassVar[str] = r"y = c"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape of the value."""
        return shapes["value"]

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The value; ``x`` is ()."""
        return np.asarray(params["value"])

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The gradient of "value": ``dy``."""
        value = np.asarray(params["value"])
        dtype = value.dtype if value.dtype.kind == "f" else np.float32
        return {"x": (), "value": gradient(dy, dtype, value.shape)}


class OfTwo(Broadcasting):
    """Base of the layers with two inputs that can't change places."""

    __slots__ = ()
    examples: ClassVar[tuple[Example, ...]] = PAIRS

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape that both inputs are repeated to."""
        return Broadcasting.output_shape(self, two_shapes(self.title, x_shape))


@dataclass(frozen=True, slots=True)
class Subtract(OfTwo):
    """The difference of two arrays.

    Examples
    --------
    >>> Subtract().forward(([[1, 2], [3, 4]], [1, 0])).tolist()
    [[0.0, 2.0], [2.0, 4.0]]
    """

    title: ClassVar[str] = "Subtract"
    formula: ClassVar[str] = r"y = x_1 - x_2"
    reference: ClassVar[str] = ""

    def merged(self, xs: Sequence[Array]) -> Array:
        a, b = xs
        return a - b

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        return [dy, -dy]


@dataclass(frozen=True, slots=True)
class Divide(OfTwo):
    """The quotient of two arrays; division by zero gives infinity or NaN.

    Examples
    --------
    >>> Divide().forward(([1, 2, 6], [2, 2, 3])).tolist()
    [0.5, 1.0, 2.0]
    """

    title: ClassVar[str] = "Divide"
    formula: ClassVar[str] = r"y = x_1 / x_2"
    reference: ClassVar[str] = ""

    def merged(self, xs: Sequence[Array]) -> Array:
        a, b = xs
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient: Array = a / b
        return quotient

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        a, b = xs
        with np.errstate(divide="ignore", invalid="ignore"):
            return [dy / b, -dy * a / (b * b)]


@dataclass(frozen=True, slots=True)
class Remainder(OfTwo):
    """What is left of one array when it is divided by another.

    Parameters
    ----------
    like_first : bool
        The remainder has the sign of the first; without it, that of the second.

    Examples
    --------
    >>> Remainder().forward(([7, -7], [3, 3])).tolist()
    [1.0, 2.0]
    """

    title: ClassVar[str] = "Remainder"
    formula: ClassVar[str] = r"y = x_1 - x_2 \lfloor x_1 / x_2 \rfloor"
    reference: ClassVar[str] = ""

    like_first: bool = False

    def merged(self, xs: Sequence[Array]) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.fmod(*xs) if self.like_first else np.mod(*xs)

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        a, b = xs
        with np.errstate(divide="ignore", invalid="ignore"):
            times = np.trunc(a / b) if self.like_first else np.floor(a / b)
        return [dy, -dy * times]


@dataclass(frozen=True, slots=True)
class Power(OfTwo):
    """One array to the power of another; as in PyTorch, one of 0 has no slope along its exponent.

    Examples
    --------
    >>> Power().forward(([2.0, 3.0, 4.0], [3, 2, 0.5])).tolist()
    [8.0, 9.0, 2.0]
    """

    title: ClassVar[str] = "Power"
    formula: ClassVar[str] = r"y = x_1^{x_2}"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (
        Example(TWO, positive=True),
        Example(STRETCHED, positive=True),
    )

    def merged(self, xs: Sequence[Array]) -> Array:
        a, b = xs
        with np.errstate(all="ignore"):
            power: Array = a**b
        return power

    def shares(self, dy: Array, xs: Sequence[Array]) -> list[Array]:
        a, b = xs
        with np.errstate(all="ignore"):
            of_base = np.where(b == 0, 0, b * a ** (b - 1))
            of_exponent = np.where((a == 0) & (b >= 0), 0, a**b * np.log(a))
        return [dy * of_base, dy * of_exponent]


@dataclass(frozen=True, slots=True)
class Clip(Activation):
    """Numbers below the minimum become the minimum, and those above the maximum the maximum.

    The slope at the two ends is 1, as PyTorch takes it for clamp. If the minimum is above the
    maximum, all numbers become the maximum.

    Examples
    --------
    >>> Clip(0, 6).forward([-1.0, 5.0, 7.0]).tolist()
    [0.0, 5.0, 6.0]
    """

    title: ClassVar[str] = "Clip"
    formula: ClassVar[str] = r"y = \min(\text{max}, \max(\text{min}, x))"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 4), {"minimum": -0.5, "maximum": 0.5}),
        Example((2, 3, 4)),
    )

    minimum: float = -inf
    maximum: float = inf

    def function(self, x: Array) -> Array:
        return np.clip(x, self.minimum, self.maximum)

    def forward_onto(self, x: Array, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The clipped numbers, in the memory of ``x``."""
        return np.clip(x, self.minimum, self.maximum, out=x)

    def derivative(self, x: Array) -> Array:
        return ((x >= self.minimum) & (x <= self.maximum)).astype(x.dtype)
