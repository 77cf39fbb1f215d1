"""PNG files that people take home."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import png


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (3, 5, 3)])
def test_every_pixel_comes_back(shape):
    array = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    data = png.encode(array)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), array)


def test_a_flat_map_is_compressed():
    assert len(png.encode(np.zeros((512, 512, 3), np.uint8))) < 10_000


@pytest.mark.parametrize(
    ("array", "what"),
    [
        (np.zeros((2, 2)), r"float64 \(2, 2\)"),
        (np.zeros((2, 2, 4), np.uint8), r"uint8 \(2, 2, 4\)"),
        (np.zeros(3, np.uint8), r"uint8 \(3,\)"),
    ],
)
def test_other_arrays_are_refused(array, what):
    sentence = rf"^A PNG takes uint8 of shape \(H, W\) or \(H, W, 3\), not {what}\.$"
    with pytest.raises(ValueError, match=sentence):
        png.encode(array)
