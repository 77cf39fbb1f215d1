"""Class activation maps by hand, their account, and where their units stand."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.activation_maps import (
    Accounts,
    accounts,
    class_map,
    eigen_cam,
    even,
    grad_cam,
    grad_cam_plusplus,
    hires_cam,
    layer_cam,
    layers,
    xgrad_cam,
)
from cnnviz.analysis.attribution.asked import ask
from cnnviz.analysis.attribution.discs import Discs, discs
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Clip,
    Constant,
    Conv,
    Dense,
    Flatten,
    GlobalAveragePool,
    MaxPool,
    Multiply,
    ReLU,
    Sigmoid,
    Subtract,
    Transpose,
    Unsqueeze,
)
from tests.analysis.attribution import cases

# Two maps of two positions
MAPS = np.array([[[1.0, 3.0]], [[2.0, -1.0]]])
SLOPES = np.array([[[2.0, 0.0]], [[-1.0, 4.0]]])


def test_the_mean_gradient_weighs_a_map():
    """1 · (1, 3) + 1.5 · (2, -1)."""
    assert grad_cam(MAPS, SLOPES).tolist() == [[4.0, 1.5]]


def test_positive_gradients_weigh_it_by_how_few_they_are():
    """2 · 4 / (8 + 4 · 8) = 0.2, and 4 · 16 / (32 + 1 · 64) = 2/3; slopes of 0 count nothing."""
    np.testing.assert_allclose(
        grad_cam_plusplus(MAPS, SLOPES), [[0.2 + 4 / 3, 0.6 - 2 / 3]], rtol=1e-6
    )


def test_a_gradient_counts_by_its_number_s_share_of_the_map():
    """2 · 1/4 = 0.5 for the first map; -1 · 2 + 4 · -1 = -6 for the second."""
    np.testing.assert_allclose(xgrad_cam(MAPS, SLOPES), [[0.5 - 12, 1.5 + 6]], rtol=1e-6)


def test_each_number_times_its_gradient():
    assert hires_cam(MAPS, SLOPES).tolist() == [[0.0, -4.0]]
    assert layer_cam(MAPS, SLOPES).tolist() == [[2.0, -4.0]]


def test_the_direction_of_most_variation():
    """Less their means the maps are (-3, 1, 2) and twice that: the direction is (1, 2) / √5."""
    maps = np.array([[[1.0, 5.0, 6.0]], [[0.0, 8.0, 10.0]]])
    np.testing.assert_allclose(eigen_cam(maps), np.sqrt(5) * np.array([[-3, 1, 2]]), rtol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_the_direction_points_where_the_maps_are_larger(seed):
    maps = np.random.default_rng(seed).random((3, 4, 5))
    assert np.vdot(eigen_cam(maps), maps.sum(axis=0)) > 0


def test_a_map_without_variation_has_no_direction():
    assert eigen_cam(np.ones((3, 2, 2))).tolist() == [[0, 0], [0, 0]]


def question(label=0, versus=None):
    """Two maps by 1 × 1 kernels 1 and -1, averaged, weighed by (2, 3) or (0, 1)."""
    network = sequential(
        ("conv", Conv(1), 2), ReLU(), ("mean", GlobalAveragePool()), ("flat", Flatten()),
        ("head", Dense(), 2),
    )  # fmt: skip
    params = {
        "conv": {"weight": np.array([1.0, -1.0]).reshape(2, 1, 1, 1)},
        "head": {"weight": np.array([[2.0, 3.0], [0.0, 1.0]]), "bias": np.array([7.0, 9.0])},
    }
    x = np.array([[[[4.0, -2.0, 0.0, 6.0]]]])
    return ask(network, params, forward(network, params, x), label, versus)


def test_before_a_mean_the_heat_is_the_score_without_its_bias():
    """Means (10 / 4, 2 / 4): 2 · 2.5 + 3 · 0.5 = 6.5, and the bias of 7 makes 13.5."""
    asked = question()
    gradients = asked.gradients()
    heat = class_map(asked, gradients, "relu1")
    assert (asked.score, heat.tolist()) == (13.5, [[2.0, 1.5, 0.0, 3.0]])
    assert accounts(asked, gradients, "relu1", heat) == Accounts(6.5, 6.5)
    assert even(asked, gradients, "relu1")
    for method in ("xgrad_cam", "hires_cam"):
        np.testing.assert_allclose(class_map(asked, gradients, "relu1", method), heat, rtol=1e-6)


def test_elsewhere_heat_and_product_differ():
    """At "conv" the gradients are (0.5, 0, 0, 0.5) and (0, 0.75, 0, 0), their means 1/4 and 3/16.

    The heat is (1/4 - 3/16) x, together 1/16 · 8; the product is 0.5 · 10 + 0.75 · 2.
    """
    asked = question()
    gradients = asked.gradients()
    assert not even(asked, gradients, "conv")
    heat = class_map(asked, gradients, "conv")
    assert heat.tolist() == [[0.25, -0.125, 0.0, 0.375]]
    assert accounts(asked, gradients, "conv", heat) == Accounts(0.5, 6.5)


def test_which_layers_there_are_to_look_at():
    assert layers(question()) == ("conv", "relu1")
    assert layers(cases.question("plain", 0)) == (
        "conv1", "relu1", "pool1", "conv2", "relu2", "pool2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("layer", "method", "message"),
    [
        ("flat", "grad_cam", 'There are no maps at "flat"'),
        ("nowhere", "grad_cam", 'There are no maps at "nowhere"'),
        ("conv", "score_cam", 'no method "score_cam": choose one of grad_cam, '),
    ],
)
def test_what_there_is_no_map_of(layer, method, message):
    asked = question()
    with pytest.raises(ValueError, match=message):
        class_map(asked, asked.gradients(), layer, method)


def test_maps_that_are_not_finite_are_told():
    network = sequential(("conv", Conv(1), 1), Clip(0, 6), Flatten())
    params = {"conv": {"weight": np.full((1, 1, 1, 1), 1e308)}}
    with np.errstate(over="ignore"):
        asked = ask(network, params, forward(network, params, np.full((1, 1, 1, 2), 9.0)), 0)
    with pytest.raises(ValueError, match='The maps of "conv", or their gradients, are not'):
        class_map(asked, asked.gradients(), "conv", "eigen_cam")


def test_values_without_a_place_on_the_picture_are_no_layers_to_look_at():
    """A constant sees nothing, and rows and columns that change places are followed no further."""
    nodes = (
        Node("mean", Constant(), ()), Node("less", Subtract(), ("x", "mean")),
        Node("turned", Transpose((0, 2, 3, 1)), ("less",)), Node("relu", ReLU(), ("turned",)),
        Node("flat", Flatten(), ("relu",)),
    )  # fmt: skip
    network, params = Network(("x",), nodes, ("flat",)), {"mean": {"value": np.ones((1, 2, 3, 4))}}
    asked = ask(network, params, forward(network, params, np.ones((1, 2, 3, 4))), 0)
    assert layers(asked) == ("less",)


def test_a_network_without_maps():
    network = sequential(("flat", Flatten()), ("head", Dense(), 2))
    params = {"head": {"weight": np.ones((2, 4))}}
    asked = ask(network, params, forward(network, params, np.ones((1, 1, 2, 2))), 0)
    with pytest.raises(ValueError, match="there is nothing to point at"):
        layers(asked)


# ---- where the units stand


def test_units_stand_where_their_fields_are_centred():
    """conv 3 with padding 1: centre 0, jump 1; pool 2: 0.5 and 2; conv 3: +2, so 2.5, and 8."""
    asked = cases.question("plain", 0)
    assert discs(asked, "conv1") == Discs((tuple(range(12)),) * 2, (1, 1), (3, 3))
    assert discs(asked, "relu2") == Discs(((2.5, 4.5, 6.5, 8.5),) * 2, (2, 2), (8, 8))


def test_units_of_two_axes_apart():
    asked = ask(
        *(network := sequential(("pool", MaxPool((1, 2))), ("flat", Flatten())), {}),
        forward(network, {}, np.ones((1, 1, 1, 4))),
        0,
    )
    assert discs(asked, "pool") == Discs(((0.0,), (0.5, 2.5)), (1, 2), (1, 2))


@pytest.mark.parametrize(
    "gate",
    [
        [("mean", GlobalAveragePool()), ("gate", Sigmoid())],
        [("mean", GlobalAveragePool()), ("flat", Flatten()), ("gate", Unsqueeze((2, 3)))],
    ],
)
def test_a_gate_makes_units_see_everything_and_does_not_move_them(gate):
    branch, before = [], "conv"
    for name, layer in gate:
        branch.append(Node(name, layer, (before,)))
        before = name
    nodes = (
        Node("conv", Conv(3, 2, 1), ("x",)), *branch,
        Node("gated", Multiply(), ("conv", "gate")), Node("end", Flatten(), ("gated",)),
    )  # fmt: skip
    network, params = Network(("x",), nodes, ("end",)), {"conv": {"weight": np.ones((1, 1, 3, 3))}}
    asked = ask(network, params, forward(network, params, np.ones((1, 1, 8, 8))), 0)
    assert discs(asked, "conv") == Discs(((0, 2, 4, 6),) * 2, (2, 2), (3, 3))
    assert discs(asked, "gated").centres == ((0, 2, 4, 6),) * 2
    assert discs(asked, "gated").jump == (2, 2)
    assert min(discs(asked, "gated").size) >= 8
    assert layers(asked) == ("conv", "gated")


@pytest.mark.parametrize("layer", ["flat", "nowhere"])
def test_units_without_a_place(layer):
    with pytest.raises(
        ValueError, match=f'not known where on the picture the units of "{layer}" stand'
    ):
        discs(cases.question("plain", 0), layer)
