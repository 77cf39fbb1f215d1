"""The parametric ReLU: an activation that learns."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.axes import stretches
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape, floats, gradient
from cnnviz.ops.merging import summed_to


@dataclass(frozen=True, slots=True)
class PReLU(Layer):
    """A leaky ReLU that learns its slope for negative numbers. The slope at 0 is the learned one.

    Parameters
    ----------
    channelwise : bool
        The weight has one number for each channel (axis 1 of the input), or one for all. If
        False, the weight has any shape that NumPy's broadcasting stretches to the input's.

    Examples
    --------
    >>> PReLU().forward([[-2.0, -2.0]], {"weight": [0.5, 2.0]}).tolist()
    [[-1.0, -4.0]]
    """

    title: ClassVar[str] = "Parametric ReLU"
    formula: ClassVar[str] = r"y_c = x_c \text{ if } x_c > 0 \text{ else } w_c\, x_c"
    reference: ClassVar[str] = 'He et al., "Delving deep into rectifiers", ICCV 2015, section 2.1'
    examples: ClassVar[tuple[Example, ...]] = (Example((2, 3, 4)),)

    channelwise: bool = True

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shape of "weight": one number for each channel."""
        if len(x_shape) < 2:
            raise ValueError(f"The input must have shape (N, C, ...), not {x_shape}.")
        rest = 0 if self.channelwise else len(x_shape) - 2
        return {"weight": (x_shape[1],) + (1,) * rest}

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The input's shape."""
        if "weight" in shapes:
            self._aligned(np.empty(shapes["weight"]), x_shape)
        return x_shape

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each number."""
        return prod(x_shape)

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The activation, in an array of the input's shape."""
        x, weight = self._given(x, params)
        return np.where(x > 0, x, x * self._aligned(weight, x.shape))

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x" and "weight"."""
        x, weight = self._given(x, params)
        dy = gradient(dy, x.dtype, x.shape)
        aligned = self._aligned(weight, x.shape)
        dw = summed_to(dy * np.minimum(x, 0), aligned.shape)
        return {"x": dy * np.where(x > 0, 1, aligned), "weight": dw.reshape(weight.shape)}

    def _given(self, x: ArrayLike, params: Mapping[str, ArrayLike]) -> tuple[Array, Array]:
        if "weight" not in params:
            raise ValueError('A parametric ReLU needs a "weight", one number for each channel.')
        x, weight = floats(x, params["weight"])
        return x, weight

    def _aligned(self, weight: Array, x_shape: Shape) -> Array:
        """The weight with its axes where the input has them."""
        if self.channelwise:
            fits = len(x_shape) > 1 and weight.shape in ((1,), x_shape[1:2])
            aligned = weight.reshape(weight.shape + (1,) * (len(x_shape) - 2))
        else:
            fits = stretches(weight.shape, x_shape)
            aligned = weight
        if not fits:
            raise ValueError(
                f"The weight has shape {weight.shape}; an input of shape {x_shape} needs one "
                "number for each channel, or one for all."
            )
        return aligned
