"""ICC profiles in every format that carries them."""

import struct

import pytest
from PIL import Image

from cnnviz.files.decoding import colour, gamma
from cnnviz.files.decoding.raster import NOTE
from tests.files.decoding.files import bmp, encoded, read

SWAPPED = (0.3127, 0.3290, 0.30, 0.60, 0.64, 0.33, 0.15, 0.06)  # sRGB, its red and green exchanged
SWAPPING = gamma.profile(2.2, SWAPPED)
P3 = gamma.profile(2.2, (0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06))
RED = Image.new("RGB", (16, 16), (255, 0, 0))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("TIFF", {}),
        ("WEBP", {"lossless": True}),
        ("JPEG", {"quality": 100, "subsampling": 0}),
    ],
)
def test_a_profile_that_exchanges_red_and_green(kind, options):
    found, notes = read(encoded(RED, kind, icc_profile=SWAPPING, **options))
    assert max(abs(a - b) for a, b in zip(found[0], (0, 255, 0), strict=True)) <= 2
    assert notes == [NOTE]


def test_a_profile_inside_a_bmp_file():
    fields = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0) + b"DEBM" + bytes(48)
    row = b"\0\0\xff\0"  # blue, green, red, and a byte to fill up
    fields += struct.pack("<3I", 0, 124 + len(row), len(SWAPPING)) + bytes(4)
    data = bmp(24, [row], width=1, head=fields, size=124)
    assert read(data + SWAPPING) == ([(0, 255, 0)], [NOTE])


def test_alpha_is_no_colour():
    picture = Image.new("RGBA", (2, 1))
    picture.putdata([(255, 0, 0, 255), (255, 0, 0, 0)])
    found, notes = read(encoded(picture, "PNG", icc_profile=SWAPPING))
    assert found == [(0, 255, 0), (255, 255, 255)]
    assert notes == [NOTE, "transparency laid on white"]


def test_a_wider_space_is_brought_into_srgb():
    # Display P3's (200, 100, 50) by hand: linear (0.586, 0.128, 0.028) of exponent 2.2,
    # times 1.2249 −0.2247 0 / −0.0420 1.0419 0 / −0.0197 −0.0786 1.0979 = (0.690, 0.108, 0.009).
    found, _ = read(encoded(Image.new("RGB", (1, 1), (200, 100, 50)), "PNG", icc_profile=P3))
    assert max(abs(a - b) for a, b in zip(found[0], (216, 93, 23), strict=True)) <= 2


def test_a_palette_has_a_profile_too():
    picture = Image.new("P", (1, 1))
    picture.putpalette([255, 0, 0, 0, 0, 0])
    assert read(encoded(picture, "PNG", icc_profile=SWAPPING)) == (
        [(0, 255, 0)],
        ["palette turned into RGB", NOTE],
    )


def test_grey_by_its_profile_stays_grey():
    picture = Image.new("L", (1, 1), 128)
    profile = gamma.profile(1.0, grey=True)
    found, notes = read(encoded(picture, "PNG", icc_profile=profile))
    # 128 / 255 of the light: 1.055 · 0.50196 ** (1 / 2.4) − 0.055 = 0.7367
    assert (found, notes) == ([188], [NOTE])


@pytest.mark.parametrize("profile", [b"x", bytes(200), SWAPPING[:150], gamma.profile(1, grey=True)])
def test_a_broken_profile_keeps_the_picture_and_says_so(profile):
    data = encoded(RED, "WEBP", lossless=True, icc_profile=profile)
    assert read(data) == ([(255, 0, 0)] * 256, [colour.BROKEN])


def test_print_colours_with_a_broken_profile():
    picture = Image.new("CMYK", (8, 8), (0, 0, 0, 0))
    _, notes = read(encoded(picture, "JPEG", icc_profile=SWAPPING))
    assert notes == ["CMYK turned into RGB", colour.BROKEN]
