"""Convolve a picture with a kernel and keep every number that took part."""

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import check_padding
from cnnviz.kernels import Kernel
from cnnviz.ops import ACTIVATIONS, Conv
from cnnviz.traces import Array, ConvolutionTrace

Padding = int | str | tuple[tuple[int, int], tuple[int, int]]


def trace(
    x: npt.ArrayLike,
    kernel: Kernel,
    *,
    colour: str = "sum",
    bias: float = 0.0,
    stride: int = 1,
    padding: Padding = 0,
    padding_mode: str = "zeros",
    dilation: int = 1,
    flip: bool = False,
    activation: str = "none",
) -> ConvolutionTrace:
    """Convolve ``x`` (C, H, W) with ``kernel`` and record what happened.

    ``colour`` says how the kernel meets the channels: ``"sum"`` adds over them and gives one map
    (a one-channel kernel is used on every channel), ``"each"`` gives one map a channel (a depthwise
    convolution, Chollet 2017), ``"grey"`` is ``"sum"`` for a picture of one channel. The sum over
    the kernel is divided by ``kernel.divisor`` before the bias is added.

    Raises ``ValueError`` when the kernel's channels do not fit the picture's or the window does not
    fit the padded picture.
    """
    x = _frozen(np.asarray(x, dtype=np.float64))
    weight = _frozen(_weight_for(kernel, x.shape[0], colour))
    layer = Conv(
        kernel_size=weight.shape[2:],
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=x.shape[0] if colour == "each" else 1,
        padding_mode=padding_mode,
    )
    applied = weight[..., ::-1, ::-1] if flip else weight
    total = layer.forward(x[None], {"weight": applied, "bias": np.zeros(len(weight))})[0]
    pre = _frozen(total / kernel.divisor + bias)
    rows, columns = layer.windows(x.shape[1:])
    return ConvolutionTrace(
        x=x,
        weight=weight,
        divisor=kernel.divisor,
        bias=_frozen(np.full(len(weight), bias)),
        windows=(rows, columns),
        padding_mode=padding_mode,
        flipped=flip,
        groups=layer.groups,
        activation=activation,
        pre=pre,
        y=_frozen(ACTIVATIONS[activation].forward(pre, {})),
    )


def output_size(
    x_shape: tuple[int, ...],
    kernel: Kernel,
    *,
    stride: int = 1,
    padding: Padding = 0,
    padding_mode: str = "zeros",
) -> tuple[int, ...]:
    """Height and width of what `trace` makes of ``x`` (C, H, W), found without computing it.

    Raises ``ValueError`` when the kernel does not fit, as `trace` does.
    """
    _check_channels(kernel, x_shape[0], "sum")
    layer = Conv(kernel.size, stride=stride, padding=padding, padding_mode=padding_mode)
    windows = layer.windows(x_shape[1:])
    for window, n in zip(windows, x_shape[1:], strict=True):
        check_padding(window.pad, padding_mode, n)
    return tuple(w.output_length(n) for w, n in zip(windows, x_shape[1:], strict=True))


def _check_channels(kernel: Kernel, channels: int, colour: str) -> None:
    given = kernel.channels
    if colour == "each" and given != 1:
        raise ValueError(
            f"A kernel used on each channel by itself has one channel, this one has {given}."
        )
    if given not in (1, channels):
        raise ValueError(
            f"The kernel has {given} channels and the picture {channels}: "
            f"a kernel of 1 or {channels} channels would fit."
        )


def _weight_for(kernel: Kernel, channels: int, colour: str) -> Array:
    """The kernel as a weight array (F, C / groups, kH, kW)."""
    _check_channels(kernel, channels, colour)
    if colour == "each":
        return np.repeat(kernel.weight[None], channels, axis=0)
    return np.broadcast_to(kernel.weight, (channels, *kernel.weight.shape[1:]))[None]


def _frozen(array: Array) -> Array:
    """A read-only copy: the caller's own array stays writeable and cannot change the record."""
    array = np.array(array, order="C")
    array.setflags(write=False)
    return array
