"""PNG: the chunks that make the picture go to Pillow, the others are read here or left out.

A wrong checksum or megabytes of text in a chunk that is no part of the picture would otherwise
end the reading of a sound file.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from cnnviz.files.decoding import colour, gamma, png_chunks, sizing, wide
from cnnviz.files.decoding.plain import ALL_THERE, ANIMATION
from cnnviz.files.decoding.png_chunks import GREY, GREY_ALPHA, RGB, RGB_ALPHA, Parts
from cnnviz.files.decoding.raster import NOTE, Raster, bands, orientation_in, settled

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PASSED_OVER = "a damaged part beside the picture passed over"
UNUSABLE = b"?"  # a profile that cannot be used
_LIKE_SRGB = (1, 13)  # cICP: the primaries of BT.709, the transfer of sRGB
# Pillow's names for the two halves of a 16-bit number: the same bytes, read in the other order.
CHANNELS = {GREY: 1, RGB: 3, GREY_ALPHA: 2, RGB_ALPHA: 4}
_WITH_ALPHA = (GREY_ALPHA, RGB_ALPHA)
_MODES = {GREY: "L", GREY_ALPHA: "LA"}
_HALVES = {RGB: ("RGB;16B", "RGB;16L"), RGB_ALPHA: ("RGBA;16B", "RGBA;16L")}


def read(data: bytes) -> Raster:
    """A PNG file: the first frame of an animation, else the picture."""
    parts = png_chunks.parts(data)
    sizing.check(*parts.size)
    (left, top, right, bottom), pixels = parts.first()
    size = (right - left, bottom - top)
    sizing.check(*size)
    file = png_chunks.written(parts.settings, size, parts, pixels)
    image, notes = _deep(file, parts) if parts.depth == 16 else _shallow(file, parts)
    if size != parts.size:
        canvas = Image.new(image.mode.removesuffix("A") + "A", parts.size)
        canvas.paste(image, (left, top))
        image = canvas
    notes = ((ANIMATION,) if parts.animated else ()) + notes
    notes += (PASSED_OVER,) if parts.passed_over else ()
    notes += () if parts.ended else (ALL_THERE,)
    profile, note = (b"", "") if _curve(parts) else _profile(parts)
    turned = orientation_in(parts.around.get(b"eXIf", b""))
    return Raster(image, notes, profile=profile, profile_note=note, orientation=turned)


def _opened(file: bytes, rawmode: str = "") -> Image.Image:
    """Pillow's picture, its pixels loaded; ``rawmode`` says which of the bytes become pixels."""
    picture = Image.open(io.BytesIO(file), formats=("PNG",))
    if rawmode:
        picture.tile = [tile._replace(args=rawmode) for tile in picture.tile]
    picture.load()
    return picture


def _shallow(file: bytes, parts: Parts) -> tuple[Image.Image, tuple[str, ...]]:
    """At most 8 bits a number."""
    picture = _opened(file)
    if parts.kind not in (GREY, RGB):
        return settled(picture)
    image = picture.convert("L" if parts.kind == GREY else "RGB")
    if key := _key(parts):
        most = 2**parts.depth - 1
        levels = [(value & most) * 255 // most for value in key]
        image.putalpha(_except(image, levels))
    return image, ()


def _key(parts: Parts) -> tuple[int, ...]:
    """The grey or the colour that stands for "transparent", as the file writes it."""
    count = {GREY: 1, RGB: 3}.get(parts.kind, 0)
    body = parts.around.get(b"tRNS", b"")
    return struct.unpack(f">{count}H", body) if count and len(body) == 2 * count else ()


def _except(image: Image.Image, levels: list[int]) -> Image.Image:
    """Alpha: 0 where the pixel is exactly of these levels, else 255."""
    alpha = Image.new("L", image.size)
    for band, level in zip(image.split(), levels, strict=True):
        other = band.point([0 if value == level else 255 for value in range(256)])
        alpha = ImageChops.lighter(alpha, other)
    return alpha


def _deep(file: bytes, parts: Parts) -> tuple[Image.Image, tuple[str, ...]]:
    """16 bits a number, grey and colour on one scale; converted in bands of rows."""
    import numpy as np

    high, low = _halves(file, parts.kind)
    colours = CHANNELS[parts.kind] - (parts.kind in _WITH_ALPHA)
    most = (
        int(_numbers(high, low, box, parts.kind)[..., :colours].max()) for box in bands(high.size)
    )
    top = _top(parts, lambda: max(most))
    exponent, key = _curve(parts), _key(parts)
    colour_table, alpha_table = wide.table(top, exponent), wide.table()
    image = Image.new(_MODES[parts.kind], high.size) if parts.kind in (GREY, GREY_ALPHA) else high
    clear = Image.new("L", high.size) if key else None
    for box in bands(high.size):
        values = _numbers(high, low, box, parts.kind)
        levels = colour_table[values]
        levels[..., colours:] = alpha_table[values[..., colours:]]
        image.paste(wide.picture(levels), box)
        if clear:
            seen = (values != np.array(key, np.uint16)).any(axis=-1)
            clear.paste(wide.picture(seen * np.uint8(255)), box)
    if clear:
        image.putalpha(clear)
    notes = (wide.note(top), *([colour.GAMMA_NOTE] if exponent else []))
    return image, notes


def _halves(file: bytes, kind: int) -> tuple[Image.Image, Image.Image | None]:
    """The high and the low bytes of all numbers, or both in one picture where that can be."""
    if kind == GREY:
        return _opened(file), None
    if kind == GREY_ALPHA:  # four bytes a pixel, as RGBA of 8 bits
        return _opened(file, "RGBA"), None
    high, low = (_opened(file, half) for half in _HALVES[kind])
    return high, low


def _numbers(
    high: Image.Image, low: Image.Image | None, box: tuple[int, int, int, int], kind: int
) -> npt.NDArray[np.uint16]:
    """Every number of a band in full, (H, W, channels)."""
    import numpy as np

    first = np.asarray(high.crop(box))
    if kind == GREY:
        return first.astype(np.uint16)[..., None]
    second = first[..., 1::2] if low is None else np.asarray(low.crop(box))
    numbers = (first[..., ::2] if low is None else first).astype(np.uint16)
    numbers <<= 8
    numbers |= second
    return numbers


def _top(parts: Parts, highest: Callable[[], int]) -> int:
    """The number that is white: 65535, or less where the file says that it has fewer bits."""
    said = parts.around.get(b"sBIT", b"")[: 1 if parts.kind in (GREY, GREY_ALPHA) else 3]
    top = 2 ** max(said, default=16) - 1
    return top if 0 < top < wide.TOP and highest() <= top else wide.TOP


def _curve(parts: Parts) -> float:
    """The exponent of 16-bit numbers that are converted each for itself; 0 where it takes more."""
    around, grey = parts.around, parts.kind in (GREY, GREY_ALPHA)
    if parts.depth != 16 or not around.keys().isdisjoint({b"cICP", b"iCCP", b"sRGB"}):
        return 0.0
    file_gamma = int.from_bytes(around.get(b"gAMA", b""))
    if not 1000 <= file_gamma <= 10_000_000 or (b"cHRM" in around and not grey):
        return 0.0
    return 100_000 / file_gamma


def _profile(parts: Parts) -> tuple[bytes, str]:
    """What the numbers mean, as an ICC profile; empty for sRGB."""
    around = parts.around
    if b"cICP" in around and tuple(around[b"cICP"][:2]) == _LIKE_SRGB:
        return b"", ""
    if b"iCCP" in around:
        return _inflated(around[b"iCCP"]), NOTE
    if b"cICP" in around:
        return UNUSABLE, ""
    if b"sRGB" in around or b"gAMA" not in around:
        return b"", ""
    try:
        exponent = 100_000 / struct.unpack(">I", around[b"gAMA"])[0]
        xy = struct.unpack(">8I", around[b"cHRM"]) if b"cHRM" in around else ()
        places = tuple(value / 100_000 for value in xy) or gamma.SRGB
        grey = parts.kind in (GREY, GREY_ALPHA)
        return gamma.profile(exponent, places, grey=grey), colour.GAMMA_NOTE
    except (ValueError, ZeroDivisionError, struct.error):
        return UNUSABLE, ""


def _inflated(body: bytes) -> bytes:
    """The profile in an iCCP chunk: a name, a zero, the method, and the profile compressed."""
    _, _, rest = body.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(rest[1:], colour.LARGEST_PROFILE) or UNUSABLE
    except zlib.error:
        return UNUSABLE
