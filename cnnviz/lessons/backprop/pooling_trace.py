"""The way back through a max pooling: which input gets the gradient of each output."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnnviz.geometry import Window
from cnnviz.traces import Array


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
