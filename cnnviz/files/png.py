"""A map or picture as a PNG file."""

import io
from base64 import b64encode

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnnviz.files.drawing import Drawing
from cnnviz.files.painting import paint


def encode(array: npt.NDArray[np.uint8]) -> bytes:
    """Write grey (H, W) or RGB (H, W, 3), uint8, without loss.

    >>> encode(np.zeros((2, 2), np.uint8))[1:4]
    b'PNG'
    """
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or array.shape[2:] not in ((), (3,)):
        raise ValueError(
            f"A PNG takes uint8 of shape (H, W) or (H, W, 3), not {array.dtype} {array.shape}."
        )
    return _saved(Image.fromarray(array))


def address(array: npt.NDArray[np.uint8]) -> str:
    """The same as the address of a picture on a page."""
    return "data:image/png;base64," + b64encode(encode(array)).decode()


def drawn(drawing: Drawing) -> bytes:
    """A drawing in its full size."""
    return _saved(paint(drawing))


def _saved(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
