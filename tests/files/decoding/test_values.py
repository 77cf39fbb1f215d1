"""The pixels of every kind of file beside values worked out by hand."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from cnnviz.files.decoding import raster
from tests.files.decoding.files import ADAM7, CHANNELS, chunk, encoded, grey, png, read


def packed(numbers, depth):
    """One row of numbers, the highest bits of a byte first."""
    if depth == 16:
        return struct.pack(f">{len(numbers)}H", *numbers)
    bits = "".join(format(number, f"0{depth}b") for number in numbers)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


def interlaced(kind, depth, pixels, *chunks):
    """A PNG file of rows of pixels, each a tuple of numbers, in seven passes."""
    rows = b""
    for x, y, across, down in ADAM7:
        for row in pixels[y::down]:
            numbers = [number for pixel in row[x::across] for number in pixel]
            rows += b"\0" + packed(numbers, depth) if numbers else b""
    head = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), depth, kind, 0, 0, 1)
    parts = [chunk(b"IHDR", head), *chunks, chunk(b"IDAT", zlib.compress(rows))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "depth"), [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (4, 16), (6, 8)]
)
def test_an_interlaced_file_has_each_pixel_in_its_place(kind, depth):
    # 11 × 9 pixels, no two neighbours alike; a number n of the highest m is level 255 · n / m.
    most, count = 2**depth - 1, CHANNELS[kind]
    clear = kind in (4, 6)
    pixels = [
        [
            tuple((37 * x + 101 * y + 53 * c) * 991 % (most + 1) for c in range(count - clear))
            + (most,) * clear
            for x in range(11)
        ]
        for y in range(9)
    ]
    levels = [
        tuple((510 * number + most) // (2 * most) for number in pixel[: count - clear])
        for row in pixels
        for pixel in row
    ]
    found, _ = read(interlaced(kind, depth, pixels))
    assert found == (levels if count - clear == 3 else [level[0] for level in levels])


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
@pytest.mark.parametrize("passes", [False, True])
def test_a_palette_of_every_depth(depth, passes):
    colours = [(200, 0, 7), (0, 100, 9)]
    palette = chunk(b"PLTE", bytes(number for colour in colours for number in colour))
    clear = chunk(b"tRNS", b"\xff\x33")  # the second is a fifth there: 204 of white shine through
    row = [0, 1, 1, 0, 1]
    file = png(3, depth, [packed(row, depth)], palette, clear, size=(5, 1))
    if passes:
        file = interlaced(3, depth, [[(place,) for place in row]], palette, clear)
    # 204 + 0.2 · (0, 100, 9) = (204, 224, 205.8)
    shown = [(200, 0, 7), (204, 224, 206)]
    assert read(file)[0] == [shown[place] for place in row]


@pytest.mark.parametrize(("depth", "levels"), [(1, [0, 255]), (2, [0, 85, 170, 255])])
def test_few_bits_of_grey_reach_from_black_to_white(depth, levels):
    row = packed(range(2**depth), depth)
    assert read(png(0, depth, [row], size=(2**depth, 1)))[0] == levels
    levels = [17 * number for number in range(16)]
    assert read(png(0, 4, [packed(range(16), 4)]))[0] == levels


# Four blocks of 8 × 8, each of one level: a JPEG file of quality 100 keeps them exactly.
BLOCKS = np.kron([[10, 60], [110, 160]], np.ones((8, 8))).astype(np.uint8)
TURNS = {
    1: lambda stored: stored,
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.T,
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: np.rot90(stored, 2).T,
    8: lambda stored: np.rot90(stored),
}


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "TIFF"])
def test_a_turned_picture_of_every_format(kind, orientation):
    exif = Image.Exif()
    exif[raster.ORIENTATION_TAG] = orientation
    options = {"JPEG": {"quality": 100}, "WEBP": {"lossless": True}, "TIFF": {}}[kind]
    found, _ = read(encoded(Image.fromarray(BLOCKS[:, 4:]), kind, exif=exif, **options))
    upright = TURNS[orientation](BLOCKS[:, 4:]).ravel()
    assert [level[0] if kind == "WEBP" else level for level in found] == upright.tolist()


def inks(*pixel, transform=0):
    """A JPEG file of these four inks, as Adobe writes them: 255 is none."""
    data = encoded(Image.new("CMYK", (8, 8), pixel), "JPEG", quality=100)
    assert data.count(b"Adobe\0d\0\0\0\0\0") == 1
    return data.replace(b"Adobe\0d\0\0\0\0\0", b"Adobe\0d\0\0\0\0" + bytes([transform]))


@pytest.mark.parametrize(
    ("file", "colour"),
    [
        (inks(0, 0, 0, 0), (255, 255, 255)),
        (inks(255, 0, 0, 0), (0, 255, 255)),
        (inks(0, 255, 0, 0), (255, 0, 255)),
        (inks(0, 0, 255, 0), (255, 255, 0)),
        (inks(0, 0, 0, 255), (0, 0, 0)),
        # (255 − 51) · (255 − 51) / 255 = 163.2, (255 − 102) · 204 / 255 = 122.4
        (inks(51, 102, 0, 51), (163, 122, 204)),
        # Stored as (Y, Cb, Cr, K) = (51, 128, 128, 204): each ink 51, black 51.
        (inks(204, 127, 127, 51, transform=2), (163, 163, 163)),
        # (128, 128, 178, 255): 128 + 1.402 · 50 = 198, 128 − 0.714 · 50 = 92, 128; no black.
        (inks(127, 127, 77, 0, transform=2), (57, 163, 127)),
    ],
)
def test_inks_become_light(file, colour):
    found, notes = read(file)
    assert max(abs(a - b) for a, b in zip(found[0], colour, strict=True)) <= 1
    assert notes == ["CMYK turned into RGB"]


def test_a_jpeg_that_keeps_red_green_and_blue():
    # Nothing but the words of Adobe's mark says that the three are no luma and chroma.
    data = encoded(Image.new("RGB", (8, 8), (200, 100, 50)), "JPEG", keep_rgb=True, quality=100)
    assert read(data) == ([(200, 100, 50)] * 64, [])


@pytest.mark.parametrize("passes", [0, 1])
def test_a_gif_has_each_row_in_its_place(passes):
    rows = [[(7 * x + 13 * y) % 251 for x in range(5)] for y in range(19)]
    found, _ = read(encoded(grey(*rows), "GIF", interlace=passes))
    assert found == [level for row in rows for level in row]


COLOURS = np.arange(7 * 5 * 3, dtype=np.uint8).reshape(5, 7, 3) * 2


def tiff(image, **tags):
    options = {name: tags.pop(name) for name in ("compression", "big_tiff") if name in tags}
    numbers = {"rows": 278, "predictor": 317}
    info = {numbers[name]: value for name, value in tags.items()}
    return encoded(image, "TIFF", tiffinfo=info, **options)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"rows": 2},
        {"big_tiff": True},
        {"compression": "tiff_lzw", "predictor": 2},
        {"compression": "tiff_adobe_deflate", "predictor": 2, "rows": 3},
        {"compression": "packbits", "rows": 1},
    ],
)
def test_every_way_to_store_a_tiff(options):
    found, notes = read(tiff(Image.fromarray(COLOURS), **options))
    assert (found, notes) == ([tuple(pixel) for row in COLOURS.tolist() for pixel in row], [])


def entry(tag, kind, count, value):
    return struct.pack(">HHI", tag, kind, count) + value


@pytest.mark.parametrize(("photometric", "levels"), [(1, [16, 32, 64]), (0, [239, 223, 191])])
def test_a_tiff_of_the_other_byte_order(photometric, levels):
    numbers = {256: 3, 257: 1, 258: 8, 259: 1, 262: photometric, 273: 8, 277: 1, 278: 1, 279: 3}
    entries = b"".join(entry(tag, 3, 1, struct.pack(">HH", n, 0)) for tag, n in numbers.items())
    body = bytes([16, 32, 64, 0])
    data = b"MM\0*\0\0\0\x0c" + body + struct.pack(">H", len(numbers)) + entries + bytes(4)
    assert read(data)[0] == levels


def test_other_modes_of_a_tiff():
    bits = grey((0, 255, 255, 0)).convert("1")
    assert read(encoded(bits, "TIFF")) == ([0, 255, 255, 0], [])
    faint = Image.new("LA", (1, 1), (0, 51))
    assert read(encoded(faint, "TIFF")) == ([204], ["transparency laid on white"])
    ink = Image.new("CMYK", (1, 1), (51, 102, 0, 51))
    assert read(encoded(ink, "TIFF")) == ([(163, 122, 204)], ["CMYK turned into RGB"])
    places = Image.new("P", (2, 1))
    places.putpalette([9, 8, 7, 6, 5, 4])
    places.putdata([1, 0])
    assert read(encoded(places, "TIFF"))[0] == [(6, 5, 4), (9, 8, 7)]


def test_alpha_of_a_webp_is_laid_on_white():
    picture = Image.new("RGBA", (3, 1))
    picture.putdata([(200, 100, 0, 255), (200, 100, 0, 0), (0, 0, 0, 51)])
    found, notes = read(encoded(picture, "WEBP", lossless=True))
    assert found == [(200, 100, 0), (255, 255, 255), (204, 204, 204)]
    assert notes == ["transparency laid on white"]


def test_large_pictures_are_made_in_bands_that_meet():
    # 2 megapixels in two colours per row: laid on white and turned to sRGB a million at a time.
    rows = np.arange(2100, dtype=np.uint8)[:, None] * np.ones(1000, np.uint8)
    picture = Image.fromarray(np.dstack([rows, np.full_like(rows, 51)]), "LA")
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    found = np.array(read(file.getvalue())[0]).reshape(2100, 1000)
    assert (found == found[:, :1]).all()
    # A fifth of the grey and four fifths of white, as Pillow rounds it: (51 v + 204 · 255) / 255.
    assert np.abs(found[:, 0] - (51 * rows[:, 0].astype(int) + 204 * 255) / 255).max() <= 0.5
