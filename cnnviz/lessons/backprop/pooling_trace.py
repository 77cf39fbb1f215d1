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
