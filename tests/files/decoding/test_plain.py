"""WebP and GIF files: the end of the file, and first frames."""

import pytest
from PIL import Image

from cnnviz.files.decoding.plain import ALL_THERE, LAST_ROWS
from tests.files.decoding.files import DAMAGED, encoded, read, refusal

NOISE = Image.effect_noise((64, 64), 60).convert("RGB")


@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_webp_file_without_its_last_bytes(cut, lossless):
    data = encoded(NOISE, "WEBP", lossless=lossless)
    found, notes = read(data[:-cut])
    assert notes in ([ALL_THERE], [LAST_ROWS])
    assert found[: 64 * 47] == read(data)[0][: 64 * 47]  # all but the last 17 rows


def test_a_webp_file_without_more_is_damaged():
    data = encoded(NOISE, "WEBP")
    assert refusal(data[:-20]) == DAMAGED.format("WebP")


def test_what_follows_a_webp_file_is_left_out():
    data = encoded(NOISE, "WEBP", lossless=True)
    assert read(data + b"more") == read(data)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_gif_file_without_its_end(cut):
    data = encoded(Image.new("L", (9, 9), 7), "GIF")
    assert read(data[:-cut])[0] == [7] * 81


def test_around_a_first_frame_that_is_smaller_there_is_white():
    # A screen of 3 × 1 whose only frame, one pixel of the palette's second grey, lies at column 1.
    palette = bytes([9, 9, 9, 80, 80, 80])
    head = b"GIF89a\3\0\1\0\x80\0\0" + palette
    data = head + b",\1\0\0\0\1\0\1\0\0" + b"\2\2\x4c\1\0;"
    assert read(data) == (
        [255, 80, 255],
        ["palette turned into grey", "transparency laid on white"],
    )
