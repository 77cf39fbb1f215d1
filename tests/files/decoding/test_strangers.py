"""A picture that is also another file: before it, after it or inside it."""

import struct

import pytest
from PIL import Image

from tests.files.decoding.files import chunk, encoded, grey, png, read, refusal

STRANGERS = {
    "PDF": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "ZIP": b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18),
    "HTML": b"<!doctype html><script>alert(1)</script><img src=x onerror=alert(1)>",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "JPEG": encoded(Image.new("L", (8, 8), 200), "JPEG"),
    "PNG": png(0, 8, [[200]]),
    "GIF": encoded(Image.new("L", (8, 8), 200), "GIF"),
}
LEVELS = [7 * k for k in range(12)]
PICTURE = grey(LEVELS[:4], LEVELS[4:8], LEVELS[8:])
FLAT = [9] * 64
FILES = {
    "PNG": (encoded(PICTURE, "PNG"), LEVELS),
    "GIF": (encoded(PICTURE, "GIF"), LEVELS),
    "BMP": (encoded(PICTURE, "BMP"), LEVELS),
    "TIFF": (encoded(PICTURE, "TIFF"), LEVELS),
    "PPM": (encoded(PICTURE, "PPM"), LEVELS),
    "JPEG": (encoded(Image.new("L", (8, 8), 9), "JPEG", quality=100), FLAT),
    "WebP": (encoded(Image.new("RGB", (8, 8), (9, 9, 9)), "WEBP", lossless=True), [(9, 9, 9)] * 64),
}


@pytest.mark.parametrize("kind", FILES)
def test_whatever_follows_a_picture_is_left_out(kind):
    data, levels = FILES[kind]
    for other in STRANGERS.values():
        assert read(data + other)[0] == levels


@pytest.mark.parametrize("kind", FILES)
def test_a_document_before_a_picture_is_what_the_file_is(kind):
    data = FILES[kind][0]
    assert refusal(STRANGERS["PDF"] + data).startswith("This is a PDF document")
    assert refusal(STRANGERS["SVG"] + data).startswith("This is an SVG drawing")
    for name in ("ZIP", "HTML"):
        assert refusal(STRANGERS[name] + data).startswith("This file is no picture")


@pytest.mark.parametrize("other", STRANGERS)
def test_a_stranger_in_the_notes_of_a_picture_is_not_looked_at(other):
    body = STRANGERS[other]
    assert read(png(0, 8, [[9, 8]], chunk(b"tEXt", b"a\0" + body)))[0] == [9, 8]
    data = FILES["JPEG"][0]
    note = b"\xff\xfe" + struct.pack(">H", len(body) + 2) + body
    assert read(data[:2] + note + data[2:])[0] == FLAT
    gif = FILES["GIF"][0]
    start = 13 + (3 << (gif[10] & 7) + 1)
    note = b"!\xfe" + bytes([len(body) % 256]) + body[:255] + b"\0" if len(body) < 256 else b""
    assert read(gif[:start] + note + gif[start:])[0] == LEVELS


def test_a_gif_that_a_browser_could_run_is_a_gif():
    # "GIF89a" read as a name and the width 0x2A2F as the start of a comment of JavaScript.
    start = b"GIF89a/*\1\0\x80\0\0" + bytes([9, 9, 9, 80, 80, 80])
    script = b"*/=1;alert(1)//"
    note = b"!\xfe" + bytes([len(script)]) + script + b"\0"
    # Of its 10799 × 1 pixels four are kept about the centre; the first of them, 5397, is drawn.
    frame = b",\x15\x15\0\0\1\0\1\0\0\2\2\x4c\1\0;"
    found, notes = read(start + note + frame)
    assert found == [80, 255, 255, 255]
    assert notes[1] == "transparency laid on white"
