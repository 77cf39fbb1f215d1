"""What the reader of a format hands on, and how its modes become plain ones."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL import Image, ImageChops

NOTE = "colours converted to sRGB by the file's colour profile"
BAND = 2**20  # pixels

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


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Pixels as the file stores them.

    ``image`` is of mode L, LA, RGB, RGBA or CMYK; ``full`` is its width and height before a JPEG
    was decoded at a smaller scale; ``profile`` is an ICC profile, or empty.
    """

    image: Image.Image
    notes: tuple[str, ...] = ()
    full: tuple[int, int] = (0, 0)
    profile: bytes = b""
    profile_note: str = NOTE
    orientation: int = 1

    def __post_init__(self) -> None:
        if self.full == (0, 0):
            object.__setattr__(self, "full", self.image.size)

    def noted(self, *notes: str) -> "Raster":
        return replace(self, notes=(*self.notes, *notes))


def settled(picture: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Bring any 8-bit mode of Pillow's to L, LA, RGB, RGBA or CMYK."""
    if picture.mode in ("L", "RGB", "CMYK") and not picture.has_transparency_data:
        return picture, ()
    grey = picture.mode in ("1", "L", "LA", "La")
    notes: tuple[str, ...] = ()
    if picture.mode in ("P", "PA"):
        palette = picture.getpalette() or []
        grey = palette[::3] == palette[1::3] == palette[2::3]
        notes = (f"palette turned into {'grey' if grey else 'RGB'}",)
    if not picture.has_transparency_data:
        return picture.convert("L" if grey else "RGB"), notes
    clear = picture.convert("RGBA")
    return clear.convert("LA") if grey else clear, notes


def bands(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of whole rows, about a million pixels each: what is done in them needs little memory.

    >>> list(bands((2**19, 5)))
    [(0, 0, 524288, 2), (0, 2, 524288, 4), (0, 4, 524288, 5)]
    """
    width, height = size
    step = max(1, BAND // width)
    for top in range(0, height, step):
        yield 0, top, width, min(top + step, height)


def on_white(picture: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """L or RGB without its alpha channel."""
    if picture.mode not in ("LA", "RGBA"):
        return picture, ()
    mode = picture.mode[:-1]
    if picture.getchannel("A").getextrema()[0] == 255:
        return picture.convert(mode), ("alpha channel, opaque everywhere, left out",)
    plain = Image.new(mode, picture.size, "white")
    for box in bands(picture.size):
        part = picture.crop(box)
        plain.paste(part.convert(mode), box, part.getchannel("A"))
    return plain, ("transparency laid on white",)


def upright(picture: Image.Image, orientation: int) -> tuple[Image.Image, tuple[str, ...]]:
    """Turn a picture as the camera noted."""
    if orientation not in ORIENTATIONS:
        return picture, ()
    return picture.transpose(ORIENTATIONS[orientation][0]), (turning_note(orientation),)


def turning_note(orientation: int) -> str:
    return f"{ORIENTATIONS[orientation][1]} as the camera noted"


def farthest(one: Image.Image, other: Image.Image) -> int:
    """The largest difference between two pictures in any channel."""
    bands = ImageChops.difference(one, other).split()
    return max(level for band in bands for level, count in enumerate(band.histogram()) if count)


def orientation_in(exif: Image.Exif | bytes) -> int:
    """The orientation in a camera's notes, 1 where there is none or they are damaged."""
    with contextlib.suppress(Exception):
        if isinstance(exif, bytes):
            notes, exif = exif, Image.Exif()
            exif.load(notes)
        return int(exif.get(ORIENTATION_TAG, 1))
    return 1
