"""BMP files of every depth, order and coding."""

import struct

import pytest

from cnnviz.files.decoding.bmp import PALETTE_NOTE
from cnnviz.files.decoding.plain import ALL_THERE, LAST_ROWS
from tests.files.decoding.files import DAMAGED, bmp, read, refusal

WHITE = "transparency laid on white"
# Blue, green, red and a byte to fill up: black, red, green, blue.
PALETTE = bytes.fromhex("00000000 0000ff00 00ff0000 ff000000")
COLOURS = [(0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255)]
GREYS = b"".join(bytes((level, level, level, 0)) for level in (0, 85, 170, 255))


def rgb(*numbers, size):
    return [b"".join(number.to_bytes(size, "little") for number in numbers)]


def masks(*values):
    return struct.pack(f"<{len(values)}I", *values)


@pytest.mark.parametrize(
    ("bits", "row"),
    [(2, b"\x1b\0\0\0"), (4, b"\x01\x23\0\0"), (8, b"\0\1\2\3")],
)
def test_places_in_a_palette(bits, row):
    found, notes = read(bmp(bits, [row], palette=PALETTE, width=4))
    assert (found, notes) == (COLOURS, [PALETTE_NOTE])


def test_one_bit_a_pixel():
    row = b"\xa0\0\0\0"
    assert read(bmp(1, [row], palette=GREYS[:8], width=4)) == ([85, 0, 85, 0], [])


def test_a_grey_palette_gives_grey():
    assert read(bmp(8, [b"\3\0\1\2"], palette=GREYS)) == ([255, 0, 85, 170], [])


def test_a_place_outside_the_palette_is_black():
    found, _ = read(bmp(8, [b"\1\x09\0\0"], palette=PALETTE, width=2))
    assert found == [(255, 0, 0), (0, 0, 0)]


def test_rows_run_upwards_unless_the_height_is_negative():
    rows = [b"\0\0\0\0", b"\3\0\0\0"]
    assert read(bmp(8, rows, palette=GREYS, width=1))[0] == [255, 0]
    assert read(bmp(8, rows, palette=GREYS, width=1, height=-2))[0] == [0, 255]


# 16-bit: 31 · 255 / 31, 16 · 255 / 31 = 131.6, 1 · 255 / 31 = 8.2
@pytest.mark.parametrize(
    ("bits", "compression", "head", "number", "colour"),
    [
        (16, 0, b"", 31 << 10 | 16 << 5 | 1, (255, 132, 8)),
        (16, 3, masks(0xF800, 0x7E0, 0x1F), 31 << 11 | 32 << 5 | 1, (255, 130, 8)),
        (16, 3, masks(0xC0, 0x38, 0x07), 2 << 6 | 7 << 3 | 1, (170, 255, 36)),
        (16, 6, masks(0xF00, 0xF0, 0xF, 0xF000), 0xF84C, (136, 68, 204)),
        (16, 6, masks(0xF00, 0xF0, 0xF, 0xF000), 0x384C, (231, 218, 245)),
        (32, 0, b"", 0x00123456, (0x12, 0x34, 0x56)),
        (32, 0, b"", 0xFF123456, (0x12, 0x34, 0x56)),
        (32, 3, masks(0xFF, 0xFF00, 0xFF0000), 0x00123456, (0x56, 0x34, 0x12)),
        (32, 3, masks(0x3FF00000, 0xFFC00, 0x3FF), 1023 << 20 | 512 << 10 | 1, (255, 128, 0)),
        (32, 6, masks(0xFF0000, 0xFF00, 0xFF, 0xFF000000), 0x33000000, (204, 204, 204)),
    ],
)
def test_the_bits_of_each_colour_are_where_the_file_says(bits, compression, head, number, colour):
    row = number.to_bytes(bits // 8, "little").ljust(4, b"\0")
    found, _ = read(bmp(bits, [row], compression=compression, head=head, width=1))
    assert found == [colour]


@pytest.mark.parametrize(("said", "colour"), [(0xFF000000, (255, 127, 127)), (0, (255, 0, 0))])
def test_alpha_in_a_file_without_masks_only_where_the_header_names_it(said, colour):
    head = masks(0xFF0000, 0xFF00, 0xFF, said) + bytes(52)
    found, _ = read(bmp(32, [b"\0\0\xff\x80"], head=head, size=108))
    assert found == [colour]


def test_the_short_header_of_os2():
    header = struct.pack("<2sIII", b"BM", 38, 0, 32) + struct.pack("<IHHHH", 12, 1, 1, 1, 1)
    assert read(header + b"\1\2\3\7\7\7" + b"\0\0\0\0") == ([(3, 2, 1)], [PALETTE_NOTE])
    assert read(header + b"\1\1\1\7\7\7" + b"\x80\0\0\0") == ([7], [])


RUNS = {
    # three times 1, end of line, two as they are and one to fill up, end of file
    8: bytes([3, 1, 0, 0, 0, 3, 2, 3, 1, 0, 0, 1]),
    # three of 1 and 1, end of line, then 2, 3, 1 and halves to fill up
    4: bytes([3, 0x11, 0, 0, 0, 3, 0x23, 0x10, 0, 1]),
}


@pytest.mark.parametrize("bits", RUNS)
def test_run_lengths(bits):
    data = bmp(bits, [RUNS[bits]], compression=1 if bits == 8 else 2, palette=GREYS, width=3)
    data = data[:22] + struct.pack("<i", 2) + data[26:]
    assert read(data) == ([170, 255, 85, 85, 85, 85], [])


def test_what_a_run_length_file_does_not_draw_is_white():
    runs = bytes([0, 2, 1, 0, 1, 0, 0, 1])  # one to the right, one pixel of 0
    data = bmp(8, [runs], compression=1, palette=GREYS, width=3)
    assert read(data) == ([255, 0, 255], [WHITE])


@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_without_its_last_bytes(cut):
    filled = bmp(8, [b"\1\0\0\0", b"\3\0\0\0"], palette=GREYS, width=1)
    assert read(filled[:-cut]) == ([255, 85], [ALL_THERE])
    whole = bmp(24, [bytes(12), bytes([9] * 12)])
    found, notes = read(whole[:-cut])
    assert found[:3] == [(9, 9, 9)] * 3 and found[4:] == [(0, 0, 0)] * 4
    assert notes == [LAST_ROWS]


@pytest.mark.parametrize(
    "data",
    [
        bmp(8, [bytes(4)] * 9, palette=GREYS)[:-8],
        bmp(8, [bytes(4)], palette=GREYS, width=-4),
        bmp(8, [bytes(4)], palette=GREYS, compression=1)[:-3],
        bmp(7, [bytes(4)], width=4),
        bmp(16, [bytes(4)], compression=9),
        bmp(16, [bytes(4)], size=11),
        b"BM",
        b"BM" + bytes(60),
    ],
)
def test_real_damage_is_refused(data):
    assert refusal(data) == DAMAGED.format("BMP")


@pytest.mark.parametrize(
    ("bits", "compression", "size", "what"),
    [
        (24, 4, 40, "that holds a JPEG picture"),
        (24, 5, 40, "that holds a PNG picture"),
        (1, 3, 64, "with Huffman compression"),
        (64, 0, 40, "of 64 bits a pixel"),
    ],
)
def test_what_is_not_read_is_named(bits, compression, size, what):
    data = bmp(bits, [bytes(8)], compression=compression, size=size, head=bytes(size - 40))
    assert refusal(data) == (
        f"This is a BMP file {what}, which cannot be read here; save it as PNG or JPEG."
    )


def test_a_picture_of_too_many_pixels():
    data = bmp(1, [bytes(4)], width=60_000, height=60_000)
    assert refusal(data).startswith("This picture has 60000 × 60000 pixels")
