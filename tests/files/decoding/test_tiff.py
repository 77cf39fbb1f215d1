"""TIFF files: the kinds that are read, and what is said of the others."""

import io

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from cnnviz.files.decoding import tiff, wide
from tests.files.decoding.files import DAMAGED, encoded, grey, read, refusal

FULL = wide.note(65535)


def deep(values, **options):
    return encoded(Image.fromarray(np.array([values], np.uint16)), "TIFF", **options)


def tags(**values):
    found = TiffImagePlugin.ImageFileDirectory_v2()
    for name, value in values.items():
        found[getattr(tiff, name)] = value
    return found


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_grey_and_rgb_in_each_coding(compression):
    picture = grey((1, 2), (3, 250))
    assert read(encoded(picture, "TIFF", compression=compression)) == ([1, 2, 3, 250], [])
    picture = Image.new("RGB", (3, 2), (9, 80, 200))
    assert read(encoded(picture, "TIFF", compression=compression)) == ([(9, 80, 200)] * 6, [])


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate"])
def test_sixteen_bits_have_the_scale_of_a_png(compression):
    found = read(deep([0, 1000, 20000, 65535], compression=compression))
    assert found == ([0, 4, 78, 255], [FULL])


def test_white_is_the_most_that_the_file_says():
    assert read(deep([0, 819, 4095])) == ([0, 3, 16], [FULL])
    assert read(deep([0, 819, 4095], tiffinfo=tags(MOST=4095))) == ([0, 51, 255], [wide.note(4095)])
    # It says less than it holds, and is not believed.
    assert read(deep([0, 819, 4096], tiffinfo=tags(MOST=4095))) == ([0, 3, 16], [FULL])


def test_sixteen_bits_with_white_as_0():
    data = deep([0, 20000, 65535], tiffinfo=tags(PHOTOMETRIC=0))
    assert read(data) == ([255, 177, 0], [FULL])


def test_floats_take_their_own_range():
    picture = Image.fromarray(np.array([[0, 0.5, 1]], np.float32))
    assert read(encoded(picture, "TIFF")) == (
        [0, 128, 255],
        ["values scaled to 8-bit, 0 becoming 0 and 1 becoming 255"],
    )


def test_a_float_that_is_none_is_refused():
    picture = Image.fromarray(np.array([[0, np.nan]], np.float32))
    assert refusal(encoded(picture, "TIFF")) == (
        "This file holds numbers that are not finite (NaN or infinity), which no picture can"
        " show; replace them and bring it again."
    )


def test_the_first_page():
    pages = [grey((1,)), grey((2,))]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert read(data) == ([1], [tiff.FIRST])


def test_transparency_and_orientation():
    picture = Image.new("RGBA", (2, 1))
    picture.putdata([(0, 0, 0, 0), (9, 9, 9, 255)])
    exif = Image.Exif()
    exif[0x0112] = 2
    assert read(encoded(picture, "TIFF", exif=exif)) == (
        [(9, 9, 9), (255, 255, 255)],
        ["mirrored as the camera noted", "transparency laid on white"],
    )


def test_another_compression_is_named():
    data = encoded(Image.new("RGB", (8, 8)), "TIFF", compression="jpeg")
    assert refusal(data) == (
        "This is a TIFF file whose compression is not LZW, Deflate or none, which cannot be read"
        " here; save it as PNG or JPEG."
    )


@pytest.mark.parametrize(
    "data",
    [
        b"II*\0\x10\0\0\0CR\2\0" + bytes(40),
        encoded(Image.new("RGB", (2, 2)), "TIFF", tiffinfo=tags(DNG=b"\1\4\0\0")),
        encoded(Image.new("RGB", (2, 2)), "TIFF", tiffinfo=tags(SUBFILE=1)),
    ],
)
def test_a_cameras_raw_picture_is_called_one(data):
    assert refusal(data).startswith("This is a camera's raw picture, which cannot be read here")


def test_damage():
    whole = encoded(Image.effect_noise((50, 50), 80), "TIFF", compression="tiff_lzw")
    assert refusal(whole[:1000]) in (DAMAGED.format("TIFF"), tiff.UNREAD)
    assert refusal(b"II*\0" + bytes(20)) == tiff.UNREAD


def test_too_many_pixels():
    file = io.BytesIO()
    Image.new("1", (6000, 6000)).save(file, "TIFF", compression="tiff_adobe_deflate")
    assert refusal(file.getvalue()).startswith("This picture has 6000 × 6000 pixels")
