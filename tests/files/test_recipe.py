"""What becomes of a picture before a network reads it, in hand-worked numbers."""

import numpy as np
import pytest

from cnnviz.files.images import Picture
from cnnviz.files.recipe import Recipe, usual


def picture(pixels):
    return Picture(np.array(pixels, np.uint8), ())


def recipe(shape, **settings):
    return Recipe("", shape, (0.0,), (1.0,), **settings)


# 2 × 4 in colour: red counts the columns, green is 100 everywhere, blue the rows.
WIDE = picture([[(column, 100, 50 + row) for column in range(4)] for row in range(2)])


def test_the_middle_square_is_taken_as_it_is_where_it_fits():
    levels = recipe((3, 2, 2)).levels(WIDE)
    assert levels.tolist() == [[[1, 2], [1, 2]], [[100, 100], [100, 100]], [[50, 50], [51, 51]]]
    assert levels.dtype == np.uint8
    assert not levels.flags.writeable


def test_the_part_taken_has_the_proportions_of_the_network_s_input():
    assert recipe((3, 1, 4)).levels(WIDE)[0].tolist() == [[0, 1, 2, 3]]
    assert recipe((3, 2, 1)).levels(WIDE)[0].tolist() == [[1], [1]]


def test_a_crop_keeps_the_middle_of_that_part():
    grey = picture(np.arange(64).reshape(8, 8, 1))
    assert recipe((1, 4, 4), crop=0.5).levels(grey).tolist() == [
        [[18, 19, 20, 21], [26, 27, 28, 29], [34, 35, 36, 37], [42, 43, 44, 45]]
    ]


def test_colours_become_grey_and_grey_becomes_three_equal_channels():
    # 0.299 · 1 + 0.587 · 100 + 0.114 · 50 = 64.699
    assert recipe((1, 2, 2)).levels(WIDE)[0, 0].tolist() == [65, 65]
    three = recipe((3, 1, 1)).levels(picture([[[7]]]))
    assert three.tolist() == [[[7]], [[7]], [[7]]]


def test_a_single_pixel_fills_any_input():
    assert (recipe((1, 5, 7), crop=0.1).levels(picture([[[9]]])) == 9).all()


LEVELS = np.array([[[255]], [[127]], [[0]]], np.uint8)


@pytest.mark.parametrize(
    ("place", "title", "expected"),
    [
        (0, "0 … 1", [1, 0.498, 0]),
        (1, "−1 … 1", [1, -0.0039, -1]),
        (2, "0 … 255", [255, 127, 0]),
        (3, "−0.5 … 0.5", [0.5, -0.002, -0.5]),
        # (255 − 123.675) / 58.395, (127 − 116.28) / 57.12, (0 − 103.53) / 57.375
        (4, "ImageNet's mean and deviation", [2.2489, 0.1877, -1.8044]),
        (5, "0 … 1, blue first", [0, 0.498, 1]),
        (6, "ImageNet's mean off, blue first", [-103.53, 10.72, 131.325]),
    ],
)
def test_the_usual_ways_for_colours(place, title, expected):
    ways = usual((3, 1, 1))
    assert len(ways) == 7
    assert ways[place].title == title
    x = ways[place].scaled(LEVELS)
    assert (x.shape, x.dtype) == ((1, 3, 1, 1), np.float32)
    assert not x.flags.writeable
    assert x.ravel().tolist() == pytest.approx(expected, abs=6e-5)


def test_the_usual_ways_for_grey():
    numbers = [way.scaled([[[51]]]).item() for way in usual((1, 1, 1))]
    # the last three: (51 − 33.3285) / 78.5655, (255 − 51) / 255, (204 − 33.3285) / 78.5655
    expected = [0.2, -0.6, 51, -0.3, 0.22493, 0.8, 2.17235]
    assert numbers == pytest.approx(expected, abs=6e-6)


def test_channels_last():
    x = usual((3, 1, 1), channels_last=True)[2].scaled(LEVELS)
    assert x.shape == (1, 1, 1, 3)
    assert x.ravel().tolist() == [255, 127, 0]


@pytest.mark.parametrize(
    ("shape", "settings", "sentence"),
    [
        ((2, 8, 8), {}, "A picture has 1 channel or 3; this network reads 2 of them."),
        ((3, 0, 8), {}, "The height must be a whole number of at least 1, not 0."),
        ((3, 8, 8), {"crop": 0.0}, "The crop keeps a share above 0 and up to 1, not 0.0."),
    ],
)
def test_what_no_picture_fits_is_refused(shape, settings, sentence):
    with pytest.raises(ValueError) as refusal:
        recipe(shape, **settings)
    assert str(refusal.value) == sentence


def test_a_scale_of_0_is_refused():
    with pytest.raises(ValueError, match="A scale of 0 would divide by 0"):
        Recipe("", (1, 1, 1), (0.0,), (0.0,))
