"""Activation functions: layers that work on each number by itself."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from math import pi, sqrt
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.error_function import normal_cdf
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, floats, gradient

FAR = 800.0  # exp(-FAR) is 0; an infinity is taken for it where infinity times 0 would come up


class Activation(Layer):
    """Base of the activations: a function and its derivative."""

    __slots__ = ()
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4)),)

    @abstractmethod
    def function(self, x: Array) -> Array:
        """The activation of each number."""

    @abstractmethod
    def derivative(self, x: Array) -> Array:
        """The slope of the activation at each number."""

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The activation of each number of ``x``, in an array of the same shape."""
        (x,) = floats(x, interleaved=True)
        return self.function(x)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` times the slope at ``x``."""
        (x,) = floats(x, interleaved=True)
        dx = self.derivative(x)
        dx *= gradient(dy, x.dtype, x.shape, interleaved=True)
        return {"x": dx}


@dataclass(frozen=True, slots=True)
class Identity(Activation):
    """No activation: every number stays as it is."""

    title: ClassVar[str] = "None"
    formula: ClassVar[str] = r"y = x"
    reference: ClassVar[str] = ""

    def function(self, x: Array) -> Array:
        return x

    def derivative(self, x: Array) -> Array:
        return np.ones_like(x)


@dataclass(frozen=True, slots=True)
class ReLU(Activation):
    """The positive part. Its slope at 0 is taken as 0.

    Examples
    --------
    >>> ReLU().forward([-2.0, 0.0, 3.0]).tolist()
    [0.0, 0.0, 3.0]
    """

    title: ClassVar[str] = "ReLU"
    formula: ClassVar[str] = r"y = \max(0, x)"
    reference: ClassVar[str] = (
        'Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010'
    )

    def function(self, x: Array) -> Array:
        return np.maximum(x, 0)

    def forward_onto(self, x: Array, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The positive part, in the memory of ``x``."""
        return np.maximum(x, 0, out=x)

    def derivative(self, x: Array) -> Array:
        return (x > 0).astype(x.dtype)


@dataclass(frozen=True, slots=True)
class LeakyReLU(Activation):
    """ReLU that lets a share of the negative part through. Its slope at 0 is that share.

    Examples
    --------
    >>> LeakyReLU(negative_slope=0.5).forward([-2.0, 3.0]).tolist()
    [-1.0, 3.0]
    """

    title: ClassVar[str] = "Leaky ReLU"
    formula: ClassVar[str] = r"y = x \text{ if } x > 0 \text{ else } a x"
    reference: ClassVar[str] = (
        'Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", '
        "ICML 2013"
    )

    negative_slope: float = 0.01

    def function(self, x: Array) -> Array:
        return np.where(x > 0, x, x * self.negative_slope)

    def derivative(self, x: Array) -> Array:
        return np.where(x > 0, 1, self.negative_slope).astype(x.dtype)


@dataclass(frozen=True, slots=True)
class Sigmoid(Activation):
    """The logistic function, from 0 to 1.

    Examples
    --------
    >>> Sigmoid().forward([-1000.0, 0.0, 1000.0]).tolist()
    [0.0, 0.5, 1.0]
    """

    title: ClassVar[str] = "Sigmoid"
    formula: ClassVar[str] = r"y = \frac{1}{1 + e^{-x}}"
    reference: ClassVar[str] = ""

    def function(self, x: Array) -> Array:
        e = np.exp(-np.abs(x))  # never overflows, and keeps small results exact
        y: Array = np.where(x >= 0, 1, e) / (1 + e)
        return y

    def derivative(self, x: Array) -> Array:
        e = np.exp(-np.abs(x))
        slope: Array = e / (1 + e) ** 2
        return slope


@dataclass(frozen=True, slots=True)
class Tanh(Activation):
    """The hyperbolic tangent, from -1 to 1."""

    title: ClassVar[str] = "Tanh"
    formula: ClassVar[str] = r"y = \tanh x"
    reference: ClassVar[str] = ""

    def function(self, x: Array) -> Array:
        return np.tanh(x)

    def derivative(self, x: Array) -> Array:
        slope: Array = 1 - np.tanh(x) ** 2
        return slope


@dataclass(frozen=True, slots=True)
class GELU(Activation):
    """The number times the normal distribution's share below it; exact, not the tanh form.

    Examples
    --------
    >>> GELU().forward([-1.0, 0.0, 1.0]).round(4).tolist()
    [-0.1587, 0.0, 0.8413]
    """

    title: ClassVar[str] = "GELU"
    formula: ClassVar[str] = r"y = x \, \Phi(x)"
    reference: ClassVar[str] = (
        'Hendrycks and Gimpel, "Gaussian error linear units", 2016, section 2'
    )

    def function(self, x: Array) -> Array:
        return np.maximum(x, -FAR) * normal_cdf(x)

    def derivative(self, x: Array) -> Array:
        x = np.clip(x, -FAR, FAR)
        return normal_cdf(x) + x * np.exp(-x * x / 2) / sqrt(2 * pi)


@dataclass(frozen=True, slots=True)
class SiLU(Activation):
    """The number times its sigmoid, also called swish."""

    title: ClassVar[str] = "SiLU"
    formula: ClassVar[str] = r"y = \frac{x}{1 + e^{-x}}"
    reference: ClassVar[str] = (
        'Elfwing, Uchibe and Doya, "Sigmoid-weighted linear units for neural network function '
        'approximation in reinforcement learning", Neural Networks 2018'
    )

    def function(self, x: Array) -> Array:
        return np.maximum(x, -FAR) * Sigmoid().function(x)

    def derivative(self, x: Array) -> Array:
        x = np.clip(x, -FAR, FAR)
        sigmoid = Sigmoid().function(x)
        slope: Array = sigmoid * (1 + x * (1 - sigmoid))
        return slope


ACTIVATIONS: dict[str, Activation] = {
    "none": Identity(),
    "relu": ReLU(),
    "leaky_relu": LeakyReLU(),
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
    "gelu": GELU(),
    "silu": SiLU(),
}
