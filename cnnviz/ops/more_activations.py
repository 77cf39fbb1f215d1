"""Activation functions that later networks use: smooth or bounded bends of a ReLU."""

from dataclasses import dataclass
from math import pi, sqrt
from typing import ClassVar

import numpy as np

from cnnviz.ops.activation import FAR, Activation, Sigmoid
from cnnviz.ops.layer import Array

VERY_FAR = 1e30  # from here on a softsign is 1


@dataclass(frozen=True, slots=True)
class ELU(Activation):
    """ReLU that falls off smoothly to -alpha.

    Examples
    --------
    >>> ELU().forward([-1000.0, 0.0, 3.0]).tolist()
    [-1.0, 0.0, 3.0]
    """

    title: ClassVar[str] = "ELU"
    formula: ClassVar[str] = r"y = x \text{ if } x > 0 \text{ else } \alpha (e^x - 1)"
    reference: ClassVar[str] = (
        'Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by '
        'exponential linear units (ELUs)", ICLR 2016'
    )

    alpha: float = 1.0

    def function(self, x: Array) -> Array:
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def derivative(self, x: Array) -> Array:
        return np.where(x > 0, 1, self.alpha * np.exp(np.minimum(x, 0)))


@dataclass(frozen=True, slots=True)
class SELU(Activation):
    """An ELU whose two numbers keep mean 0 and variance 1 from layer to layer."""

    title: ClassVar[str] = "SELU"
    formula: ClassVar[str] = (
        r"y = \gamma \left(x \text{ if } x > 0 \text{ else } \alpha (e^x - 1)\right)"
    )
    reference: ClassVar[str] = (
        'Klambauer et al., "Self-normalizing neural networks", NIPS 2017, equation 14'
    )

    alpha: float = 1.6732632423543772
    gamma: float = 1.0507009873554805

    def function(self, x: Array) -> Array:
        return self.gamma * ELU(self.alpha).function(x)

    def derivative(self, x: Array) -> Array:
        return self.gamma * ELU(self.alpha).derivative(x)


@dataclass(frozen=True, slots=True)
class HardSigmoid(Activation):
    """A straight line cut off at 0 and 1. Its slope at the two cuts is 0.

    Parameters
    ----------
    slope, offset : float
        1/6 and 1/2 in PyTorch, 0.2 and 0.5 in ONNX and Keras.

    Examples
    --------
    >>> HardSigmoid(slope=0.25).forward([-3.0, 0.0, 1.0]).tolist()
    [0.0, 0.5, 0.75]
    """

    title: ClassVar[str] = "Hard sigmoid"
    formula: ClassVar[str] = r"y = \max(0, \min(1, a x + b))"
    reference: ClassVar[str] = (
        'Courbariaux, Bengio and David, "BinaryConnect", NIPS 2015, section 2.2'
    )

    slope: float = 1 / 6
    offset: float = 0.5

    def function(self, x: Array) -> Array:
        return np.clip(self.slope * x + self.offset, 0, 1)

    def derivative(self, x: Array) -> Array:
        line = self.slope * x + self.offset
        return np.where((line > 0) & (line < 1), self.slope, 0).astype(x.dtype)


@dataclass(frozen=True, slots=True)
class HardSwish(Activation):
    """The number times its hard sigmoid, of slope 1/6.

    Examples
    --------
    >>> HardSwish().forward([-1.5, 0.0, 3.0, 5.0]).tolist()
    [-0.375, 0.0, 3.0, 5.0]
    """

    title: ClassVar[str] = "Hard swish"
    formula: ClassVar[str] = r"y = x \max(0, \min(1, x/6 + 1/2))"
    reference: ClassVar[str] = 'Howard et al., "Searching for MobileNetV3", ICCV 2019, section 5.2'

    def function(self, x: Array) -> Array:
        return np.maximum(x, -3) * HardSigmoid().function(x)

    def derivative(self, x: Array) -> Array:
        return np.where(np.abs(x) < 3, x / 3 + 0.5, (x >= 3)).astype(x.dtype)


@dataclass(frozen=True, slots=True)
class Softplus(Activation):
    """A smooth ReLU; its slope is the sigmoid."""

    title: ClassVar[str] = "Softplus"
    formula: ClassVar[str] = r"y = \ln(1 + e^x)"
    reference: ClassVar[str] = (
        'Dugas et al., "Incorporating second-order functional knowledge for better option '
        'pricing", NIPS 2000'
    )

    def function(self, x: Array) -> Array:
        bend: Array = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))  # never overflows
        return bend

    def derivative(self, x: Array) -> Array:
        return Sigmoid().function(x)


@dataclass(frozen=True, slots=True)
class Mish(Activation):
    """The number times the tangent of its softplus."""

    title: ClassVar[str] = "Mish"
    formula: ClassVar[str] = r"y = x \tanh(\ln(1 + e^x))"
    reference: ClassVar[str] = (
        'Misra, "Mish: a self regularized non-monotonic activation function", BMVC 2020'
    )

    def function(self, x: Array) -> Array:
        return np.maximum(x, -FAR) * np.tanh(Softplus().function(x))

    def derivative(self, x: Array) -> Array:
        x = np.clip(x, -FAR, FAR)
        share = np.tanh(Softplus().function(x))
        slope: Array = share + x * (1 - share**2) * Sigmoid().function(x)
        return slope


@dataclass(frozen=True, slots=True)
class TanhGELU(Activation):
    """GELU with the normal distribution approximated by a hyperbolic tangent."""

    title: ClassVar[str] = "GELU (tanh form)"
    formula: ClassVar[str] = (
        r"y = \frac{x}{2}\left(1 + \tanh\left(\sqrt{2/\pi}\,(x + 0.044715\, x^3)\right)\right)"
    )
    reference: ClassVar[str] = (
        'Hendrycks and Gimpel, "Gaussian error linear units", 2016, section 2'
    )

    def function(self, x: Array) -> Array:
        half: Array = np.maximum(x, -FAR) / 2 * (1 + self._tanh(np.clip(x, -FAR, FAR)))
        return half

    def derivative(self, x: Array) -> Array:
        x = np.clip(x, -FAR, FAR)
        share = self._tanh(x)
        inner = sqrt(2 / pi) * (1 + 3 * 0.044715 * x * x)
        slope: Array = (1 + share) / 2 + x / 2 * (1 - share**2) * inner
        return slope

    def _tanh(self, x: Array) -> Array:
        return np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))


@dataclass(frozen=True, slots=True)
class CELU(Activation):
    """An ELU whose slope has no jump, however far down it goes."""

    title: ClassVar[str] = "CELU"
    formula: ClassVar[str] = r"y = \max(0, x) + \min(0, \alpha (e^{x / \alpha} - 1))"
    reference: ClassVar[str] = (
        'Barron, "Continuously differentiable exponential linear units", 2017, arXiv:1704.07483'
    )

    alpha: float = 1.0

    def function(self, x: Array) -> Array:
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0) / self.alpha))

    def derivative(self, x: Array) -> Array:
        return np.where(x > 0, 1, np.exp(np.minimum(x, 0) / self.alpha)).astype(x.dtype)


@dataclass(frozen=True, slots=True)
class Softsign(Activation):
    """A bend like tanh that flattens more slowly.

    Examples
    --------
    >>> Softsign().forward([-1.0, 0.0, 3.0]).tolist()
    [-0.5, 0.0, 0.75]
    """

    title: ClassVar[str] = "Softsign"
    formula: ClassVar[str] = r"y = x / (1 + |x|)"
    reference: ClassVar[str] = (
        'Bergstra et al., "Quadratic polynomials learn better image features", technical report '
        "1337, Université de Montréal, 2009"
    )

    def function(self, x: Array) -> Array:
        near = np.clip(x, -VERY_FAR, VERY_FAR)
        bent: Array = near / (1 + np.abs(near))
        return bent

    def derivative(self, x: Array) -> Array:
        share: Array = 1 / (1 + np.minimum(np.abs(x), VERY_FAR))
        return share * share


@dataclass(frozen=True, slots=True)
class Shrink(Activation):
    """Numbers near 0 become 0, the others move towards it.

    Parameters
    ----------
    threshold : float
        How far from 0 a number counts as near.
    move : float
        How far the others move; with the threshold as well, there is no jump.

    Examples
    --------
    >>> Shrink(0.5, 0.5).forward([-2.0, 0.3, 3.0]).tolist()
    [-1.5, 0.0, 2.5]
    """

    title: ClassVar[str] = "Shrink"
    formula: ClassVar[str] = r"y = x - b\,\text{sign}(x) \text{ if } |x| > \lambda \text{ else } 0"
    reference: ClassVar[str] = (
        'Donoho and Johnstone, "Ideal spatial adaptation by wavelet shrinkage", Biometrika 1994'
    )

    threshold: float = 0.5
    move: float = 0.0

    def function(self, x: Array) -> Array:
        moved = np.where(x < 0, x + self.move, x - self.move)
        return np.where(np.abs(x) <= self.threshold, 0, moved).astype(x.dtype)

    def derivative(self, x: Array) -> Array:
        return (np.abs(x) > self.threshold).astype(x.dtype)


@dataclass(frozen=True, slots=True)
class ThresholdedReLU(Activation):
    """Numbers up to a threshold become 0, the others stay.

    Examples
    --------
    >>> ThresholdedReLU().forward([0.5, 1.0, 3.0]).tolist()
    [0.0, 0.0, 3.0]
    """

    title: ClassVar[str] = "Thresholded ReLU"
    formula: ClassVar[str] = r"y = x \text{ if } x > \theta \text{ else } 0"
    reference: ClassVar[str] = (
        'Konda, Memisevic and Krueger, "Zero-bias autoencoders and the benefits of co-adapting '
        'features", ICLR 2015'
    )

    threshold: float = 1.0

    def function(self, x: Array) -> Array:
        return np.where((x > self.threshold) | np.isnan(x), x, 0).astype(x.dtype)

    def derivative(self, x: Array) -> Array:
        return (x > self.threshold).astype(x.dtype)
