"""Typed and pasted grids: every separator, every fault named by its cell."""

import numpy as np
import pytest

from cnnviz.files import grids

TWO_BY_THREE = [[0.0, 1.0, -2.5], [3.0, 40.0, 0.5]]


@pytest.mark.parametrize(
    "text",
    [
        "0\t1\t-2.5\r\n3\t40\t0.5\r\n",  # spreadsheet
        "0,1,-2.5\n3,40,0.5",  # CSV
        "\ufeff0,1,-2.5\n3,40,0.5\n",  # CSV with a byte-order mark
        "0;1;-2.5\n3;40;0.5\n",  # CSV where a semicolon stands between cells
        "0,1,-2.5;3,40,0.5",  # link
        "0 1 -2.5; 3 40 0.5",
        "0, 1, -2.5;\n3, 40, 0.5;\n",  # matrix notation
        "  0   1  -2.5 \n 3 40  .5\n\n",
        "0 +1 \u22122.5\r3. 4e1 5E-1",  # the true minus sign, other ways to write a number
    ],
)
def test_every_way_to_write_it(text):
    grid = grids.parse(text)
    assert grid.tolist() == TWO_BY_THREE
    assert grid.dtype == np.float64
    assert not grid.flags.writeable


def test_one_number_one_row_one_column():
    assert grids.parse("7").tolist() == [[7]]
    assert grids.parse("0 0 1").tolist() == [[0, 0, 1]]
    assert grids.parse("0\n0\n1").tolist() == [[0], [0], [1]]
    assert grids.parse("0;0;1").tolist() == [[0], [0], [1]]


def test_minus_zero_is_zero():
    assert not np.signbit(grids.parse("-0")).any()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1 2 3\n4 5 abc", 'row 1, column 2 says "abc"'),
        ("1 nan", 'row 0, column 1 says "nan"'),
        ("inf 1", 'row 0, column 0 says "inf"'),
        ("1_000", 'row 0, column 0 says "1_000"'),
        ("0x10", 'row 0, column 0 says "0x10"'),
        ("\u0663", 'row 0, column 0 says "\u0663"'),  # a digit three, but not one of 0 to 9
        ("=SUM(A1:A9)", 'row 0, column 0 says "=SUM(A1:A9)"'),
        ("x" * 500, 'row 0, column 0 says "xxxxxxxxxxxxxxxxxxxx…"'),
        ("1\ta\x00\x1b[31m\u202eb", 'row 0, column 1 says "a[31mb"'),
    ],
)
def test_what_is_no_number_is_named_and_quoted(text, cell):
    with pytest.raises(ValueError) as fault:
        grids.parse(text)
    assert str(fault.value) == (
        f"The cell in {cell}, which is not a number; write a number such as 3 or -0.5."
    )


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1\t1,5", 'row 0, column 1 says "1,5"'),
        ("1,5 2", 'row 0, column 1 says "5 2"'),
        ("1 2\n1,5 2", 'row 1, column 1 says "5 2"'),
        ("1,5 2,5\n3 4", 'row 0, column 1 says "5 2"'),  # more than that the rows are ragged
    ],
)
def test_a_decimal_comma_is_named(text, cell):
    with pytest.raises(ValueError) as fault:
        grids.parse(text)
    assert str(fault.value) == (
        f"The cell in {cell}, which is not a number; write a number such as 3 or -0.5,"
        " with a decimal point and not a comma."
    )


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1,,3", "row 0, column 1"),
        ("1,2\n3,", "row 1, column 1"),
        ("\t1", "row 0, column 0"),
        ("1\t\n2\t3", "row 0, column 1"),
        ("1;\n\n2", "row 1, column 0"),
    ],
)
def test_an_empty_cell_is_named(text, cell):
    with pytest.raises(ValueError) as fault:
        grids.parse(text)
    assert str(fault.value) == f"The cell in {cell} is empty; write a number such as 3 or -0.5."


@pytest.mark.parametrize("cell", ["1000001", "-1e7", "1e999", "9" * 30])
def test_a_huge_number_is_named(cell):
    with pytest.raises(ValueError) as fault:
        grids.parse(f"0 {cell}")
    shown = cell if len(cell) <= 20 else cell[:20] + "…"
    assert str(fault.value) == (
        f'The cell in row 0, column 1 says "{shown}", which is too large;'
        " write a number from -1000000 to 1000000."
    )


def test_the_largest_and_the_smallest_are_read():
    assert grids.parse("1000000 -1e6 1e-300 1e-999").tolist() == [[1e6, -1e6, 1e-300, 0.0]]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t\t", ";;", ",\n,", "\ufeff"])
def test_an_empty_grid(text):
    with pytest.raises(ValueError) as fault:
        grids.parse(text)
    assert str(fault.value) == "The grid is empty; write rows of numbers such as 0, 1, 2."


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1 2 3\n4 5 6\n7 8", "Row 2 has 2 cells and row 0 has 3"),
        ("1 2\n3", "Row 1 has 1 cell and row 0 has 2"),
    ],
)
def test_ragged_rows(text, rows):
    with pytest.raises(ValueError) as fault:
        grids.parse(text)
    assert str(fault.value) == f"{rows}; all rows need as many."


@pytest.mark.parametrize(
    ("height", "width", "size"),
    [
        (65, 1, "65 rows and 1 column"),
        (1, 65, "1 row and 65 columns"),
        (100, 100, "100 rows and 100 columns"),
    ],
)
def test_too_large_a_grid(height, width, size):
    with pytest.raises(ValueError) as fault:
        grids.parse("\n".join([" ".join("0" * width)] * height))
    assert str(fault.value) == f"The grid has {size}; each can be 1 to 64."


def test_sixty_four_a_side_fits():
    assert grids.parse("\n".join([" ".join("1" * 64)] * 64)).shape == (64, 64)


def test_a_long_text_is_refused_before_it_is_read():
    with pytest.raises(ValueError) as fault:
        grids.parse("1" * 100_001)
    assert str(fault.value) == "The grid has 100001 characters; at most 100000 can be read."


def test_text_is_compact_and_reads_back_exactly():
    assert grids.to_text(TWO_BY_THREE) == "0,1,-2.5;3,40,0.5"
    grid = np.random.default_rng(1).normal(size=(7, 5)) * 1000
    assert np.array_equal(grids.parse(grids.to_text(grid)), grid)
    assert grids.to_text(grids.parse("-0 1000000 1e-7")) == "0,1000000,1e-07"


@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (6, 1), (2, 2)])
def test_every_shape_reads_back(shape):
    assert grids.parse(grids.to_text(np.ones(shape))).shape == shape
