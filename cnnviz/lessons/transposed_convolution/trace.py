"""One transposed convolution, with what its terms, its overlap and its adjoint are made of."""

from dataclasses import dataclass

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops import Conv, ConvTranspose
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class TransposedTrace:
    """``y = Aᵀx``, where ``A`` is the convolution that takes the shape of ``y`` to that of ``x``.

    ``x`` and ``back = A y`` (H, W); ``weight`` (kH, kW); ``y`` and ``overlap`` (oH, oW), which
    counts the inputs that meet in each output. ``windows``, of rows and columns, are those of A.
    Of several maps that are added up ``x`` and ``back`` are (C, H, W), ``weight`` (C, kH, kW).
    """

    x: Array
    weight: Array
    y: Array
    overlap: Array
    back: Array
    windows: tuple[Window, ...]
    output_padding: int


def trace(
    x: Array, weight: Array, *, stride: int, padding: int, output_padding: int, dilation: int
) -> TransposedTrace:
    """Grow one map or more; raises ``ValueError`` where the settings do not fit together."""
    if output_padding >= stride:  # A would take so long an output to more than x has
        raise ValueError(f"Output padding can be 0 to {stride - 1} at stride {stride}.")
    size, ones = weight.shape[-2:], np.ones_like
    maps, own = x.reshape(1, -1, *x.shape[-2:]), weight.reshape(-1, 1, *size)
    down = Conv(size, stride, padding, dilation)
    up = ConvTranspose(size, stride, padding, dilation, output_padding=output_padding)
    y, overlap = (
        up.forward(values, {"weight": kernels})[0, 0]
        for values, kernels in ((maps, own), (ones(maps), ones(own)))
    )
    back = down.forward(y[None, None], {"weight": own})[0].reshape(x.shape)
    for array in (y, overlap, back):
        array.setflags(write=False)
    return TransposedTrace(x, weight, y, overlap, back, down.windows(y.shape), output_padding)
