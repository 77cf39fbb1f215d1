"""The program of a transposed convolution runs as it is and ends with the number of its step."""

import contextlib
import io

import numpy as np
import pytest

from cnnviz.lessons.transposed_convolution import code
from cnnviz.lessons.transposed_convolution.trace import trace

RNG = np.random.default_rng(8)
X, W = RNG.integers(-3, 4, (3, 4)).astype(float), RNG.integers(-2, 3, (3, 2)).astype(float)
SETTINGS = [
    (1, 0, 0, 1),
    (2, 0, 0, 1),
    (2, 1, 1, 1),
    (3, 0, 2, 1),
    (1, 1, 0, 2),
    (2, 2, 1, 3),
]


def grown(settings, x=X, w=W):
    names = ("stride", "padding", "output_padding", "dilation")
    return trace(x, w, **dict(zip(names, settings, strict=True)))


def printed(text):
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(text, {})
    return told.getvalue()


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_whole_program_gives_the_output(settings):
    made = grown(settings)
    names = {}
    exec(code.whole(made), names)
    assert np.array_equal(names["y"], made.y)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_each_gathered_output_is_printed(settings):
    made = grown(settings)
    for step in (0, 5, made.y.size - 1):
        text = code.up_to(made, step, gathers=True)
        assert float(printed(text)) == made.y.ravel()[step]


def test_a_scattering_step_prints_the_sum_so_far_where_most_inputs_have_met():
    # Stride 1: after input [0, 1] the outputs of column 1 have met two inputs, the first is [0, 1].
    made = grown((1, 0, 0, 1), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 10.0]]))
    assert code.followed(made, 0) == (0, 0)
    assert printed(code.up_to(made, 0)) == "1.0\n"
    assert code.followed(made, 1) == (0, 1)
    assert printed(code.up_to(made, 1)) == "12.0\n"


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_output_grows_to_the_whole(settings):
    made = grown(settings)
    assert np.array_equal(code.so_far(made, X.size - 1), made.y)
    assert np.array_equal(code.so_far(made, X.size - 1, weighed=False), made.overlap)


def test_an_input_that_the_padding_cuts_off_prints_all():
    made = grown((1, 2, 0, 1), np.arange(16.0).reshape(4, 4), np.ones((2, 2)))
    assert code.followed(made, 0) is None
    assert code.reach(made, 0, 0) == (0, 0)
    assert printed(code.up_to(made, 0)) == "[[0.]]\n"
