"""One transposed convolution, with what its terms, its overlap and its adjoint are made of."""

from dataclasses import dataclass

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops import Conv, ConvTranspose
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class TransposedTrace:
    """``y = Aᵀx + b``, where ``A`` is the convolution from the shape of ``y`` to that of ``x``.

    ``x`` and ``back = A (y - b)`` (H, W), or (C, H, W) of several maps; ``weight`` (kH, kW), or
    (C, kH, kW); ``y``, ``linear = y - b`` and ``overlap`` (oH, oW), which counts the inputs that
    meet in each output. ``windows``, of rows and columns, are those of A.
    """

    x: Array
    weight: Array
    y: Array
    overlap: Array
    back: Array
    windows: tuple[Window, ...]
    output_padding: int
    linear: Array
    bias: float = 0.0

    @property
    def maps(self) -> int:
        """How many maps are added up."""
        return len(self.x) if self.x.ndim > 2 else 1


def trace(
    x: Array,
    weight: Array,
    *,
    stride: int,
    padding: int,
    output_padding: int,
    dilation: int,
    bias: float = 0.0,
) -> TransposedTrace:
    """Grow a map ``x`` (H, W), or the sum of several, (C, H, W), each with its own kernel.

    Raises
    ------
    ValueError
        Where the settings do not fit together.
    """
    if output_padding >= stride:  # A would take so long an output to more than x has
        raise ValueError(f"Output padding can be 0 to {stride - 1} at stride {stride}.")
    size = weight.shape[-2:]
    kernels = weight.reshape(-1, 1, *size)  # (C, 1, kH, kW), of both layers
    maps = x.reshape(1, -1, *x.shape[-2:])
    down = Conv(size, stride, padding, dilation)
    up = ConvTranspose(size, stride, padding, dilation, output_padding=output_padding)
    ones = np.ones_like
    linear, overlap = (
        up.forward(values, {"weight": own})[0, 0]
        for values, own in ((maps, kernels), (ones(maps), ones(kernels)))
    )
    y = linear + bias
    back = down.forward(linear[None, None], {"weight": kernels})[0].reshape(x.shape)
    for array in (y, linear, overlap, back):
        array.setflags(write=False)
    windows = down.windows(y.shape)
    return TransposedTrace(x, weight, y, overlap, back, windows, output_padding, linear, bias)
