"""TIFF: the first page, if it is of a kind that microscopes, scanners and programs often write."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from PIL import Image

from cnnviz.files.decoding import sizing, wide
from cnnviz.files.decoding.kinds import Refused, unsupported
from cnnviz.files.decoding.raster import ORIENTATIONS, Raster, orientation_in, settled, turning_note

# TIFF 6.0, and what each tag is called there.
SUBFILE, BITS, COMPRESSION, PHOTOMETRIC, MOST, FORMAT, DNG = 254, 258, 259, 262, 281, 339, 50706
_PREVIEW = 1  # the bit of SUBFILE that says so
_READ = {1, 5, 8, 32773, 32946}  # none, LZW, Deflate, PackBits, Deflate by its older number
_WHITE_IS_ZERO = 0
_SIGNED = 2
UNREAD = (
    "This TIFF file is damaged, or of a kind that cannot be read here; save it again as PNG, or as"
    " TIFF without compression."
)
FIRST = "first page of a file of several"


def read(data: bytes) -> Raster:
    """A TIFF file of 1 to 16 bits, or of floats."""
    if data[8:10] == b"CR":
        raise _raw()
    try:
        picture = Image.open(io.BytesIO(data), formats=("TIFF",))
    except OSError:
        raise Refused(UNREAD) from None
    with picture:
        sizing.check(*picture.size)
        tags: Any = picture.tag_v2  # type: ignore[attr-defined]
        if DNG in tags or tags.get(SUBFILE, 0) & _PREVIEW:  # the picture itself is elsewhere
            raise _raw()
        if tags.get(COMPRESSION, 1) not in _READ:
            raise unsupported("TIFF", "whose compression is not LZW, Deflate or none")
        turned = orientation_in(picture.getexif())  # Pillow turns a TIFF by itself
        picture.load()
        image, notes = _plain(picture, tags)
        image = image.copy() if image is picture else image  # which may go on to the next page
        profile = picture.info.get("icc_profile") or b""
        if _has_more(picture):
            notes = (FIRST, *notes)
        if turned in ORIENTATIONS:
            notes = (*notes, turning_note(turned))
        return Raster(image, notes, profile=profile)


def _raw() -> Refused:
    return Refused(
        "This is a camera's raw picture, which cannot be read here; save it as PNG or JPEG."
    )


def _plain(picture: Image.Image, tags: Any) -> tuple[Image.Image, tuple[str, ...]]:
    if picture.mode.startswith("I;16"):
        return _deep(picture, tags)
    if picture.mode in ("I", "F"):
        levels, note = wide.ranged(wide.numbers(picture))
        return wide.picture(levels), (note,)
    image, notes = settled(picture)
    if max(tags.get(BITS, (8,))) > 8:
        notes = (wide.note(wide.TOP), *notes)
    return image, notes


def _deep(picture: Image.Image, tags: Any) -> tuple[Image.Image, tuple[str, ...]]:
    """Grey of 9 to 16 bits; white is the most that the file says its numbers can be."""
    import numpy as np

    values = wide.numbers(picture).astype(np.uint16, copy=False)
    if tags.get(FORMAT, (1,))[0] == _SIGNED:
        levels, note = wide.ranged(values.view(np.int16))
        return wide.picture(levels), (note,)
    bits, said = tags.get(BITS, (16,))[0], tags.get(MOST, (wide.TOP,))[0]
    top = 2**bits - 1 if bits < 16 else wide.TOP
    top = int(said) if 255 <= said < top and values.max() <= said else top
    levels = wide.scaled(values, top)
    if tags.get(PHOTOMETRIC) == _WHITE_IS_ZERO:
        levels = 255 - levels
    return wide.picture(levels), (wide.note(top),)


def _has_more(picture: Image.Image) -> bool:
    with contextlib.suppress(Exception):
        picture.seek(1)
        return True
    return False
