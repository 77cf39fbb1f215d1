"""Turn the bytes of one picture file into raw pixels, inside a process that may be killed.

:mod:`cnnviz.files.images` starts this file as a script, with the side wanted as its argument and
the bytes on stdin; it answers with one line of JSON and then the pixels. It imports Pillow and the
standard library only: it starts in a few hundredths of a second, and a decoder that runs wild
takes nothing with it.
"""

import contextlib
import io
import json
import re
import sys
import warnings
from typing import cast

from PIL import Image

MAX_PIXELS = 25_000_000
MAX_SCANS = 100
MEMORY = 768 * 2**20
CPU_SECONDS = 4
TINY = 64
LONGEST_ASPECT = 4

FORMATS = {
    "PNG": rb"\x89PNG\r\n\x1a\n",
    "JPEG": rb"\xff\xd8\xff",
    "WebP": rb"RIFF....WEBP",
    "GIF": rb"GIF8[79]a",
    "BMP": rb"BM",
}
OTHERS = {
    "a HEIC picture": rb"....ftyp(hei|hev|mif|msf)",
    "an AVIF picture": rb"....ftypavi",
    "a TIFF picture": rb"II\*\0|MM\0\*",
    "a PDF document": rb"%PDF",
    "an SVG drawing": rb"\s*(<[?!].*)?<svg\b",
}

# EXIF 2.32, tag 0x0112: what undoes each orientation, and the word for it.
ORIENTATION_TAG = 0x0112
ORIENTATIONS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT, "mirrored"),
    3: (Image.Transpose.ROTATE_180, "rotated"),
    4: (Image.Transpose.FLIP_TOP_BOTTOM, "mirrored"),
    5: (Image.Transpose.TRANSPOSE, "rotated and mirrored"),
    6: (Image.Transpose.ROTATE_270, "rotated"),
    7: (Image.Transpose.TRANSVERSE, "rotated and mirrored"),
    8: (Image.Transpose.ROTATE_90, "rotated"),
}


class Refused(Exception):
    """The sentence that the person gets instead of a picture."""


def decode(data: bytes, side: int | None = None) -> tuple[Image.Image, list[str]]:
    """Read one picture as 8-bit grey (mode L) or RGB, with notes on what was done to it."""
    name = format_of(data)
    if name == "JPEG" and scans(data) > MAX_SCANS:
        raise Refused(
            f"This JPEG file is drawn in more than {MAX_SCANS} passes, far more than a camera"
            " writes; save it again as PNG or JPEG and bring that."
        )
    try:
        with Image.open(io.BytesIO(data), formats=(name,)) as picture:
            return _read(picture, side, deep=name == "PNG" and data[24] == 16)
    except Refused:
        raise
    except MemoryError:
        raise Refused(
            "This picture needs more memory than one picture may take; make it smaller, or save"
            " it as JPEG, and bring that."
        ) from None
    except Exception:  # Pillow fails in many ways on a damaged file
        raise Refused(
            f"This {name} file is damaged or incomplete, so its picture cannot be read;"
            " save it again as PNG or JPEG and bring that."
        ) from None


def format_of(data: bytes) -> str:
    """Name the format by the first bytes; the file's name is never asked.

    >>> format_of(b"GIF89a")
    'GIF'
    """
    for name, signature in FORMATS.items():
        if re.match(signature, data, re.DOTALL):
            return name
    for what, signature in OTHERS.items():
        if re.match(signature, data[:1000], re.DOTALL):
            raise Refused(f"This is {what}, which cannot be read here; save it as PNG or JPEG.")
    raise Refused(
        "This file is no picture that can be read here; bring PNG, JPEG, WebP, GIF or BMP."
    )


_MARKER = re.compile(rb"\xff([\x01-\xfe])")
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def scans(data: bytes) -> int:
    """Count the scans of a JPEG file without decoding it; stops at one more than is allowed.

    Segments are stepped over by their length, as a decoder does (ITU-T T.81, annex B). Inside a
    scan a data byte FF is followed by 00, which the search for the next marker passes over.
    """
    count, position = 0, 2
    while count <= MAX_SCANS and (found := _MARKER.search(data, position)):
        marker, position = found[1][0], found.end()
        if marker == 0xD9:
            break
        if marker not in _STANDALONE:
            position += int.from_bytes(data[position : position + 2])
        count += marker == 0xDA
    return count


def fitted(width: int, height: int, side: int | None) -> tuple[int, int]:
    """Width and height in the same proportion with the longer at most ``side``; never larger.

    >>> fitted(4000, 3000, 512), fitted(5, 5, 512)
    ((512, 384), (5, 5))
    """
    longest = max(width, height)
    if side is None or longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Resize with weights that are never negative: no halos for a kernel to find."""
    return picture if picture.size == size else picture.resize(size, Image.Resampling.HAMMING)


def _read(picture: Image.Image, side: int | None, deep: bool) -> tuple[Image.Image, list[str]]:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Refused(
            f"This picture has {width} × {height} pixels; the limit is"
            f" {MAX_PIXELS // 10**6} megapixels, such as 5000 × 5000."
        )
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # a frame that grows while it is decoded is an error
    kept = _kept(width, height)
    if side is not None and 2 * side < max(kept):
        # JPEG only: decode at 1/2, 1/4 or 1/8, still at least twice as large as wanted.
        scale = 2 * side / max(kept)
        picture.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))
    picture.load()
    plain, notes = _plain(picture, deep)
    orientation = _orientation(picture)
    if orientation in ORIENTATIONS:
        transpose, words = ORIENTATIONS[orientation]
        plain = plain.transpose(transpose)
        notes.append(f"{words} as the camera noted")
        if orientation >= 5:
            width, height = height, width
    if _is_animation(picture):
        notes.insert(0, "first frame of an animation")
    return _sized(plain, (width, height), side, notes)


def _plain(picture: Image.Image, deep: bool) -> tuple[Image.Image, list[str]]:
    """Bring any mode to L or RGB."""
    if picture.mode.startswith("I"):
        return _eight_bit(picture)
    notes = ["16-bit values scaled to 8-bit"] if deep else []
    mode = "L" if picture.mode in ("1", "L", "LA") else "RGB"
    if picture.mode == "P":
        palette = picture.getpalette() or []
        mode = "L" if palette[::3] == palette[1::3] == palette[2::3] else "RGB"
        notes.append(f"palette turned into {'grey' if mode == 'L' else mode}")
    if picture.mode == "CMYK":
        notes.append("CMYK turned into RGB")
    if not picture.has_transparency_data:
        return picture.convert(mode), notes
    picture = picture.convert("RGBA")
    alpha = picture.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return picture.convert(mode), [*notes, "alpha channel, opaque everywhere, left out"]
    plain = Image.new(mode, picture.size, "white")
    plain.paste(picture.convert(mode), mask=alpha)
    return plain, [*notes, "transparency laid on white"]


def _eight_bit(picture: Image.Image) -> tuple[Image.Image, list[str]]:
    """Scale 16-bit grey by the range of its bits: 12-bit values in a 16-bit file stay visible."""
    wide = picture.convert("I")
    highest = cast("int", wide.getextrema()[1])
    top = 2 ** max(8, highest.bit_length()) - 1
    table = [min(round(value * 255 / top), 255) for value in range(2**16)]
    return wide.point(table, "L"), [f"16-bit values scaled to 8-bit, {top} becoming 255"]


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION_TAG, 1))
    except Exception:  # damaged notes are no reason to refuse the picture
        return 1


def _is_animation(picture: Image.Image) -> bool:
    # A JPEG with a second picture (a depth map, a preview) counts as animated to Pillow.
    with contextlib.suppress(Exception):
        return picture.format != "MPO" and bool(getattr(picture, "is_animated", False))
    return False


def _kept(width: int, height: int) -> tuple[int, int]:
    """Size left of a very long picture."""
    if max(width, height) <= TINY:
        return width, height
    return min(width, LONGEST_ASPECT * height), min(height, LONGEST_ASPECT * width)


def _sized(
    picture: Image.Image, full: tuple[int, int], side: int | None, notes: list[str]
) -> tuple[Image.Image, list[str]]:
    """Crop about the centre, then resize; ``full`` is the size before any draft."""
    kept = _kept(*full)
    if kept != full:
        width, height = (
            round(now * left / was) for now, left, was in zip(picture.size, kept, full, strict=True)
        )
        x, y = (picture.width - width) // 2, (picture.height - height) // 2
        picture = picture.crop((x, y, x + width, y + height))
        notes.append("cropped {} × {} to {} × {}, about the centre".format(*full, *kept))
    size = fitted(*kept, side)
    if size != kept:
        notes.append(resize_note(kept, size))
    return resized(picture, size), notes


def resize_note(before: tuple[int, int], after: tuple[int, int]) -> str:
    """Say it, width first.

    >>> resize_note((4000, 3000), (512, 384))
    'resized from 4000 × 3000 to 512 × 384'
    """
    return "resized from {} × {} to {} × {}".format(*before, *after)


def _limit_resources() -> None:
    try:
        import resource
    except ImportError:  # Windows has none: there the clock alone ends a decoder
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def main() -> None:
    """Answer on stdout: {"refused": sentence}, or the shape and notes and then the pixels."""
    _limit_resources()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = None  # while the header is read, so that a refusal can say the size
    data = sys.stdin.buffer.read()
    pixels = b""
    try:
        picture, notes = decode(data, int(sys.argv[1]) or None)
        shape = (picture.height, picture.width, len(picture.getbands()))
        header: dict[str, object] = {"shape": shape, "notes": notes}
        pixels = picture.tobytes()
    except Refused as sentence:
        header = {"refused": str(sentence)}
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pixels)


if __name__ == "__main__":
    main()
