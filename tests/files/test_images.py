"""Pictures from outside, through the worker process: what is read and what is refused."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from cnnviz.files import UnreadableFile, images
from cnnviz.files.decoding import kinds
from cnnviz.files.images import Picture

RAMP = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)


def encoded(pixels, kind, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def png_header(width, height):
    """A PNG that claims a size and holds no pixels."""

    def chunk(kind, body):
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def refusal(data, name=""):
    with pytest.raises(UnreadableFile) as refused:
        images.load(data, name)
    sentence = str(refused.value)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert sentence.isprintable()  # one line, no control characters
    assert "Traceback" not in sentence
    assert not set("/\\<>`*_") & set(sentence)  # no path, no markup
    return sentence


@pytest.mark.parametrize(
    ("kind", "options"), [("PNG", {}), ("BMP", {}), ("WEBP", {"lossless": True})]
)
def test_lossless_formats_keep_every_pixel(kind, options):
    picture = images.load(encoded(RAMP, kind, **options))
    assert np.array_equal(picture.pixels, RAMP)
    assert picture.pixels.dtype == np.uint8
    assert not picture.pixels.flags.writeable
    assert picture.notes == ()


@pytest.mark.parametrize(
    ("kind", "notes"), [("PNG", ()), ("BMP", ()), ("GIF", ("palette turned into grey",))]
)
def test_grey_stays_one_channel(kind, notes):
    picture = images.load(encoded(RAMP[:, :, 0], kind))
    assert np.array_equal(picture.pixels, RAMP[:, :, :1])
    assert picture.notes == notes


@pytest.mark.parametrize("side", [1, 5, 8, 28])
def test_tiny_pictures_stay_as_they_are(side):
    pixels = np.arange(side * side, dtype=np.uint16).reshape(side, side).astype(np.uint8)
    picture = images.load(encoded(pixels, "PNG"), side=512)
    assert np.array_equal(picture.pixels[:, :, 0], pixels)
    assert picture.notes == ()


def test_a_flat_jpeg_keeps_its_value_at_every_scale():
    picture = images.load(encoded(np.full((800, 1200), 90, np.uint8), "JPEG"), side=60)
    assert picture.pixels.shape == (40, 60, 1)
    assert (picture.pixels == 90).all()
    assert picture.notes == ("resized from 1200 × 800 to 60 × 40",)


def test_nothing_of_the_metadata_is_kept():
    with_notes = encoded(RAMP, "PNG", exif=b"Exif\0\0secret", dpi=(300, 300))
    picture = images.load(with_notes)
    assert Picture.__slots__ == ("pixels", "notes")
    assert picture.notes == ()


def test_the_name_plays_no_part():
    name = "<img src=x onerror=alert(1)> **bold**.svg"
    assert np.array_equal(images.load(encoded(RAMP, "PNG"), name).pixels, RAMP)
    assert "bold" not in refusal(b"no picture", name)


DAMAGED = {
    "truncated PNG": encoded(RAMP, "PNG")[:-30],
    "truncated JPEG": encoded(np.resize(RAMP, (64, 64, 3)), "JPEG")[:700],
    "truncated GIF": encoded(RAMP[:, :, 0], "GIF")[:-20],
    "truncated WebP": encoded(RAMP, "WEBP")[:-20],
    "truncated BMP": encoded(RAMP, "BMP")[:-20],
    "PNG signature only": b"\x89PNG\r\n\x1a\n",
    "JPEG start only": b"\xff\xd8\xff",
    "WebP start only": b"RIFF\x04\x00\x00\x00WEBP",
    "PNG with a wrong checksum": encoded(RAMP, "PNG").replace(b"IDAT", b"IDAT\xff", 1),
    "no pixels": png_header(0, 5),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damaged_files_get_their_sentence(data):
    name = kinds.format_of(data)
    assert refusal(data) == (
        f"This {name} file is damaged or incomplete, so its picture cannot be read;"
        " save it again as PNG or JPEG and bring that."
    )


@pytest.mark.parametrize("data", [b"hello", b"\0" * 100, b"PK\x03\x04", b"1,2,3\n4,5,6\n"])
def test_what_is_no_picture_gets_its_sentence(data):
    assert refusal(data) == (
        "This file is no picture that can be read here; bring PNG, JPEG, WebP, GIF, BMP,"
        " TIFF, PGM, PPM or NPY."
    )


def test_a_drawing_gets_its_sentence():
    drawing = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
    assert refusal(drawing) == (
        "This is an SVG drawing, which cannot be read here; save it as PNG or JPEG."
    )


def test_an_empty_file():
    assert refusal(b"") == (
        "This file is empty; bring PNG, JPEG, WebP, GIF, BMP, TIFF, PGM, PPM or NPY."
    )


def test_ten_megabytes_are_the_limit():
    assert refusal(bytes(12_340_000)) == (
        "This file has 12.3 MB; the limit is 10 MB, so make the picture smaller and bring that."
    )


def test_a_large_file_that_would_not_be_read_anyway_is_called_by_its_name():
    assert refusal(b"\0\0\0\x18ftypheic" + bytes(12_340_000)) == (
        "This is a HEIC picture, which cannot be read here; save it as PNG or JPEG."
    )


@pytest.mark.parametrize(("width", "height"), [(5001, 5000), (60000, 60000), (2**31 - 1, 1)])
def test_a_header_that_claims_too_many_pixels(width, height):
    assert refusal(png_header(width, height)) == (
        f"This picture has {width} × {height} pixels; the limit is 25 megapixels,"
        " such as 5000 × 5000."
    )


def test_a_file_drawn_in_thousands_of_scans():
    data = encoded(RAMP[:, :, 0], "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    bomb = data[:last] + data[last:-2] * 5000 + data[-2:]
    assert refusal(bomb).startswith("This JPEG file is drawn in more than 100 passes")


@pytest.mark.parametrize("side", [0, -1])
def test_a_side_is_at_least_one_pixel(side):
    sentence = f"A picture needs a side of at least 1 pixel; {side} was asked for."
    with pytest.raises(ValueError, match=sentence):
        images.load(encoded(RAMP, "PNG"), side=side)
    with pytest.raises(ValueError, match=sentence):
        images.fit(Picture(RAMP, ()), side)


def test_fit_keeps_the_proportion_and_says_so():
    picture = Picture(np.full((300, 400, 3), 7, np.uint8), ("palette turned into RGB",))
    fitted = images.fit(picture, 100)
    assert fitted.pixels.shape == (75, 100, 3)
    assert (fitted.pixels == 7).all()
    assert not fitted.pixels.flags.writeable
    assert fitted.notes == ("palette turned into RGB", "resized from 400 × 300 to 100 × 75")


def test_fit_never_enlarges():
    picture = Picture(RAMP, ())
    assert images.fit(picture, 7) is picture


def test_fitting_twice_is_told_once():
    grey = Picture(np.zeros((300, 400, 1), np.uint8), ())
    twice = images.fit(images.fit(grey, 200), 40)
    assert twice.pixels.shape == (30, 40, 1)
    assert twice.notes == ("resized from 400 × 300 to 40 × 30",)


def test_fit_leaves_at_least_one_pixel():
    assert images.fit(Picture(np.zeros((1, 64, 1), np.uint8), ()), 8).pixels.shape == (1, 8, 1)


def test_grey_is_the_rounded_luma():
    # 0.299*255 = 76.245, 0.587*255 = 149.685, 0.114*255 = 29.07, 0.299*5 + 0.114*9 = 2.521
    colours = [[[255, 0, 0], [0, 255, 0], [0, 0, 255], [5, 0, 9], [255, 255, 255]]]
    x, notes = images.channels(Picture(np.array(colours, np.uint8), ("first",)), "grey")
    assert x.tolist() == [[[76, 150, 29, 3, 255]]]
    assert x.dtype == np.float32
    assert not x.flags.writeable
    assert notes == ("first", "turned grey: 0.299 red + 0.587 green + 0.114 blue, rounded")


def test_half_a_grey_level_rounds_up():
    # 0.299*100 + 0.114*100 = 41.3; 0.587*100 + 0.114*200 = 81.5
    pixels = np.array([[[100, 0, 100], [0, 100, 200]]], np.uint8)
    x, _ = images.channels(Picture(pixels, ()), "grey")
    assert x.tolist() == [[[41, 82]]]


def test_rgb_splits_into_three_planes():
    x, notes = images.channels(Picture(RAMP, ()), "rgb")
    assert x.shape == (3, 5, 7)
    assert x[:, 0, 1].tolist() == [3, 4, 5]
    assert notes == ()


def test_a_grey_picture_as_grey_and_as_rgb():
    grey = Picture(RAMP[:, :, :1], ())
    x, notes = images.channels(grey, "grey")
    assert (x.shape, notes) == ((1, 5, 7), ())
    x, notes = images.channels(grey, "rgb")
    assert x[:, 2, 2].tolist() == [48, 48, 48]
    assert notes == ("grey repeated as red, green and blue",)


def test_an_unknown_colour():
    with pytest.raises(ValueError, match=r"""^Colour is "grey" or "rgb"; 'hsv' was asked for\.$"""):
        images.channels(Picture(RAMP, ()), "hsv")
