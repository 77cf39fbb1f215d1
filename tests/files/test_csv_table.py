"""Tables that people take home: every digit of every number."""

import math

import numpy as np
import pytest

from cnnviz.files import csv_table


def cells(text):
    """The numbers, without the names of rows and columns."""
    return [line.split(",")[1:] for line in text.splitlines()[2:]]


def test_whole_numbers_without_a_point_and_others_in_full():
    table = np.array([[1.0, -4.0, 0.1], [1 / 3, -0.0, 1e-9]])
    assert cells(csv_table.encode(table, "x")) == [
        ["1", "-4", "0.1"],
        ["0.3333333333333333", "0", "1e-09"],
    ]


def test_integers_stay_integers():
    assert csv_table.encode(np.array([[1, -2], [3, 4]]), "Output 2 by 2") == (
        "# Output 2 by 2\n,column 0,column 1\nrow 0,1,-2\nrow 1,3,4\n"
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_number_reads_back_as_the_same_float(dtype):
    table = np.random.default_rng(0).normal(size=(4, 6)).astype(dtype)
    rows = cells(csv_table.encode(table, "x"))
    assert np.array_equal(np.array(rows, dtype), table)


def test_what_is_no_finite_number_is_still_written():
    assert cells(csv_table.encode(np.array([[math.nan, -math.inf]]), "x")) == [["nan", "-inf"]]


@pytest.mark.parametrize("title", ['=1+1,"x"', "a\n=cmd()", "\t@SUM(A1)", "+1;-2"])
def test_a_title_stays_one_cell_that_is_no_formula(title):
    first, second = csv_table.encode(np.array([[1.0]]), title).splitlines()[:2]
    assert first.startswith("# ") and not set('\t,;"') & set(first)
    assert second == ",column 0"


def test_names_are_no_formulas():
    text = csv_table.encode(np.array([[1.0]]), "x", ["=A1"], ["-b,c"])
    assert text == "# x\n,\"'-b,c\"\n'=A1,1\n"


def test_a_table_has_two_axes():
    with pytest.raises(ValueError, match=r"this array has shape \(1, 2, 3\)\.$"):
        csv_table.encode(np.zeros((1, 2, 3)), "x")
