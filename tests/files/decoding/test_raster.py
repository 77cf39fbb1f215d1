"""Orientation, modes, transparency and frames, whatever the format."""

import pytest
from PIL import Image

from cnnviz.files.decoding import raster
from cnnviz.files.decoding.kinds import format_of
from cnnviz.files.decoding.reading import decode
from tests.files.decoding.files import encoded, grey, pixels

# What a camera stores for the upright picture 1 2 / 3 4, held in each of the eight ways.
STORED = {
    1: ((1, 2), (3, 4)),
    2: ((2, 1), (4, 3)),
    3: ((4, 3), (2, 1)),
    4: ((3, 4), (1, 2)),
    5: ((1, 3), (2, 4)),
    6: ((2, 4), (1, 3)),
    7: ((4, 2), (3, 1)),
    8: ((3, 1), (4, 2)),
}


@pytest.mark.parametrize("orientation", STORED)
def test_every_orientation_comes_out_upright(orientation):
    exif = Image.Exif()
    exif[raster.ORIENTATION_TAG] = orientation
    picture, notes = decode(encoded(grey(*STORED[orientation]), "PNG", exif=exif))
    assert pixels(picture) == [1, 2, 3, 4]
    words = raster.ORIENTATIONS[orientation][1] if orientation > 1 else None
    assert notes == ([f"{words} as the camera noted"] if words else [])


def test_sizes_in_the_notes_are_those_of_the_upright_picture():
    exif = Image.Exif()
    exif[raster.ORIENTATION_TAG] = 6
    data = encoded(Image.new("RGB", (800, 600)), "JPEG", exif=exif)
    picture, notes = decode(data, 100)
    assert picture.size == (75, 100)
    assert notes == ["rotated as the camera noted", "resized from 600 × 800 to 75 × 100"]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01"]
)
def test_damaged_camera_notes_are_passed_over(exif):
    picture, notes = decode(encoded(grey((7, 7), (7, 7)), "JPEG", exif=exif))
    assert (pixels(picture), notes) == ([7, 7, 7, 7], [])


def test_transparency_is_laid_on_white():
    picture = Image.new("RGBA", (3, 1))
    picture.putdata([(200, 100, 0, 255), (200, 100, 0, 0), (0, 0, 0, 51)])
    plain, notes = decode(encoded(picture, "PNG"))
    assert pixels(plain) == [(200, 100, 0), (255, 255, 255), (204, 204, 204)]
    assert notes == ["transparency laid on white"]


def test_an_opaque_alpha_channel_is_left_out():
    plain, notes = decode(encoded(Image.new("RGBA", (1, 1), (9, 8, 7, 255)), "PNG"))
    assert (pixels(plain), notes) == ([(9, 8, 7)], ["alpha channel, opaque everywhere, left out"])


def test_grey_with_transparency_stays_grey():
    picture = Image.new("LA", (2, 1))
    picture.putdata([(60, 255), (60, 0)])
    plain, notes = decode(encoded(picture, "PNG"))
    assert (plain.mode, pixels(plain), notes) == ("L", [60, 255], ["transparency laid on white"])


def test_a_palette_with_a_transparent_entry():
    picture = Image.new("P", (2, 1))
    picture.putpalette([10, 20, 30, 40, 50, 60])
    picture.putdata([0, 1])
    plain, notes = decode(encoded(picture, "PNG", transparency=1))
    assert pixels(plain) == [(10, 20, 30), (255, 255, 255)]
    assert notes == ["palette turned into RGB", "transparency laid on white"]


def test_a_grey_palette_stays_grey():
    picture = Image.new("P", (3, 1))
    picture.putpalette([5, 5, 5, 80, 80, 80, 250, 250, 250])
    picture.putdata([2, 0, 1])
    plain, notes = decode(encoded(picture, "PNG"))
    assert (plain.mode, pixels(plain), notes) == ("L", [250, 5, 80], ["palette turned into grey"])


def test_black_and_white_becomes_0_and_255():
    picture, notes = decode(encoded(grey((0, 255)).convert("1"), "PNG"))
    assert (picture.mode, pixels(picture), notes) == ("L", [0, 255], [])


def test_print_colours_become_rgb():
    picture, notes = decode(encoded(Image.new("CMYK", (8, 8), (0, 0, 0, 255)), "JPEG"))
    assert picture.mode == "RGB"
    assert max(pixels(picture)[0]) <= 2  # full black ink, through JPEG
    assert notes == ["CMYK turned into RGB"]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_only_the_first_frame_of_an_animation(kind):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    picture, notes = decode(data)
    assert pixels(picture) == [(255, 0, 0)] * 16
    assert notes[0] == "first frame of an animation"


def test_a_second_picture_in_a_jpeg_is_no_animation():
    frames = [Image.new("L", (8, 8), level) for level in (90, 200)]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert format_of(data) == "JPEG"
    picture, notes = decode(data)
    assert (set(pixels(picture)), notes) == ({90}, [])
