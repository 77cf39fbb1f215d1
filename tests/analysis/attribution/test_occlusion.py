"""Occlusion by hand: what a covered square takes away, in which order, and how far it is known."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.asked import ask
from cnnviz.analysis.attribution.occlusion import (
    MAX_SQUARES,
    Squares,
    coarse_to_fine,
    occlusion,
    square,
    together,
)
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import forward
from cnnviz.ops import Dense, Flatten
from cnnviz.ops.shaping import Reshape
from tests.analysis.attribution import cases

NETWORK = sequential(("flat", Flatten()), ("d", Dense(), 2))
# Class 0 adds all pixels up, class 1 takes the first one only
PARAMS = {"d": {"weight": np.array([[1.0] * 9, [1.0] + [0.0] * 8])}}
PICTURE = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])


def asked(label=0, versus=None, network=NETWORK, params=PARAMS, x=PICTURE):
    return ask(network, params, forward(network, params, x), label, versus)


def last(steps):
    *_, final = steps
    return final


def test_a_linear_score_falls_by_what_is_covered():
    found = last(occlusion(asked(), Squares(2, 1)))
    assert found.drops(asked()).tolist() == [[12, 16], [24, 28]]
    assert found.heat(asked()).tolist() == [[12, 14, 16], [18, 20, 22], [24, 26, 28]]
    assert [found.rank(asked(), index) for index in ((1, 1), (1, 0), (0, 0))] == [1, 2, 4]


def test_squares_at_the_end_are_cut():
    found = last(occlusion(asked(), Squares(2, 2)))
    assert found.drops(asked()).tolist() == [[12, 9], [15, 9]]
    assert found.heat(asked())[2].tolist() == [15, 15, 9]


def test_a_covered_pixel_holds_the_fill():
    found = last(occlusion(asked(), Squares(2, 2, fill=2.0)))
    assert found.drops(asked()).tolist() == [[4, 5], [11, 7]]


def test_each_channel_has_its_own_fill():
    params = {"d": {"weight": np.ones((1, 2))}}
    question = asked(params=params, x=np.array([[[[3.0]], [[5.0]]]]))
    found = last(occlusion(question, Squares(1, 1, fill=(1.0, 10.0))))
    assert found.drops(question).tolist() == [[-3.0]]


def test_another_class_needs_no_new_run():
    found = last(occlusion(asked(), Squares(2, 1)))
    assert found.drops(asked(1)).tolist() == [[1, 0], [0, 0]]
    assert found.drops(asked(0, versus=1)).tolist() == [[11, 16], [24, 28]]
    # scores 33 and 0 with the first square covered
    assert found.shares(asked(1))[0, 0] == pytest.approx(1 / (1 + np.exp(33)), rel=1e-12)


def test_every_step_knows_more_and_nothing_is_forgotten():
    steps = list(occlusion(cases.question("residual", 1), Squares(3, 2)))
    dones = [step.done for step in steps]
    assert dones == sorted(set(dones))
    assert dones[-1] == steps[-1].count == 5 * 4
    for step in steps:
        known = np.isfinite(step.scores).all(axis=-1)
        assert np.count_nonzero(known) == step.done
        assert np.array_equal(step.scores[known], steps[-1].scores[known])


def test_the_heat_of_what_is_known_so_far(monkeypatch):
    monkeypatch.setattr("cnnviz.analysis.attribution.occlusion.TOGETHER", 1)
    first = next(occlusion(asked(), Squares(1, 1)))
    expected = np.full((3, 3), np.nan)
    expected[1, 1] = 5
    np.testing.assert_array_equal(first.heat(asked()), expected)
    assert first.rank(asked(), (1, 1)) == 1


def test_far_apart_first():
    assert coarse_to_fine((3, 3)) == [
        (1, 1), (0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2),
    ]  # fmt: skip
    order = coarse_to_fine((13, 13))
    assert order[:10] == [
        (7, 7), (3, 3), (3, 7), (3, 11), (7, 3), (7, 11), (11, 3), (11, 7), (11, 11), (1, 1),
    ]  # fmt: skip
    assert sorted(order) == [(i, k) for i in range(13) for k in range(13)]


def test_pictures_together_give_what_they_give_alone(monkeypatch):
    question = cases.question("plain", 1)
    assert together(question) > 1
    several = last(occlusion(question, Squares(4, 3))).scores
    monkeypatch.setattr("cnnviz.analysis.attribution.occlusion.TOGETHER", 1)
    alone = last(occlusion(question, Squares(4, 3))).scores
    np.testing.assert_allclose(several, alone, rtol=1e-12)


def test_a_network_for_one_picture_gets_one():
    network = sequential(("flat", Reshape((1, 9))), ("d", Dense(), 2))
    question = asked(network=network)
    assert together(question) == 1
    assert last(occlusion(question, Squares(2, 1))).drops(question).tolist() == [[12, 16], [24, 28]]


def test_a_network_that_mixes_its_pictures_gets_one_too():
    network = sequential(("all", Reshape((1, -1))))
    question = asked(network=network, params={})
    assert together(question) == 1
    assert last(occlusion(question, Squares(2, 1))).drops(question).tolist() == [[1, 0], [0, 0]]


def test_where_squares_lie():
    windows = Squares(2, 2).windows((3, 4))
    assert square(windows, (3, 4), (0, 1)) == (slice(0, 2), slice(2, 4))
    assert square(windows, (3, 4), (1, 0)) == (slice(2, 3), slice(0, 2))


@pytest.mark.parametrize(
    ("squares", "message"),
    [
        (lambda: Squares(0, 1), "The size must be a whole number of at least 1"),
        (lambda: Squares(2, 0), "The step must be a whole number of at least 1"),
        (lambda: Squares(2, 3), "A step of 3 leaves pixels uncovered between squares of 2"),
        (lambda: Squares(4, 1), "A square of 4 does not fit into a picture of 3 × 3 pixels."),
        (lambda: Squares(2, 1, np.nan), "Covered pixels take one finite number"),
        (lambda: Squares(2, 1, (1.0, 2.0)), r"or one for each of 1 channels, not \[1.0, 2.0\]"),
    ],
)
def test_squares_that_do_not_fit(squares, message):
    with pytest.raises(ValueError, match=message):
        next(occlusion(asked(), squares()))


def test_too_many_squares_are_refused_before_the_first():
    with pytest.raises(ValueError, match=f"4225 squares .* up to {MAX_SQUARES} fit"):
        Squares(1, 1).windows((65, 65))
