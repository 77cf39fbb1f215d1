"""Numbers of more than 8 bits, and the range of them that goes from black to white.

Everything of 16 bits and more comes here, whatever the format, so that one number gives one grey.
NumPy is imported where it is needed: most files do without, and their decoder starts sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PIL import Image

from cnnviz.files.decoding.kinds import Refused
from cnnviz.files.decoding.raster import BAND, bands

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

TOP = 2**16 - 1


def note(top: int) -> str:
    return f"16-bit values scaled to 8-bit, {top} becoming 255"


def scaled(
    values: npt.NDArray[np.uint16], top: int = TOP, exponent: float = 0.0
) -> npt.NDArray[np.uint8]:
    """Take 0 to ``top`` as 0 to 255, rounded; what lies above ``top`` becomes 255.

    With an ``exponent`` the numbers v (0 to 1) stand for light v ** exponent, and come out as sRGB
    (IEC 61966-2-1), which has room for the dark ones that 8 bits of light do not tell apart.

    >>> import numpy as np
    >>> scaled(np.array([0, 20000, 65535], np.uint16)).tolist()
    [0, 78, 255]
    """
    return table(top, exponent)[values]


def table(top: int = TOP, exponent: float = 0.0) -> npt.NDArray[np.uint8]:
    """What :func:`scaled` makes of each number of 16 bits."""
    import numpy as np

    steps = np.minimum(np.arange(TOP + 1), top)
    if exponent:
        light = (steps / top) ** exponent
        coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
        return np.floor(255 * coded + 0.5).astype(np.uint8)
    return ((510 * steps + top) // (2 * top)).astype(np.uint8)


def ranged(values: npt.NDArray[Any]) -> tuple[npt.NDArray[np.uint8], str]:
    """Any numbers as 8 bits, and which of them were taken as black and as white.

    Each kind has a range of its own; of floats and of long integers the narrowest usual range
    that holds them all is taken, else the one from the least to the largest.
    """
    import numpy as np

    if values.dtype == np.uint8:
        return values, ""
    if values.dtype == np.uint16:
        return scaled(values), "values scaled to 8-bit, 0 becoming 0 and 65535 becoming 255"
    if values.dtype == np.bool_:
        return values * np.uint8(255), "false taken as black and true as white"
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise Refused(
            "This file holds numbers that are not finite (NaN or infinity), which no picture"
            " can show; replace them and bring it again."
        )
    low, high = _range(float(values.min()), float(values.max()), values.dtype.kind)
    note = f"values scaled to 8-bit, {low:g} becoming 0 and {high:g} becoming 255"
    # Halved first: the span of the largest floats is no float.
    span = high / 2 - low / 2 or 1.0
    levels = np.empty(values.shape, np.uint8)
    step = max(1, BAND * len(values) // values.size)
    for top in range(0, len(values), step):
        unit = (values[top : top + step].astype(np.float64) / 2 - low / 2) / span
        levels[top : top + step] = np.floor(255 * unit + 0.5)
    return levels, note


def _range(low: float, high: float, kind: str) -> tuple[float, float]:
    usual = (1.0, 255.0, float(TOP)) if kind == "f" else (255.0, float(TOP))
    for top in usual:
        if low >= 0 and high <= top:
            return 0.0, top
    return low, high


def numbers(image: Image.Image) -> npt.NDArray[Any]:
    """The numbers of a picture, taken out in bands: all at once takes three times the memory."""
    import numpy as np

    count = len(image.getbands())
    first = np.asarray(image.crop((0, 0, 1, 1)))
    shape = (image.height, image.width, count) if count > 1 else (image.height, image.width)
    values = np.empty(shape, first.dtype)
    for box in bands(image.size):
        values[box[1] : box[3]] = np.asarray(image.crop(box))
    return values


def picture(values: npt.NDArray[np.uint8]) -> Image.Image:
    """An 8-bit array (H, W) or (H, W, C) with C of 1, 2, 3 or 4 as a picture."""
    import numpy as np

    flat = values[:, :, 0] if values.ndim == 3 and values.shape[2] == 1 else values
    return Image.fromarray(np.ascontiguousarray(flat))
