"""Integrated gradients by hand: shares, the gap that points leave, and the steps on the way."""

from itertools import islice

import numpy as np
import pytest

from cnnviz.analysis.attribution.asked import ask
from cnnviz.analysis.attribution.integrated import along, integrated_gradients
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import Add, Dense, Multiply, Sigmoid
from cnnviz.ops.activation import ReLU
from tests.analysis.attribution import cases


def asked(network, params, x):
    return ask(network, params, forward(network, params, np.asarray(x, float)), 0)


# x², by hand: a gradient of 2 x, a line integral of x² - x'²
SQUARE = Network(("x",), (Node("y", Multiply(), ("x", "x")),), ("y",))


def test_one_point_is_enough_for_a_square():
    (found,) = along(asked(SQUARE, {}, [[3.0]]), 1)
    assert (found.shares.tolist(), found.gain, found.gap) == ([9.0], 9.0, 0.0)
    assert found.complete


def test_from_another_plain_picture():
    (found,) = along(asked(SQUARE, {}, [[3.0]]), 1, baseline=-1.0)
    assert (found.shares.tolist(), found.gain) == ([8.0], 8.0)


def test_two_points_of_a_cube_and_what_they_leave_of_a_fifth_power():
    """x · x · x · x · x: two points are right up to the third power of a gradient, not the fourth.

    Of ∫ 5 a⁴ da = 1 from 0 to 1 they find 5 · (1/2) Σ ((1 ± 1/√3) / 2)⁴ = 35/36.
    """
    cube = Network(("x",), (Node("y", Multiply(), ("x",) * 3),), ("y",))
    fifth = Network(("x",), (Node("y", Multiply(), ("x",) * 5),), ("y",))
    *_, found = along(asked(cube, {}, [[2.0]]), 2)
    assert found.total == pytest.approx(8, rel=1e-15)
    *_, found = along(asked(fifth, {}, [[1.0]]), 2)
    assert found.gap == pytest.approx(-1 / 36, rel=1e-12)
    assert not found.complete  # 1/36 is more than 2 %


def test_shares_add_up_to_the_gain_with_points_enough():
    question = cases.question("residual", 1)
    *_, found = integrated_gradients(question)
    assert found.gain == question.score - question.seeing(0 * question.picture).score
    assert found.complete
    assert found.total == pytest.approx(found.gain, rel=0.02)


def test_a_caller_sees_every_point_and_may_stop():
    steps = integrated_gradients(cases.question("plain", 1))
    seen = list(islice(steps, 3))
    assert [(s.done, s.points, s.complete) for s in seen] == [(n, 32, False) for n in (1, 2, 3)]
    steps.close()
    assert next(steps, None) is None


def test_no_way_at_all_gives_nothing_and_is_complete_at_its_end_only():
    *before, found = along(asked(SQUARE, {}, [[3.0]]), 3, baseline=3.0)
    assert [step.complete for step in before] == [False, False]
    assert (found.shares.tolist(), found.gain, found.complete) == ([0.0], 0.0, True)


def test_more_points_only_where_one_percent_is_missed():
    """relu(x - 0.999) from 0 to 1 has its kink where 32 points have nothing to say."""
    network = sequential(("d", Dense(), 1), ReLU())
    kink = {"d": {"weight": np.array([[1.0]]), "bias": np.array([-0.999])}}
    assert [(s.done, s.points) for s in integrated_gradients(asked(network, kink, [[1.0]]))] == [
        *((n, 32) for n in range(1, 33)),
        *((n, 96) for n in range(1, 97)),
    ]
    network = sequential(("d", Dense(), 1), Sigmoid(), ("e", Dense(), 1))
    smooth = {"d": {"weight": np.array([[2.0]])}, "e": {"weight": np.array([[3.0]])}}
    *_, found = integrated_gradients(asked(network, smooth, [[1.0]]))
    assert (found.points, found.done) == (32, 32)
    assert found.total == pytest.approx(3 / (1 + np.exp(-2)) - 1.5, rel=1e-14)


def test_one_number_for_each_channel():
    both = Network(("x",), (Node("y", Add(), ("x", "x")),), ("y",))
    question = ask(both, {}, forward(both, {}, np.array([[[[1.0]], [[5.0]]]])), 1, 0)
    (found,) = along(question, 1, np.array([10.0, 20.0]).reshape(2, 1, 1))
    assert found.shares.tolist() == [[[18.0]], [[-30.0]]]  # -2 · (1 - 10) and 2 · (5 - 20)


@pytest.mark.parametrize(
    ("points", "baseline", "message"),
    [
        (0, 0.0, "The points must be a whole number of at least 1, not 0."),
        (4, np.zeros((3, 3)), r"The plain picture has shape \(3, 3\); it should be one number"),
        (4, np.nan, "The plain picture holds numbers that are not finite."),
    ],
)
def test_what_is_no_way(points, baseline, message):
    with pytest.raises(ValueError, match=message):
        next(along(asked(SQUARE, {}, [[3.0]]), points, baseline))
