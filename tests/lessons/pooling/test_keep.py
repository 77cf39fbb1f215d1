"""What is taken home of a pooling: programs that run, and steps with their windows framed."""

import contextlib
import io

import numpy as np
import pytest

from cnnviz.figures.theme import TOKENS
from cnnviz.files import samples
from cnnviz.files.drawing import Box
from cnnviz.lessons.pooling import code_route
from cnnviz.lessons.pooling.controls_keep import maps, numpy_program, reach, take
from cnnviz.lessons.pooling.settings import PoolingLook
from cnnviz.lessons.pooling.trace import Pooling, trace
from cnnviz.player import source

X = np.array(
    [[3.0, 0, 4, 2, 0], [1, 5, 2, 2, 1], [0, 2, 8, 1, 1], [7, 1, 0, 3, 2], [2, 2, 1, 0, 6]]
)
POOLINGS = [
    Pooling(),
    Pooling(padding=1),
    Pooling("average", window=2, stride=2, padding=1, count_include_pad=False),
    Pooling("average", window=3, stride=3, ceil_mode=True),
    Pooling("lp", window=2, stride=1, power=3),
    Pooling(padding=((1, 0), (0, 1)), padding_mode="reflect"),
    Pooling("average", padding=((1, 0), (1, 1)), padding_mode="circular"),
    Pooling("lp", stride=2, power=3, padding=1, padding_mode="replicate"),
    Pooling("blur", window=2, stride=2),
    Pooling("roi", box=(0, 1, 4, 4)),
    Pooling("global_max"),
    Pooling("global_average"),
]


def printed(text):
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(text, {})
    return float(told.getvalue())


@pytest.mark.parametrize("pooling", POOLINGS, ids=lambda p: p.kind)
@pytest.mark.parametrize("photo", [False, True])
def test_the_program_ends_with_each_output(pooling, photo):
    x = np.asarray(samples.load("camera").pixels[:40:2, :60:2, 0], float) if photo else X
    pooled = trace(x, pooling)
    rows, columns = pooled.y.shape
    for at in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)}:
        assert printed(numpy_program(pooling, pooled, at)) == pytest.approx(pooled.y[at], rel=1e-12)


def test_a_window_is_framed_without_its_padding():
    pooled = trace(X, Pooling(window=3, stride=2, padding=1))
    assert [reach(pooled.axes[0], output) for output in range(3)] == [(0, 2), (1, 4), (3, 5)]
    wrapped = trace(X, Pooling(window=3, stride=2, padding=1, padding_mode="circular"))
    assert [reach(wrapped.axes[0], output) for output in range(3)] == [(0, 2), (1, 4), (3, 5)]


def test_input_and_output_share_the_scale_of_the_page():
    pooled = trace(X, Pooling())
    x, y = maps(pooled, source.grid("numbers", X[None], "key"))
    assert (x.colour, x.low, x.high) == (y.colour, y.low, y.high) == ("ink", 0.0, 8.0)
    powered = trace(X, Pooling("lp", window=2, stride=1))
    _, y = maps(powered, source.grid("numbers", X[None], "key"))
    assert y.high == powered.y.max()


def test_a_step_frames_its_window_and_its_output(open_app, shown):
    open_app("pages/pooling.py")
    steps = take(shown.visit, shown.visit.result(), __file__).steps
    drawing = steps.draw(steps.at({"at": "1,2"}), "dark")
    focus = TOKENS["dark"]["focus"]
    window, output = (s for s in drawing.shapes if isinstance(s, Box) and s.colour == focus)
    assert window.width == pytest.approx(3 * output.width)
    assert drawing.shapes[0].text == "output[1, 2] = 8"
    assert steps.name(steps.at({"at": "1,2"})) == "output[1, 2]"


GRADIENT = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0], [2.0, 2.0, 4.0]])


@pytest.mark.parametrize("pooling", POOLINGS, ids=lambda p: p.kind)
@pytest.mark.parametrize("tie", ["first", "split", "all"])
@pytest.mark.parametrize("dy", ["ones", "cell", "own"])
def test_the_program_of_the_way_back_ends_with_what_comes_to_an_input(pooling, tie, dy):
    pooled = trace(X, pooling, GRADIENT)
    rule = tie if tie in pooled.ones.dx else "only"
    rows, columns = pooled.y.shape
    for at in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)}:
        look = PoolingLook(at=at, view="route", tie=tie, dy=dy, one=-1.5)
        text = code_route.program(pooling, pooled, look, at)
        row, column = code_route.target(pooling, pooled, look, at)
        if dy == "cell":
            one = np.zeros(pooled.y.shape)
            one[at] = -1.5
            wanted = trace(X, pooling, one).own.dx[rule]
            assert abs(wanted[row, column]) == pytest.approx(np.abs(wanted).max())
        else:
            wanted = (pooled.ones if dy == "ones" else pooled.own).dx[rule]
        assert printed(text) == pytest.approx(wanted[row, column], rel=1e-12, abs=1e-12)
