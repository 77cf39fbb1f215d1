"""What each output of a pooling reads, and where it is drawn, as tables along each axis."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.player.axes import AxisTable, ragged, sliding
from cnnviz.traces import Array

Shape = tuple[int, ...]
Tables = tuple[AxisTable, AxisTable]
Counts = npt.NDArray[np.integer]


def slide(windows: Sequence[Window], shape: Shape, padding_mode: str = "zeros") -> Tables:
    """The tables of a pair of windows that slide over a map of ``shape`` (H, W)."""
    rows, columns = (
        _drawn(w, sliding(w, n, padding_mode)) for w, n in zip(windows, shape, strict=True)
    )
    return rows, columns


def compose(above: Tables, below: Tables, windows: Sequence[Window]) -> Tables:
    """What ``above`` reads through the outputs of ``below``; ``windows`` are the two in one.

    A border that ``above`` reflects lies outside of ``windows``, and inside here.
    """
    rows, columns = map(_composed, above, below, windows)
    return rows, columns


def cells(slices: tuple[list[slice], list[slice]], shape: Shape) -> Tables:
    """The tables of the cells of a box, given as the rows and the columns that they cover."""
    rows, columns = map(_cut, slices, shape)
    return rows, columns


def first(table: AxisTable) -> Counts:
    """Where each window begins, counted from input 0."""
    starts: Counts = table.places[:, 0] - np.int32(table.before)
    return starts


def extents(table: AxisTable) -> Counts:
    """How many places there are from the first one of each window to its last."""
    lengths: Counts = table.places.max(axis=1) + 1 - table.places[:, 0]
    return lengths


def sums(x: Array, tables: Tables) -> Array:
    """The sum of each window of ``x`` (H, W); padding counts as 0."""
    rows, columns = (table.index for table in tables)
    bordered = np.pad(x, ((0, 1), (0, 1)))  # where -1, padding, finds its 0
    total: Array = bordered[rows].sum(axis=1)[:, columns].sum(axis=2)
    return total


def input_counts(tables: Tables) -> Counts:
    """How many inputs each window has, (oH, oW)."""
    rows, columns = ((table.index >= 0).sum(axis=1) for table in tables)
    counts: Counts = np.multiply.outer(rows, columns)
    return counts


def _drawn(window: Window, table: AxisTable) -> AxisTable:
    """Each output as wide as the step to the next, in the middle of its window or at its start."""
    outputs = len(table.places)
    width = window.stride if outputs > 1 else window.span
    left = first(table) + max(0.0, (window.span - width) / 2)
    return replace(table, left=left, width=np.full(outputs, float(width)))


def _composed(above: AxisTable, below: AxisTable, window: Window) -> AxisTable:
    lowest, highest = above.index.min(axis=1), above.index.max(axis=1)
    starts, ends = first(below), first(below) + extents(below)
    positions = [range(starts[a], ends[b]) for a, b in zip(lowest, highest, strict=True)]
    drawn = _drawn(window, sliding(window, below.inputs))
    return replace(ragged(positions, below.inputs), left=drawn.left, width=drawn.width)


def _cut(slices: list[slice], n: int) -> AxisTable:
    edges = np.linspace(slices[0].start, slices[-1].stop, len(slices) + 1)
    table = ragged([range(cell.start, cell.stop) for cell in slices], n)
    return replace(table, left=edges[:-1], width=np.diff(edges))
