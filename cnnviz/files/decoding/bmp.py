"""BMP: every kind that is not compressed as another picture, read with NumPy.

Pillow reads half of them. The names are those of Microsoft's BITMAPINFOHEADER and BITMAPV5HEADER,
the short headers those of OS/2.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cnnviz.files.decoding import bmp_runs, sizing, wide
from cnnviz.files.decoding.kinds import damaged, unsupported
from cnnviz.files.decoding.plain import ALL_THERE, LAST_ROWS
from cnnviz.files.decoding.raster import Raster

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SHORT = 10  # bytes that a file may lack at its end
RGB, RLE8, RLE4, BITFIELDS, JPEG, PNG, ALPHABITFIELDS = range(7)
_CORE, _OS2 = 12, 64  # sizes of OS/2's headers; its second may stop after any field
_WITH_ALPHA = (56, 108, 124)  # the headers that name the bits of alpha
_USUAL = {16: (0x7C00, 0x3E0, 0x1F, 0), 32: (0xFF0000, 0xFF00, 0xFF, 0)}
_ALPHA = 0xFF000000
_EMBEDDED = b"DEBM"  # "MBED", little-endian
PALETTE_NOTE = "palette turned into RGB"


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the pixels."""

    size: int
    width: int
    height: int
    upright: bool  # the first row is the top one
    bits: int
    compression: int
    colours: int
    start: int  # where the pixels begin
    masks: tuple[int, ...]  # bits of red, green, blue and alpha
    profile: bytes

    @property
    def stride(self) -> int:
        """Bytes a row, filled up to four."""
        return (self.width * self.bits + 31) // 32 * 4


def read(data: bytes) -> Raster:
    """A BMP file, also one without its last bytes."""
    try:
        header = _header(data)
    except struct.error:
        raise damaged("BMP") from None
    sizing.check(header.width, header.height)
    return _indexed(data, header) if header.bits <= 8 else _direct(data, header)


def _header(data: bytes) -> Header:
    start, size = struct.unpack_from("<II", data, 10)
    if size == _CORE:
        width, height, _, bits = struct.unpack_from("<4H", data, 18)
        compression = colours = 0
    elif 16 <= size <= 200:
        fields = data[14 : 14 + size].ljust(40, b"\0") if size < 40 else data[14:54]
        width, height, _, bits, compression = struct.unpack_from("<iiHHI", fields, 4)
        (colours,) = struct.unpack_from("<I", fields, 32)
    else:
        raise damaged("BMP")
    _check(size, bits, compression)
    if width < 1 or height == 0:
        raise damaged("BMP")
    if bits <= 8 and start == 14 + size:  # some writers forget the palette
        start += (3 if size == _CORE else 4) * min(colours or 2**bits, 256)
    masks = _masks(data, size, bits, compression)
    upright, height = height < 0, abs(height)
    profile = _profile(data, size)
    return Header(size, width, height, upright, bits, compression, colours, start, masks, profile)


def _check(size: int, bits: int, compression: int) -> None:
    """Name what is not read, and refuse what is no kind of BMP."""
    if compression in (JPEG, PNG) and size != _OS2:
        inner = "JPEG" if compression == JPEG else "PNG"
        raise unsupported("BMP", f"that holds a {inner} picture")
    if size == _OS2 and compression == BITFIELDS:
        raise unsupported("BMP", "with Huffman compression")
    allowed = {
        RGB: (1, 2, 4, 8, 16, 24, 32),
        RLE8: (8,),
        RLE4: (4,),
        BITFIELDS: (16, 24, 32),
        ALPHABITFIELDS: (16, 32),
    }
    if size == _OS2 and compression == JPEG:
        allowed = {JPEG: (24,)}  # RLE24 there
    if bits not in allowed.get(compression, ()):
        if bits in (48, 64) and compression == RGB:
            raise unsupported("BMP", f"of {bits} bits a pixel")
        raise damaged("BMP")


def _masks(data: bytes, size: int, bits: int, compression: int) -> tuple[int, ...]:
    alpha = size in _WITH_ALPHA or compression == ALPHABITFIELDS
    if compression not in (BITFIELDS, ALPHABITFIELDS):
        clear = bits == 32 and alpha and any(data[66:70])
        return (*_USUAL[bits][:3], _ALPHA if clear else 0) if bits in _USUAL else ()
    count = 4 if alpha else 3
    return (*struct.unpack_from(f"<{count}I", data, 54), 0)[:4]


def _profile(data: bytes, size: int) -> bytes:
    """The ICC profile at the end of a file with a BITMAPV5HEADER."""
    if size < 124 or data[14 + 56 : 14 + 60] != _EMBEDDED:
        return b""
    offset, length = struct.unpack_from("<II", data, 14 + 112)
    return data[14 + offset :][:length]


def _indexed(data: bytes, header: Header) -> Raster:
    """1 to 8 bits a pixel: places in a palette."""
    import numpy as np

    palette = _palette(data, header)
    drawn: npt.NDArray[Any] | None = None
    notes: tuple[str, ...] = ()
    if header.compression == RGB:
        rows, notes = _rows(data, header)
        indices = _unpacked(rows, header.bits)[:, : header.width]
    else:
        indices, drawn = _run(data, header)
    grey = bool((palette == palette[:, :1]).all())
    levels = (palette[:, :1] if grey else palette)[_turned(indices, header)]
    if drawn is not None and not drawn.all():
        levels = np.dstack([levels, _turned(drawn, header) * np.uint8(255)])
    notes = notes if grey else (PALETTE_NOTE, *notes)
    return Raster(wide.picture(levels), notes, profile=b"" if grey else header.profile)


def _direct(data: bytes, header: Header) -> Raster:
    """16 to 32 bits a pixel: a colour each."""
    import numpy as np

    if header.compression == JPEG:
        colours, drawn = _run(data, header)
        levels = np.dstack(
            [_turned(colours, header)[..., ::-1], _turned(drawn, header) * np.uint8(255)]
        )
        return Raster(wide.picture(levels))
    rows, notes = _rows(data, header)
    count = header.bits // 8
    quads = _turned(rows[:, : count * header.width].reshape(len(rows), -1, count), header)
    if count == 3:
        levels = quads[..., ::-1]
    else:
        levels = _masked(np.ascontiguousarray(quads).view(f"<u{count}")[..., 0], header.masks)
    return Raster(wide.picture(levels), notes, profile=header.profile)


def _rows(data: bytes, header: Header) -> tuple[npt.NDArray[np.uint8], tuple[str, ...]]:
    """The bytes of each row as stored, and a note if the last ones are missing."""
    import numpy as np

    need = header.stride * header.height
    body = data[header.start : header.start + need]
    short = need - len(body)
    if short > min(SHORT, header.stride):
        raise damaged("BMP")
    filled = header.stride - (header.width * header.bits + 7) // 8
    notes = (ALL_THERE if short <= filled else LAST_ROWS,) if short else ()
    rows = np.frombuffer(body + bytes(short), np.uint8)
    return rows.reshape(header.height, header.stride), notes


def _turned(rows: npt.NDArray[Any], header: Header) -> npt.NDArray[Any]:
    return rows if header.upright else rows[::-1]


def _unpacked(rows: npt.NDArray[np.uint8], bits: int) -> npt.NDArray[np.uint8]:
    """One number for each pixel, the highest bits of a byte first."""
    import numpy as np

    shifts = range(8 - bits, -1, -bits)
    places = np.stack([rows >> shift & (2**bits - 1) for shift in shifts], axis=-1)
    return places.reshape(len(rows), -1)


def _palette(data: bytes, header: Header) -> npt.NDArray[np.uint8]:
    """Colours (256, 3); black where the file has none."""
    import numpy as np

    each = 3 if header.size == _CORE else 4
    start = 14 + header.size
    if header.size == 40:
        start += {BITFIELDS: 12, ALPHABITFIELDS: 16}.get(header.compression, 0)
    count = min(header.colours or 2**header.bits, 256)
    stored = np.frombuffer(data[start : start + each * count], np.uint8)
    stored = stored[: len(stored) // each * each].reshape(-1, each)
    palette = np.zeros((256, 3), np.uint8)
    palette[: len(stored)] = stored[:, 2::-1]
    return palette


def _run(data: bytes, header: Header) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """Run-length coded pixels, and which of them the file draws."""
    import numpy as np

    size = header.width, header.height
    pixels, drawn, ended = bmp_runs.read(data, header.start, size, header.bits)
    shape = header.height, header.width
    mask = np.frombuffer(drawn, np.bool_).reshape(shape)
    if not ended and not mask[-1].any():
        raise damaged("BMP")
    colours = np.frombuffer(pixels, np.uint8)
    return colours.reshape((*shape, 3) if header.bits == 24 else shape), mask


def _masked(numbers: npt.NDArray[Any], masks: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Pick each colour's bits out of a number, and scale them to 8."""
    import numpy as np

    red, green, blue, alpha = (_band(numbers, mask) for mask in masks)
    if not masks[3]:
        return np.dstack([red, green, blue])
    return np.dstack([red, green, blue, alpha])


def _band(numbers: npt.NDArray[Any], mask: int) -> npt.NDArray[np.uint8]:
    import numpy as np

    if not mask:
        return np.zeros(numbers.shape, np.uint8)
    shift = (mask & -mask).bit_length() - 1
    most = mask >> shift
    values = (numbers.astype(np.uint64) & np.uint64(mask)) >> np.uint64(shift)
    return ((values * np.uint64(510) + np.uint64(most)) // np.uint64(2 * most)).astype(np.uint8)
