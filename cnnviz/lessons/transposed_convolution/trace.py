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
    """Grow a map ``x`` (H, W); raises ``ValueError`` where the settings do not fit together."""
    if output_padding >= stride:  # A would take so long an output to more than x has
        raise ValueError(f"Output padding can be 0 to {stride - 1} at stride {stride}.")
    down = Conv(weight.shape, stride, padding, dilation)
    up = ConvTranspose(weight.shape, stride, padding, dilation, output_padding=output_padding)
    ones = np.ones_like
    y, overlap = (
        up.forward(values[None, None], {"weight": kernel[None, None]})[0, 0]
        for values, kernel in ((x, weight), (ones(x), ones(weight)))
    )
    back = down.forward(y[None, None], {"weight": weight[None, None]})[0, 0]
    for array in (y, overlap, back):
        array.setflags(write=False)
    return TransposedTrace(x, weight, y, overlap, back, down.windows(y.shape), output_padding)
