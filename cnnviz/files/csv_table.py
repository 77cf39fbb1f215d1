"""A map as a table of comma-separated values, every digit kept."""

import numpy as np
import numpy.typing as npt

from cnnviz.tables.writing import number_text


def encode(array: npt.NDArray[np.generic]) -> str:
    """Write a map (H, W), a line a row; each number reads back as the very same float.

    >>> encode(np.array([[1.0, -0.25], [3.0, 0.1]]))
    '1,-0.25\\n3,0.1\\n'
    """
    if array.ndim != 2:
        raise ValueError(f"A table has rows and columns; this array has shape {array.shape}.")
    return "".join(",".join(map(number_text, row)) + "\n" for row in array.tolist())
