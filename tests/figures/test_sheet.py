"""Maps and steps as drawings: every number, scale, title and frame where it belongs."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz import kernels
from cnnviz.analysis import convolution
from cnnviz.figures.coloured import coloured
from cnnviz.figures.grid import SMALLEST, Map, marked, signed
from cnnviz.figures.sheet import sheet
from cnnviz.figures.step_board import step_board
from cnnviz.figures.theme import TOKENS
from cnnviz.files import lettering
from cnnviz.files.drawing import Box, Raster, Text

Y = np.array([[-4.0, 0.5, 8.0], [1.0, 2.0, -8.0]])
X = np.arange(25.0).reshape(5, 5)


def texts(drawing):
    return [shape.text for shape in drawing.shapes if isinstance(shape, Text)]


def frames(drawing, scheme="light"):
    focus = TOKENS[scheme]["focus"]
    return [s for s in drawing.shapes if isinstance(s, Box) and s.colour == focus]


def inside(drawing):
    """Whether every shape lies on the sheet."""
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            wide = lettering.width(shape.text, shape.size)
            left = shape.x - wide * {"start": 0, "middle": 0.5, "end": 1}[shape.anchor]
            ends = (left, left + wide, shape.y - shape.size / 2, shape.y + shape.size / 2)
        else:
            ends = (shape.x, shape.x + shape.width, shape.y, shape.y + shape.height)
        if ends[0] < 0 or ends[1] > drawing.width or ends[2] < 0 or ends[3] > drawing.height:
            return False
    return True


def test_a_map_has_its_title_indices_numbers_and_scale():
    drawing = sheet([signed("Output", Y)], note="Sobel x")
    assert texts(drawing) == [
        *("Sobel x", "Output", "0", "1", "2", "0", "1"),
        *("−4", "0.5", "8", "1", "2", "−8"),
        *("−8", "8", "0"),
    ]
    raster = next(shape for shape in drawing.shapes if isinstance(shape, Raster))
    assert np.array_equal(raster.pixels, coloured(Y))
    numbers = [s for s in drawing.shapes if isinstance(s, Text) and s.text in ("−4", "8")]
    cell = raster.width / 3
    assert numbers[0].x == pytest.approx(raster.x + cell / 2)
    assert numbers[0].y == pytest.approx(raster.y + cell / 2)


@pytest.mark.parametrize(
    "shapes",
    [[(1, 1)], [(5, 5), (3, 3)], [(1, 9)], [(60, 2)], [(128, 96), (126, 94)], [(512, 512)] * 2],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_longer_side_has_1600_px_and_nothing_is_cut(shapes, scheme):
    rng = np.random.default_rng(1)
    maps = [signed("A map", rng.normal(size=shape) * 1000) for shape in shapes]
    drawing = sheet(maps, scheme, "a note")
    assert max(drawing.width, drawing.height) == 1600
    assert drawing.paper == TOKENS[scheme]["bg"]
    assert inside(drawing)
    for shape in drawing.shapes:
        assert not isinstance(shape, Text) or shape.size >= SMALLEST


def test_numbers_that_could_not_be_read_are_left_out():
    assert "7" in texts(sheet([Map("x", X, "ink", 0, 24)]))
    large = sheet([Map("x", np.full((80, 80), 7.0), "ink", 0, 24)])
    assert texts(large) == ["x", "0", "24"]


def test_a_frame_lies_around_its_cells_and_is_cut_at_the_border():
    drawing = sheet([marked(Map("x", X, "ink", 0, 24), (-1, 2, 3, 6))])
    (frame,) = frames(drawing)
    raster = next(shape for shape in drawing.shapes if isinstance(shape, Raster))
    cell = raster.width / 5
    assert (frame.x, frame.y) == (raster.x + 3 * cell, raster.y)
    assert (frame.width, frame.height) == (2 * cell, 2 * cell)


def test_copies_of_a_map_share_its_colours_and_other_values_have_their_own():
    first = signed("Output", Y)
    pixels = first.pixels("light")
    assert marked(first, (0, 1, 0, 1)).pixels("light") is pixels
    assert np.array_equal(replace(first, values=-Y).pixels("light"), coloured(-Y))
    known = np.array([[True, False, True]] * 2)
    assert replace(first, known=known).pixels("light")[0, 1].tolist() == [0xF1, 0xF1, 0xEE]
    assert first.pixels("light") is not first.pixels("dark")


def test_dark_letters_on_bright_cells_and_white_ones_on_dark():
    drawing = sheet([Map("x", np.array([[0.0, 255.0]]), "grey", 0, 255)])
    inks = {s.text: s.colour for s in drawing.shapes if isinstance(s, Text) and s.size > 60}
    assert inks == {"0": "#FFFFFF", "255": TOKENS["light"]["ink"]}


def board(**settings):
    trace = convolution.trace(X[None], kernels.build("sobel_x"), **settings)
    x = Map("Input", X, "ink", 0.0, 24.0)
    return step_board(trace, x, signed("Output", trace.y[0]), (0, 0, 1)), trace


def test_a_step_has_window_kernel_products_and_sum():
    # Each row of the window rises by 2 from its left to its right: 2 + 2 * 2 + 2 = 8.
    drawing, _ = board()
    said = texts(drawing)
    assert said[0] == "output[0, 1] = 8"
    assert said[-2:] == ["Sum of the 9 products", "8"]
    start = said.index("Window") + 1
    assert said[start : start + 10] == [*"123", *"678", "11", "12", "13", "·"]
    start = said.index("Products") + 1
    assert said[start : start + 9] == ["−1", "0", "3", "−12", "0", "16", "−11", "0", "13"]
    assert inside(drawing)
    assert len(frames(drawing)) == 2


def test_what_happens_to_the_sum_is_said():
    drawing, _ = board(bias=-10.0, activation="relu")
    assert texts(drawing)[0] == "output[0, 1] = 0"
    assert texts(drawing)[-1] == "ReLU(8 + (−10)) gives 0"


@pytest.mark.parametrize("name", ["identity", "gaussian", "motion_blur", "gabor"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boards_of_every_kernel_and_three_channels_fit_on_the_sheet(name, scheme):
    x = np.random.default_rng(4).integers(0, 256, (3, 60, 80)).astype(float)
    trace = convolution.trace(x, kernels.build(name), padding=2, activation="gelu", bias=0.125)
    y = signed("Output", trace.y[0])
    drawing = step_board(trace, Map("Input", x, "rgb", 0, 255), y, (0, 0, 0), scheme)
    assert (drawing.width, drawing.height) == (1600, 900)
    assert inside(drawing)
