"""The convolution layer (a cross-correlation, as every framework computes it)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import ClassVar

from numpy.typing import ArrayLike

from cnnviz.geometry import Window, at_least, check_padding
from cnnviz.ops.correlation import correlate, input_gradient, weight_gradient
from cnnviz.ops.layer import (
    NOTHING,
    Array,
    Example,
    PerAxis,
    Shape,
    SlidingLayer,
    floats,
    gradient,
    spatial_shape,
)
from cnnviz.ops.padding import pad, unpad


@dataclass(frozen=True, slots=True)
class Conv(SlidingLayer):
    """Convolution over 1, 2 or 3 spatial axes, as many as the input has.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : see `SlidingLayer`
        The stride is 1 where it is left out.
    groups : int
        The channels are split into this many groups, each with filters of its own.
    padding_mode : "zeros", "reflect", "replicate" or "circular"

    Raises
    ------
    ValueError
        When the settings are illegal, or do not fit the input or the parameters.

    Examples
    --------
    >>> x = [[[0, 0, 1, 1, 1, 0, 1, 0, 0, 0]]]
    >>> edge = {"weight": [[[-1, 1]]]}
    >>> Conv(kernel_size=2, padding=((1, 0),)).forward(x, edge).astype(int).tolist()
    [[[0, 0, 1, 0, 0, -1, 1, -1, 0, 0]]]
    """

    title: ClassVar[str] = "Convolution"
    formula: ClassVar[str] = r"y_{f,i} = b_f + \sum_{c,m} w_{f,c,m}\, x_{c,\; s i + d m - p}"
    reference: ClassVar[str] = (
        'Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, section 2'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 9), {"kernel_size": 3, "padding": 1}, 2),
        Example((1, 2, 6, 5), {"kernel_size": (3, 2), "padding": "same"}, 3),
        Example((2, 4, 7, 8), {"kernel_size": 3, "stride": 2, "dilation": 2, "groups": 2}, 6),
        Example((1, 1, 5, 6), {"kernel_size": 3, "padding": 1, "padding_mode": "reflect"}, 2),
        Example((1, 2, 4, 5, 4), {"kernel_size": 2, "stride": (1, 2, 1)}, 1),
    )

    stride: PerAxis = 1
    groups: int = 1
    padding_mode: str = "zeros"

    def __post_init__(self) -> None:
        SlidingLayer.__post_init__(self)  # a slotted dataclass has no super() without arguments
        at_least("groups", self.groups, 1)
        check_padding((0, 0), self.padding_mode, 1)

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shapes of "weight" (F, C/groups, *kernel) and "bias" (F,)."""
        kernel = [window.kernel_size for window in self.windows(spatial_shape(x_shape))]
        for name, channels in (("input", x_shape[1]), ("output", out_channels)):
            if channels % self.groups:
                raise ValueError(
                    f"{self.groups} groups do not divide the {channels} {name} channels."
                )
        weight = (out_channels, x_shape[1] // self.groups, *kernel)
        return {"weight": weight, "bias": (out_channels,)}

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, F, *outputs); F is the weight's, or 1 for shapes without a weight."""
        features = shapes["weight"][0] if "weight" in shapes else 1
        return (x_shape[0], features, *SlidingLayer.output_shape(self, x_shape)[2:])

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each output, input channel of its group and tap; padding counts as input."""
        weight = self.parameter_shapes(x_shape, self.groups)["weight"]
        return prod(self.output_shape(x_shape, shapes)) * prod(weight[1:])

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The feature maps.

        Parameters
        ----------
        x : (N, C, *spatial)
        params : {"weight": (F, C/groups, *kernel), "bias": (F,)}
            The bias may be left out.

        Returns
        -------
        (N, F, *outputs), float32 when x and parameters are, else float64
        """
        x, weight, bias, windows = self._fitted(x, params)
        if self.padding_mode != "zeros":
            x = pad(x, windows, self.padding_mode)
            windows = tuple(replace(window, pad=(0, 0)) for window in windows)
        return correlate(x, weight, bias, windows, self.groups)

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x", "weight" and, where one was given, "bias"."""
        x, weight, bias, windows = self._fitted(x, params)
        dy = gradient(dy, x.dtype, self.output_shape(x.shape, {"weight": weight.shape}))
        padded = pad(x, windows, self.padding_mode)
        dpadded = input_gradient(dy, padded, weight, windows, self.groups)
        grads = {
            "x": unpad(dpadded, windows, x.shape[2:], self.padding_mode),
            "weight": weight_gradient(dy, padded, weight, windows, self.groups),
        }
        if bias is not None:
            grads["bias"] = dy.sum(axis=(0, *range(2, dy.ndim)))
        return grads

    def _fitted(
        self, x: ArrayLike, params: Mapping[str, ArrayLike]
    ) -> tuple[Array, Array, Array | None, tuple[Window, ...]]:
        """Input, weight and bias in one floating type, and the windows, known to fit together."""
        if "weight" not in params:
            raise ValueError('A convolution needs a "weight" of shape (F, C/groups, *kernel).')
        given = [params[name] for name in ("weight", "bias") if name in params]
        x, weight, *rest = floats(x, *given)
        bias = rest[0] if rest else None
        shapes = (x.shape, weight.shape, None if bias is None else bias.shape)
        return x, weight, bias, _fitting_windows(self, *shapes)


@lru_cache(maxsize=256)
def _fitting_windows(
    layer: Conv, x_shape: Shape, weight_shape: Shape, bias_shape: Shape | None
) -> tuple[Window, ...]:
    """The layer's windows, once the shapes are known to fit it and each other."""
    windows = layer.windows(spatial_shape(x_shape))
    features = weight_shape[0] if weight_shape else 0
    expected = layer.parameter_shapes(x_shape, features)["weight"]
    if not features or weight_shape != expected:
        raise ValueError(
            f"The weight has shape {weight_shape}; this layer and an input of shape {x_shape} "
            f"need ({', '.join(map(str, ('F', *expected[1:])))})."
        )
    if bias_shape not in (None, (features,)):
        raise ValueError(f"The bias has shape {bias_shape}; {features} maps need ({features},).")
    return windows
