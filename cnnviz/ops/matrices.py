"""Products of matrices: the layers of imported networks that are not a plain dense layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import stretches
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient
from cnnviz.ops.merging import inputs, summed_to, two_shapes

PAIRS: Any = (((2, 3), (3, 4)), ((2, 1, 4, 3), (5, 3, 2)), ((3,), (2, 3, 4)))


@dataclass(frozen=True, slots=True)
class MatMul(Layer):
    """The product of two matrices, or of two stacks of them, as `numpy.matmul` defines it.

    Examples
    --------
    >>> MatMul().forward(([[1, 2], [3, 4]], [1, 10])).tolist()
    [21.0, 43.0]
    """

    title: ClassVar[str] = "Matrix product"
    formula: ClassVar[str] = r"y_{ij} = \sum_k a_{ik} b_{kj}"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = tuple(map(Example, PAIRS))

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """Rows of ``a`` by columns of ``b``; a vector counts as one row or one column."""
        a, b = two_shapes(self.title, x_shape)
        left, right = _matrices(a, b)
        stack = _stack(left, right)
        return (*stack, *left[-2:-1][: len(a) - 1], *right[-1:][: len(b) - 1])

    def multiply_adds(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each output and each number of the row it comes from."""
        return prod(self.output_shape(x_shape)) * int(x_shape[0][-1])

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The product of the two arrays in ``x``."""
        xs = inputs(x)
        self.output_shape([each.shape for each in xs])
        a, b = xs
        return np.asarray(np.matmul(a, b))

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The two gradients as a tuple under "x": dy bᵀ and aᵀ dy."""
        xs = inputs(x)
        dy = gradient(dy, xs[0].dtype, self.output_shape([each.shape for each in xs]))
        a, b = xs
        left, right = _matrices(a.shape, b.shape)
        stack = _stack(left, right)
        dy = dy.reshape(*stack, left[-2], right[-1])
        da = dy @ b.reshape(right).swapaxes(-1, -2)
        db = a.reshape(left).swapaxes(-1, -2) @ dy
        return {"x": (summed_to(da, left).reshape(a.shape), summed_to(db, right).reshape(b.shape))}


@dataclass(frozen=True, slots=True)
class Gemm(Layer):
    """The product with a matrix and the sum with another: alpha x W + beta b.

    Parameters
    ----------
    alpha, beta : float
    transpose_x, transpose_weight : bool
        Turn the matrix over first.

    Examples
    --------
    >>> Gemm(beta=2.0).forward([[1, 2]], {"weight": [[3], [4]], "bias": [10]}).tolist()
    [[31.0]]
    """

    title: ClassVar[str] = "General matrix product"
    formula: ClassVar[str] = r"y = \alpha\, x W + \beta\, b"
    reference: ClassVar[str] = (
        'Dongarra et al., "A set of level 3 basic linear algebra subprograms", TOMS 1990'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3), {"transpose_weight": True}, 4),
        Example((3, 2), {"transpose_x": True, "transpose_weight": True, "alpha": 0.5}, 4),
    )

    alpha: float = 1.0
    beta: float = 1.0
    transpose_x: bool = False
    transpose_weight: bool = False

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shapes of "weight" (D, F) and "bias" (F,)."""
        if len(x_shape) != 2:
            raise ValueError(f"A matrix product needs an input (N, D), not one of shape {x_shape}.")
        shape = (x_shape[0 if self.transpose_x else 1], out_channels)
        return {"weight": shape[::-1] if self.transpose_weight else shape, "bias": shape[1:]}

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, F); F is the weight's, or 1 for shapes without a weight."""
        weight = shapes.get("weight", self.parameter_shapes(x_shape)["weight"])
        if len(weight) != 2:
            raise ValueError(f"A matrix product needs a weight (D, F), not one of shape {weight}.")
        left = x_shape[::-1] if self.transpose_x else x_shape
        right = weight[::-1] if self.transpose_weight else weight
        _matrices(left, right)
        shape, bias = (left[0], right[1]), shapes.get("bias", ())
        if not stretches(bias, shape):
            raise ValueError(f"An array of shape {bias} can't be added to a product of {shape}.")
        return shape

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each output and input."""
        return prod(self.output_shape(x_shape, shapes)) * x_shape[0 if self.transpose_x else 1]

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The sum, (N, F).

        Parameters
        ----------
        x : (N, D), or (D, N) to be transposed
        params : {"weight": (D, F), or (F, D) to be transposed, "bias": stretched to (N, F)}
            The bias may be left out.
        """
        x, weight, bias = self._fitted(x, params)
        right = weight.T if self.transpose_weight else weight
        y: Array = self.alpha * ((x.T if self.transpose_x else x) @ right)
        return y if bias is None else y + self.beta * bias

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x", "weight" and, where one was given, "bias"."""
        x, weight, bias = self._fitted(x, params)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape, {"weight": weight.shape}))
        dx = self.alpha * (dy @ (weight if self.transpose_weight else weight.T))
        dw = self.alpha * ((x if self.transpose_x else x.T) @ dy)
        grads = {
            "x": dx.T if self.transpose_x else dx,
            "weight": dw.T if self.transpose_weight else dw,
        }
        if bias is not None:
            grads["bias"] = self.beta * summed_to(dy, bias.shape)
        return grads

    def _fitted(
        self, x: ArrayLike, params: Mapping[str, ArrayLike]
    ) -> tuple[Array, Array, Array | None]:
        """Input, weight and bias in one floating type, known to fit together."""
        if "weight" not in params:
            raise ValueError('A matrix product needs a "weight" of shape (D, F).')
        names = [name for name in ("weight", "bias") if name in params]
        x, *given = floats(x, *(params[name] for name in names))
        self.output_shape(x.shape, {n: a.shape for n, a in zip(names, given, strict=True)})
        return x, given[0], given[1] if len(given) > 1 else None


def _matrices(a: Shape, b: Shape) -> tuple[Shape, Shape]:
    """The shapes as stacks of matrices, known to fit: a vector is one row or one column."""
    left = (1, *a) if len(a) == 1 else a
    right = (*b, 1) if len(b) == 1 else b
    if not a or not b or left[-1] != right[-2]:
        raise ValueError(
            f"A matrix product of arrays of shapes {a} and {b} was asked for: the last axis of the "
            "first must be as long as the rows of the second."
        )
    return left, right


def _stack(left: Shape, right: Shape) -> Shape:
    """The axes before the matrices, stretched to each other."""
    try:
        return np.broadcast_shapes(left[:-2], right[:-2])
    except ValueError:
        raise ValueError(
            f"A matrix product of arrays of shapes {left} and {right} was asked for: along each "
            "axis before the last two they must be equally long, or 1."
        ) from None
