"""Functions of one number: what imported networks compute beside their activations.

Where a number is outside a function's domain the result is NaN or infinite, as in NumPy.
"""

from dataclasses import dataclass
from math import pi, sqrt
from typing import ClassVar

import numpy as np

from cnnviz.ops.activation import Activation
from cnnviz.ops.error_function import FAR, erf
from cnnviz.ops.layer import Array, Example


class Function(Activation):
    """Base of the functions: they have no paper to refer to."""

    __slots__ = ()
    reference: ClassVar[str] = ""


class Above0(Function):
    """Base of the functions of positive numbers."""

    __slots__ = ()
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4), positive=True),)


@dataclass(frozen=True, slots=True)
class Exp(Function):
    """The exponential function."""

    title: ClassVar[str] = "Exponential"
    formula: ClassVar[str] = r"y = e^x"

    def function(self, x: Array) -> Array:
        with np.errstate(over="ignore"):
            return np.exp(x)

    def derivative(self, x: Array) -> Array:
        return self.function(x)


@dataclass(frozen=True, slots=True)
class Log(Above0):
    """The natural logarithm."""

    title: ClassVar[str] = "Logarithm"
    formula: ClassVar[str] = r"y = \ln x"

    def function(self, x: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(x)

    def derivative(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):
            slope: Array = 1 / x
        return slope


@dataclass(frozen=True, slots=True)
class Sqrt(Above0):
    """The square root."""

    title: ClassVar[str] = "Square root"
    formula: ClassVar[str] = r"y = \sqrt{x}"

    def function(self, x: Array) -> Array:
        with np.errstate(invalid="ignore"):
            return np.sqrt(x)

    def derivative(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):
            slope: Array = 0.5 / self.function(x)
        return slope


@dataclass(frozen=True, slots=True)
class Reciprocal(Above0):
    """One over each number.

    Examples
    --------
    >>> Reciprocal().forward([2.0, -4.0]).tolist()
    [0.5, -0.25]
    """

    title: ClassVar[str] = "Reciprocal"
    formula: ClassVar[str] = r"y = 1 / x"

    def function(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):
            quotient: Array = 1 / x
        return quotient

    def derivative(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):
            slope: Array = -1 / (x * x)
        return slope


@dataclass(frozen=True, slots=True)
class Negative(Function):
    """Each number with the other sign."""

    title: ClassVar[str] = "Negative"
    formula: ClassVar[str] = r"y = -x"

    def function(self, x: Array) -> Array:
        return -x

    def derivative(self, x: Array) -> Array:
        return np.full_like(x, -1)


@dataclass(frozen=True, slots=True)
class Absolute(Function):
    """The size of each number. Its slope at 0 is taken as 0.

    Examples
    --------
    >>> Absolute().forward([-2.0, 0.0, 3.0]).tolist()
    [2.0, 0.0, 3.0]
    """

    title: ClassVar[str] = "Absolute value"
    formula: ClassVar[str] = r"y = |x|"

    def function(self, x: Array) -> Array:
        return np.abs(x)

    def derivative(self, x: Array) -> Array:
        return np.sign(x)


@dataclass(frozen=True, slots=True)
class Erf(Function):
    """The error function, out of which GELU is put together in many files."""

    title: ClassVar[str] = "Error function"
    formula: ClassVar[str] = r"y = \frac{2}{\sqrt{\pi}} \int_0^x e^{-t^2} \, dt"

    def function(self, x: Array) -> Array:
        return erf(x)

    def derivative(self, x: Array) -> Array:
        near = np.minimum(np.abs(x), FAR)
        slope: Array = 2 / sqrt(pi) * np.exp(-near * near)
        return slope


@dataclass(frozen=True, slots=True)
class Sine(Function):
    """The sine, of an angle in radians."""

    title: ClassVar[str] = "Sine"
    formula: ClassVar[str] = r"y = \sin x"

    def function(self, x: Array) -> Array:
        with np.errstate(invalid="ignore"):
            return np.sin(x)

    def derivative(self, x: Array) -> Array:
        with np.errstate(invalid="ignore"):
            return np.cos(x)


@dataclass(frozen=True, slots=True)
class Cosine(Function):
    """The cosine, of an angle in radians."""

    title: ClassVar[str] = "Cosine"
    formula: ClassVar[str] = r"y = \cos x"

    def function(self, x: Array) -> Array:
        with np.errstate(invalid="ignore"):
            return np.cos(x)

    def derivative(self, x: Array) -> Array:
        with np.errstate(invalid="ignore"):
            return -np.sin(x)
