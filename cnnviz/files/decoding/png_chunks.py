"""The chunks of a PNG file (PNG 3rd edition), those that are used, whatever the others are."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cnnviz.files.decoding.kinds import damaged, unsupported

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
_AROUND = frozenset(
    {b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"eXIf", b"tRNS", b"acTL"}
)


@dataclass(frozen=True, slots=True)
class Chunk:
    kind: bytes
    body: bytes
    sound: bool  # its checksum is right


@dataclass(slots=True)
class Parts:
    """What is used of a file; ``frame`` is where the pixels lie if they are a part only."""

    size: tuple[int, int]
    settings: bytes  # depth, kind of colour, compression, filter, interlace
    palette: bytes = b""
    pixels: list[bytes] = field(default_factory=list)
    around: dict[bytes, bytes] = field(default_factory=dict)
    frames: list[tuple[bytes, list[bytes]]] = field(default_factory=list)
    still: bool = True  # the picture is no frame of the animation
    ended: bool = False  # the end mark came
    passed_over: bool = False  # a chunk beside the picture was damaged

    @property
    def depth(self) -> int:
        return self.settings[0]

    @property
    def kind(self) -> int:
        return self.settings[1]

    @property
    def animated(self) -> bool:
        return b"acTL" in self.around and bool(self.frames)

    def first(self) -> tuple[tuple[int, int, int, int], list[bytes]]:
        """The box and the data of what a browser shows first: the first frame, or the picture."""
        if self.animated and self.still and self.frames[0][1]:
            control, pixels = self.frames[0]
            width, height, x, y = struct.unpack_from(">4I", control, 4)
            return (x, y, x + width, y + height), pixels
        return (0, 0, *self.size), self.pixels


def parts(data: bytes) -> Parts:
    """Sort the chunks of a file; raises ``Refused`` without a sound header."""
    chunks = _chunks(data)
    header = next(chunks, Chunk(b"", b"", False))
    if header.kind == b"CgBI":
        raise unsupported("PNG", "in Apple's own variant (CgBI)")
    if header.kind != b"IHDR" or len(header.body) != 13 or not header.sound:
        raise damaged("PNG")
    width, height = struct.unpack_from(">II", header.body)
    found = Parts((width, height), header.body[8:])
    for chunk in chunks:
        _sort(chunk, found)
    return found


def written(settings: bytes, size: tuple[int, int], found: Parts, pixels: list[bytes]) -> bytes:
    """The chunks that make the picture, as a file of their own."""
    clear = found.around.get(b"tRNS", b"") if found.kind == PALETTE else b""
    chunks = {
        b"IHDR": struct.pack(">II", *size) + settings,
        b"PLTE": found.palette,
        b"tRNS": clear,
        b"IDAT": b"".join(pixels),
    }
    kept = [_written(kind, body) for kind, body in chunks.items() if body]
    return b"".join([SIGNATURE, *kept, _written(b"IEND", b"")])


def _written(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(body, zlib.crc32(kind))
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def _chunks(data: bytes) -> Iterator[Chunk]:
    position = len(SIGNATURE)
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        whole = data[position : position + 12 + length]
        body = whole[8 : 8 + length]
        yield Chunk(kind, body, whole == _written(kind, body))
        position += 12 + length
        if kind == b"IEND":
            return


def _sort(chunk: Chunk, found: Parts) -> None:
    if chunk.kind == b"IDAT":
        found.pixels.append(chunk.body)
        found.still = found.still and not found.frames
    elif chunk.kind == b"fdAT":
        if len(found.frames) == 1:
            found.frames[0][1].append(chunk.body[4:])
    elif chunk.kind == b"PLTE":
        if not chunk.sound:
            raise damaged("PNG")
        found.palette = chunk.body
    elif chunk.kind == b"IEND":
        found.ended = True
    elif not chunk.sound:
        found.passed_over = True
    elif chunk.kind == b"fcTL":
        found.frames.append((chunk.body, []))
    elif chunk.kind in _AROUND:
        found.around.setdefault(chunk.kind, chunk.body)
