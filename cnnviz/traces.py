"""What happened in one computation: frozen records of arrays and index tables.

A trace holds all that a figure or the player needs and nothing about how it looks. A single
step is derived from the arrays when somebody asks for it; it is never stored as an object.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Indices, Window

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
            window.reads(n, self.padding_mode)[i]
            for window, n, i in zip(self.windows, self.x.shape[1:], (row, column), strict=True)
        )
        channels = self.channels(filter_index)
        inputs = self.x[channels.start : channels.stop][:, rows[:, None], columns]
        inputs = np.where((rows[:, None] < 0) | (columns < 0), 0, inputs)
        weights = self.applied[filter_index]
        products = inputs * weights
        return Terms(inputs, weights, products, float(products.sum()))


@dataclass(frozen=True, slots=True, eq=False)
class PoolingTrace:
    """One pooling of one picture: ``x`` (C, H, W), ``y`` (C, oH, oW).

    ``winners`` (C, oH, oW) holds the flat index ``row * W + column`` of the input that won.
    """

    x: Array
    windows: tuple[Window, Window]
    winners: npt.NDArray[np.integer]
    y: Array


@dataclass(frozen=True, slots=True, eq=False)
class MaxPoolBackward:
    """One max pooling's way back: ``x`` and ``dx`` (N, C, *spatial), ``dy`` (N, C, *outputs).

    ``winners`` has, for each output, the index of the input that won into the flattened spatial
    axes of ``x``; -1 where a window saw only padding.
    """

    x: Array
    dy: Array
    dx: Array
    winners: npt.NDArray[np.integer]
    windows: tuple[Window, ...]

    def winner(self, n: int, c: int, *output: int) -> tuple[int, ...] | None:
        """The input that gets the whole gradient of an output, or None if there is none."""
        flat = int(self.winners[n, c, *output])
        if flat < 0:
            return None
        return tuple(int(i) for i in np.unravel_index(flat, self.x.shape[2:]))

    def won(self, n: int, c: int, *position: int) -> tuple[tuple[int, ...], ...]:
        """The outputs that an input won; its gradient is the sum of theirs."""
        flat = int(np.ravel_multi_index(position, self.x.shape[2:]))
        return tuple(map(tuple, np.argwhere(self.winners[n, c] == flat).tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Along one axis: what each output of a pooling reads, and where it lies on the input.

    ``index`` (outputs, taps) holds input positions, -1 for padding and for no tap at all.
    ``first`` and ``taps`` (outputs,) tell where each window starts, in places of the input, and
    how many places it has. ``left`` and ``width`` (outputs,) tell where the output is drawn: as
    wide as the step to the next one, in the middle of its window or from its start.
    """

    index: Indices
    first: Indices
    taps: Indices
    left: Array
    width: Array


@dataclass(frozen=True, slots=True, eq=False)
class Maxima:
    """Every pair of an output of max pooling and an input that holds its maximum.

    ``output`` and ``input`` (pairs,) are flat indices, ``first`` (pairs,) tells which pair won;
    ``winners`` (oH, oW) is the flat input index that won, -1 for none, ``ties`` (oH, oW) how many
    inputs hold the maximum; ``won`` and ``tied`` (H, W) count the windows that an input won, and
    those whose maximum it holds together with others.
    """

    output: npt.NDArray[np.integer]
    input: npt.NDArray[np.integer]
    first: npt.NDArray[np.bool_]
    winners: npt.NDArray[np.integer]
    ties: npt.NDArray[np.integer]
    won: npt.NDArray[np.integer]
    tied: npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Routes:
    """One gradient on its way back through a pooling, by each rule for ties.

    ``dy`` (oH, oW) is what was put on the output; ``dx`` (H, W) what came to the input by each
    rule: "first", "split" and "all", or "only" for a pooling without winner.
    """

    dy: Array
    dx: Mapping[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class PooledTrace:
    """One pooling of one map, with what it takes to explain each output and to send it back.

    Shapes: ``x`` (H, W), ``y`` (oH, oW); ``reach`` holds one record for rows and one for columns,
    ``windows`` is empty for the cells of a box. ``maxima`` is None for a pooling without winner;
    ``rebuilt`` (H, W) is the input as far as outputs and winners tell. ``totals`` (oH, oW) is the
    sum before an average is divided by ``divisors``, or before the root of Lp pooling, whose
    derivative is ``steepness`` (H, W) times ``slack`` (oH, oW). Blur pooling has maxima with stride
    1, ``peaks``, and reads them by ``blur_reach`` with ``weights`` (taps,) along each axis.
    """

    kind: str
    x: Array
    y: Array
    reach: tuple[Reach, Reach]
    windows: tuple[Window, ...]
    ones: Routes
    own: Routes
    maxima: Maxima | None = None
    rebuilt: Array | None = None
    totals: Array | None = None
    divisors: Array | None = None
    power: int = 0
    steepness: Array | None = None
    slack: Array | None = None
    peaks: Array | None = None
    peak_reach: tuple[Reach, Reach] | None = None
    blur_reach: tuple[Reach, Reach] | None = None
    weights: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shifted:
    """What one pooling makes of a picture that moves right, one pixel after the other.

    ``y`` (shifts, oH, oW); ``change`` (shifts, oH, oW) is ``y`` moved back, minus ``y`` of the
    picture that did not move; ``mean`` and ``largest`` (shifts,) are of its magnitudes.
    """

    y: Array
    change: Array
    mean: Array
    largest: Array
