"""From the bytes of a file to 8-bit grey or RGB, with notes on what was done to it."""

from collections.abc import Callable

from PIL import Image

from cnnviz.files.decoding import bmp, colour, npy, plain, png, pnm, sizing, tiff
from cnnviz.files.decoding.kinds import Refused, damaged, format_of, too_large
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
        # No name for the raster: its picture goes as soon as another takes its place.
        return _finished(
            DRAFTING[name](data, side) if name in DRAFTING else READERS[name](data), side
        )
    except Refused:
        raise
    except Exception as problem:  # Pillow fails in many ways on a damaged file
        if isinstance(problem, MemoryError) or "memory" in str(problem):
            raise too_large() from None
        raise damaged(CALLED.get(name, name)) from None


def _finished(raster: Raster, side: int | None) -> tuple[Image.Image, list[str]]:
    image, notes, full, orientation = raster.image, raster.notes, raster.full, raster.orientation
    profile, note = raster.profile, raster.profile_note
    del raster
    image, coloured = colour.to_srgb(image, profile, note)
    image, laid = on_white(image)
    image, turned = upright(image, orientation)
    full = full[::-1] if orientation >= 5 and turned else full
    return sizing.sized(image, full, side, [*notes, *coloured, *laid, *turned])
