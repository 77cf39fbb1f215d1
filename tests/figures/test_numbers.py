"""The cases that Python and JavaScript share, and the values that JSON has no word for."""

import json
from pathlib import Path

import pytest

from cnnviz.figures.numbers import factor, number

CASES = json.loads((Path(__file__).parents[1] / "numbers.json").read_text("utf-8"))


@pytest.mark.parametrize(("value", "text"), CASES, ids=str)
def test_a_number_is_written_as_the_table_says(value: float, text: str) -> None:
    assert number(value) == text


def test_what_is_no_finite_number() -> None:
    assert [number(x) for x in (float("inf"), -float("inf"), float("nan"))] == ["∞", "−∞", "NaN"]


def test_a_negative_factor_stands_in_brackets() -> None:
    assert [factor(x) for x in (-2.0, 2.0, -0.0)] == ["(−2)", "2", "0"]
