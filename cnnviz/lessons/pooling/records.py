"""What happened in one pooling: frozen records of arrays and index tables."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.lessons.pooling.axes import Tables
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class ArgMax:
    """Every pair of an output of max pooling and an input that holds its maximum.

    ``output`` and ``input`` (pairs,) are flat indices, ``first`` (pairs,) tells which pair won;
    ``argmax`` (oH, oW) is the flat input index that won, -1 for none, ``ties`` (oH, oW) how many
    inputs hold the maximum; ``win_count`` and ``tie_count`` (H, W) count the windows that an input
    won, and those whose maximum it holds together with others.
    """

    output: npt.NDArray[np.integer]
    input: npt.NDArray[np.integer]
    first: npt.NDArray[np.bool_]
    argmax: npt.NDArray[np.integer]
    ties: npt.NDArray[np.integer]
    win_count: npt.NDArray[np.integer]
    tie_count: npt.NDArray[np.integer]


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

    Shapes: ``x`` (H, W), ``y`` (oH, oW); ``axes`` holds one table for rows and one for columns,
    ``windows`` is empty for the cells of a box. ``maxima`` is None for a pooling without winner;
    ``rebuilt`` (H, W) is the input as far as outputs and argmax tell. ``totals`` (oH, oW) is the
    sum before an average is divided by ``divisors``, or before the root of Lp pooling, whose
    derivative is ``inner_derivative`` (H, W) times ``outer_derivative`` (oH, oW). Blur pooling has
    maxima with stride 1, ``peaks``, and reads them by ``blur_axes`` with ``weights`` (taps,) along
    each axis.
    """

    kind: str
    x: Array
    y: Array
    axes: Tables
    windows: tuple[Window, ...]
    ones: Routes
    own: Routes
    maxima: ArgMax | None = None
    rebuilt: Array | None = None
    totals: Array | None = None
    divisors: Array | None = None
    power: int = 0
    inner_derivative: Array | None = None
    outer_derivative: Array | None = None
    peaks: Array | None = None
    peak_axes: Tables | None = None
    blur_axes: Tables | None = None
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
