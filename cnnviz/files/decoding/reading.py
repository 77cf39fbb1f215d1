"""From the bytes of a file to 8-bit grey or RGB, with notes on what was done to it."""

from collections.abc import Callable

from PIL import Image

from cnnviz.files.decoding import bmp, colour, npy, plain, png, pnm, sizing, tiff
from cnnviz.files.decoding.kinds import Refused, damaged, format_of
from cnnviz.files.decoding.raster import Raster, on_white, upright

READERS: dict[str, Callable[[bytes], Raster]] = {
    "PNG": png.read,
    "BMP": bmp.read,
    "TIFF": tiff.read,
    "PNM": pnm.read,
    "NPY": npy.read,
}
DRAFTING: dict[str, Callable[[bytes, int | None], Raster]] = {
    "JPEG": plain.read_jpeg,
    "WebP": plain.read_webp,
    "GIF": plain.read_gif,
}


CALLED = {"PNM": "PBM, PGM or PPM", "NPY": "NumPy"}


def decode(data: bytes, side: int | None = None) -> tuple[Image.Image, list[str]]:
    """Read one picture as mode L or RGB, its longer side at most ``side``.

    Raises
    ------
    Refused
        With one plain sentence, whatever is wrong with the file.
    """
    Image.MAX_IMAGE_PIXELS = None  # while the header is read, so that a refusal can say the size
    name = format_of(data)
    try:
        raster = DRAFTING[name](data, side) if name in DRAFTING else READERS[name](data)
        return _finished(raster, side)
    except Refused:
        raise
    except MemoryError:
        raise Refused(
            "This picture needs more memory than one picture may take; make it smaller, or save"
            " it as JPEG, and bring that."
        ) from None
    except Exception:  # Pillow fails in many ways on a damaged file
        raise damaged(CALLED.get(name, name)) from None


def _finished(raster: Raster, side: int | None) -> tuple[Image.Image, list[str]]:
    image, coloured = colour.to_srgb(raster.image, raster.profile, raster.profile_note)
    image, laid = on_white(image)
    image, turned = upright(image, raster.orientation)
    full = raster.full[::-1] if raster.orientation >= 5 and turned else raster.full
    return sizing.sized(image, full, side, [*raster.notes, *coloured, *laid, *turned])
