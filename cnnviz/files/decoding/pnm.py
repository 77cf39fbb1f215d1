"""PBM, PGM and PPM, plain and raw (netpbm's formats P1 to P6), with numbers of 8 or 16 bits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnnviz.files.decoding import sizing, wide
from cnnviz.files.decoding.kinds import damaged
from cnnviz.files.decoding.raster import Raster

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SPACE = rb"(?:\s|#[^\n\r]*[\n\r])+"
_HEADER = {
    True: re.compile(rb"P[14]" + _SPACE + rb"(\d{1,9})" + _SPACE + rb"(\d{1,9})\s"),
    False: re.compile(
        rb"P[2356]" + _SPACE + rb"(\d{1,9})" + _SPACE + rb"(\d{1,9})" + _SPACE + rb"(\d{1,5})\s"
    ),
}
_COMMENT = re.compile(rb"#[^\n\r]*")


def read(data: bytes) -> Raster:
    """The first picture of a netpbm file."""
    kind = data[1:2].decode()
    bitmap = kind in "14"
    found = _HEADER[bitmap].match(data)
    if not found:
        raise damaged("PBM, PGM or PPM")
    width, height, *rest = map(int, found.groups())
    sizing.check(width, height)
    top = rest[0] if rest else 1
    channels = 3 if kind in "36" else 1
    if not width * height or not 0 < top <= wide.TOP:
        raise damaged("PBM, PGM or PPM")
    body, shape = data[found.end() :], (height, width, channels)
    if kind == "4":
        return Raster(wide.picture(_bitmap(body, width, height)))
    count = width * height * channels
    values = _plain(body, count, bitmap) if kind in "123" else _raw(body, count, top)
    if len(values) < count or values.max() > top:
        raise damaged("PBM, PGM or PPM")
    values = 1 - values if bitmap else values
    return _raster(values.reshape(shape), top)


def _raster(values: npt.NDArray[np.uint16], top: int) -> Raster:
    note = f"values scaled to 8-bit, 0 becoming 0 and {top} becoming 255"
    return Raster(wide.picture(wide.scaled(values, top)), () if top in (1, 255) else (note,))


def _plain(body: bytes, count: int, bitmap: bool) -> npt.NDArray[np.uint16]:
    """Numbers as text; the bits of a bitmap may stand without spaces."""
    import numpy as np

    text = _COMMENT.sub(b"", body)
    if bitmap:
        digits = np.frombuffer(text.translate(None, b" \t\r\n\v\f"), np.uint8)[:count]
        return digits.astype(np.uint16) - ord("0")  # what is no digit is too large a number
    numbers = [int(word) for word in text.split()[:count]]
    if any(not 0 <= number <= wide.TOP for number in numbers):
        raise damaged("PBM, PGM or PPM")
    return np.array(numbers, np.uint16)


def _raw(body: bytes, count: int, top: int) -> npt.NDArray[np.uint16]:
    import numpy as np

    dtype = np.dtype(">u2" if top > 255 else "u1")
    return np.frombuffer(body[: count * dtype.itemsize], dtype).astype(np.uint16)


def _bitmap(body: bytes, width: int, height: int) -> npt.NDArray[np.uint8]:
    """Eight pixels a byte, each row from a new byte on; 1 is black."""
    import numpy as np

    stride = (width + 7) // 8
    if len(body) < stride * height:
        raise damaged("PBM, PGM or PPM")
    rows = np.frombuffer(body[: stride * height], np.uint8).reshape(height, stride)
    return (1 - np.unpackbits(rows, axis=1)[:, :width]) * np.uint8(255)
