"""Cropping and shrinking."""

import pytest
from PIL import Image

from cnnviz.files.decoding.reading import decode
from tests.files.decoding.files import encoded, grey, pixels


@pytest.mark.parametrize(
    ("full", "left"),
    [
        ((400, 100), None),
        ((401, 100), "cropped 401 × 100 to 400 × 100, about the centre"),
        ((100, 1000), "cropped 100 × 1000 to 100 × 400, about the centre"),
        ((65, 1), "cropped 65 × 1 to 4 × 1, about the centre"),
        ((64, 1), None),
    ],
)
def test_very_long_pictures_are_cropped_and_tiny_ones_are_not(full, left):
    _, notes = decode(encoded(Image.new("L", full), "PNG"))
    assert notes == ([left] if left else [])


def test_the_crop_keeps_the_centre():
    row = grey([*range(0, 30), *range(100, 200, 5), *range(30, 60)])  # 80 wide, 1 high
    picture, _ = decode(encoded(row, "PNG"))
    assert pixels(picture) == [140, 145, 150, 155]  # columns 38 to 41 of 0 to 79


def test_a_long_jpeg_is_decoded_small_and_cropped_the_same():
    picture = Image.new("L", (4000, 400))
    picture.paste(255, (1200, 0, 2800, 400))  # exactly what 4:1 about the centre keeps
    small, notes = decode(encoded(picture, "JPEG"), 100)
    assert small.size == (100, 25)
    assert min(pixels(small)) == 255
    assert notes == [
        "cropped 4000 × 400 to 1600 × 400, about the centre",
        "resized from 1600 × 400 to 100 × 25",
    ]


def test_halving_averages_neighbours_without_overshoot():
    edge = grey(*[[50] * 63 + [200] * 65] * 64)
    picture, _ = decode(encoded(edge, "PNG"), 64)
    row = pixels(picture)[:64]
    # A filter with negative weights would dip below 50 before the edge and pass 200 after it.
    assert row == sorted(row)
    assert (row[0], row[-1]) == (50, 200)
