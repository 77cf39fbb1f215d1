"""The decoder itself: formats, scans, orientation, modes, sizes."""

import ast
import io
import sys
from pathlib import Path

import pytest
from PIL import Image

from cnnviz.files import decoding


def encoded(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def grey(*rows):
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([value for row in rows for value in row])
    return picture


def pixels(picture):
    return list(picture.get_flattened_data())


def with_scans(count):
    """A progressive grey JPEG whose last refinement scan is repeated: ``count`` scans in all."""
    data = encoded(Image.linear_gradient("L").resize((16, 16)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * (count - decoding.scans(data) + 1) + data[-2:]


def test_imports_nothing_that_starts_slowly():
    tree = ast.parse(Path(decoding.__file__).read_text("utf-8"))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add(node.module.partition(".")[0])
    assert roots - sys.stdlib_module_names == {"PIL"}


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"RIFF\x0a\x00\x00\x00WEBP", "WebP"),
        (b"GIF87a", "GIF"),
        (b"GIF89a", "GIF"),
        (b"BM", "BMP"),
    ],
)
def test_the_first_bytes_tell_the_format(start, name):
    assert decoding.format_of(start) == name


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\0\0\0\x18ftypheic", "a HEIC picture"),
        (b"\0\0\0\x18ftypavif", "an AVIF picture"),
        (b"II*\0", "a TIFF picture"),
        (b"MM\0*", "a TIFF picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"<?xml version='1.0'?>\n<!-- a note -->\n<svg/>", "an SVG drawing"),
    ],
)
def test_well_known_formats_are_refused_by_their_name(start, what):
    with pytest.raises(decoding.Refused) as refused:
        decoding.format_of(start)
    assert str(refused.value) == (
        f"This is {what}, which cannot be read here; save it as PNG or JPEG."
    )


def test_a_baseline_file_has_one_scan_and_a_progressive_colour_file_ten():
    picture = Image.new("RGB", (16, 16), "teal")
    assert decoding.scans(encoded(picture, "JPEG")) == 1
    assert decoding.scans(encoded(picture, "JPEG", progressive=True)) == 10


def test_a_marker_inside_a_comment_is_no_scan():
    data = encoded(Image.new("L", (8, 8)), "JPEG", comment=b"\xff\xda" * 200)
    assert decoding.scans(data) == 1


def test_what_follows_the_end_of_the_picture_is_not_counted():
    data = encoded(Image.new("L", (8, 8)), "JPEG")
    assert decoding.scans(data + data) == 1


def test_a_hundred_scans_are_read_and_one_more_is_refused():
    picture, _ = decoding.decode(with_scans(100))
    assert picture.size == (16, 16)
    with pytest.raises(decoding.Refused, match="drawn in more than 100 passes"):
        decoding.decode(with_scans(101))
    assert decoding.scans(with_scans(5000)) == 101  # the walk stops there


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
    exif[decoding.ORIENTATION_TAG] = orientation
    picture, notes = decoding.decode(encoded(grey(*STORED[orientation]), "PNG", exif=exif))
    assert pixels(picture) == [1, 2, 3, 4]
    words = decoding.ORIENTATIONS[orientation][1] if orientation > 1 else None
    assert notes == ([f"{words} as the camera noted"] if words else [])


def test_sizes_in_the_notes_are_those_of_the_upright_picture():
    exif = Image.Exif()
    exif[decoding.ORIENTATION_TAG] = 6
    data = encoded(Image.new("RGB", (800, 600)), "JPEG", exif=exif)
    picture, notes = decoding.decode(data, 100)
    assert picture.size == (75, 100)
    assert notes == ["rotated as the camera noted", "resized from 600 × 800 to 75 × 100"]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01"]
)
def test_damaged_camera_notes_are_passed_over(exif):
    picture, notes = decoding.decode(encoded(grey((7, 7), (7, 7)), "JPEG", exif=exif))
    assert (pixels(picture), notes) == ([7, 7, 7, 7], [])


def test_sixteen_bits_are_scaled_by_the_bits_that_are_used():
    full = Image.new("I;16", (3, 1))
    for x, value in enumerate((0, 257 * 100, 65535)):
        full.putpixel((x, 0), value)
    picture, notes = decoding.decode(encoded(full, "PNG"))
    assert pixels(picture) == [0, 100, 255]
    assert notes == ["16-bit values scaled to 8-bit, 65535 becoming 255"]
    full.putpixel((1, 0), 819)
    full.putpixel((2, 0), 4095)
    picture, notes = decoding.decode(encoded(full, "PNG"))
    assert pixels(picture) == [0, 51, 255]
    assert notes == ["16-bit values scaled to 8-bit, 4095 becoming 255"]


def test_transparency_is_laid_on_white():
    picture = Image.new("RGBA", (3, 1))
    picture.putdata([(200, 100, 0, 255), (200, 100, 0, 0), (0, 0, 0, 51)])
    plain, notes = decoding.decode(encoded(picture, "PNG"))
    assert pixels(plain) == [(200, 100, 0), (255, 255, 255), (204, 204, 204)]
    assert notes == ["transparency laid on white"]


def test_an_opaque_alpha_channel_is_left_out():
    plain, notes = decoding.decode(encoded(Image.new("RGBA", (1, 1), (9, 8, 7, 255)), "PNG"))
    assert (pixels(plain), notes) == ([(9, 8, 7)], ["alpha channel, opaque everywhere, left out"])


def test_grey_with_transparency_stays_grey():
    picture = Image.new("LA", (2, 1))
    picture.putdata([(60, 255), (60, 0)])
    plain, notes = decoding.decode(encoded(picture, "PNG"))
    assert (plain.mode, pixels(plain), notes) == ("L", [60, 255], ["transparency laid on white"])


def test_a_palette_with_a_transparent_entry():
    picture = Image.new("P", (2, 1))
    picture.putpalette([10, 20, 30, 40, 50, 60])
    picture.putdata([0, 1])
    plain, notes = decoding.decode(encoded(picture, "PNG", transparency=1))
    assert pixels(plain) == [(10, 20, 30), (255, 255, 255)]
    assert notes == ["palette turned into RGB", "transparency laid on white"]


def test_a_grey_palette_stays_grey():
    picture = Image.new("P", (3, 1))
    picture.putpalette([5, 5, 5, 80, 80, 80, 250, 250, 250])
    picture.putdata([2, 0, 1])
    plain, notes = decoding.decode(encoded(picture, "PNG"))
    assert (plain.mode, pixels(plain), notes) == ("L", [250, 5, 80], ["palette turned into grey"])


def test_black_and_white_becomes_0_and_255():
    picture, notes = decoding.decode(encoded(grey((0, 255)).convert("1"), "PNG"))
    assert (picture.mode, pixels(picture), notes) == ("L", [0, 255], [])


def test_print_colours_become_rgb():
    picture, notes = decoding.decode(encoded(Image.new("CMYK", (8, 8), (0, 0, 0, 255)), "JPEG"))
    assert picture.mode == "RGB"
    assert max(pixels(picture)[0]) <= 2  # full black ink, through JPEG
    assert notes == ["CMYK turned into RGB"]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_only_the_first_frame_of_an_animation(kind):
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    picture, notes = decoding.decode(data)
    assert pixels(picture) == [(255, 0, 0)] * 16
    assert notes[0] == "first frame of an animation"


def test_a_second_picture_in_a_jpeg_is_no_animation():
    frames = [Image.new("L", (8, 8), level) for level in (90, 200)]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert decoding.format_of(data) == "JPEG"
    picture, notes = decoding.decode(data)
    assert (set(pixels(picture)), notes) == ({90}, [])


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
    _, notes = decoding.decode(encoded(Image.new("L", full), "PNG"))
    assert notes == ([left] if left else [])


def test_the_crop_keeps_the_centre():
    row = grey([*range(0, 30), *range(100, 200, 5), *range(30, 60)])  # 80 wide, 1 high
    picture, _ = decoding.decode(encoded(row, "PNG"))
    assert pixels(picture) == [140, 145, 150, 155]  # columns 38 to 41 of 0 to 79


def test_a_long_jpeg_is_decoded_small_and_cropped_the_same():
    picture = Image.new("L", (4000, 400))
    picture.paste(255, (1200, 0, 2800, 400))  # exactly what 4:1 about the centre keeps
    small, notes = decoding.decode(encoded(picture, "JPEG"), 100)
    assert small.size == (100, 25)
    assert min(pixels(small)) == 255
    assert notes == [
        "cropped 4000 × 400 to 1600 × 400, about the centre",
        "resized from 1600 × 400 to 100 × 25",
    ]


def test_halving_averages_neighbours_without_overshoot():
    edge = grey(*[[50] * 63 + [200] * 65] * 64)
    picture, _ = decoding.decode(encoded(edge, "PNG"), 64)
    row = pixels(picture)[:64]
    # A filter with negative weights would dip below 50 before the edge and pass 200 after it.
    assert row == sorted(row)
    assert (row[0], row[-1]) == (50, 200)
