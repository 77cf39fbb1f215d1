"""Tables that people take home: every digit of every number."""

import math

import numpy as np
import pytest

from cnnviz.files import csv_table


def test_whole_numbers_without_a_point_and_others_in_full():
    table = np.array([[1.0, -4.0, 0.1], [1 / 3, -0.0, 1e-9]])
    assert csv_table.encode(table) == "1,-4,0.1\n0.3333333333333333,0,1e-09\n"


def test_integers_stay_integers():
    assert csv_table.encode(np.array([[1, -2], [3, 4]])) == "1,-2\n3,4\n"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_number_reads_back_as_the_same_float(dtype):
    table = np.random.default_rng(0).normal(size=(4, 6)).astype(dtype)
    rows = [line.split(",") for line in csv_table.encode(table).splitlines()]
    assert np.array_equal(np.array(rows, dtype), table)


def test_what_is_no_finite_number_is_still_written():
    assert csv_table.encode(np.array([[math.nan, -math.inf]])) == "nan,-inf\n"


def test_a_table_has_two_axes():
    with pytest.raises(ValueError, match=r"this array has shape \(1, 2, 3\)\.$"):
        csv_table.encode(np.zeros((1, 2, 3)))
