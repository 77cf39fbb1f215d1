"""Gradients of a score, by hand: as they are, nudged, guided, and with their near-ties."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.asked import ask
from cnnviz.analysis.attribution.gradient import Nudge, input_times_gradient, nudge
from cnnviz.analysis.attribution.rectifiers import (
    bent_otherwise,
    deconvolved,
    guided,
    rectifiers,
)
from cnnviz.analysis.attribution.ties import near_ties, rivals
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Clip,
    Conv,
    Dense,
    Flatten,
    GlobalMaxPool,
    LeakyReLU,
    MaxPool,
    ReLU,
    SiLU,
)


def asked(network, params, x, label=0, versus=None):
    return ask(network, params, forward(network, params, np.asarray(x)), label, versus)


def headed(*layers, weight):
    """A network that reads rows of numbers, then weighs what its layers make of them."""
    network = sequential(*layers, ("flat", Flatten()), ("head", Dense(), len(weight)))
    return network, {"head": {"weight": np.array(weight)}}


def row(*numbers):
    return np.array([[[numbers]]], float)


# ---- a nudge


def test_a_nudge_of_a_linear_score_is_what_was_foretold():
    question = asked(*headed(weight=[[1.0, -2.0, 4.0]]), row(5, 6, 7))
    box = (slice(0, 1), slice(1, 3))
    assert nudge(question, question.gradients(), box, 0.5) == Nudge(1.0, 1.0)
    assert input_times_gradient(question, question.gradients()).tolist() == [[[5, -12, 28]]]


def test_a_nudge_over_a_kink_is_not():
    """relu(-0.25 + 0.5) = 0.25 has no slope before; relu(1 + 0.5) gains the 0.5 foretold."""
    question = asked(*headed(ReLU(), weight=[[4.0, 1.0]]), row(-0.25, 1))
    box = (slice(0, 1), slice(0, 2))
    assert nudge(question, question.gradients(), box, 0.5) == Nudge(0.5, 1.5)


def test_a_nudge_leaves_the_picture_as_it_was():
    question = asked(*headed(weight=[[1.0, 1.0]]), row(1, 2))
    nudge(question, question.gradients(), (slice(0, 1), slice(0, 1)))
    assert question.picture.tolist() == [[[[1.0, 2.0]]]]


# ---- another way back through rectifiers


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (lambda question: question.gradients().values["x"][0], [0, 3, 0, -5]),
        (guided, [0, 3, 0, 0]),
        (deconvolved, [2, 3, 0, 0]),
    ],
    ids=["gradient", "guided", "deconvolved"],
)
def test_through_a_relu(rule, expected):
    question = asked(*headed(ReLU(), weight=[[2.0, 3.0, -4.0, -5.0]]), row(-1, 1, -1, 1))
    assert rule(question).tolist() == [[expected]]


@pytest.mark.parametrize(("rule", "expected"), [(guided, [0, 3, 0]), (deconvolved, [2, 3, 5])])
def test_through_a_relu_6(rule, expected):
    question = asked(*headed(Clip(0, 6), weight=[[2.0, 3.0, 5.0]]), row(-1, 1, 7))
    assert rule(question).tolist() == [[expected]]


def test_other_activations_keep_their_own_way_back():
    layers = ("leaky", LeakyReLU(0.5)), ("relu", ReLU()), ("clip", Clip(-1, 1)), ("silu", SiLU())
    network, params = headed(*layers, weight=[[-3.0]])
    assert rectifiers(network) == ("relu",)
    assert bent_otherwise(network) == ("leaky", "clip", "silu")
    network, params = headed(*layers[:2], weight=[[-3.0, 1.0, 1.0]])
    question = asked(network, params, row(-2, 2, -2))
    assert guided(question).tolist() == [[[0, 1, 0]]]
    assert deconvolved(question).tolist() == [[[0, 1, 0.5]]]


@pytest.mark.parametrize("rule", [guided, deconvolved])
def test_without_a_relu_there_is_no_other_way_back(rule):
    question = asked(*headed(SiLU(), weight=[[1.0]]), row(2))
    with pytest.raises(ValueError, match="This network has no ReLU on the way to its scores"):
        rule(question)


# ---- near-ties


def test_windows_whose_gradient_could_have_gone_elsewhere():
    """Of 1000 and 999.995 rounding may choose either; of 0.1 and 0.09999 it can't."""
    network, params = headed(("pool", MaxPool((1, 2))), weight=[[1.0, 1.0, 0.0]])
    question = asked(network, params, row(999.995, 1000, 0.1, 0.09999, 5, 5))
    (near,) = near_ties(question, question.gradients()).values()
    assert near.tolist() == [[[True, False, False]]]  # the third carries no gradient
    assert rivals(question, "pool", (0, 0, 0)) == ((0, 0), (0, 1))
    assert rivals(question, "pool", (0, 0, 1)) == ((0, 2),)


@pytest.mark.parametrize(
    ("node", "output"),
    [("flat", (0,)), ("pool", (0, 0, 3)), ("pool", (0, 0)), ("pool", (-1, 0, 0))],
)
def test_there_are_no_rivals_where_there_is_no_window(node, output):
    network, params = headed(("pool", MaxPool((1, 2))), weight=[[1.0, 1.0, 0.0]])
    with pytest.raises(ValueError, match=f'"{node}" takes no maximum at '):
        rivals(asked(network, params, row(1, 2, 3, 4, 5, 6)), node, output)


def test_negative_maxima_and_padding():
    network, params = headed(("pool", MaxPool((1, 3), 2, (0, 1))), weight=[[1.0, 1.0]])
    question = asked(network, params, row(-3, -3.00001, 5))
    assert near_ties(question, question.gradients())["pool"].tolist() == [[[True, False]]]
    assert rivals(question, "pool", (0, 0, 0)) == ((0, 0), (0, 1))


def test_both_ends_of_a_clip_and_none_of_an_open_one():
    network, params = headed(("clip", Clip(0, 6)), weight=[[1.0] * 4])
    question = asked(network, params, row(6.00001, 5.9, -1e-6, -7))
    near = near_ties(question, question.gradients())["clip"].tolist()
    assert near == [[[True, False, True, False]]]
    network, params = headed(("clip", Clip(minimum=1)), weight=[[1.0] * 2])
    question = asked(network, params, row(1, 5))
    assert near_ties(question, question.gradients())["clip"].tolist() == [[[True, False]]]


@pytest.mark.parametrize("rectifier", [ReLU(), Clip(0, 6)])
def test_zeros_behind_a_relu_are_no_tie_that_matters(rectifier):
    network, params = headed(rectifier, ("pool", MaxPool((1, 2))), weight=[[1.0, 1.0]])
    question = asked(network, params, row(-1, -2, 3, 3))
    assert near_ties(question, question.gradients())["pool"].tolist() == [[[False, True]]]


def test_a_global_maximum_and_a_number_on_the_edge_of_a_relu():
    conv = Conv(1)
    network, params = headed(
        ("conv", conv, 1), ("relu", ReLU()), ("top", GlobalMaxPool()), weight=[[1.0]]
    )
    params["conv"] = {"weight": np.ones((1, 1, 1, 1))}
    question = asked(network, params, row(4, 1e-6, 4))
    near = near_ties(question, question.gradients())
    assert near["top"].tolist() == [[[True]]]
    assert "relu" not in near  # the edge gets no gradient: the maximum is elsewhere
    network, params = headed(("relu", ReLU()), weight=[[1.0, 1.0, 0.0]])
    question = asked(network, params, row(4, 1e-6, -1e-6))
    assert near_ties(question, question.gradients())["relu"].tolist() == [[[False, True, False]]]


def test_a_network_without_maxima_has_no_ties():
    question = asked(*headed(weight=[[1.0, 1.0]]), row(2, 2))
    assert near_ties(question, question.gradients()) == {}
