"""The transposed convolution: a convolution's input gradient, used as a layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.geometry import Window, resolve_padding
from cnnviz.ops.axes import per_axis, whole_numbers
from cnnviz.ops.correlation import correlate, input_gradient, weight_gradient
from cnnviz.ops.filtering import FilterLayer, parameter_gradients
from cnnviz.ops.layer import NOTHING, Array, Example, PerAxis, Shape, gradient, spatial_shape


@dataclass(frozen=True, slots=True)
class ConvTranspose(FilterLayer):
    """Every input puts its multiple of the kernel into the output, and overlaps add up.

    It is the adjoint of the convolution with the same settings: that layer reads this one's output
    length and gives its input length. The stride therefore spreads the inputs apart, the padding
    is cut off, and "same" gives ``stride`` times as many outputs as inputs.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, groups : see `FilterLayer`
    output_padding : int or one per axis
        How many outputs more there are at the end, of all lengths that the convolution would take
        to the same number of inputs. Smaller than the stride or than the dilation.

    Raises
    ------
    ValueError
        When the settings are illegal, or do not fit the input or the parameters.

    Examples
    --------
    >>> kernel = {"weight": [[[1, 2, 3]]]}
    >>> ConvTranspose(kernel_size=3, stride=2).forward([[[1, 0, 10]]], kernel).tolist()
    [[[1.0, 2.0, 3.0, 0.0, 10.0, 20.0, 30.0]]]
    """

    title: ClassVar[str] = "Transposed convolution"
    formula: ClassVar[str] = (
        r"y_{f,x} = b_f + \sum_{c} \sum_{s i + d m - p = x} w_{c,f,m}\, x_{c,i}"
    )
    reference: ClassVar[str] = (
        'Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4'
    )
    examples: ClassVar[tuple[Example, ...]] = (
        Example((2, 3, 5), {"kernel_size": 3, "padding": 1}, 2),
        Example((1, 2, 3, 4), {"kernel_size": (3, 2), "stride": 2, "padding": "same"}, 3),
        Example((2, 4, 3, 3), {"kernel_size": 3, "stride": 2, "dilation": 2, "groups": 2}, 6),
        Example((1, 2, 3), {"kernel_size": 3, "stride": 3, "padding": 1, "output_padding": 2}, 1),
        Example((1, 2, 2, 3, 2), {"kernel_size": 2, "stride": (1, 2, 1)}, 2),
    )

    weight_axes: ClassVar[tuple[str, str]] = ("C", "F/groups")

    output_padding: PerAxis = 0

    def __post_init__(self) -> None:
        FilterLayer.__post_init__(self)
        longer = whole_numbers("output_padding", self.output_padding, 0)
        object.__setattr__(self, "output_padding", longer)

    def windows(self, spatial: Shape) -> tuple[Window, ...]:
        """None: they do not slide over the input but over the output, see `scatters`."""
        return ()

    def scatters(self, spatial: Shape) -> tuple["Scatter", ...]:
        """Where the inputs along each spatial axis put their multiples of the kernel."""
        settings = [
            per_axis(name, getattr(self, name), len(spatial))
            for name in ("kernel_size", "stride", "dilation", "padding", "output_padding")
        ]
        return tuple(map(_scatter, spatial, *settings))

    def parameter_shapes(self, x_shape: Shape, out_channels: int = 1) -> dict[str, Shape]:
        """Shapes of "weight" (C, F/groups, *kernel) and "bias" (F,)."""
        kernel = per_axis("kernel_size", self.kernel_size, len(spatial_shape(x_shape)))
        self.check_groups(x_shape, out_channels)
        return {
            "weight": (x_shape[1], out_channels // self.groups, *kernel),
            "bias": (out_channels,),
        }

    def output_shape(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """(N, F, *outputs); F is the weight's, or one a group for shapes without a weight."""
        outputs = [scatter.outputs for scatter in self.scatters(spatial_shape(x_shape))]
        features = self.features(x_shape, shapes) if "weight" in shapes else self.groups
        return (x_shape[0], features, *outputs)

    def multiply_adds(self, x_shape: Shape, shapes: Mapping[str, Shape] = NOTHING) -> int:
        """One for each input, map of its group and tap, whether or not it is cut off again."""
        weight = self.parameter_shapes(x_shape, self.output_shape(x_shape, shapes)[1])["weight"]
        return prod(x_shape) * prod(weight[1:])

    def forward(self, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The feature maps.

        Parameters
        ----------
        x : (N, C, *spatial)
        params : {"weight": (C, F/groups, *kernel), "bias": (F,)}
            The bias may be left out.

        Returns
        -------
        (N, F, *outputs), float32 when x and parameters are, else float64
        """
        x, weight, bias, _ = self.fitted(x, params)
        scatters = self.scatters(x.shape[2:])
        windows = tuple(scatter.window for scatter in scatters)
        lengths = tuple(scatter.full for scatter in scatters)
        full = input_gradient(x, lengths, weight, windows, self.groups)
        y = _cut(full, scatters)
        if bias is not None:
            y += bias.reshape(-1, *(1,) * len(scatters))
        return y

    def backward(
        self, dy: ArrayLike, x: ArrayLike, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Array]:
        """Gradients of "x", "weight" and, where one was given, "bias"."""
        x, weight, bias, y_shape = self.fitted(x, params)
        dy = gradient(dy, x.dtype, y_shape)
        scatters = self.scatters(x.shape[2:])
        windows = tuple(scatter.window for scatter in scatters)
        full = _uncut(dy, scatters)
        # The convolution's own weight gradient, with this layer's input in the place of its dy.
        dw = weight_gradient(x, full, windows, weight.shape, self.groups)
        dx = correlate(full, weight, None, windows, self.groups)
        return {"x": dx, **parameter_gradients(dw, dy, bias)}


@dataclass(frozen=True, slots=True)
class Scatter:
    """Along one axis: the window that slides over the output, once for each input.

    Output ``stride * i + dilation * m - before`` gets the product of input ``i`` with tap ``m``.
    ``full`` outputs are reached; of these ``before`` are cut off, and ``outputs`` are kept, or
    continued with zeros where the output is longer than what is reached.
    """

    window: Window
    full: int
    before: int
    outputs: int


def _scatter(
    n: int, size: int, stride: int, dilation: int, padding: Any, output_padding: int
) -> Scatter:
    window = Window(size, stride, dilation)
    before, after = resolve_padding(padding, size, stride, dilation, n * stride)
    if padding in ("same", "same_lower"):
        after = window.span - stride - before  # below 0 where the kernel leaves holes
    if output_padding >= max(stride, dilation):
        raise ValueError(
            f"An output padding of {output_padding} was asked for stride {stride} and dilation "
            f"{dilation}: at most {max(stride, dilation) - 1} fits."
        )
    full = (n - 1) * stride + window.span
    outputs = full - before - after + output_padding
    if outputs < 1:
        raise ValueError(
            f"Padding ({before}, {after}) cuts off all of the {full} outputs that an input of {n} "
            f"reaches: at most {full + output_padding - 1} in all fits."
        )
    return Scatter(window, full, before, outputs)


def _cut(full: Array, scatters: tuple[Scatter, ...]) -> Array:
    kept = full[:, :, *_kept(scatters)]
    missing = [s.outputs - n for s, n in zip(scatters, kept.shape[2:], strict=True)]
    return np.pad(kept, [(0, 0), (0, 0), *((0, more) for more in missing)])


def _uncut(dy: Array, scatters: tuple[Scatter, ...]) -> Array:
    full = np.zeros((*dy.shape[:2], *(s.full for s in scatters)), dy.dtype)
    kept = full[:, :, *_kept(scatters)]
    kept[...] = dy[:, :, *[slice(n) for n in kept.shape[2:]]]
    return full


def _kept(scatters: tuple[Scatter, ...]) -> list[slice]:
    return [slice(s.before, s.before + s.outputs) for s in scatters]
