"""What happened on the way back through a convolution.

Everything is looked up in the index tables of :class:`~cnnviz.geometry.Window`. Arrays have shape
(N, C, *spatial), over one, two or three spatial axes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from cnnviz.geometry import Indices, Window
from cnnviz.traces import Array


@dataclass(frozen=True, slots=True, eq=False)
class ConvolutionBackward:
    """One convolution's way back, with every array that took part in it.

    ``x`` (N, C, *spatial), ``weight`` (F, C/groups, *kernel), ``dy`` (N, F, *outputs); ``dx``,
    ``dw`` and ``db`` (F,) are the gradients, ``db`` None without a bias.
    """

    x: Array
    weight: Array
    dy: Array
    dx: Array
    dw: Array
    db: Array | None
    windows: tuple[Window, ...]
    padding_mode: str
    groups: int

    def jacobian(self, n: int, f: int, c: int) -> Array:
        """(*kernel, *outputs): how each output of ``f`` moves with each of its weights for ``c``.

        That is the input which the tap reads there; in one dimension a k × n matrix.
        """
        tables = self._reads()
        x = at_grid(self.x[n, self._channel(f, c)], [table.T.ravel() for table in tables])
        rank = len(tables)
        x = x.reshape([size for table in tables for size in table.T.shape])
        return x.transpose(*range(0, 2 * rank, 2), *range(1, 2 * rank, 2))

    def _reads(self) -> list[Indices]:
        sizes = zip(self.windows, self.x.shape[2:], strict=True)
        return [window.input_indices(n, self.padding_mode) for window, n in sizes]

    def _channel(self, f: int, c: int) -> int:
        return int(f // (len(self.weight) // self.groups) * self.weight.shape[1] + c)


def at_grid(array: Array, index: Sequence[Indices]) -> Array:
    """The last axes of ``array`` at the grid of these indices, 0 where one of them is -1."""
    grid = np.ix_(*index)
    inside = reduce(np.logical_and, [axis >= 0 for axis in grid])
    everywhere: tuple[Any, ...] = (..., *grid)
    return np.where(inside, array[everywhere], array.dtype.type(0))
