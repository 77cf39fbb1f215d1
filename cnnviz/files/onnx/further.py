"""Layers for what an ONNX operator puts out beside its result."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.files.onnx.wrapping import Around
from cnnviz.ops.axes import whole_tuple
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.group_norm import LayerNorm
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats
from cnnviz.ops.normalisation import BatchNorm
from cnnviz.ops.picking import TopK
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


@dataclass(frozen=True, slots=True)
class Places(Beside):
    """Where the largest few stand."""

    layer: TopK

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """int64 array of the shape of the largest few."""
        return self.layer.mask(x)


@dataclass(frozen=True, slots=True)
class Moments(Beside):
    """Mean, or one over the deviation, of the rows that a normalisation works on."""

    layer: LayerNorm
    name: str

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The axes of a row with a length of 1."""
        row = len(self.layer.stretched(x_shape))
        return (*x_shape[: len(x_shape) - row], *(1,) * row)

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """One number for each row."""
        (x,) = floats(x)
        rows = x.reshape(self.layer.rows(x.shape))
        found = rows.mean(axis=1)
        if self.name == "deviation":
            found = 1 / np.sqrt(rows.var(axis=1) + self.layer.eps)
        shaped: Array = found.reshape(self.output_shape(x.shape))
        return shaped


@dataclass(frozen=True, slots=True)
class Unmoved(Layer):
    """Base of the arrays that settings alone decide; an input does not matter."""

    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """Zeros for the input."""
        return {"x": () if isinstance(x, tuple) else np.zeros(np.shape(x), np.float32)}


@dataclass(frozen=True, slots=True)
class Counting(Unmoved):
    """Numbers from a start to before an end, in equal steps."""

    title: ClassVar[str] = "Numbers in steps"
    formula: ClassVar[str] = r"y_i = a + i\,s"

    start: float
    end: float
    step: float
    dtype: str

    def __post_init__(self) -> None:
        given = self.start, self.end, self.step
        if not np.isfinite(given).all() or self.step == 0:
            raise ValueError(
                "Numbers from {:g} to {:g} in steps of {:g} have no end.".format(*given)
            )

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """How many numbers there are."""
        return (max(0, ceil((self.end - self.start) / self.step)),)

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The numbers."""
        (count,) = self.output_shape(())
        return (self.start + self.step * np.arange(count)).astype(self.dtype)


@dataclass(frozen=True, slots=True)
class Filled(Unmoved):
    """An array of one number."""

    title: ClassVar[str] = "Constant of a shape"
    formula: ClassVar[str] = r"y = c"

    shape: Shape
    number: float
    dtype: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", whole_tuple("length of an axis", self.shape, 0))

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape that was asked for."""
        return self.shape

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The array."""
        return np.full(self.shape, self.number, self.dtype)
