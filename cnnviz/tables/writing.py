"""Tables of numbers as text that reads back exactly."""

import numpy as np
import numpy.typing as npt


def number_text(value: float) -> str:
    """Shortest text of a number; whole numbers without a point.

    >>> number_text(3.0), number_text(0.1), number_text(1e300)
    ('3', '0.1', '1e+300')
    """
    whole = abs(value) < 2**53 and value == int(value)
    return str(int(value)) if whole else repr(float(value))


def tab_separated(grid: npt.ArrayLike) -> str:
    """A grid (H, W) as a spreadsheet takes it: tabs between cells, a line a row.

    >>> tab_separated([[0, 1], [-0.5, 3]])
    '0\\t1\\n-0.5\\t3'
    """
    rows = np.asarray(grid, np.float64).tolist()
    return "\n".join("\t".join(map(number_text, row)) for row in rows)


def numpy_literal(array: npt.ArrayLike, divisor: float = 1.0) -> str:
    """An array as a line of NumPy, a row a line.

    >>> print(numpy_literal([[1, 2], [3, 4]], 9))
    np.array([[1, 2],
              [3, 4]]) / 9
    """
    array = np.asarray(array, np.float64)
    start = "np.array("
    text = start + _nested(array.tolist(), " " * (len(start) + 1)) + ")"
    return text if divisor == 1 else f"{text} / {number_text(divisor)}"


def _nested(values: list[object], indent: str) -> str:
    if not values or not isinstance(values[0], list):
        return f"[{', '.join(map(number_text, values))}]"  # type: ignore[arg-type]
    return f"[{f',{chr(10)}{indent}'.join(_nested(v, indent + ' ') for v in values)}]"  # type: ignore[arg-type]
