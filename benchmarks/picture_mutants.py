"""Spoilt picture files: in their bytes, in their pieces with right checksums, in their numbers."""

import struct
import zlib
from functools import lru_cache
from random import Random

from benchmarks.picture_files import originals
from tests.files.decoding.files import chunk

EXTREMES = (
    0,
    1,
    2,
    3,
    7,
    255,
    256,
    5000,
    16383,
    65535,
    65536,
    2**24 - 1,
    2**31 - 1,
    2**31,
    2**32 - 1,
)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script><img src=x onerror=alert(1)>\n"
ZIP = b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)
LONGEST = 5_000_000  # bytes that are added at a time; a larger file is refused unread
STRANGERS = (
    PDF,
    HTML,
    ZIP,
    b"<svg onload=alert(1)>",
    b"#!/bin/sh\n",
    b"\xff\xd9",
    b"GIF89a",
    b"MZ",
)
BOMB = zlib.compress(bytes(30_000_000), 9)  # 30 kB
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"5001",
    b"99999",
    b"999999999",
    b"9" * 30,
    b"1e9",
    b"",
)


@lru_cache(maxsize=1)
def _all() -> dict[str, list[tuple[str, bytes]]]:
    return originals()


def mutant(number: int, seed: int) -> tuple[str, bytes]:
    """Which file it was made of and how, and its bytes: the same for the same number and seed."""
    files, random = _all(), Random(f"{seed} {number}")
    kind = list(files)[number % len(files)]
    name, data = random.choice(files[kind])
    ways = {"bytes": _bytes, "numbers": _fields, "splice": _splice, "stranger": _stranger}
    if kind in _PIECES:
        ways |= {"pieces": _pieces, "pixels" if kind == "PNG" else "pieces": _pieces}
    way = random.choice([*ways, *(["pieces"] * 3 if kind in _PIECES else ["numbers"])])
    if way == "pixels":
        return f"{kind} {name}: pixels", _other_pixels(data, random)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        data = ways[way](data, kind, random)[: 2 * LONGEST]
    return f"{kind} {name}: {way}", data


def _bytes(data: bytes, _: str, random: Random) -> bytes:
    """Some bits turned, a piece taken out, doubled or filled, or the end cut off."""
    made, at, size = bytearray(data), random.randrange(len(data) + 1), random.randint(1, 40)
    match random.randrange(6):
        case 0 | 1:
            for _ in range(random.randint(1, 8)):
                at = random.randrange(len(made) or 1)
                made[at : at + 1] = bytes(
                    byte ^ 1 << random.randrange(8) for byte in made[at : at + 1]
                )
        case 2:
            del made[at : at + size]
        case 3:
            made[at:at] = made[at : at + size] * random.choice((1, 2, 1000))
        case 4:
            made[at : at + size] = random.choice((b"\0", b"\xff", b"\x80")) * size
        case _:
            del made[at:]
    return bytes(made)


def _fields(data: bytes, kind: str, random: Random) -> bytes:
    """A number of the file at an end of its range."""
    if kind in ("PNM", "NPY") and random.random() < 0.7:
        words = [at for at in range(min(len(data), 120)) if data[at : at + 1].isdigit()]
        at = random.choice(words or [0])
        return data[:at] + random.choice(_NUMBERS) + data[at + 1 :]
    size, order = random.choice((1, 2, 2, 4, 4, 4, 8)), random.choice(("little", "big"))
    start = int.from_bytes(data[4:8], "little" if data[:1] == b"I" else "big")
    first = start if kind == "TIFF" and start < len(data) and random.random() < 0.8 else 0
    at = min(first + 2 * random.randrange(80), max(len(data) - size, 0))
    number = random.choice(EXTREMES) % 256**size
    return data[:at] + number.to_bytes(size, order) + data[at + size :]  # type: ignore[arg-type]


def _splice(data: bytes, kind: str, random: Random) -> bytes:
    """The start of one file and the end of another, mostly of the same kind."""
    files = _all()
    other = random.choice(files[kind if random.random() < 0.8 else random.choice(list(files))])[1]
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other)) :]


def _stranger(data: bytes, _: str, random: Random) -> bytes:
    """Another kind of file before it, after it or in it."""
    other, at = random.choice(STRANGERS), random.choice((0, len(data), len(data)))
    at = random.randrange(len(data) + 1) if random.random() < 0.2 else at
    return data[:at] + other * random.choice((1, 1, 500)) + data[at:]


def _pieces(data: bytes, kind: str, random: Random) -> bytes:
    """Chunks, segments or blocks taken out, repeated, moved, changed or taken from another file."""
    split, joined = _PIECES[kind]
    head, parts = split(data)
    others = split(random.choice(_all()[kind])[1])[1]
    if not parts:
        return data
    at = random.randrange(len(parts))
    match random.randrange(7):
        case 0:
            del parts[at]
        case 1:
            most = LONGEST // (len(parts[at][1]) + 1)
            parts[at:at] = [parts[at]] * min(random.choice((1, 2, 50, 3000)), most)
        case 2:
            parts.insert(random.randrange(len(parts)), parts.pop(at))
        case 3 if others:
            parts.insert(at, random.choice(others))
        case 4 if others:
            parts[at] = parts[at][0], random.choice(others)[1]
        case _:
            parts[at] = parts[at][0], _inside(parts[at][1], random)
    return joined(head, parts)


def _inside(body: bytes, random: Random) -> bytes:
    choice = random.randrange(4)
    if choice == 0:
        return body[: random.randrange(len(body) + 1)]
    if choice == 1:
        return body + random.randbytes(random.choice((1, 40, 60_000)))
    changed = _fields(body.ljust(4, b"\0"), "", random) if choice == 2 else _bytes(body, "", random)
    return b"a\0\0" + BOMB if random.random() < 0.02 else changed


def _other_pixels(data: bytes, random: Random) -> bytes:
    """A PNG file whose rows are changed before they are compressed: more, fewer, other filters."""
    head, parts = _png_parts(data)
    whole = b"".join(body for kind, body in parts if kind == b"IDAT")
    rows = zlib.decompress(whole)
    rows = rows * 2000 if random.random() < 0.05 else _bytes(rows, "", random)
    kept = [part for part in parts if part[0] not in (b"IDAT", b"IEND")]
    return _png_joined(head, [*kept, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")])


Parts = list[tuple[bytes, bytes]]


def _png_parts(data: bytes) -> tuple[bytes, Parts]:
    parts, at = [], 8
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        parts.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return data[:8], parts


def _png_joined(head: bytes, parts: Parts) -> bytes:
    return head + b"".join(chunk((kind + bytes(4))[:4], body) for kind, body in parts)


def _jpeg_parts(data: bytes) -> tuple[bytes, Parts]:
    """Segments; a scan's coded data is a piece of its own, without a name."""
    parts, at = [], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        (length,) = struct.unpack_from(">H", data, at + 2)
        parts.append((data[at : at + 2], data[at + 4 : at + 2 + length]))
        at += 2 + length
        if parts[-1][0] == b"\xff\xda":
            end = at
            while end < len(data) - 1 and not (
                data[end] == 0xFF and data[end + 1] not in (0, *range(0xD0, 0xD8))
            ):
                end += 1
            parts.append((b"", data[at:end]))
            at = end
    return data[:2], parts


def _jpeg_joined(head: bytes, parts: Parts) -> bytes:
    made = (
        name + struct.pack(">H", min(len(body) + 2, 65535)) + body if name else body
        for name, body in parts
    )
    return head + b"".join(made) + b"\xff\xd9"


def _riff_parts(data: bytes) -> tuple[bytes, Parts]:
    parts, at = [], 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        parts.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return data[:12], parts


def _riff_joined(head: bytes, parts: Parts) -> bytes:
    made = b"".join(
        name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2) for name, body in parts
    )
    return head[:4] + struct.pack("<I", len(made) + 4) + head[8:] + made


def _gif_parts(data: bytes) -> tuple[bytes, Parts]:
    """Blocks: extensions and images with their head, each with the data that follows it."""
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 128 else 0)
    head, parts = data[:at], []
    while at < len(data) and data[at] in b"!,":
        start, at = at, at + 2 if data[at] == 0x21 else at + 11
        if data[start] == 0x2C and data[start + 9] & 128:
            at += 3 << (data[start + 9] & 7) + 1
        body = at
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
        parts.append((data[start:body], data[body:at]))
    return head, parts


def _gif_joined(head: bytes, parts: Parts) -> bytes:
    return head + b"".join(name + body for name, body in parts) + b";"


_PIECES = {
    "PNG": (_png_parts, _png_joined),
    "JPEG": (_jpeg_parts, _jpeg_joined),
    "WebP": (_riff_parts, _riff_joined),
    "GIF": (_gif_parts, _gif_joined),
}
