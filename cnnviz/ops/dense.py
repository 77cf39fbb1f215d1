"""Fully connected layers, and the step that leads to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import ClassVar

from numpy.typing import ArrayLike

from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient


@dataclass(frozen=True, slots=True)
class Dense(Layer):
    """Every output is a weighted sum of all inputs along the last axis.

    Raises
    ------
    ValueError
        When input and parameters do not fit.

    Examples
    --------
    >>> weight = [[1, 0, 0], [1, 1, 1]]
    >>> Dense().forward([[2, 3, 4]], {"weight": weight, "bias": [10, 20]}).tolist()
    [[12.0, 29.0]]
    """

    title: ClassVar[str] = "Dense"
    formula: ClassVar[str] = r"y_f = b_f + \sum_c w_{f,c}\, x_c"
    reference: ClassVar[str] = (
        'Rosenblatt, "The perceptron: a probabilistic model for information storage and '
        'organization in the brain", Psychological Review 1958'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((3, 5), {}, 4),
        Example((2, 3, 4), {}, 2),
    )

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shapes of "weight" (F, D) and "bias" (F,)."""
        _check_axes(x_shape)
        return {"weight": (out_channels, x_shape[-1]), "bias": (out_channels,)}

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, ..., F); F is the weight's, or 1 for shapes without a weight."""
        _check_axes(x_shape)
        if "weight" not in shapes:
            return (*x_shape[:-1], 1)
        _check_fit(x_shape, shapes["weight"], shapes.get("bias"))
        return (*x_shape[:-1], shapes["weight"][0])

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each output and input."""
        return prod(self.output_shape(x_shape, shapes)) * x_shape[-1]

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The weighted sums.

        Parameters
        ----------
        x : (N, ..., D)
        params : {"weight": (F, D), "bias": (F,)}
            The bias may be left out.

        Returns
        -------
        (N, ..., F), float32 when x and parameters are, else float64
        """
        x, weight, bias = _fitted(x, params)
        y: Array = _rows(x) @ weight.T
        if bias is not None:
            y += bias
        return y.reshape(*x.shape[:-1], len(weight))

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x", "weight" and, where one was given, "bias"."""
        dx = self.input_gradient(dy, x, params)
        return {"x": dx, **self.parameter_gradients(dy, x, params)}

    def input_gradient(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> Array:
        """The gradient of "x"."""
        x, weight, _ = _fitted(x, params)
        dx: Array = _rows(gradient(dy, x.dtype, (*x.shape[:-1], len(weight)))) @ weight
        return dx.reshape(x.shape)

    def parameter_gradients(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "weight" and, where one was given, "bias"."""
        x, weight, bias = _fitted(x, params)
        rows = _rows(gradient(dy, x.dtype, (*x.shape[:-1], len(weight))))
        grads = {"weight": rows.T @ _rows(x)}
        if bias is not None:
            grads["bias"] = rows.sum(axis=0)
        return grads


@dataclass(frozen=True, slots=True)
class Flatten(Layer):
    """All numbers of a sample in one row, in row-major order.

    Examples
    --------
    >>> Flatten().forward([[[1, 2], [3, 4]]]).tolist()
    [[1.0, 2.0, 3.0, 4.0]]
    """

    title: ClassVar[str] = "Flatten"
    formula: ClassVar[str] = r"y_{(c,x)} = x_{c,x}"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4, 5)), Example((2, 3)))

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, D)."""
        _check_axes(x_shape)
        return (x_shape[0], prod(x_shape[1:]))

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The rows, (N, D)."""
        (x,) = floats(x)
        return x.reshape(self.output_shape(x.shape))

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """The gradient of "x": ``dy`` in the input's shape."""
        (x,) = floats(x)
        return {"x": gradient(dy, x.dtype, self.output_shape(x.shape)).reshape(x.shape)}


def _fitted(x: ArrayLike, params: Mapping[str, ArrayLike]) -> tuple[Array, Array, Array | None]:
    """Input, weight and bias in one floating type, known to fit together."""
    if "weight" not in params:
        raise ValueError('A dense layer needs a "weight" of shape (F, D).')
    x, weight, *rest = floats(x, *[params[name] for name in ("weight", "bias") if name in params])
    bias = rest[0] if rest else None
    _check_axes(x.shape)
    _check_fit(x.shape, weight.shape, None if bias is None else bias.shape)
    return x, weight, bias


def _check_fit(x_shape: Shape, weight: Shape, bias: Shape | None) -> None:
    if len(weight) != 2 or 0 in weight or weight[1] != x_shape[-1]:
        raise ValueError(
            f"The weight has shape {weight}; an input of shape {x_shape} needs "
            f"(F, {x_shape[-1]}). Flatten comes first where the input still has spatial axes."
        )
    if bias not in (None, weight[:1]):
        raise ValueError(f"The bias has shape {bias}; {weight[0]} outputs need ({weight[0]},).")


def _rows(x: Array) -> Array:
    """All numbers but those along the last axis side by side: one matrix."""
    return x.reshape(prod(x.shape[:-1]), x.shape[-1])


def _check_axes(x_shape: Shape) -> None:
    if len(x_shape) < 2:
        raise ValueError(f"The input must have shape (N, ..., D), not {x_shape}.")
