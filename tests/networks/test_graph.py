"""How networks are put together, and what is said about those that cannot be."""

import numpy as np
import pytest

from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.initialise import fans, initial
from cnnviz.ops import Add, BatchNorm, Conv, ConvTranspose, Dense, Flatten, MaxPool, ReLU
from cnnviz.ops.parametric_relu import PReLU

LENET = sequential(
    ("conv1", Conv(5, padding=2), 6), ReLU(), MaxPool(2),
    ("conv2", Conv(5), 16), ReLU(), MaxPool(2), Flatten(),
    ("dense1", Dense(), 120), ReLU(), (Dense(), 84), ReLU(), (Dense(), 10),
)  # fmt: skip


def relu(name, *inputs):
    return Node(name, ReLU(), inputs)


def test_layers_are_named_after_their_kind_and_counted():
    names = " ".join(node.name for node in LENET.nodes)
    assert names == (
        "conv1 relu1 maxpool1 conv2 relu2 maxpool2 flatten1 dense1 relu3 dense2 relu4 dense3"
    )
    assert [node.inputs[0] for node in LENET.nodes[:3]] == ["x", "conv1", "relu1"]
    assert LENET.outputs == ("dense3",)


def test_shapes_of_lenet():
    shapes = LENET.shapes((64, 1, 28, 28))
    assert shapes["conv1"] == (64, 6, 28, 28)
    assert shapes["maxpool2"] == (64, 16, 5, 5)
    assert shapes["flatten1"] == (64, 400)
    assert shapes["dense3"] == (64, 10)


def test_lenet_has_61706_parameters():
    shapes = LENET.parameter_shapes((1, 1, 28, 28))
    assert shapes["conv2"] == {"weight": (16, 6, 5, 5), "bias": (16,)}
    assert sum(np.prod(shape) for own in shapes.values() for shape in own.values()) == 61706


def test_shapes_from_parameters_that_are_there():
    network = sequential(("conv", Conv(3)))
    params = {"conv": {"weight": np.ones((7, 2, 3, 3))}}
    assert network.shapes((1, 2, 5, 5), params)["conv"] == (1, 7, 3, 3)


def test_shapes_of_a_branch():
    network = Network(
        ("a", "b"), (Node("conv", Conv(1), ("a",), 4), Node("sum", Add(), ("conv", "b"))), ("sum",)
    )
    assert network.shapes({"a": (1, 2, 5, 5), "b": (1, 4, 5, 5)})["sum"] == (1, 4, 5, 5)


def test_a_part_of_a_network_has_what_its_end_needs_and_nothing_else():
    nodes = (Node("a", ReLU(), ("x",)), relu("b", "a"), relu("c", "x"), Node("d", Add(), "ac"))
    network = Network(("x",), nodes, ("d", "b"))
    assert network.ending_at("d") == Network(("x",), (nodes[0], nodes[2], nodes[3]), ("d",))
    assert network.ending_at("x") == Network(("x",), (), ("x",))
    with pytest.raises(ValueError, match='The output "e" does not exist: there are x'):
        network.ending_at("e")


def test_networks_are_values():
    assert sequential((Conv(3), 4), ReLU()) == sequential((Conv(3), 4), ReLU())
    assert hash(LENET) == hash(LENET)
    with pytest.raises(AttributeError):
        LENET.inputs = ("y",)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Network(("x",), (relu("x", "x"),), ("x",)), 'The name "x" is used 2 times'),
        (
            lambda: Network(("x",), (relu("a", "y"),), ("a",)),
            'Node "a" reads "y", which does not exist: there are x, a.',
        ),
        (
            lambda: Network(("x",), (relu("a", "b"), relu("b", "a")), ("b",)),
            'Node "a" reads "b", which does not come before it: put each node after all that '
            "it reads; a cycle has no such order.",
        ),
        (lambda: Network(("x",), (relu("a", "a"),), ("a",)), 'Node "a" reads "a", which does not'),
        (
            lambda: Network(("x",), (relu("a", "x"),), ("b",)),
            'The output "b" does not exist: there are x, a.',
        ),
        (lambda: Network(("x",), (), ()), "A network needs at least one output: there are x."),
        (lambda: sequential("relu"), "needs a layer, such as Conv(3): 'relu'."),
        (lambda: sequential((Conv(3), 0)), "out_channels must be a whole number of at least 1"),
        (lambda: LENET.node("conv3"), 'There is no node "conv3": there are conv1, relu1'),
        (lambda: LENET.shapes((1, 1, 4, 4)), 'At "conv2": A window of 5'),
        (
            lambda: LENET.shapes({"y": (1, 1, 4, 4)}),
            "The inputs ['x'] need one value each, by name; given: ['y'].",
        ),
        (lambda: LENET.initial((1, 1, 28, 28), scheme="ones"), "Unknown initialisation 'ones'"),
    ],
)
def test_what_is_no_network_is_refused_in_one_sentence(build, message):
    with pytest.raises(ValueError) as caught:
        build()
    assert message in str(caught.value)


def test_he_and_glorot_have_the_variance_of_their_papers():
    params = LENET.initial((1, 1, 28, 28), seed=3, dtype=np.float64)["dense1"]
    assert params["weight"].std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert params["bias"].tolist() == [0] * 120
    params = LENET.initial((1, 1, 28, 28), scheme="glorot", dtype=np.float64)["dense1"]
    assert params["weight"].std() == pytest.approx(np.sqrt(2 / 520), rel=0.02)
    assert np.abs(params["weight"]).max() <= np.sqrt(6 / 520)


def test_the_same_seed_gives_the_same_weights_and_each_node_has_its_own():
    network, longer = sequential((Conv(3), 4)), sequential((Conv(3), 4), (Conv(3), 4))
    first, again = network.initial((1, 4, 9, 9)), longer.initial((1, 4, 9, 9))
    assert first["conv1"]["weight"].dtype == np.float32
    np.testing.assert_array_equal(first["conv1"]["weight"], again["conv1"]["weight"])
    assert not np.allclose(again["conv1"]["weight"], again["conv2"]["weight"])
    other = network.initial((1, 4, 9, 9), seed=1)
    assert not np.allclose(first["conv1"]["weight"], other["conv1"]["weight"])


def test_a_scale_and_a_running_variance_start_at_one():
    params = sequential(BatchNorm()).initial((1, 2, 5, 5))["batchnorm1"]
    assert {name: array.tolist() for name, array in params.items()} == {
        "weight": [1, 1],
        "bias": [0, 0],
        "running_mean": [0, 0],
        "running_var": [1, 1],
    }


def test_a_learned_slope_starts_at_a_quarter():
    params = sequential(PReLU()).initial((1, 3, 5, 5))
    assert params["prelu1"]["weight"].tolist() == [0.25, 0.25, 0.25]


def test_fans_of_grouped_and_transposed_convolutions():
    assert fans(Conv(3), (8, 4, 3, 3)) == (36, 72)
    assert fans(Conv(3, groups=4), (8, 1, 3, 3)) == (9, 18)
    assert fans(ConvTranspose(3), (8, 4, 3, 3)) == (72, 36)


def test_an_unknown_scheme_is_named():
    with pytest.raises(ValueError, match='use "he" or "glorot"'):
        initial(Conv(3), {"weight": (1, 1, 3)}, np.random.default_rng(0), "zero")
