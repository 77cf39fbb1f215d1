"""A convolution as the matrix it is: which input each cell reads, and which weight it holds."""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from cnnviz.geometry import Indices, Window
from cnnviz.traces import Array

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The layer between ``x`` (C, *n) and ``y`` (F, *m), M outputs and N inputs in all.

    ``reads`` int32 (M, T): the flat input that an output reads at each tap, −1 for a padding zero;
    T is the number of weights of one filter. ``weights`` int32 (M, T): the flat weight that it
    meets there.
    """

    x_shape: Shape
    w_shape: Shape
    y_shape: Shape
    windows: tuple[Window, ...]
    reads: Indices
    weights: Indices

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the matrix."""
        return prod(self.y_shape), prod(self.x_shape)

    def matrix(self, values: Array) -> Array:
        """(M, N): values (M, T), each in the cell of the input that it meets; 0 elsewhere."""
        cells: Array = self._scattered(values, 0.0)
        return cells

    @property
    def tap(self) -> Indices:
        """int32 (M, N): the weight that a cell shares with others, −1 where the layer has none."""
        cells: Indices = self._scattered(self.weights, -1)
        return cells

    def _scattered(self, values: Any, empty: float) -> Any:
        cells = np.full(self.shape, empty, values.dtype)
        rows, taps = np.nonzero(self.reads >= 0)
        cells[rows, self.reads[rows, taps]] = values[rows, taps]
        return cells


def layer(x_shape: Shape, w_shape: Shape, stride: int, padding: int, dilation: int) -> Layer:
    """The tables of a convolution of x (C, *n) with w (F, C, *k).

    Raises ``ValueError`` in one sentence where a window does not fit.
    """
    pad = (padding, padding)
    windows = tuple(Window(k, stride, dilation, pad) for k in w_shape[2:])
    lengths = x_shape[1:]
    index = [window.input_indices(n) for window, n in zip(windows, lengths, strict=True)]
    place = np.zeros((1, 1), np.int32)  # (outputs, taps) of the axes so far
    for axis, n in zip(index, lengths, strict=True):
        both = place[:, None, :, None] * np.int32(n) + axis[None, :, None, :]
        hole = (place[:, None, :, None] < 0) | (axis[None, :, None, :] < 0)
        place = np.where(hole, np.int32(-1), both).reshape(len(place) * len(axis), -1)
    filters, channels = w_shape[:2]
    offsets = np.arange(channels, dtype=np.int32)[None, :, None] * np.int32(prod(lengths))
    one = np.where(place[:, None] < 0, np.int32(-1), place[:, None] + offsets)
    reads = np.tile(one.reshape(len(place), -1), (filters, 1))
    taps = np.arange(prod(w_shape), dtype=np.int32).reshape(filters, 1, -1)
    weights = np.broadcast_to(taps, (filters, len(place), taps.shape[2])).reshape(reads.shape)
    y_shape = (filters, *(len(axis) for axis in index))
    return Layer(x_shape, w_shape, y_shape, windows, reads, weights)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many weights a layer has when it is dense, local and shared, and how that comes about."""

    dense: tuple[str, int]
    local: tuple[str, int]
    shared: tuple[str, int]


def counts(side: int, size: int, inputs: int, filters: int) -> Counts:
    """For a square picture and as many outputs a side; windows at the border count as whole ones.

    >>> counts(224, 3, 1, 1).dense, counts(224, 3, 3, 64).local[1]
    (('224²·224²', 2517630976), 86704128)
    """
    near = f"{size}²"
    more = "".join(f"·{n}" for n in (inputs, filters) if n > 1)
    local = (f"{side}²·{near}{more}", side**2 * size**2 * inputs * filters)
    dense = (f"{side}²·{side}²{more}", side**4 * inputs * filters)
    return Counts(dense, local, (f"{near}{more}", size**2 * inputs * filters))
