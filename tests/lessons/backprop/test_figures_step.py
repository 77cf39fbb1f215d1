"""A step of the lesson as a drawing: its sentence, what it reads and writes, its numbers large."""

import numpy as np
import pytest

from cnnviz.figures.board import EDGE, MOST, RIGHT, SAID, TOP, wrapped
from cnnviz.figures.theme import TOKENS
from cnnviz.files.drawing import Box, Text
from cnnviz.lessons.backprop import controls_show, figures_step, payload_moment
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.words_fitting import fitted
from cnnviz.networks.presets import PRESETS
from cnnviz.player.source import grid
from tests.figures.test_sheet import inside

CASES = [*map(Backprop, PRESETS), Backprop(loss="squared"), Backprop("two_blocks", mistake="sum")]


def walk(settings, scatter=False):
    """The steps of a chain, and what draws one of them."""
    lesson = controls_show.compute(settings, None)[1]
    trace, start = lesson.trace, lesson.start
    steps = payload_moment.steps(trace, grid("picture", trace.x, "picture"), scatter=scatter)
    said = fitted(trace, start.classes, start.known, start.random)
    return steps, lambda n, scheme="light": figures_step.draw(steps, n, said, start.classes, scheme)


def tables(drawing):
    """The texts of the tables, left to right from the top, after the names above them."""
    return [s.text for s in drawing.shapes if isinstance(s, Text) and s.x >= RIGHT and s.y >= TOP]


def maps(drawing):
    """The texts of the maps beside the tables."""
    return [s.text for s in drawing.shapes if isinstance(s, Text) and s.x < RIGHT and s.y >= TOP]


def frames(drawing):
    return [
        s for s in drawing.shapes if isinstance(s, Box) and s.colour == TOKENS["light"]["focus"]
    ]


def test_a_sum_under_the_kernel_has_its_window_its_kernel_and_its_products():
    _, draw = walk(Backprop())
    drawing = draw(9)
    where, sentence = (s.text for s in drawing.shapes if isinstance(s, Text) and s.y < TOP)
    assert where == "Step 10 of 147: convolve 9 of 16"
    assert sentence == (
        "Z[2, 0] = −1 + 2 + (−2) + (−2) = −3: 9 products under the kernel, added up, plus the bias."
    )
    assert drawing.title == sentence
    assert tables(drawing) == [
        *("X under the kernel", "0", "0", "0", "0", "0", "1", "0", "1", "2", "·"),
        *("W", "1", "−1", "1", "−1", "1", "−1", "1", "2", "−1", "="),
        *("products", "0", "0", "0", "0", "0", "−1", "0", "2", "−2"),
        *("Sum of the 9 numbers, plus the bias −2", "Z[2, 0] = −3"),
    ]
    # Of the map only what is written by now; the picture is too small for digits.
    assert maps(drawing) == [
        *("X, picture", "Z, map"),
        *("−1", "−5", "1", "3", "−3", "−2", "4", "1", "−3"),
    ]
    under, written = frames(drawing)
    assert under.width == pytest.approx(under.height)
    assert (under.x, written.x) == (EDGE, EDGE)


def test_a_gradient_on_its_way_grows_from_step_to_step():
    settings = Backprop("two_blocks", "written_3")
    steps, _ = walk(settings, scatter=True)
    first = next(n for n in range(steps.count) if steps.moment(n).kind == "scatter")
    stage = steps.moment(first).stage
    sizes = zip(stage.back.windows, stage.x.shape[1:], strict=True)
    windows = [window.input_indices(n) for window, n in sizes]
    grown = np.zeros_like(stage.dx)
    for n, (f, i, j) in enumerate(np.ndindex(stage.dy.shape)):
        for m, row in enumerate(windows[0][i]):
            for o, column in enumerate(windows[1][j]):
                if min(row, column) >= 0:
                    part = stage.dy[f, i, j] * stage.params["weight"][f, :, m, o]
                    grown[:, row, column] += part
        moment = steps.moment(first + n)
        np.testing.assert_allclose(moment.values(moment.written), grown, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(grown, stage.dx, rtol=1e-12, atol=1e-12)


def test_routed_gradients_are_known_once_a_window_was_there():
    steps, _ = walk(Backprop())
    first = next(n for n in range(steps.count) if steps.moment(n).kind == "route")
    moment = steps.moment(first + 2)  # windows of 2 by 2 at (0, 0), (0, 1) and (1, 0)
    expected = np.zeros((1, 4, 4), bool)
    expected[0, :2] = expected[0, 2:, :2] = True
    assert np.array_equal(moment.known(moment.written), expected)
    assert moment.values(moment.written)[0, 3].tolist() == [0, 2, 0, 0]


def test_what_is_wrong_on_purpose_is_said_on_each_drawing():
    steps, draw = walk(Backprop("two_blocks", mistake="gate"))
    for n in (0, 40, steps.count - 1):
        where = draw(n).shapes[0].text
        assert where.endswith(". Backprop is wrong on purpose: the ReLU gate is ignored.")


@pytest.mark.parametrize("settings", CASES, ids=lambda s: s.network + s.loss + s.mistake)
def test_every_kind_of_step_lies_on_its_sheet(settings):
    steps, draw = walk(settings, scatter=True)
    begin = 0
    for segment in steps.segments:
        count = steps.length(segment)
        for n, scheme in (
            (begin, "light"),
            (begin + count // 2, "dark"),
            (begin + count - 1, "light"),
        ):
            drawing = draw(begin + n, scheme)
            assert inside(drawing), begin + n
            lines = wrapped(drawing.title, SAID, drawing.width - 2 * EDGE)
            assert len(lines) <= MOST, drawing.title
            first = [s for s in drawing.shapes if isinstance(s, Text)][1 : 1 + len(lines)]
            assert [s.text for s in first] == lines
        begin += count
