"""An array as a program's text: run, it is the very same array."""

import numpy as np
import pytest

from cnnviz.files.numpy_given import FEW, given

RNG = np.random.default_rng(2)
ARRAYS = {
    "grid": np.array([[1.0, -2.5], [0.1, 1e-9]]),
    "row": np.array([1 / 3, -0.0, 7.0]),
    "channels": RNG.normal(size=(2, 3, 4)),
    "weights": RNG.normal(size=(2, 1, 3, 3)),
    "photo": RNG.integers(0, 256, (3, 20, 30)).astype(float),
    "signed photo": RNG.integers(-900, 900, (40, 30)).astype(float),
    "halves": RNG.integers(-90, 90, (40, 30)) / 2,
    "thirds": RNG.normal(size=(21, 21)),
    "not finite": np.array([[np.inf, -np.inf, 1.0]]),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_the_text_gives_the_same_array(name):
    array = ARRAYS[name]
    text = given("x", array)
    names = {"np": np}
    exec(text, names)
    assert names["x"].dtype == np.float64
    assert np.array_equal(names["x"], array)
    assert ("base64" in text) == (array.size > FEW)
    assert max(map(len, text.splitlines())) <= 100 or array.size <= FEW


def test_whole_numbers_are_packed_in_one_byte_each():
    assert len(given("x", ARRAYS["photo"])) < 2 * ARRAYS["photo"].size
