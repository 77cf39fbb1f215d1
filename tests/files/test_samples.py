"""The pictures that come with the app: there, small enough, with their licence."""

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import samples
from cnnviz.files.images import Picture

PHOTOS = [sample.name for sample in samples.SAMPLES if sample.kind == "photo"]
MADE = [sample.name for sample in samples.SAMPLES if sample.kind == "made"]
DIGITS = [sample.name for sample in samples.SAMPLES if sample.kind == "digit"]


def test_at_least_six_of_each():
    assert len(PHOTOS) >= 6
    assert {"impulse", "step_edge", "checkerboard", "gradient", "five_by_five"} < set(MADE)
    assert {"digit_3", "digit_7"} < set(MADE)


def test_every_file_has_its_licence_in_both_lists():
    sources = (samples._ASSETS / "SOURCES.md").read_text("utf-8")
    others = {"samples.json", "SOURCES.md", "screenshot.png", "networks"}
    others |= {
        "digits.npz",
        "clothes.npz",
        "clothes_to_train.npz",
        "clothes_to_train.py",
        "LICENSE-fashion-mnist.txt",
    }
    assert all(name in sources for name in others - {"SOURCES.md"})
    listed = {sample.file for sample in samples.SAMPLES} | others
    assert listed == {path.name for path in samples._ASSETS.iterdir()}
    for sample in samples.SAMPLES:
        assert sample.file in sources
        digit = sample.kind == "digit"
        assert sample.licence in (("CC BY 4.0",) if digit else ("Public domain", "CC0 1.0"))
        assert sample.author and sample.source and sample.title


def test_names_are_unique_and_fit_into_a_link():
    names = PHOTOS + MADE + DIGITS
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)


def test_the_folder_is_small():
    assert sum(path.stat().st_size for path in samples._ASSETS.iterdir()) < 1_500_000


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo_is_a_picture_of_at_most_512(name):
    picture = samples.load(name)
    assert isinstance(picture, Picture)
    assert max(picture.pixels.shape[:2]) in (448, 451, 512)
    assert picture.pixels.shape[2] == (1 if name in ("camera", "brick", "text") else 3)
    assert picture.pixels.dtype == np.uint8
    assert not picture.pixels.flags.writeable


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo_carries_no_metadata(name):
    file = next(sample.file for sample in samples.SAMPLES if sample.name == name)
    with Image.open(samples._ASSETS / file) as picture:
        assert not picture.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & set(picture.info)


@pytest.mark.parametrize("name", MADE)
def test_a_made_picture_is_a_grid_of_digits(name):
    grid = samples.load(name)
    assert grid.dtype == np.float64
    assert set(np.unique(grid)) <= set(range(10))
    assert not grid.flags.writeable


def test_the_handwritten_digits_are_eight_by_eight_and_small_whole_numbers():
    assert DIGITS == ["written_0", "written_1", "written_3", "written_4", "written_7"]
    for name in DIGITS:
        digit = samples.load(name)
        assert digit.shape == (8, 8)
        assert set(np.unique(digit)) == {0, 1, 2, 3, 4}
    assert samples.load("written_7")[0].tolist() == [0, 0, 2, 2, 3, 4, 4, 0]


def test_the_five_by_five_example():
    assert samples.load("five_by_five").tolist() == [
        [0, 1, 8, 2, 0],
        [1, 2, 9, 1, 0],
        [0, 1, 7, 3, 1],
        [2, 0, 8, 1, 0],
        [0, 1, 9, 2, 1],
    ]


def test_the_one_row_signal():
    assert samples.load("signal").tolist() == [[0, 0, 1, 1, 1, 0, 1, 0, 0, 0]]


def test_the_simple_patterns():
    impulse = samples.load("impulse")
    assert (impulse.shape, impulse.sum(), impulse[4, 4]) == ((9, 9), 1, 1)
    assert samples.load("step_edge").tolist() == [[0, 0, 0, 0, 1, 1, 1, 1]] * 8
    assert samples.load("gradient").tolist() == [list(range(10))] * 10
    row, column = np.indices((8, 8))
    assert np.array_equal(samples.load("checkerboard"), (row + column) % 2)


def test_three_in_a_row_both_ways_meet_only_at_the_two_crosses():
    x = np.pad(samples.load("crosses"), 1)
    across = x[1:-1, :-2] + x[1:-1, 1:-1] + x[1:-1, 2:]
    down = x[:-2, 1:-1] + x[1:-1, 1:-1] + x[2:, 1:-1]
    assert np.argwhere((across == 3) & (down == 3)).tolist() == [[3, 3], [8, 8]]
    assert (across == 3).sum() == 10  # two in each of two bars, three in each cross


def test_shapes_answer_to_each_kernel_of_the_bank():
    x = samples.load("shapes")
    assert x.shape == (32, 32)
    assert (x[3:13, 3:15] == 9).all()  # rectangle
    assert (x[3:15, 23:25] == 8).all()  # upright bar
    assert (x[8:10, 18:30] == 8).all()  # bar across it
    assert all(x[17 + i, 4 + i] == 9 for i in range(12))  # diagonal
    assert x[20, 20:30].tolist() == list(range(10))  # soft patch


def test_an_unknown_name_is_told_what_exists():
    with pytest.raises(ValueError) as fault:
        samples.load("<b>moon</b>")
    sentence = str(fault.value)
    assert sentence.startswith("There is no sample of that name; choose one of astronaut, camera,")
    assert all(name in sentence for name in PHOTOS + MADE)
    assert "moon" not in sentence
