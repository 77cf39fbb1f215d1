"""What happened in one computation: frozen records of arrays and index tables.

A trace holds all that a figure or the player needs and nothing about how it looks. A single
step is derived from the arrays when somebody asks for it; it is never stored as an object.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window

Array = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """One output value, opened into what was multiplied and added.

    ``inputs``, ``weights`` and ``products`` have shape (C, kH, kW); a padding zero is an input of
    0. ``total`` is the sum of the products, before divisor, bias and activation.
    """

    inputs: Array
    weights: Array
    products: Array
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class ConvolutionTrace:
    """One convolution of one picture, with every array that took part in it.

    ``y = activation(conv(x, applied) / divisor + bias)``.

    Shapes: ``x`` (C, H, W); ``weight`` (F, C / groups, kH, kW), as it was typed; ``bias`` (F,);
    ``pre`` and ``y`` (F, oH, oW), before and after the activation. ``windows`` holds one
    :class:`~cnnviz.geometry.Window` for rows and one for columns.
    """

    x: Array
    weight: Array
    divisor: float
    bias: Array
    windows: tuple[Window, Window]
    padding_mode: str
    flipped: bool
    groups: int
    activation: str
    pre: Array
    y: Array

    @property
    def applied(self) -> Array:
        """The weights that meet the input: turned by 180 degrees for a true convolution."""
        return self.weight[..., ::-1, ::-1] if self.flipped else self.weight

    def channels(self, filter_index: int) -> range:
        """Which input channels the filter reads."""
        each = self.x.shape[0] // self.groups
        group = filter_index // (self.weight.shape[0] // self.groups)
        return range(group * each, (group + 1) * each)

    def terms(self, filter_index: int, row: int, column: int) -> Terms:
        """Open one output value into its products."""
        rows, columns = (
            window.input_indices(n, self.padding_mode)[i]
            for window, n, i in zip(self.windows, self.x.shape[1:], (row, column), strict=True)
        )
        channels = self.channels(filter_index)
        inputs = self.x[channels.start : channels.stop][:, rows[:, None], columns]
        inputs = np.where((rows[:, None] < 0) | (columns < 0), 0, inputs)
        weights = self.applied[filter_index]
        products = inputs * weights
        return Terms(inputs, weights, products, float(products.sum()))


@dataclass(frozen=True, slots=True, eq=False)
class MaxPoolTrace:
    """One max pooling of one picture: ``x`` (C, H, W), ``y`` (C, oH, oW).

    ``argmax`` (C, oH, oW) holds the flat index ``row * W + column`` of the input that is taken.
    """

    x: Array
    windows: tuple[Window, Window]
    argmax: npt.NDArray[np.integer]
    y: Array
