"""LRP by hand: what each layer hands back, and that nothing is lost but the biases' shares."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.asked import ask
from cnnviz.analysis.attribution.relevance import relevance
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Add,
    Concat,
    Constant,
    Conv,
    Dense,
    Divide,
    Flatten,
    GlobalAveragePool,
    HardSigmoid,
    MatMul,
    MaxPool,
    Multiply,
    Negative,
    ReduceMax,
    ReduceSum,
    ReLU,
    Resize,
    Sigmoid,
    Slice,
    Softmax,
    Subtract,
    Tile,
)
from tests.analysis.attribution import cases


def asked(network, params, x, label=0, versus=None):
    return ask(network, params, forward(network, params, np.asarray(x, float)), label, versus)


def test_a_sum_is_handed_back_by_its_terms():
    """z = 2 · 3 - 1 · 4 + 1 = 3; of the relevance 3 the terms take 6 and -4, the bias keeps 1."""
    params = {"d": {"weight": np.array([[2.0, -1.0]]), "bias": np.array([1.0])}}
    found = relevance(asked(sequential(("d", Dense(), 1)), params, [[3.0, 4.0]]), epsilon=0)
    assert found["x"].tolist() == [[6.0, -4.0]]


def test_epsilon_takes_its_part():
    """z = 2 and -2 with ε = 2: half of the relevance stays behind, with either sign."""
    for weight, expected in ((1.0, 1.0), (-1.0, -1.0)):
        params = {"d": {"weight": np.array([[weight]])}}
        found = relevance(asked(sequential(("d", Dense(), 1)), params, [[2.0]]), epsilon=2)
        assert found["x"].tolist() == [[expected]]


def test_activations_hand_on_and_a_maximum_gives_to_the_winner():
    network = sequential(ReLU(), MaxPool((1, 2)), Flatten(), ("d", Dense(), 1))
    params = {"d": {"weight": np.array([[3.0, 5.0]])}}
    found = relevance(asked(network, params, [[[[1, 2, 7, -4]]]]), epsilon=0)
    assert found["x"].tolist() == [[[[0, 6, 35, 0]]]]


def test_where_branches_meet_each_gets_its_part_and_a_reader_twice_the_sum():
    nodes = (
        Node("relu", ReLU(), ("x",)),
        Node("sum", Add(), ("relu", "x")),
        Node("both", Concat(), ("sum", "x")),
        Node("d", Dense(), ("both",), 1),
    )
    params = {"d": {"weight": np.array([[2.0, 10.0]])}}
    found = relevance(asked(Network(("x",), nodes, ("d",)), params, [[3.0]]), epsilon=0)
    assert found["both"].tolist() == [[12.0, 30.0]]  # 2 · (3 + 3) and 10 · 3
    assert found["x"].tolist() == [[42.0]]


def test_without_biases_the_shares_are_the_score():
    network = sequential((Conv(3, padding=1), 4), ReLU(), MaxPool(2), GlobalAveragePool(),
                         Flatten(), (Dense(), 3), Softmax())  # fmt: skip
    params = network.initial((1, 2, 8, 8), dtype=np.float64)
    for own in params.values():
        own["bias"] = np.zeros_like(own["bias"])
    x = np.random.default_rng(3).standard_normal((1, 2, 8, 8))
    question = asked(network, params, x, 1, 2)
    total = relevance(question, epsilon=1e-12)["x"].sum()
    assert total == pytest.approx(question.score, rel=1e-9)


def test_every_layer_of_the_cases_hands_back_in_its_own_shape():
    for name in cases.NETWORKS:
        question = cases.question(name, 1)
        for value, found in relevance(question).items():
            assert found.shape == question.activations.values[value].shape


@pytest.mark.parametrize(
    ("layer", "names", "value", "expected"),
    [
        (Multiply(), ("x", "c"), [[3.0, 5.0]], [6, 20]),
        (Multiply(), ("c", "x"), [[3.0, 5.0]], [6, 20]),
        (Divide(), ("x", "c"), [[0.5, 2.0]], [4, 2]),
        (Subtract(), ("x", "c"), [[1.0, 3.0]], [2, 4]),
        (MatMul(), ("x", "c"), [[3.0, 10.0], [1.0, 0.0]], [26, 4]),
    ],
)
def test_a_constant_factor_is_a_weight_and_a_constant_term_a_bias(layer, names, value, expected):
    """x = (2, 4), and all that comes out is added up."""
    nodes = Node("c", Constant(), ()), Node("y", layer, names), Node("d", Dense(), ("y",), 1)
    params = {"c": {"value": np.array(value)}, "d": {"weight": np.ones((1, 2))}}
    found = relevance(asked(Network(("x",), nodes, ("d",)), params, [[2.0, 4.0]]), epsilon=0)
    np.testing.assert_allclose(found["x"], [expected], rtol=1e-15)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (ReduceSum((2,)), [2, 7, 5]),
        (ReduceMax((2,)), [0, 7, 0]),
        (Slice((1,), (3,), (2,)), [0, 7, 5]),
        (Tile((1, 1, 2)), [4, 14, 10]),
        (Negative(), [-2, -7, -5]),
        (Resize(scales=(1, 1, 2)), [4, 14, 10]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_files_bring_besides(layer, expected):
    """x = (2, 7, 5), and all that comes out is added up: the shares are how often each comes."""
    network = sequential(layer, Flatten(), ("sum", ReduceSum((1,))))
    found = relevance(asked(network, {}, [[[2, 7, 5]]]), epsilon=0)
    np.testing.assert_allclose(found["x"], [[expected]], rtol=1e-15)


@pytest.mark.parametrize("names", [("gate", "x"), ("x", "gate")])
@pytest.mark.parametrize("gate", [Sigmoid(), HardSigmoid()])
def test_what_a_sigmoid_gates_gets_all(gate, names):
    """2 and 4 with gates of their own: the relevance of each product goes to the number."""
    nodes = Node("gate", gate, ("x",)), Node("y", Multiply(), names), Node("d", Dense(), ("y",), 1)
    question = asked(Network(("x",), nodes, ("d",)), {"d": {"weight": np.ones((1, 2))}}, [[2, 4]])
    found = relevance(question, epsilon=0)
    products = question.activations.values["y"]
    assert found["x"].tolist() == products.tolist()
    assert found["gate"].tolist() == [[0, 0]]


def test_one_number_that_is_gated_everywhere_gets_the_sum():
    nodes = (
        Node("gate", Sigmoid(), ("x",)), Node("mean", GlobalAveragePool(), ("x",)),
        Node("y", Multiply(), ("mean", "gate")), Node("z", GlobalAveragePool(), ("y",)),
        Node("flat", Flatten(), ("z",)),
    )  # fmt: skip
    question = asked(Network(("x",), nodes, ("flat",)), {}, [[[[1.0, 5.0]]]])
    found = relevance(question, epsilon=0)
    assert found["mean"].shape == (1, 1, 1, 1)
    assert found["mean"].sum() == pytest.approx(question.score, rel=1e-15)


def test_two_gates_are_no_number_and_its_gate():
    nodes = (
        Node("a", Sigmoid(), ("x",)), Node("b", Sigmoid(), ("x",)), Node("y", Multiply(), "ab"),
    )  # fmt: skip
    question = asked(Network(("x",), nodes, ("y",)), {}, [[2.0]])
    with pytest.raises(ValueError, match='LRP has no rule for "y"'):
        relevance(question)


def test_a_constant_over_the_picture_is_no_sum():
    nodes = Node("c", Constant(), ()), Node("y", Divide(), ("c", "x"))
    question = asked(Network(("x",), nodes, ("y",)), {"c": {"value": np.ones((1, 1))}}, [[2.0]])
    with pytest.raises(ValueError, match='LRP has no rule for "y"'):
        relevance(question)


def test_a_layer_without_a_rule_is_named():
    nodes = (Node("gate", Multiply(), ("x", "x")), Node("d", Dense(), ("gate",), 1))
    question = asked(Network(("x",), nodes, ("d",)), {"d": {"weight": np.ones((1, 1))}}, [[2.0]])
    with pytest.raises(ValueError, match=r'LRP has no rule for "gate" \(Multiply\)'):
        relevance(question)
