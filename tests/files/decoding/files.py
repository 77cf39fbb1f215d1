"""Small picture files written byte by byte, or by Pillow, and their pixels read back."""

import io
import struct
import zlib

import pytest
from PIL import Image

from cnnviz.files.decoding.kinds import Refused
from cnnviz.files.decoding.reading import decode

# First column and row of each pass of an interlaced PNG file, and its steps (PNG 3rd edition, 8.1).
ADAM7 = tuple(tuple(map(int, item)) for item in "0088 4088 0448 2044 0224 1022 0112".split())
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DAMAGED = (
    "This {} file is damaged or incomplete, so its picture cannot be read;"
    " save it again as PNG or JPEG and bring that."
)


def encoded(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def grey(*rows):
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([value for row in rows for value in row])
    return picture


def pixels(picture):
    return list(picture.get_flattened_data())


def read(data):
    """The pixels of a file, a list of numbers or of colours, and the notes."""
    picture, notes = decode(data)
    return pixels(picture), notes


def refusal(data):
    with pytest.raises(Refused) as refused:
        decode(data)
    return str(refused.value)


def chunk(kind, body, check=None):
    check = zlib.crc32(kind + body) if check is None else check
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def png(kind, depth, rows, *chunks, size=None):
    """A PNG file of rows of bytes, with further chunks between its header and its pixels."""
    bits = depth * CHANNELS[kind]
    width, height = size or (len(rows[0]) * 8 // bits, len(rows))
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    parts = [chunk(b"IHDR", header), *chunks, chunk(b"IDAT", body), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png16(kind, *values, chunks=()):
    """A PNG file of one row of 16-bit numbers."""
    return png(kind, 16, [struct.pack(f">{len(values)}H", *values)], *chunks)


def bmp(bits, rows, *, compression=0, head=b"", palette=b"", height=None, width=None, size=40):
    """A BMP file of rows as stored; ``head`` is what follows the 40 bytes of its header."""
    body = b"".join(rows)
    width = width or len(rows[0]) * 8 // bits
    fields = (size, width, height or len(rows), 1, bits, compression, len(body), 0, 0)
    header = struct.pack("<IiiHHIIii", *fields) + struct.pack("<II", len(palette) // 4, 0) + head
    start = 14 + len(header) + len(palette)
    total = start + len(body)
    return struct.pack("<2sIII", b"BM", total, 0, start) + header + palette + body
