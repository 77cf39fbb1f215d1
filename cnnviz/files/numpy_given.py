"""An array as a line of NumPy that needs nothing else: written out, or packed where it is large."""

import base64
import zlib

import numpy as np
import numpy.typing as npt

from cnnviz.tables.writing import number_text

FEW = 400  # numbers that are written out
WIDE = 88  # characters of a packed line
NARROW = ("u1", "<i2", "<f4")  # types that may hold every number; "<f8" always does


def given(name: str, array: npt.NDArray[np.floating]) -> str:
    """Lines that leave the very same numbers in ``name``; NumPy is there as ``np``.

    >>> print(given("x", np.array([[1.0, 2.5], [0.0, -1.0]])))
    x = np.array([
        [1, 2.5],
        [0, -1],
    ], float)
    """
    if array.size > FEW:
        return _packed(name, array)
    if array.ndim < 2:
        return f"{name} = np.array({_row(array.tolist())}, float)"
    if array.ndim > 2:
        tables = array.reshape(-1, *array.shape[-2:]).tolist()
        rows = ",\n".join(f"    [{', '.join(map(_row, table))}]" for table in tables)
        end = f".reshape{array.shape}" if array.ndim > 3 else ""
        return f"{name} = np.array([\n{rows},\n], float){end}"
    rows = ",\n".join(f"    {_row(row)}" for row in array.tolist())
    return f"{name} = np.array([\n{rows},\n], float)"


def _row(values: list[float]) -> str:
    return f"[{', '.join(map(_number, np.atleast_1d(values).tolist()))}]"


def _number(value: float) -> str:
    return number_text(value) if np.isfinite(value) else f'float("{value}")'


def _packed(name: str, array: npt.NDArray[np.floating]) -> str:
    kind = next((k for k in NARROW if np.array_equal(array.astype(k), array)), "<f8")
    data = zlib.compress(np.ascontiguousarray(array, kind).tobytes(), 9)
    text = base64.b64encode(data).decode()
    lines = "\n".join(f'    "{text[at : at + WIDE]}"' for at in range(0, len(text), WIDE))
    return (
        f"import base64, zlib\n\n{name} = (\n{lines}\n)\n"
        f'{name} = np.frombuffer(zlib.decompress(base64.b64decode({name})), "{kind}")\n'
        f"{name} = {name}.reshape{array.shape}.astype(float)"
    )
