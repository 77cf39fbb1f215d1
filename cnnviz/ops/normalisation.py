"""Batch normalisation: every channel with mean 0 and variance 1."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.channels import Channels, each, rows_of, tiles, totals
from cnnviz.ops.layer import (
    NOTHING,
    Array,
    Example,
    Layer,
    Shape,
    floats,
    gradient,
    in_order_of,
)

STATISTICS = ("running_mean", "running_var")
NEAR = 8  # deviations: no mean within them takes more than three bits


@dataclass(frozen=True, slots=True)
class BatchNorm(Layer):
    """Each channel shifted and scaled to mean 0 and variance 1, then to a learnt mean and size.

    In training mean and (biased) variance are those of the channel in this batch, and the gradient
    goes through them. Out of training they are "running_mean" and "running_var", averages over the
    batches of training that `running_statistics` keeps up to date; those two are not learnt, and
    have no gradient.

    Parameters
    ----------
    eps : float
        Added to the variance, so that a constant channel is not divided by 0.
    momentum : float from 0 to 1
        The share of a new batch in the running statistics (as in PyTorch; ONNX's is 1 minus it).
    training : bool

    Raises
    ------
    ValueError
        When a setting is illegal, parameters do not fit, or a channel has only one number to train
        with.

    Examples
    --------
    >>> BatchNorm(eps=0.0001, training=True).forward([[1.0], [3.0]]).round(3).tolist()
    [[-1.0], [1.0]]
    """

    title: ClassVar[str] = "Batch normalisation"
    formula: ClassVar[str] = r"y_c = w_c \frac{x_c - \mu_c}{\sqrt{\sigma_c^2 + \epsilon}} + b_c"
    reference: ClassVar[str] = (
        'Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing '
        'internal covariate shift", ICML 2015, algorithms 1 and 2'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((4, 3), {"training": True}),
        Example((2, 3, 4, 5), {"training": True}),
        Example((2, 3, 4)),
    )

    eps: float = 1e-5
    momentum: float = 0.1
    training: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.eps < np.inf:
            raise ValueError(f"The eps of batch normalisation must be above 0, not {self.eps!r}.")
        if not 0 <= self.momentum <= 1:
            raise ValueError(f"The momentum must be from 0 to 1, not {self.momentum!r}.")

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """One number a channel: "weight", "bias", and the two running statistics."""
        return dict.fromkeys(("weight", "bias", *STATISTICS), (_channels(x_shape),))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        channels = _channels(x_shape)
        for name, shape in shapes.items():
            if tuple(shape) != (channels,):
                raise ValueError(
                    f"The {name} has shape {shape}; {channels} channels need ({channels},)."
                )
        if self.training and prod(x_shape) == channels:
            raise ValueError(
                f"An input of shape {x_shape} has one number a channel: "
                "batch normalisation needs at least two to train."
            )
        return x_shape

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each number."""
        return prod(x_shape)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The normalised maps.

        Parameters
        ----------
        x : (N, C, *spatial)
        params : {"weight": (C,), "bias": (C,), "running_mean": (C,), "running_var": (C,)}
            Weight and bias may be left out; the statistics are read out of training only.

        Returns
        -------
        array of the shape of ``x``, float32 when x and parameters are, else float64
        """
        x, given = self._fitted(x, params)
        y = np.empty_like(x)
        if not self.training:
            return self._as_learnt(x, given, y)
        x_rows, y_rows = rows_of(x), rows_of(y)
        for c in tiles(x_rows):
            channels = self._centred(x_rows[:, c], given, c)
            scale = given["weight"][c] / np.sqrt(channels.variance + self.eps)
            shift = given["bias"][c] - channels.rest * scale
            into = np.multiply(channels.centred, each(scale, x_rows), out=y_rows[:, c])
            into += each(shift, x_rows)
        return y

    def forward_onto(self, x: Array, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The normalised maps, out of training in the memory of ``x``."""
        if self.training:
            return self.forward(x, params)
        x, given = self._fitted(x, params)
        return self._as_learnt(x, given, x)

    def _as_learnt(self, x: Array, given: Mapping[str, Array], y: Array) -> Array:
        """Set ``y`` to the maps normalised by the running statistics.

        Two passes are enough unless the mean is so far from 0 that its multiple would take digits.
        """
        mean, deviation = given["running_mean"], np.sqrt(given["running_var"] + self.eps)
        scale = given["weight"] / deviation
        shift, near = given["bias"] - mean * scale, np.abs(mean) <= NEAR * deviation
        x_rows, y_rows = rows_of(x), rows_of(y)
        for c in tiles(x_rows):
            into = y_rows[:, c]
            if near[c].all():
                np.multiply(x_rows[:, c], each(scale[c], x_rows), out=into)
                into += each(shift[c], x_rows)
            else:
                np.subtract(x_rows[:, c], each(mean[c], x_rows), out=into)
                into *= each(scale[c], x_rows)
                into += each(given["bias"][c], x_rows)
        return y

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x" and, where they were given, "weight" and "bias"."""
        x, given = self._fitted(x, params)
        dy = in_order_of(x, gradient(dy, x.dtype, x.shape, interleaved=True))
        dx = np.empty_like(x)
        grads = {name: np.zeros(x.shape[1], x.dtype) for name in ("weight", "bias")}
        x_rows, dy_rows, dx_rows = rows_of(x), rows_of(dy), rows_of(dx)
        for c in tiles(x_rows):
            channels, dy_here = self._centred(x_rows[:, c], given, c), dy_rows[:, c]
            inverse = 1 / np.sqrt(channels.variance + self.eps)
            scale = given["weight"][c] * inverse
            db = totals(dy_here)
            dw = (totals(dy_here, channels.centred) - channels.rest * db) * inverse
            into = np.multiply(dy_here, each(scale, x_rows), out=dx_rows[:, c])
            if self.training:  # less the parts of dy that mean and variance take up
                share = scale * inverse * dw / channels.size
                centred = channels.centred
                centred *= each(share, x_rows)
                centred += each(scale * db / channels.size - share * channels.rest, x_rows)
                into -= centred
            grads["weight"][c], grads["bias"][c] = dw, db
        return {"x": dx, **{name: grad for name, grad in grads.items() if name in params}}

    def running_statistics(
        self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The running statistics after training on the batch ``x``; nothing given is changed.

        The running variance takes the unbiased one of the batch, as in PyTorch (in ONNX the
        biased one). Statistics that were not given start at mean 0 and variance 1; an empty batch
        leaves them alone.

        Returns
        -------
        {"running_mean": (C,), "running_var": (C,)}

        Examples
        --------
        >>> news = BatchNorm(momentum=0.5, training=True).running_statistics([[1.0], [3.0]])
        >>> {name: value.tolist() for name, value in news.items()}
        {'running_mean': [1.0], 'running_var': [1.5]}
        """
        layer = replace(self, training=True)
        x, given = layer._fitted(x, params)
        mean, variance = given["running_mean"].copy(), given["running_var"].copy()
        rows = rows_of(x)
        for c in tiles(rows):
            channels = layer._centred(rows[:, c], given, c)
            unbiased = channels.variance * (channels.size / (channels.size - 1))
            mean[c] += self.momentum * (channels.near + channels.rest - mean[c])
            variance[c] += self.momentum * (unbiased - variance[c])
        return {"running_mean": mean, "running_var": variance}

    def _centred(self, rows: Array, given: Mapping[str, Array], c: slice) -> Channels:
        """The channels ``c`` around their mean: that of the batch or, out of training, as given."""
        if self.training:
            return Channels.of(rows)
        mean, variance = (given[name][c] for name in STATISTICS)
        return Channels(rows - each(mean, rows), mean, np.zeros_like(mean), variance)

    def _fitted(
        self, x: ArrayLike, params: Mapping[str, ArrayLike]
    ) -> tuple[Array, dict[str, Array]]:
        """Input and parameters in one floating type, with what may be left out filled in."""
        names = [name for name in ("weight", "bias", *STATISTICS) if name in params]
        x, *arrays = floats(x, *(params[name] for name in names), interleaved=True)
        channels = _channels(x.shape)
        missing = [name for name in STATISTICS if name not in names]
        if missing and not self.training:
            raise ValueError(
                f"Batch normalisation out of training needs {' and '.join(missing)} "
                f"of shape ({channels},)."
            )
        given = dict(zip(names, arrays, strict=True))
        self.output_shape(x.shape, {name: value.shape for name, value in given.items()})
        if not self.training and (given["running_var"] < 0).any():
            raise ValueError("The running_var has a number below 0, which no variance is.")
        for name in ("weight", "bias", *STATISTICS):
            if name not in given:
                given[name] = np.full(channels, name in ("weight", "running_var"), x.dtype)
        return x, given


def _channels(x_shape: Shape) -> int:
    if len(x_shape) < 2 or 0 in x_shape[1:]:
        raise ValueError(
            "The input must have shape (N, C, *spatial) with no empty channel or axis, "
            f"not {x_shape}."
        )
    return x_shape[1]
