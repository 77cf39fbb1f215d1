"""Small picture files of every kind that is read: modes, depths, orders, codings, orientations."""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from tests.files.decoding.files import ADAM7, CHANNELS, bmp, chunk

WIDTH, HEIGHT = 21, 13
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_RANDOM = random.Random(0)
_NOISE = Image.frombytes("RGB", (WIDTH, HEIGHT), _RANDOM.randbytes(3 * WIDTH * HEIGHT))
_ALPHA = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
Named = Iterator[tuple[str, bytes]]


def originals() -> dict[str, list[tuple[str, bytes]]]:
    """Every file with its name, by format."""
    kinds = {
        "PNG": _pngs, "JPEG": _jpegs, "GIF": _gifs, "WebP": _webps, "BMP": _bmps, "TIFF": _tiffs,
        "PNM": _pnms, "NPY": _npys,
    }  # fmt: skip
    return {name: list(make()) for name, make in kinds.items()}


def _picture(mode: str) -> Image.Image:
    if mode in ("LA", "RGBA"):
        made = _NOISE.convert(mode)
        made.putalpha(_ALPHA)
        return made
    if mode == "P":
        return _NOISE.quantize(60)
    if mode == "I;16":
        return Image.fromarray(np.asarray(_NOISE.convert("L")).astype(np.uint16) * 257)
    return _NOISE.convert(mode)


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _rows(kind: int, depth: int, interlaced: bool) -> bytes:
    """The rows of a PNG file before they are compressed, each with one of the five filters."""
    bits, rows = depth * CHANNELS[kind], b""
    for x, y, across, down in ADAM7 if interlaced else ((0, 0, 1, 1),):
        wide, high = -(-(WIDTH - x) // across), -(-(HEIGHT - y) // down)
        for row in range(high if wide > 0 else 0):
            rows += bytes([row % 5]) + _RANDOM.randbytes((wide * bits + 7) // 8)
    return rows


def png(kind: int, depth: int, interlaced: bool, *chunks: bytes, pieces: int = 1) -> bytes:
    """A PNG file of noise; its pixels in so many chunks."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, kind, 0, 0, interlaced)
    body = zlib.compress(_rows(kind, depth, interlaced))
    step = -(-len(body) // pieces)
    parts = [chunk(b"IDAT", body[at : at + step]) for at in range(0, len(body), step)]
    palette = [chunk(b"PLTE", _RANDOM.randbytes(3 * 2**depth))] if kind == 3 else []
    start = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), *palette]
    return b"".join([*start, *chunks, *parts, chunk(b"IEND", b"")])


def _pngs() -> Named:
    gamma = chunk(b"gAMA", struct.pack(">I", 100_000))
    places = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    around = {
        "profile": chunk(b"iCCP", b"a\0\0" + zlib.compress(PROFILE)),
        "gamma": gamma,
        "colours": gamma + chunk(b"cHRM", struct.pack(">8I", *places)),
        "coding": chunk(b"cICP", b"\1\x0d\0\1"),
        "bits": chunk(b"sBIT", b"\x0c\x0c\x0c"),
        "text": chunk(b"zTXt", b"a\0\0" + zlib.compress(b"text")) + chunk(b"tEXt", b"a\0<b>"),
        "words": chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(b"text")),
    }
    for kind, depths in DEPTHS.items():
        for depth, interlaced in product(depths, (False, True)):
            key = b"\0\1" * CHANNELS[kind] if kind in (0, 2) else _RANDOM.randbytes(2**depth)
            name = f"kind {kind} depth {depth} {'interlaced' if interlaced else ''}"
            yield name, png(kind, depth, interlaced)
            if kind in (0, 2, 3):
                yield f"{name} tRNS", png(kind, depth, interlaced, chunk(b"tRNS", key))
    for word, kind in product(around, (0, 2)):
        yield f"{word} {kind}", png(kind, 16 if word == "bits" else 8, False, around[word])
    for turn in range(1, 9):
        yield f"turned {turn}", _saved(_picture("L"), "PNG", exif=_turned(turn))
    frames = [_picture("RGBA").resize((9, 9)) for _ in range(3)]
    for blend, disposal in product((0, 1), (0, 1, 2)):
        options = {"blend": blend, "disposal": disposal, "append_images": frames}
        yield f"frames {blend}{disposal}", _saved(frames[0], "PNG", save_all=True, **options)
    yield "many chunks", png(2, 8, False, pieces=40)


def _jpegs() -> Named:
    for mode, progressive, quality in product(("L", "RGB", "CMYK"), (False, True), (5, 95)):
        for sampling in (0, 1, 2) if mode == "RGB" else (0,):
            options = {"progressive": progressive, "quality": quality, "subsampling": sampling}
            name = f"{mode} {progressive} {quality} {sampling}"
            yield name, _saved(_picture(mode), "JPEG", **options)
    cmyk = _saved(_picture("CMYK"), "JPEG", quality=90)
    yield "YCCK", cmyk.replace(b"Adobe\0d\0\0\0\0\0", b"Adobe\0d\0\0\0\0\2", 1)
    yield "RGB as it is", _saved(_NOISE, "JPEG", keep_rgb=True)
    yield "restarts", _saved(_NOISE, "JPEG", restart_marker_blocks=1, comment=b"\xff\xd8<b>")
    yield "profile", _saved(_NOISE, "JPEG", icc_profile=PROFILE, optimize=True)
    for turn in range(1, 9):
        yield f"turned {turn}", _saved(_NOISE, "JPEG", exif=_turned(turn))
    yield "two", _saved(_NOISE, "MPO", save_all=True, append_images=[_NOISE])
    yield "large", _saved(_NOISE.resize((640, 480)), "JPEG", progressive=True)


def _gifs() -> Named:
    for colours, interlaced in product((2, 4, 16, 64, 256), (0, 1)):
        picture = _NOISE.quantize(colours)
        yield f"{colours} {interlaced}", _saved(picture, "GIF", interlace=interlaced)
        yield (
            f"{colours} {interlaced} clear",
            _saved(picture, "GIF", interlace=interlaced, transparency=1, comment=b"<b>"),
        )
    frames = [_picture("RGB"), _picture("RGB").rotate(90), _picture("RGBA").resize((9, 9))]
    for disposal in (0, 1, 2, 3):
        options = {"disposal": disposal, "append_images": frames[1:], "loop": 0}
        yield f"frames {disposal}", _saved(frames[0], "GIF", save_all=True, **options)


def _webps() -> Named:
    for mode, lossless in product(("RGB", "RGBA"), (False, True)):
        picture = _picture(mode)
        options: dict[str, Any] = {"lossless": lossless, "method": 0}
        yield f"{mode} {lossless}", _saved(picture, "WEBP", **options)
        full = {**options, "icc_profile": PROFILE, "exif": _turned(6), "xmp": b"<x>"}
        yield f"{mode} {lossless} with all", _saved(picture, "WEBP", **full)
        more = {**options, "append_images": [picture.rotate(90)] * 3, "kmax": 1}
        yield f"{mode} {lossless} frames", _saved(picture, "WEBP", save_all=True, **more)
    for turn in range(1, 9):
        yield f"turned {turn}", _saved(_NOISE, "WEBP", lossless=True, exif=_turned(turn))


def _bmps() -> Named:
    palette, row = _RANDOM.randbytes(1024), _RANDOM.randbytes(64)
    for bits in (1, 2, 4, 8):
        for turn in (1, -1):
            yield f"{bits} bits", bmp(bits, [row] * 9, palette=palette, width=16, height=turn * 9)
    for bits in (16, 24, 32):
        yield f"{bits} bits", bmp(bits, [row[:48]] * 9, width=12)
        for size in (108, 124):
            fields = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"DEBM"
            head = fields.ljust(size - 40, b"\0")
            yield f"{bits} bits {size}", bmp(bits, [row[:48]] * 9, width=12, head=head, size=size)
    for masks in ((0xF800, 0x7E0, 0x1F), (0x7C00, 0x3E0, 0x1F)):
        head = struct.pack("<3I", *masks)
        yield f"masks {masks}", bmp(16, [row[:24]] * 9, compression=3, head=head, width=12)
    head = struct.pack("<4I", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)
    yield "32 bits and alpha", bmp(32, [row[:48]] * 9, compression=6, head=head, width=12)
    for bits, way in ((8, 1), (4, 2)):
        runs = bytes([5, 0x11, 0, 4, 1, 2, 3, 4, 0, 2, 1, 1, 3, 7, 0, 0]) * 4 + b"\0\1"
        yield f"runs {bits}", bmp(bits, [runs], compression=way, palette=palette, width=12)
    runs = bytes([5, 1, 2, 3, 0, 3, *range(9), 0, 0, 0, 0]) + b"\0\1"
    yield "runs 24", bmp(24, [runs], compression=4, width=12, size=64, head=bytes(24))
    core = struct.pack("<2sIII", b"BM", 62, 0, 26) + struct.pack("<IHHHH", 12, 3, 3, 1, 24)
    yield "OS/2", core + row[:36]


def _tiffs() -> Named:
    modes = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr")
    ways = (None, "tiff_lzw", "tiff_adobe_deflate", "packbits")
    for mode, way in product(modes, ways):
        yield f"{mode} {way}", _saved(_picture(mode), "TIFF", compression=way)
    for turn in range(1, 9):
        yield f"turned {turn}", _saved(_NOISE, "TIFF", exif=_turned(turn))
    for mode in ("L", "RGB", "I;16"):
        more = {"tiffinfo": {317: 2, 278: 4}, "compression": "tiff_lzw"}
        yield f"{mode} differences", _saved(_picture(mode), "TIFF", **more)
        yield f"{mode} large", _saved(_picture(mode), "TIFF", big_tiff=True)
    yield "pages", _saved(_NOISE, "TIFF", save_all=True, append_images=[_NOISE])
    yield "profile", _saved(_NOISE, "TIFF", icc_profile=PROFILE)


def _pnms() -> Named:
    for top in (1, 15, 255, 4095, 65535):
        for kind, count in (("2", 1), ("3", 3), ("5", 1), ("6", 3)):
            numbers = [_RANDOM.randint(0, top) for _ in range(count * 12)]
            head = f"P{kind} # note\n4 3\n{top}\n".encode()
            text = " ".join(map(str, numbers)).encode()
            raw = b"".join(n.to_bytes(2 if top > 255 else 1) for n in numbers)
            yield f"P{kind} {top}", head + (text if kind in "23" else raw)
    yield "P1", b"P1 4 3 1 0 1 0 0101 1 1 1 0"
    yield "P4", b"P4 12 3 " + _RANDOM.randbytes(6)


def _npys() -> Named:
    types = ("u1", "<u2", ">u2", "<i2", "i1", "<f4", ">f8", "<f2", "<i8", "<u8", "?", "<c8")
    for name, shape in product(types, ((3, 4), (3, 4, 3), (1, 3, 4), (3, 3, 4))):
        array = np.arange(int(np.prod(shape))).reshape(shape).astype(name)
        for order in "CF":
            file = io.BytesIO()
            np.save(file, np.asarray(array, order=order))  # type: ignore[call-overload]
            yield f"{name} {shape} {order}", file.getvalue()
