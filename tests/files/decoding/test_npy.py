"""Arrays that numpy.save wrote."""

import io
import pickle
import struct

import numpy as np
import pytest

from tests.files.decoding.files import DAMAGED, read, refusal

DAMAGE = DAMAGED.format("NumPy")
ROW = [[0, 128, 255]]


def saved(values, dtype, **options):
    file = io.BytesIO()
    np.save(file, np.asarray(values, dtype, **options))
    return file.getvalue()


def written(header, body=bytes(100), version=b"\1\0"):
    text = header.encode()
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text + body


def note(low, high):
    return [f"values scaled to 8-bit, {low} becoming 0 and {high} becoming 255"]


@pytest.mark.parametrize(
    ("values", "dtype", "found", "notes"),
    [
        (ROW, "u1", [0, 128, 255], []),
        (ROW, "i8", [0, 128, 255], note(0, 255)),
        ([[0, 20000, 65535]], "<u2", [0, 78, 255], note(0, 65535)),
        ([[0, 20000, 65535]], ">u2", [0, 78, 255], note(0, 65535)),
        ([[0, 20000, 65535]], "i4", [0, 78, 255], note(0, 65535)),
        ([[0, 0.5, 1]], "f4", [0, 128, 255], note(0, 1)),
        ([[0, 0.2, 0.1]], "f8", [0, 51, 26], note(0, 1)),
        ([[0, 51, 255]], "f2", [0, 51, 255], note(0, 255)),
        ([[-1, 0, 1]], "f8", [0, 128, 255], note(-1, 1)),
        ([[-1e308, 0, 1e308]], "f8", [0, 128, 255], note("-1e+308", "1e+308")),
        ([[-3, 97]], "i2", [0, 255], note(-3, 97)),
        ([[7, 7]], "f8", [7, 7], note(0, 255)),
        ([[-7, -7]], "f8", [0, 0], note(-7, -7)),
        ([[True, False]], "?", [255, 0], ["false taken as black and true as white"]),
    ],
)
def test_the_range_of_each_kind_of_number(values, dtype, found, notes):
    assert read(saved(values, dtype)) == (found, notes)


def test_every_shape_of_a_picture():
    colours = np.arange(24).reshape(2, 4, 3)
    pixels = [tuple(map(int, colour)) for colour in colours.reshape(-1, 3)]
    assert read(saved(colours, "u1")) == (pixels, [])
    assert read(saved(np.moveaxis(colours, -1, 0), "u1")) == (pixels, [])
    assert read(saved(colours, "u1", order="F")) == (pixels, [])
    grey = np.arange(8).reshape(2, 4)
    for shaped in (grey, grey[None], grey[..., None]):
        assert read(saved(shaped, "u1")) == ([0, 1, 2, 3, 4, 5, 6, 7], [])


@pytest.mark.parametrize(
    ("shape", "text"),
    [((4,), "4"), ((2, 3, 5), "2 × 3 × 5"), ((1, 1, 2, 2), "1 × 1 × 2 × 2"), ((), "one number")],
)
def test_other_shapes_are_named(shape, text):
    assert refusal(saved(np.zeros(shape), "u1")) == (
        f"This NumPy array is of shape {text}; a picture has (H, W), (H, W, 3), (3, H, W) or"
        " (1, H, W)."
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite(value):
    assert refusal(saved([[0, value]], "f4")).startswith("This file holds numbers that are not")


@pytest.mark.parametrize("dtype", ["c16", "U3", "M8[s]", "V4", [("a", "u1")]])
def test_other_types_are_refused(dtype):
    assert refusal(saved(np.zeros((2, 2)), dtype)) == (
        "This NumPy array holds neither whole numbers nor floats; bring one of uint8, uint16 or"
        " float."
    )


class Planted:
    def __reduce__(self):
        return (exec, ("raise SystemExit('unpickled')",))


def test_nothing_is_unpickled():
    body = pickle.dumps(np.array([[Planted()]], object))
    data = written("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1)}", body)
    assert refusal(data).startswith("This NumPy array holds neither")


@pytest.mark.parametrize(
    "data",
    [
        b"\x93NUMPY",
        saved(ROW, "u1")[:-1],
        saved(np.zeros((0, 5)), "u1"),
        written("{'descr': '|u1', 'fortran_order': False, 'shape': (9, 99999)}"),
        written("{'descr': '|u1', 'fortran_order': False, 'shape': (2, -5)}"),
        written("{'descr': '|u1', 'shape': (2, 5)}"),
        written("__import__('os').abort()"),
        written("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 5)}" + " " * 9000),
        written("[" * 1900),
        written("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 5)}", version=b"\7\0"),
    ],
)
def test_damage(data):
    assert refusal(data) == DAMAGE


def test_too_many_pixels():
    header = "{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 60000)}"
    assert refusal(written(header)).startswith("This picture has 60000 × 60000 pixels")
