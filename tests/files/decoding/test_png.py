"""PNG files: 16-bit numbers, transparent colours, colour spaces, and chunks beside the picture."""

import struct
import zlib

import pytest
from PIL import Image, ImageCms

from cnnviz.files.decoding import colour, wide
from cnnviz.files.decoding.plain import ALL_THERE, ANIMATION
from cnnviz.files.decoding.png import PASSED_OVER
from cnnviz.files.decoding.raster import NOTE
from tests.files.decoding.files import DAMAGED, chunk, encoded, png, png16, read, refusal

FULL = wide.note(65535)
WHITE = "transparency laid on white"
OPAQUE = "alpha channel, opaque everywhere, left out"


def key(*values):
    return chunk(b"tRNS", struct.pack(f">{len(values)}H", *values))


def bits(*values):
    return chunk(b"sBIT", bytes(values))


def gamma(exponent):
    return chunk(b"gAMA", struct.pack(">I", round(100_000 / exponent)))


# 20000 · 255 / 65535 = 77.8; 1000 · 255 / 65535 = 3.9; 128 · 255 / 65535 = 0.498, 129: 0.502
SCALED = {0: 0, 128: 0, 129: 1, 1000: 4, 20000: 78, 65406: 254, 65407: 255, 65535: 255}


@pytest.mark.parametrize(("value", "level"), SCALED.items())
def test_a_16_bit_number_is_the_same_grey_in_every_kind_of_file(value, level):
    assert read(png16(0, value)) == ([level], [FULL])
    assert read(png16(2, value, value, value)) == ([(level,) * 3], [FULL])
    assert read(png16(4, value, 65535)) == ([level], [FULL, OPAQUE])
    assert read(png16(6, value, value, value, 65535)) == ([(level,) * 3], [FULL, OPAQUE])


def test_the_colours_of_a_16_bit_pixel_keep_their_places():
    assert read(png16(2, 65535, 20000, 1000))[0] == [(255, 78, 4)]


def test_a_dark_16_bit_picture_stays_dark():
    assert read(png16(0, 0, 255, 4095))[0] == [0, 1, 16]


@pytest.mark.parametrize(
    ("file", "levels", "top"),
    [
        (png16(0, 0, 819, 4095, chunks=(bits(12),)), [0, 51, 255], 4095),
        (png16(2, 0, 819, 4095, chunks=(bits(12, 12, 12),)), [(0, 51, 255)], 4095),
        # More than 12 bits are used, so the numbers were scaled to 16 bits when written.
        (png16(0, 0, 819, 4096, chunks=(bits(12),)), [0, 3, 16], 65535),
        (png16(0, 0, 819, 4095, chunks=(bits(16),)), [0, 3, 16], 65535),
        (png16(0, 0, 819, 4095, chunks=(bits(0),)), [0, 3, 16], 65535),
    ],
)
def test_fewer_bits_only_where_the_file_says_so(file, levels, top):
    assert read(file) == (levels, [wide.note(top)])


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        (png16(0, 0, 20000, chunks=(key(0),)), [255, 78]),
        (png16(0, 20000, 20001, chunks=(key(20000),)), [255, 78]),
        (png16(2, 9, 9, 9, 20000, 0, 0, chunks=(key(20000, 0, 0),)), [(0, 0, 0), (255,) * 3]),
        (png16(2, 9, 9, 9, 20001, 0, 0, chunks=(key(20000, 0, 0),)), [(0, 0, 0), (78, 0, 0)]),
        (png16(4, 0, 0, 20000, 65535), [255, 78]),
        (png16(6, 0, 0, 0, 13107, 0, 0, 0, 65535), [(204,) * 3, (0, 0, 0)]),
        (png(0, 8, [[7, 8]], key(8)), [7, 255]),
        (png(0, 4, [[0x3C]], key(3)), [255, 204]),
        (png(0, 2, [[0b00011011]], key(1)), [0, 255, 170, 255]),
        (png(0, 1, [[0b10100000]], key(0)), [255] * 8),
        (png(2, 8, [[1, 2, 3, 1, 2, 4]], key(1, 2, 4)), [(1, 2, 3), (255,) * 3]),
    ],
)
def test_transparency_is_laid_on_white_in_every_mode(file, shown):
    found, notes = read(file)
    assert found == shown
    assert [note for note in notes if note != FULL] in ([WHITE], [OPAQUE])


TEXT = b"Comment\0\0\0\0\0" + zlib.compress(bytes(3_000_000))
ROW = [[9, 8, 7]]


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"tEXt", b"eXIf", b"prVt"])
def test_megabytes_beside_the_picture_do_no_harm(kind):
    assert read(png(0, 8, ROW, chunk(kind, TEXT))) == ([9, 8, 7], [])


@pytest.mark.parametrize("kind", [b"zTXt", b"tEXt", b"tIME", b"tRNS", b"gAMA", b"iCCP"])
def test_a_wrong_checksum_beside_the_picture_is_passed_over(kind):
    assert read(png(0, 8, ROW, chunk(kind, b"\0\7", check=1))) == ([9, 8, 7], [PASSED_OVER])


def test_a_wrong_checksum_in_the_palette_or_the_header_is_damage():
    palette = chunk(b"PLTE", bytes(range(9)), check=1)
    assert refusal(png(3, 8, [[0, 1, 2]], palette)) == DAMAGED.format("PNG")
    data = bytearray(png(0, 8, ROW))
    data[29] ^= 1
    assert refusal(bytes(data)) == DAMAGED.format("PNG")


def test_what_follows_the_end_is_left_out():
    assert read(png(0, 8, ROW) + b"more" * 100) == ([9, 8, 7], [])


@pytest.mark.parametrize("cut", [1, 4, 8, 12, 14])
def test_a_file_without_its_end_but_with_all_its_pixels(cut):
    data = png(0, 8, [range(100)] * 40)
    assert read(data[:-cut]) == (list(range(100)) * 40, [ALL_THERE] if cut > 4 else [])


def test_a_file_without_half_of_its_pixels_is_damaged():
    data = encoded(Image.effect_noise((50, 50), 80), "PNG")
    assert refusal(data[: len(data) // 2]) == DAMAGED.format("PNG")


def test_apples_own_kind_is_named():
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"CgBI", b"\x50\0\x20\6") + png(0, 8, ROW)[8:]
    assert refusal(data) == (
        "This is a PNG file in Apple's own variant (CgBI), which cannot be read here;"
        " save it as PNG or JPEG."
    )


def test_the_picture_that_is_no_frame_gives_way_to_the_first_frame():
    # A frame of 1 × 1 at column 1, row 0 of a picture of 2 × 1.
    control = chunk(b"fcTL", struct.pack(">5I2H2B", 0, 1, 1, 1, 0, 1, 1, 0, 0))
    pixel = chunk(b"fdAT", bytes(4) + zlib.compress(b"\0\x50"))
    start, end = png(0, 8, [[1, 2]], chunk(b"acTL", struct.pack(">2I", 1, 0))), png(0, 8, ROW)[-12:]
    assert read(start[:-12] + control + pixel + end) == ([255, 80], [ANIMATION, WHITE])


# sRGB encoding (IEC 61966-2-1) of the light v ** exponent: 1.055 · light ** (1 / 2.4) − 0.055.
def encoded_light(light):
    coded = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * coded)


@pytest.mark.parametrize("exponent", [1.0, 1.8, 2.2, 2.5])
@pytest.mark.parametrize("kind", [0, 2])
def test_gamma_is_converted_to_srgb(kind, exponent):
    levels = [5, 40, 128, 200, 255]
    rows = [[level for level in levels for _ in range(3 if kind else 1)]]
    found, notes = read(png(kind, 8, rows, gamma(exponent)))
    greens = [level[1] for level in found] if kind else found
    expected = [encoded_light((level / 255) ** exponent) for level in levels]
    assert all(abs(a - b) <= 1 for a, b in zip(greens, expected, strict=True))
    assert notes == [colour.GAMMA_NOTE]


def test_dark_16_bit_light_keeps_its_steps():
    # 65535 · light for light 0.0001, 0.001 and 0.01: sRGB 0.0013, 0.0129 and 0.0998.
    found, notes = read(png16(0, 7, 66, 655, chunks=(gamma(1.0),)))
    assert (found, notes) == ([0, 3, 25], [FULL, colour.GAMMA_NOTE])
    found, notes = read(png16(6, 66, 655, 65535, 65535, chunks=(gamma(1.0),)))
    assert (found, notes) == ([(3, 25, 255)], [FULL, colour.GAMMA_NOTE, OPAQUE])


def test_a_file_that_says_srgb_keeps_its_numbers():
    srgb = chunk(b"sRGB", b"\0")
    assert read(png(0, 8, ROW, gamma(1.0), srgb)) == ([9, 8, 7], [])
    assert read(png(0, 8, ROW, gamma(1.0), chunk(b"cICP", b"\1\x0d\0\1"))) == ([9, 8, 7], [])


def test_chromaticities_are_converted_too():
    # Red and green of sRGB exchanged: a pure red file is a pure green picture.
    xy = (31270, 32900, 30000, 60000, 64000, 33000, 15000, 6000)
    swapped = chunk(b"cHRM", struct.pack(">8I", *xy))
    found, notes = read(png(2, 8, [[255, 0, 0, 0, 255, 0]], gamma(2.2), swapped))
    assert found == [(0, 255, 0), (255, 0, 0)]
    assert notes == [colour.GAMMA_NOTE]


BROKEN = [
    chunk(b"iCCP", b"name\0\0" + zlib.compress(b"no profile")),
    chunk(b"iCCP", b"name\0\0no zlib"),
    chunk(b"iCCP", b""),
    chunk(b"iCCP", b"bomb\0\0" + zlib.compress(bytes(50_000_000))),
    chunk(b"gAMA", bytes(4)),
    chunk(b"gAMA", b"\0"),
    gamma(2.2) + chunk(b"cHRM", bytes(32)),
    chunk(b"cICP", b"\x09\x10\0\1"),
]


@pytest.mark.parametrize("chunks", BROKEN)
def test_a_profile_that_cannot_be_used_leaves_the_picture_and_a_note(chunks):
    row = [[9, 8, 7]]
    assert read(png(2, 8, row, chunks)) == ([(9, 8, 7)], [colour.BROKEN])


def test_the_profile_of_another_kind_of_picture_is_not_used():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(Image.new("L", (1, 1), 9), "PNG", icc_profile=profile)
    assert read(data) == ([9], [colour.BROKEN])


def test_the_profile_of_srgb_changes_nothing_and_is_no_news():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(Image.new("RGB", (1, 1), (9, 80, 200)), "PNG", icc_profile=profile)
    assert read(data) == ([(9, 80, 200)], [])
    assert colour.GAMMA_NOTE != NOTE
