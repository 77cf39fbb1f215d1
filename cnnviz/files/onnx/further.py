"""Layers for what an ONNX operator puts out beside its result."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.files.onnx.wrapping import Around
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.layer import NOTHING, Array, Shape, floats
from cnnviz.ops.normalisation import BatchNorm
from cnnviz.ops.pooling import MaxPool


@dataclass(frozen=True, slots=True)
class OnnxDropout(Dropout):
    """Dropout in training that leaves out the numbers that ONNX's own implementation does."""

    def mask(self, x_shape: Shape) -> NDArray[np.bool_]:
        """Which numbers stay."""
        kept: NDArray[np.bool_] = np.random.RandomState(self.seed).random(x_shape) >= self.rate
        return kept


@dataclass(frozen=True, slots=True)
class Beside(Around):
    """Base: something that a layer knows beside its output, and that has no gradient."""

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """Zeros, whatever ``dy`` is."""
        return {
            name: np.zeros(np.shape(value), np.result_type(np.float32, np.asarray(value)))
            for name, value in {"x": x, **params}.items()
        }


@dataclass(frozen=True, slots=True)
class KeptMask(Beside):
    """Which numbers a dropout layer leaves."""

    layer: Dropout

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """True where a number stays."""
        return self.layer.mask(np.shape(x))


@dataclass(frozen=True, slots=True)
class Winners(Beside):
    """Where the largest number of each window stands, counted through the whole input.

    Parameters
    ----------
    column_major : bool
        Count along the first spatial axis first.
    """

    layer: MaxPool
    column_major: bool = False

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """int64 array (N, C, *outputs)."""
        x = np.asarray(x)
        winner = self.layer.mask(x)
        spatial = x.shape[2:]
        if self.column_major:
            place = np.unravel_index(winner, spatial)
            winner = np.ravel_multi_index(place, spatial, order="F")
        maps = np.arange(prod(x.shape[:2])).reshape(*x.shape[:2], *(1,) * len(spatial))
        whole: Array = winner + maps * prod(spatial)
        return whole


@dataclass(frozen=True, slots=True)
class Statistics(Beside):
    """The running mean or variance after a batch of training."""

    layer: BatchNorm
    name: str

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """One number a channel."""
        return shapes[self.name]

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The statistic (C,); ONNX counts the biased variance."""
        (x,) = floats(x)
        axes = (0, *range(2, x.ndim))
        batch = x.mean(axes) if self.name == "running_mean" else x.var(axes)
        share = self.layer.momentum
        after: Array = share * batch + (1 - share) * np.asarray(params[self.name], x.dtype)
        return after
