"""One transposed convolution, with what its terms, its overlap and its adjoint are made of."""

from dataclasses import dataclass

import numpy as np

from cnnviz.geometry import Window
from cnnviz.ops import Conv, ConvTranspose
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class TransposedTrace:
    """``y = Aᵀx``, where ``A`` is the convolution that takes ``y``'s shape to ``x``'s.

    Shapes: ``x`` (H, W); ``weight`` (kH, kW); ``y`` and ``overlap`` (oH, oW), the latter counting
    the inputs that meet in each output; ``back`` (H, W) is ``A y``. ``windows`` are those of ``A``.
    """

    x: Array
    weight: Array
    y: Array
    overlap: Array
    back: Array
    windows: tuple[Window, Window]
    output_padding: int

    @property
    def products(self) -> tuple[float, float]:
        """⟨A y, x⟩ and ⟨y, Aᵀx⟩, which are equal because ``Aᵀ`` is the adjoint."""
        return float(np.vdot(self.back, self.x)), float(np.vdot(self.y, self.y))


def trace(
    x: Array, weight: Array, *, stride: int, padding: int, output_padding: int, dilation: int
) -> TransposedTrace:
    """Grow a map ``x`` (H, W); raises ``ValueError`` where the settings do not fit together."""
    down = Conv(weight.shape, stride, padding, dilation)
    up = ConvTranspose(weight.shape, stride, padding, dilation, output_padding=output_padding)

    def grown(values: Array, kernel: Array) -> Array:
        y: Array = up.forward(values[None, None], {"weight": kernel[None, None]})[0, 0]
        return y

    y = grown(x, weight)
    back = down.forward(y[None, None], {"weight": weight[None, None]})[0, 0]
    rows, columns = down.windows(y.shape)
    for array in (y, back):
        array.setflags(write=False)
    overlap = grown(np.ones_like(x), np.ones_like(weight))
    return TransposedTrace(x, weight, y, overlap, back, (rows, columns), output_padding)
