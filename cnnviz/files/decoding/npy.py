"""Arrays as numpy.save writes them. Nothing is ever unpickled."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

from cnnviz.files.decoding import sizing, wide
from cnnviz.files.decoding.kinds import Refused, damaged
from cnnviz.files.decoding.raster import Raster

if TYPE_CHECKING:
    import numpy as np

LONGEST_HEADER = 2000  # bytes; numpy.save writes 118 for a picture
SHAPES = "(H, W), (H, W, 3), (3, H, W) or (1, H, W)"


def read(data: bytes) -> Raster:
    """An array of whole numbers or floats with the shape of a picture."""
    import numpy as np

    shape, fortran, dtype, start = _header(data)
    if dtype.kind not in "buif" or dtype.itemsize > 8:
        raise Refused(
            "This NumPy array holds neither whole numbers nor floats; bring one of uint8, uint16"
            " or float."
        )
    channels = _channels(shape)
    height, width = (shape[1:] if channels == "first" else shape[:2]) if channels else shape
    sizing.check(width, height)
    count = math.prod(shape)
    if count < 1 or len(data) - start < count * dtype.itemsize:
        raise damaged("NumPy")
    values = np.frombuffer(data, dtype, count, start).reshape(shape, order="F" if fortran else "C")
    levels, note = wide.ranged(values.astype(dtype.newbyteorder("=")))
    if channels == "first":
        levels = np.moveaxis(levels, 0, -1)
    return Raster(wide.picture(levels), (note,) if note else ())


def _header(data: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Shape, order, type, and where the numbers begin."""
    import numpy as np

    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        if version not in ((1, 0), (2, 0)):
            raise damaged("NumPy")
        parse = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, fortran, dtype = parse(file, max_header_size=LONGEST_HEADER)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise damaged("NumPy") from None
    return shape, fortran, dtype, file.tell()


def _channels(shape: tuple[int, ...]) -> str:
    """Where the channels stand: "last", "first", or nowhere."""
    if len(shape) == 2:
        return ""
    if len(shape) == 3 and shape[2] in (1, 3):
        return "last"
    if len(shape) == 3 and shape[0] in (1, 3):
        return "first"
    text = " × ".join(map(str, shape[:6])) or "one number"
    raise Refused(f"This NumPy array is of shape {text}; a picture has {SHAPES}.")
