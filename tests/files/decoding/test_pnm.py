"""PBM, PGM and PPM."""

import pytest

from tests.files.decoding.files import DAMAGED, read, refusal


def note(top):
    return [f"values scaled to 8-bit, 0 becoming 0 and {top} becoming 255"]


@pytest.mark.parametrize(
    ("data", "found", "notes"),
    [
        (b"P1 3 1 1 0 1", [0, 255, 0], []),
        (b"P1 3 1\n101", [0, 255, 0], []),
        (b"P4 10 1\n\xa0\x40", [0, 255, 0, 255, 255, 255, 255, 255, 255, 0], []),
        (b"P2 3 1 255 0 7 255", [0, 7, 255], []),
        (b"P2 # a note\n3 1 # and\n255\n0 7 # more\n255\n", [0, 7, 255], []),
        (b"P5 3 1 255\n\x00\x07\xff", [0, 7, 255], []),
        (b"P5 3 1 255\n\x00\x07\xff and more", [0, 7, 255], []),
        (b"P3 1 1 255 1 2 3", [(1, 2, 3)], []),
        (b"P6 2 1 255\n\1\2\3\4\5\6", [(1, 2, 3), (4, 5, 6)], []),
        # 5 · 255 / 15 = 85, 819 · 255 / 4095 = 51, 20000 · 255 / 65535 = 77.8
        (b"P2 3 1 15 0 5 15", [0, 85, 255], note(15)),
        (b"P2 3 1 4095 0 819 4095", [0, 51, 255], note(4095)),
        (b"P5 3 1 4095\n\0\0\x03\x33\x0f\xff", [0, 51, 255], note(4095)),
        (b"P5 2 1 65535\n\x4e\x20\xff\xff", [78, 255], note(65535)),
        (b"P3 1 1 65535 0 20000 65535", [(0, 78, 255)], note(65535)),
        (b"P6 1 1 65535\n\0\0\x4e\x20\xff\xff", [(0, 78, 255)], note(65535)),
    ],
)
def test_every_kind(data, found, notes):
    assert read(data) == (found, notes)


@pytest.mark.parametrize(
    "data",
    [
        b"P5 3 1 255\n\0\7",
        b"P5 3 1 65536\n\0\0\0\0\0\0",
        b"P5 3 1 0\n\0\0\0",
        b"P5 0 1 255\n",
        b"P5 2 1 9\n\7\x0a",
        b"P2 3 1 255 0 7",
        b"P2 3 1 255 0 7 256",
        b"P2 3 1 255 0 7 -1",
        b"P2 3 1 255 0 7 99999999999999999999",
        b"P2 3 1 255 0 seven 255",
        b"P4 9 2\n\0\0\0",
        b"P1 3 1 1 0",
        b"P2 # no end",
        b"P2 " + b"9" * 5000,
    ],
)
def test_damage(data):
    assert refusal(data) == DAMAGED.format("PBM, PGM or PPM")


def test_too_many_pixels():
    assert refusal(b"P5 60000 60000 255\n").startswith("This picture has 60000 × 60000 pixels")
