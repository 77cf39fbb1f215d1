"""JPEG, WebP and GIF: the formats that Pillow reads as they are."""

import contextlib
import io
import math
from collections.abc import Iterable

from PIL import Image, ImageChops

from cnnviz.files.decoding import jpeg, sizing
from cnnviz.files.decoding.kinds import Refused, damaged, too_large, unsupported
from cnnviz.files.decoding.raster import Raster, farthest, orientation_in, settled

SHORT = 10  # bytes that a WebP file may lack at its end
# Bytes in place of them: whether a decoder takes one depends on what comes before.
FILLINGS = (0x00, 0x02, 0xAA, 0x01, 0x04, 0x55, 0xFF, 0x80, 0x05, 0x08, 0x0C, 0x09, 0x03)
SMALL, LARGE = 50_000, 500_000  # bytes: the larger the file, the fewer are tried
WEBP_BYTES = 12  # a pixel: two canvases of the decoder, and what it hands out
BLOCK = 16  # rows that are coded together in a WebP file
SLIGHT = 8  # levels: a last refinement of a progressive JPEG, not seen
ANIMATION = "first frame of an animation"
ALL_THERE = "the file's last bytes are missing, its pixels are all there"
LAST_ROWS = "the file's last bytes are missing, so its last rows may be wrong"


def read_jpeg(data: bytes, side: int | None) -> Raster:
    """A JPEG file, also one without its last bytes."""
    seen = jpeg.structure(data)
    if seen.scans > jpeg.MAX_SCANS:
        raise Refused(
            f"This JPEG file is drawn in more than {jpeg.MAX_SCANS} passes, far more than a camera"
            " writes; save it again as PNG or JPEG and bring that."
        )
    if seen.ended:
        try:
            return _read(data, "JPEG", side)
        except (OSError, SyntaxError, ValueError):
            if seen.frame and not seen.common:
                raise _uncommon(seen) from None
            raise
    if not seen.complete:
        raise damaged("JPEG")
    rows = 8 * max(seen.components.values(), default=1)
    return _mended(jpeg.endings(data), "JPEG", side, rows)


def _uncommon(seen: jpeg.Structure) -> Refused:
    if seen.precision != 8:
        return unsupported("JPEG", f"of {seen.precision} bits a colour")
    if len(seen.components) not in (1, 3, 4):
        return unsupported("JPEG", f"of {len(seen.components)} colour components")
    return unsupported("JPEG", "of an uncommon compression (lossless, arithmetic or hierarchical)")


def read_webp(data: bytes, side: int | None) -> Raster:
    """A WebP file, also one without its last bytes; what follows it is left out."""
    whole = int.from_bytes(data[4:8], "little") + 8
    width, height = _webp_size(data)
    sizing.check(width, height)
    if WEBP_BYTES * width * height + 2 * len(data) > sizing.MEMORY:
        raise too_large()  # its decoder says only that it failed
    short = whole - len(data)
    if short <= 0:
        return _read(data[:whole], "WebP", side)
    if short > SHORT:
        raise damaged("WebP")
    tried: Iterable[int] = FILLINGS if len(data) < LARGE else FILLINGS[:2]
    tried = (*tried, *range(256)) if len(data) < SMALL else tried
    ends = (bytes([filling]) * short for filling in tried)
    return _mended((data + end for end in ends), "WebP", side, BLOCK)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height by the header of either kind of picture, or of what holds several."""
    numbers = [int.from_bytes(data[at : at + 3], "little") for at in (24, 27)]
    if data[12:16] == b"VP8X":
        return numbers[0] + 1, numbers[1] + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return bits % 2**14 + 1, (bits >> 14) % 2**14 + 1
    width, height = (int.from_bytes(data[at : at + 2], "little") % 2**14 for at in (26, 28))
    return width, height


def read_gif(data: bytes, side: int | None) -> Raster:
    return _read(data, "GIF", side)


def _mended(ways: Iterable[bytes], name: str, side: int | None, rows: int) -> Raster:
    """Read a file whose end was filled in several ways.

    The first two that can be read are compared; refused where they differ too much, or where no
    way can be read.
    """
    found: list[Raster] = []
    for data in ways:
        with contextlib.suppress(OSError):
            found.append(_read(data, name, side))
        if len(found) == 2:
            break
    if not found:
        raise damaged(name)
    if len(found) == 1:
        return found[0].noted(LAST_ROWS)
    one, other = found
    box = ImageChops.difference(one.image, other.image).getbbox(alpha_only=False)
    if box is None:
        return one.noted(ALL_THERE)
    scale = one.image.height / one.full[1]
    high = one.image.height - box[1]
    if high > math.ceil(rows * scale) + 1 and farthest(one.image, other.image) > SLIGHT:
        raise damaged(name)
    return one.noted(LAST_ROWS)


def _read(data: bytes, name: str, side: int | None) -> Raster:
    with Image.open(io.BytesIO(data), formats=(name,)) as picture:
        full = picture.size
        sizing.check(*full)
        Image.MAX_IMAGE_PIXELS = sizing.MAX_PIXELS  # a frame that grows while decoded is an error
        _draft(picture, side)
        extents = picture.tile[0].extents if name == "GIF" and picture.tile else None
        image, notes = settled(_loaded(picture))
        if extents and extents != (0, 0, *full):
            image = _only(image, extents)
        image = image.copy() if image is picture and name == "GIF" else image  # its file closes
        if _is_animation(picture):
            notes = (ANIMATION, *notes)
        profile = picture.info.get("icc_profile") or b""
        turned = orientation_in(_exif(picture))
        return Raster(image, notes, full, profile, orientation=turned)


def _loaded(picture: Image.Image) -> Image.Image:
    """The first frame.

    Of a WebP file Pillow keeps the decoder's two canvases while it copies the pixels twice; here
    they go in between, so that three copies are the most.
    """
    if picture.format != "WEBP":
        picture.load()
        return picture
    size, mode, rawmode = picture.size, picture.mode, picture.rawmode  # type: ignore[attr-defined]
    frame = picture._decoder.get_next()  # type: ignore[attr-defined]
    del picture._decoder  # type: ignore[attr-defined]
    if frame is None:
        raise damaged("WebP")
    return Image.frombytes(mode, size, frame[0], "raw", rawmode)


def _draft(picture: Image.Image, side: int | None) -> None:
    """Decode a JPEG at 1/2, 1/4 or 1/8, still at least twice as large as wanted."""
    longest = max(sizing.kept(*picture.size))
    if side is not None and 2 * side < longest:
        scale = 2 * side / longest
        width, height = (max(1, int(length * scale)) for length in picture.size)
        picture.draft(None, (width, height))


def _only(image: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """A first frame that is smaller than its picture; around it nothing was drawn."""
    mode = image.mode.removesuffix("A") + "A"
    image = image.convert(mode)
    alpha = Image.new("L", image.size)
    alpha.paste(image.getchannel("A").crop(box), box[:2])
    image.putalpha(alpha)
    return image


def _exif(picture: Image.Image) -> Image.Exif:
    with contextlib.suppress(Exception):  # damaged notes are no reason to refuse the picture
        return picture.getexif()
    return Image.Exif()


def _is_animation(picture: Image.Image) -> bool:
    # A JPEG with a second picture (a depth map, a preview) counts as animated to Pillow.
    with contextlib.suppress(Exception):
        return picture.format != "MPO" and bool(getattr(picture, "is_animated", False))
    return False
