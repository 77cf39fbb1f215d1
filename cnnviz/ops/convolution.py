"""The convolution layer (a cross-correlation, as every framework computes it)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import Any, ClassVar

from numpy.typing import ArrayLike

from cnnviz.geometry import Window, check_padding
from cnnviz.ops.correlation import correlate, input_gradient, weight_gradient
from cnnviz.ops.filtering import FilterLayer, parameter_gradients
from cnnviz.ops.layer import NOTHING, Array, Example, Shape, gradient, spatial_shape
from cnnviz.ops.padding import pad, unpad


@dataclass(frozen=True, slots=True)
class Conv(FilterLayer):
    """Convolution over 1, 2 or 3 spatial axes, as many as the input has.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, groups : see `FilterLayer`
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

    weight_axes: ClassVar[tuple[str, str]] = ("F", "C/groups")

    padding_mode: str = "zeros"

    def __post_init__(self) -> None:
        FilterLayer.__post_init__(self)
        check_padding((0, 0), self.padding_mode, 1)

    def _window(self, n: int, size: int, stride: int, dilation: int, padding: Any) -> Window:
        window = FilterLayer._window(self, n, size, stride, dilation, padding)
        check_padding(window.pad, self.padding_mode, n)
        return window

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shapes of "weight" (F, C/groups, *kernel) and "bias" (F,)."""
        kernel = [window.kernel_size for window in self.windows(spatial_shape(x_shape))]
        self.check_groups(x_shape, out_channels)
        weight = (out_channels, x_shape[1] // self.groups, *kernel)
        return {"weight": weight, "bias": (out_channels,)}

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, F, *outputs); F is the weight's, or 1 for shapes without a weight."""
        samples, _, *lengths = FilterLayer.output_shape(self, x_shape)
        features = self.features(x_shape, shapes) if "weight" in shapes else 1
        return (samples, features, *lengths)

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
        x, weight, bias, _ = self.fitted(x, params)
        x, windows = self._repeated(x)
        return correlate(x, weight, bias, windows, self.groups)

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
        x, weight, _, y_shape = self.fitted(x, params)
        padded, windows = self._repeated(x)
        dy = gradient(dy, x.dtype, y_shape, interleaved=True)
        dx = input_gradient(dy, padded.shape[2:], weight, windows, self.groups)
        if padded is x:
            return dx
        return unpad(dx, self.windows(x.shape[2:]), x.shape[2:], self.padding_mode)

    def parameter_gradients(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "weight" and, where one was given, "bias"."""
        x, weight, bias, y_shape = self.fitted(x, params)
        dy = gradient(dy, x.dtype, y_shape, interleaved=True)
        dw = weight_gradient(dy, *self._repeated(x), weight.shape, self.groups)
        return parameter_gradients(dw, dy, bias)

    def _repeated(self, x: Array) -> tuple[Array, tuple[Window, ...]]:
        """Input and windows after a border of repeated inputs; one of zeros is left to the sums."""
        windows = self.windows(x.shape[2:])
        if self.padding_mode == "zeros":
            return x, windows
        inner = tuple(replace(window, pad=(0, 0)) for window in windows)
        return pad(x, windows, self.padding_mode), inner
