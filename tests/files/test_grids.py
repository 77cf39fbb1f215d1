"""Grids in a link and as text: what is read back, and what limits them."""

import numpy as np
import pytest

from cnnviz.files import grids

TWO_BY_THREE = [[0.0, 1.0, -2.5], [3.0, 40.0, 0.5]]


@pytest.mark.parametrize(
    "text",
    [
        "0,1,-2.5;3,40,0.5",
        "0,1,-2.5\n3,40,0.5",
        "0 1 -2.5; 3 40 0.5",
        "0, 1, -2.5;\n3, 40, 0.5;\n",
        "0\t1\t-2.5\r\n3\t40\t0.5\r\n",
        "\ufeff0,1,-2.5\n3,40,0.5\n",
        "  0   1  -2.5 \n 3 40  .5\n\n",
        "0 +1 \u22122.5\r3. 4e1 5E-1",  # the true minus sign, other ways to write a number
    ],
)
def test_every_way_to_write_a_link(text):
    grid = grids.parse(text)
    assert grid.tolist() == TWO_BY_THREE
    assert grid.dtype == np.float64
    assert not grid.flags.writeable


def test_in_a_link_semicolons_part_rows_and_commas_part_cells():
    assert grids.parse("7").tolist() == [[7]]
    assert grids.parse("0 0 1 4").tolist() == [[0, 0, 1, 4]]
    assert grids.parse("0\n0\n1").tolist() == [[0], [0], [1]]
    assert grids.parse("0;0;1").tolist() == [[0], [0], [1]]
    assert grids.parse("1,5;2,5").tolist() == [[1, 5], [2, 5]]
    assert grids.parse("1,2,3,4").tolist() == [[1, 2, 3, 4]]
    assert grids.parse("1,500;2,250").tolist() == [[1, 500], [2, 250]]


def test_minus_zero_is_zero():
    assert not np.signbit(grids.parse("-0")).any()


def test_the_largest_and_the_smallest_are_read():
    assert grids.parse("1000000 -1e6 1e-300 1e-999").tolist() == [[1e6, -1e6, 1e-300, 0.0]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 2 3\n4 5 abc", 'Row 1, column 2 says "abc", which is not a number.'),
        ("1 1000001", 'Row 0, column 1 says "1000001", which is too large; '),
        ("1,,3", "Row 0, column 1 is empty."),
        ("1 2\n3", "Rows differ in length: row 0 has 2 cells, row 1 has 1."),
        ("1;" * 64 + "1", "The grid is 65 × 1; each side can be 1 to 64."),
        (" ".join("1" * 65), "The grid is 1 × 65; each side can be 1 to 64."),
        ("[[[1]], [[2]]]", "The grid has 2 channels; it can have only 1."),
        ("1" * 100_001, "The grid has more than 100,000 characters; no more can be read."),
        (";;", "There are no numbers; write rows such as 1 0 -1."),
    ],
)
def test_what_does_not_fit_is_named(text, sentence):
    with pytest.raises(ValueError) as fault:
        grids.parse(text)
    assert str(fault.value).startswith(sentence)


def test_sixty_four_a_side_fits():
    assert grids.parse("\n".join([" ".join("1" * 64)] * 64)).shape == (64, 64)
    (square,) = grids.read(" ".join("1" * 4096))  # a row of 4096 would not fit
    assert square.grid.shape == (64, 64)
    assert square.note == "Read as 64 × 64."


def test_text_is_compact_and_reads_back_exactly():
    assert grids.to_text(TWO_BY_THREE) == "0,1,-2.5;3,40,0.5"
    grid = np.random.default_rng(1).normal(size=(7, 5)) * 1000
    assert np.array_equal(grids.parse(grids.to_text(grid)), grid)
    assert grids.to_text(grids.parse("-0 1000000 1e-7")) == "0,1000000,1e-07"


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (1, 9), (6, 1), (2, 2)])
def test_every_shape_reads_back(shape):
    assert grids.parse(grids.to_text(np.ones(shape))).shape == shape
