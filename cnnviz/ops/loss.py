"""Losses: how far an output is from its target, as one number, and the gradient to start from."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.geometry import listed
from cnnviz.ops.layer import Array, floats
from cnnviz.ops.softmax import shifted


class Loss(ABC):
    """Base of the losses: frozen settings, a value and its gradient."""

    __slots__ = ()
    title: ClassVar[str]
    formula: ClassVar[str]
    reference: ClassVar[str]

    @abstractmethod
    def value(self, z: ArrayLike, target: ArrayLike) -> float:
        """The loss of the outputs ``z``."""

    @abstractmethod
    def gradient(self, z: ArrayLike, target: ArrayLike) -> Array:
        """The gradient of ``z``, in its shape."""

    def value_and_gradient(self, z: ArrayLike, target: ArrayLike) -> tuple[float, Array]:
        """Both at once, for what they share is then computed once."""
        return self.value(z, target), self.gradient(z, target)


@dataclass(frozen=True, slots=True)
class SoftmaxCrossEntropy(Loss):
    """Minus the logarithm of the share that softmax gives to the target class.

    Computed from the scores themselves, so that large ones neither overflow nor become log 0.

    Parameters
    ----------
    reduction : "mean" or "sum"
        The mean is over the targets that count; NaN where there are none.
    ignore_index : int
        Targets with this number do not count.

    Raises
    ------
    ValueError
        When the targets do not fit the scores.

    Examples
    --------
    >>> round(SoftmaxCrossEntropy().value([[0.0, 0.0]], [1]), 4)  # log 2
    0.6931
    """

    title: ClassVar[str] = "Softmax cross-entropy"
    formula: ClassVar[str] = (
        r"L = -\frac{1}{N} \sum_n \log \frac{e^{z_{n,t_n}}}{\sum_k e^{z_{n,k}}}"
    )
    reference: ClassVar[str] = (
        'Goodfellow, Bengio and Courville, "Deep learning", MIT Press 2016, section 6.2.2.3'
    )

    reduction: str = "mean"
    ignore_index: int = -100

    def __post_init__(self) -> None:
        _check_reduction(self.reduction, ("mean", "sum"))

    def value(self, z: ArrayLike, target: ArrayLike) -> float:
        """The loss.

        Parameters
        ----------
        z : scores (N, K, *spatial)
        target : classes (N, *spatial) from 0 to K - 1, or shares (N, K, *spatial) such as one-hot
        """
        return self.value_and_gradient(z, target)[0]

    def gradient(self, z: ArrayLike, target: ArrayLike) -> Array:
        """The gradient of ``z``: softmax(z) - target for each target that counts, or its mean."""
        return self.value_and_gradient(z, target)[1]

    def value_and_gradient(self, z: ArrayLike, target: ArrayLike) -> tuple[float, Array]:
        """Both at once, from one softmax."""
        z, shares, count = self._fitted(z, target)
        below = shifted(z, axis=1)
        dz = np.exp(below)
        total = dz.sum(axis=1, keepdims=True)
        below -= np.log(total)  # now the logarithms of the softmax
        # A share of 0 counts for nothing, even of a score of minus infinity.
        cost = np.multiply(shares, below, out=np.zeros_like(z), where=shares != 0).sum()
        dz /= total
        dz *= shares.sum(axis=1, keepdims=True)
        dz -= shares
        dz /= max(count, 1)
        with np.errstate(invalid="ignore"):
            return float(-cost / np.asarray(count, z.dtype)), dz

    def _fitted(self, z: ArrayLike, target: ArrayLike) -> tuple[Array, Array, int]:
        """The scores, the targets as shares of 1, and what to divide by."""
        (z,) = floats(z)
        target = np.asarray(target)
        if z.ndim < 2 or z.shape[1] == 0:
            raise ValueError(f"The scores must have shape (N, K, ...), not {z.shape}.")
        places = (z.shape[0], *z.shape[2:])
        if target.shape == z.shape:
            (shares,) = floats(target)
            count = int(np.prod(places))
        elif target.shape == places:
            shares, count = self._one_hot(target, z.shape[1])
        else:
            raise ValueError(
                f"The target has shape {target.shape}; scores of shape {z.shape} need classes of "
                f"shape {places}, or shares of shape {z.shape}."
            )
        return z, shares.astype(z.dtype, copy=False), count if self.reduction == "mean" else 1

    def _one_hot(self, target: NDArray[np.int64], classes: int) -> tuple[Array, int]:
        counts = target != self.ignore_index
        if target.dtype.kind not in "iu" and target.size:
            raise ValueError(f"Classes are whole numbers, not values of type {target.dtype}.")
        wrong = target[counts & ((target < 0) | (target >= classes))]
        if wrong.size:
            raise ValueError(
                f"A target of {wrong.flat[0]} was given for {classes} classes: "
                f"use 0 to {classes - 1}, or {self.ignore_index} for one that does not count."
            )
        places = np.arange(classes).reshape(classes, *[1] * (target.ndim - 1))
        shares = np.where(counts, target, -1)[:, None] == places
        return shares, int(np.count_nonzero(counts))


@dataclass(frozen=True, slots=True)
class SquaredError(Loss):
    """The squared difference between output and target.

    Parameters
    ----------
    reduction : "mean", "sum" or "sum per example"
        Over all numbers; or summed over the numbers of an example, with the mean over examples.

    Raises
    ------
    ValueError
        When outputs and targets differ in shape.

    Examples
    --------
    >>> SquaredError().value([[1.0, 2.0], [3.0, 4.0]], [[1, 0], [0, 4]])
    3.25
    >>> SquaredError("sum per example").value([[1.0, 2.0], [3.0, 4.0]], [[1, 0], [0, 4]])
    6.5
    """

    title: ClassVar[str] = "Squared error"
    formula: ClassVar[str] = r"L = \frac{1}{n} \sum_i (z_i - t_i)^2"
    reference: ClassVar[str] = (
        'Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805'
    )

    reduction: str = "mean"

    def __post_init__(self) -> None:
        _check_reduction(self.reduction, ("mean", "sum", "sum per example"))

    def value(self, z: ArrayLike, target: ArrayLike) -> float:
        """The loss of outputs ``z``, for a target of the same shape."""
        return self.value_and_gradient(z, target)[0]

    def gradient(self, z: ArrayLike, target: ArrayLike) -> Array:
        """The gradient of ``z``: 2 (z - target), or its mean."""
        return self.value_and_gradient(z, target)[1]

    def value_and_gradient(self, z: ArrayLike, target: ArrayLike) -> tuple[float, Array]:
        """Both at once, from one difference."""
        difference, count = self._fitted(z, target)
        with np.errstate(invalid="ignore"):
            value = float(np.square(difference).sum() / np.asarray(count, difference.dtype))
        return value, difference * (2 / max(count, 1))

    def _fitted(self, z: ArrayLike, target: ArrayLike) -> tuple[Array, int]:
        """The differences, and what to divide the sum of their squares by."""
        (z,) = floats(z)
        target = np.asarray(target)
        if target.shape != z.shape:
            raise ValueError(f"The target has shape {target.shape}; the output has {z.shape}.")
        count = {"mean": z.size, "sum": 1, "sum per example": len(z) if z.ndim else 1}
        return z - target.astype(z.dtype, copy=False), count[self.reduction]


def _check_reduction(reduction: str, known: tuple[str, ...]) -> None:
    if reduction not in known:
        raise ValueError(f"Unknown reduction {reduction!r}: use {listed(known)}.")
