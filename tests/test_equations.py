"""The evaluator of printed equations: what it must accept, refuse, and leave alone."""

import math
from collections import Counter

import numpy as np
import pytest

from tests.browser.printed import lines
from tests.equations import equations, faults
from tests.printed_numbers import find_dust, ledger, stands_for, unlike

HOLDS = (
    "∂W[1, 1] = −4 + 2 + 4 = *2*: this weight met three errors",
    "⌊(128 + 2·1 − 3) / 2⌋ + 1 = 64",
    "⌊(128 + 2·1 − 3) / 2⌋ + 1 = *64* × *62*",
    "⌈(8 − 1) / 3⌉ + 1 = 4, less 1 window that would begin outside",
    "output[0, 0] = 1·2 + 0·(−1) + 5 = 7; ÷ 9 ≈ 0.78 + bias (−1) = −0.22; ReLU gives 0",
    "= max(1, 4, 2) = 4",
    "max(0, −3) = 0",
    "≈ 0.98·0.03 + (−0.98)·0.03 = 0",
    "−ln 0.5 ≈ 0.6931",
    "the share is e^−1331.2 ≈ 0",
    "e^(1.2 − 3) / (e^(1.2 − 3) + e^(0)) ≈ 0.1419",
    "33 / 16 ≈ 2.06",
    "√(9² + |−3|² + 3) = √93 ≈ 9.64",
    "(2³ + 1)^(1/3) = 9^(1/3) ≈ 2.08",
    "2·(4 − 1) = 6",
    "(1)/(2)((3 − 1)^(2) + 2²) = 4",
    "3×10⁻³·2 = 0.006",
    "2^(−2) = 0.25",
    "93,864,121 − 1 = 93\u202f864\u202f120",
    "33 / 100 = 33 %",
    "½·3 = 1.5",
    "(−2.51)² ≈ 6.3",
    "Sigmoid(0) = 0.5",
    "tanh(0.5) ≈ 0.46",
    "5 − −3 = 8",
    "0.1 + 0.2 = 0.3",
    "3.34e13^(1/16) ≈ 7",
    "2 · 3 = 6 = 12 ÷ 2",
)
# Each is wrong by as little as can be seen.
FAILS = (
    ("−4 + 2 + 4 = 3", "wrong"),
    ("⌈(8 − 1) / 3⌉ + 1 = 3", "wrong"),
    ("⌊(128 + 2·1 − 3) / 2⌋ + 1 = 65 × 64", "wrong"),
    ("(7) / 9 = 0.78", "rounded"),
    ("7 + 0·(−1) = 7; ÷ 9 = 0.78 + bias 1 = 1.78", "rounded"),
    ("√93 = 9.64", "rounded"),
    ("e^−1331.2 = 0", "rounded"),
    ("33 / 16 ≈ 2.07", "wrong even if"),
    ("1 / 3 ≈ 0.34", "wrong even if"),
    ("max(1, 4, 2) ≈ 4.01", "wrong even if"),
    ("−ln 0 ≈ 1331.2", "not defined"),
    ("5 / (3 − 3) = 5", "not defined"),
    ("0.98·0.03 ≈ 0.04", "wrong even if"),
    ("0.001·2 ≈ 0", "wrong even if"),
    ("2 + 3 ≈ 5.02", "wrong even if"),
    ("100.5 / 3 ≈ 33.54", "wrong even if"),
    ("−3² = 9", "wrong"),
)
SKIPPED = (
    "1·2 + … + 1·5 = 7",
    "7 = 1·2 + … + 1·5",
    "x − 3 = 5",
    "z − 3·2 = −6",
    "W[0, 1]·2 = 5",
    "3 = 2·x",
    "3 + ? = 5",
    "row 2 = 5",
    "the output is y_(0) ≈ z",
    "shape = (3, 4)",
    "z_(0) = 0",
    "X_(0 + m, 1)·W_(m,n)⁽2⁾ + b_(0)⁽2⁾ = 5",
    "1 + … = 2",
)


def judged(text, **precision):
    return [e for e in equations(text, **precision) if e.verdict != "skipped"]


@pytest.mark.parametrize("text", HOLDS)
def test_what_is_true_holds(text):
    verdicts = [e.verdict for e in judged(text)]
    assert verdicts and set(verdicts) == {"holds"}, equations(text)


@pytest.mark.parametrize(("text", "reason"), FAILS)
def test_what_is_not_true_fails(text, reason):
    wrong = faults([text])
    assert len(wrong) == 1 and wrong[0].why.startswith(reason), equations(text)


@pytest.mark.parametrize("text", SKIPPED)
def test_what_cannot_be_judged_is_skipped_with_a_reason(text):
    assert [(e.verdict, bool(e.why)) for e in equations(text)] == [("skipped", True)]


def test_a_difference_is_not_mistaken_for_a_negative_number():
    assert [e.left for e in judged("now 7 − 3 = 4")] == ["7 − 3"]
    assert not judged("z − 3 = −3") and not judged("e − 3 ≈ −3")


def test_an_addition_in_place_is_no_equation():
    assert [(e.left, e.right) for e in equations("∂A[1] += 2·3 = 6")] == [("2·3", "6")]


def test_rounded_factors_may_differ_from_their_product_but_not_by_more():
    # 0.985·0.035 at most, 0.975·0.025 at least
    for total, verdict in (("0.02", "holds"), ("0.03", "holds"), ("0.041", "fails")):
        assert equations(f"0.98·0.03 ≈ {total}")[0].verdict == verdict


def test_the_precision_of_a_page_decides_how_far_a_short_number_reaches():
    assert equations("0.5·3 ≈ 1.51")[0].verdict == "holds"  # 0.5 may be 0.504
    assert equations("0.5·3 ≈ 1.51", decimals=4)[0].verdict == "fails"
    loss = "0.67·2 ≈ 1.34"  # 1.3400 as a loss, and 0.67 may be 0.6654
    assert equations(loss, result=4)[0].verdict == "holds"
    assert equations(loss.replace("1.34", "1.36"), result=4)[0].verdict == "fails"
    assert equations("1234.1 + 0.04 ≈ 1234.2")[0].verdict == "holds"
    assert equations("1234.1 + 0.04 ≈ 1234.3")[0].verdict == "fails"


def test_a_result_with_more_digits_than_its_terms_is_told_by_its_gap():
    (vague,) = equations("809.1221 − 1331.2 ≈ −522.0967", result=4)
    assert vague.verdict == "holds" and vague.gap == pytest.approx(188)
    assert equations("33 / 16 ≈ 2.06")[0].gap == pytest.approx(0.25)
    assert equations("−4 + 2 = −2")[0].gap == 0


@pytest.mark.parametrize("sign", ["=", "≈"])
def test_every_sum_of_whole_numbers_is_held_to_the_last_unit(sign):
    random = np.random.default_rng(5)
    for _ in range(200):
        pairs = random.integers(-9, 10, (5, 2))
        total = int((pairs[:, 0] * pairs[:, 1]).sum())
        text = " + ".join("·".join(f"({v})" if v < 0 else f"{v}" for v in pair) for pair in pairs)
        right, wrong = (
            equations(f"{text} {sign} {value}".replace("-", "−")) for value in (total, total + 1)
        )
        assert [e.verdict for e in right + wrong] == ["holds", "fails"]


def test_products_rounded_as_a_page_does_hold_and_with_one_unit_more_fail():
    random = np.random.default_rng(6)
    verdicts = Counter()
    for a, b in random.uniform(1, 2, (200, 2)).round(2):
        exact = a * b
        for off in (0, 0.04):
            (found,) = equations(f"{a:g}·{b:g} ≈ {exact + off:.2f}")
            verdicts[off, found.verdict] += 1
    # the factors are good to 0.005, so the product to 0.02, and it is itself rounded
    assert verdicts == {(0, "holds"): 200, (0.04, "fails"): 200}


def test_numbers_are_given_as_printed_for_a_comparison_with_the_trace():
    (found,) = judged("Z[0, 0] ≈ 0.33·(−2) + 0.5² ≈ −0.41")
    assert found.numbers == (("0.33", "2", "0.5"), ("0.41",))
    assert unlike(found.numbers[0], [1 / 3, 2.0, 0.504]) == []
    assert unlike(found.numbers[0], [0.34, 2.0, 0.5]) == ["0.33 stands for 0.34"]


def test_a_printed_number_stands_for_what_is_written_so_and_nothing_else():
    assert stands_for("0.13", 0.125) and stands_for("0.12", 0.125) and stands_for("−2", -2.004)
    assert not stands_for("−2", 2.0) and not stands_for("0.13", 0.1351)
    assert stands_for("0.6931", math.log(2), decimals=4)
    assert not stands_for("0.6932", math.log(2), decimals=4)
    assert stands_for("3e-9", 2.6e-9) and not stands_for("0", 2.6e-9) and stands_for("0", 0.0)
    assert stands_for("1331.2", 1331.2188) and not stands_for("1331.2", 1331.26)
    assert stands_for("−∞", -math.inf) and not stands_for("∞", -math.inf)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("= −6e-17", ["6e-17"]),
        ("the error 3e−18 passes", ["3e−18"]),
        ("3×10⁻¹⁸", ["10⁻¹⁸"]),
        ("10^(−12)", ["10^(−12)"]),
        ("0.00000000004", ["0.00000000004"]),
        ("2e-9 and 3×10⁻⁹ and 10⁻³", []),
        ("e^−1331.2", []),
        ("3e13", []),
    ],
)
def test_dust_is_found_and_nothing_else(text, found):
    assert find_dust(text) == found


def test_a_column_of_steps_is_read_as_one_equation_after_the_other():
    text = ledger({"sum": "−2", "÷ 9": "−0.22", "+ bias": "−1"}, "−1.22")
    assert text == "−2 ÷ 9 ≈ −0.22; −0.22 + (−1) ≈ −1.22"
    assert [e.verdict for e in equations(text)] == ["holds", "holds"]
    wrong = ledger({"sum": "7", "÷ 9": "0.78", "+ bias": "1"}, "1.8")
    assert [e.verdict for e in equations(wrong)] == ["holds", "fails"]


SCREEN = {
    "sentence": "",
    "letters": "",
    "numbers": "",
    "notes": ["2 zero terms left out"],
    "formula": [],
    "terms": [["2·(−1)", "−2"], ["3·4", "12"], ["winner", "0"]],
    "rest": "",
    "total": "Σ = 10",
    "ledger": [],
    "result": "",
    "after": "",
    "cells": [["3", "2"], ["−1", "2"], ["−3", ""]],
    "adds": ["1", "−2", "= −1"],
    "losses": ["0.6931", "0.3385"],
    "steps": ["−0.4", "−0.3546"],
}


def test_what_stands_in_cells_is_put_into_equations_with_the_signs_of_the_screen():
    assert lines(SCREEN) == [
        ("note", "2 zero terms left out"),
        ("term", "2·(−1) ≈ −2"),
        ("term", "3·4 ≈ 12"),
        ("total", "(−2) + 12 + 0 = 10"),
        ("product", "3·(−1) ≈ −3"),
        ("adds", "1 + (−2) = −1"),
        ("loss", "0.3385 − 0.6931 ≈ −0.3546"),
    ]
    assert not faults((text for _, text in lines(SCREEN)), decimals=4)
