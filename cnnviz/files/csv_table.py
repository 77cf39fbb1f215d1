"""A map as a table of comma-separated values, every digit kept."""

import numpy as np
import numpy.typing as npt


def encode(array: npt.NDArray[np.generic]) -> str:
    """Write a map (H, W), a line a row; each number reads back as the very same float.

    >>> encode(np.array([[1.0, -0.25], [3.0, 0.1]]))
    '1,-0.25\\n3,0.1\\n'
    """
    if array.ndim != 2:
        raise ValueError(f"A table has rows and columns; this array has shape {array.shape}.")
    return "".join(",".join(map(number_text, row)) + "\n" for row in array.tolist())


def number_text(value: float) -> str:
    """Shortest text of a number; whole numbers without a point.

    >>> number_text(3.0), number_text(0.1), number_text(1e300)
    ('3', '0.1', '1e+300')
    """
    whole = abs(value) < 2**53 and value == int(value)
    return str(int(value)) if whole else repr(value)
