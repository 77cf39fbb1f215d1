"""JPEG files: how many scans, which kind, and those without their last bytes."""

import pytest
from PIL import Image

from cnnviz.files.decoding import jpeg, kinds
from cnnviz.files.decoding.plain import ALL_THERE, LAST_ROWS
from cnnviz.files.decoding.reading import decode
from tests.files.decoding.files import DAMAGED, encoded, read, refusal


def with_scans(count):
    """A progressive grey JPEG whose last refinement scan is repeated: ``count`` scans in all."""
    data = encoded(Image.linear_gradient("L").resize((16, 16)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * (count - jpeg.scans(data) + 1) + data[-2:]


def test_a_baseline_file_has_one_scan_and_a_progressive_colour_file_ten():
    picture = Image.new("RGB", (16, 16), "teal")
    assert jpeg.scans(encoded(picture, "JPEG")) == 1
    assert jpeg.scans(encoded(picture, "JPEG", progressive=True)) == 10


def test_a_marker_inside_a_comment_is_no_scan():
    data = encoded(Image.new("L", (8, 8)), "JPEG", comment=b"\xff\xda" * 200)
    assert jpeg.scans(data) == 1


def test_what_follows_the_end_of_the_picture_is_not_counted():
    data = encoded(Image.new("L", (8, 8)), "JPEG")
    assert jpeg.scans(data + data) == 1


def test_a_hundred_scans_are_read_and_one_more_is_refused():
    picture, _ = decode(with_scans(100))
    assert picture.size == (16, 16)
    with pytest.raises(kinds.Refused, match="drawn in more than 100 passes"):
        decode(with_scans(101))
    assert jpeg.scans(with_scans(5000)) == 101  # the walk stops there


NOISE = Image.effect_noise((96, 80), 60).convert("RGB")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_without_its_end_mark_is_read_whole(cut, progressive):
    data = encoded(NOISE, "JPEG", progressive=progressive)
    assert read(data[:-cut]) == (read(data)[0], [ALL_THERE])


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("cut", [4, 10])
def test_a_file_without_its_last_bytes_is_right_but_for_its_last_rows(cut, progressive):
    data = encoded(NOISE, "JPEG", progressive=progressive, subsampling=0)
    found, notes = read(data[:-cut])
    assert notes == [LAST_ROWS]
    assert found[: 96 * 72] == read(data)[0][: 96 * 72]  # all but the last eight rows


def test_the_pictures_after_the_first_do_not_count_as_its_end():
    data = encoded(NOISE, "JPEG")
    assert read(data + b"appended by a phone") == read(data)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("left", [0.5, 0.8])
def test_a_file_without_a_fifth_of_its_bytes_is_damaged(left, progressive):
    data = encoded(NOISE, "JPEG", progressive=progressive)
    assert refusal(data[: int(left * len(data))]) == DAMAGED.format("JPEG")


def test_a_progressive_file_without_its_last_scan_is_damaged():
    data = encoded(NOISE, "JPEG", progressive=True)
    assert refusal(data[: data.rindex(b"\xff\xda")]) == DAMAGED.format("JPEG")


@pytest.mark.parametrize(
    ("at", "byte", "what"),
    [
        (1, 0xC3, "of an uncommon compression (lossless, arithmetic or hierarchical)"),
        (4, 12, "of 12 bits a colour"),
        (9, 2, "of 2 colour components"),
    ],
)
def test_an_uncommon_kind_is_named(at, byte, what):
    data = bytearray(encoded(NOISE, "JPEG"))
    data[data.index(b"\xff\xc0") + at] = byte
    assert refusal(bytes(data)) == (
        f"This is a JPEG file {what}, which cannot be read here; save it as PNG or JPEG."
    )
