"""How much each pixel matters to a unit: by hand, and against the whole picture."""

import numpy as np
import pytest

from cnnviz.analysis import effective_field as effective
from cnnviz.kernels import build
from cnnviz.lessons.receptive_field.trace import trace
from cnnviz.networks import catalogue, run
from cnnviz.networks.catalogue import stacks
from cnnviz.networks.catalogue.notation import network, parse

RANDOM = np.random.default_rng(2)


def photo(*shape):
    return RANDOM.uniform(0, 1, shape).astype(np.float32)


def field_of(text, x, unit, scheme="equal", **weights):
    net = effective.prepared(network(parse(text)), scheme)
    node = f"layer{len(text.split(','))}"
    params = effective.parameters(net, (1, *x.shape), scheme, **weights)
    return effective.effective_field(net, params, x, node, unit), net, params, node


def test_two_equal_3_by_3_weigh_by_the_number_of_ways():
    # Along an axis 1 2 3 2 1 ways lead to the five pixels, of 3 · 3 in all.
    found, *_ = field_of("c3p1,c3p1", photo(1, 9, 9), (4, 4))
    ways = np.array([1, 2, 3, 2, 1]) / 9
    assert found.origin == (2, 2)
    np.testing.assert_allclose(found.strength, np.outer(ways, ways), rtol=1e-6)
    assert found.reached == 25
    # strongest first: 9, then four times 6, then four times 4, of 81: 9 + 24 = 33, + 2 · 4 = 41
    assert found.half == 1 + 4 + 2


def test_the_part_that_takes_part_gives_what_the_whole_picture_gives():
    for text, scheme in (
        ("c3p1,m2,c5,a3s2p1,c3d2p2", "he"),
        ("c4s3p2,c2,m3s2p1,c3p1", "random"),
        ("c5p4,c3s2,a2,c3p1", "he"),
        ("c7s4p3,m3s2p1,c3p1,c3p1", "random"),
    ):
        x = photo(1, 67, 53)
        net = effective.prepared(network(parse(text)), scheme)
        params = effective.parameters(net, (1, *x.shape), scheme, seed=4)
        activations = run.forward(net, params, x[None])
        for number in range(1, len(text.split(",")) + 1):
            node = f"layer{number}"
            rows, columns = activations.values[node].shape[2:]
            for unit in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)}:
                found = effective.effective_field(net, params, x, node, unit)
                np.testing.assert_allclose(
                    found.strength, whole(net, params, x, node, unit, found), atol=1e-6, rtol=1e-4
                )


def whole(net, params, x, node, unit, found):
    """The same from the whole picture; outside the part there must be nothing."""
    part = net.ending_at(node)
    params = {name: own for name, own in params.items() if name in {n.name for n in part.nodes}}
    activations = run.forward(part, params, x[None])
    squares = np.zeros(x.shape[1:])
    assert found.maps == activations.values[node].shape[1]
    for channel in range(found.maps):
        dy = np.zeros(activations.values[node].shape, np.float32)
        dy[(0, channel, *unit)] = 1
        gradient = run.backward(part, params, activations, dy).values["x"][0]
        squares += np.square(gradient, dtype=np.float64).mean(axis=0)
    strength = np.sqrt(squares / found.maps)
    row, column = found.origin
    rows, columns = found.strength.shape
    inside = strength[row : row + rows, column : column + columns]
    assert strength.sum() == pytest.approx(inside.sum(), rel=1e-6)
    return inside


def test_max_pooling_lets_only_the_winner_through():
    x = np.array([[[0, 1, 0, 0], [0, 0, 0, 5], [2, 0, 0, 0], [0, 0, 7, 0]]], np.float32)
    found, *_ = field_of("m2", x, (1, 0))
    assert found.origin == (2, 0)
    assert found.strength.tolist() == [[1, 0], [0, 0]]
    assert (found.reached, found.half) == (1, 1)


def test_a_kernel_of_one_s_own_is_the_weight_of_every_layer():
    kernel = build("sobel_x")
    found, *_ = field_of("c3", photo(1, 6, 6), (1, 1), "kernel", kernel=kernel)
    assert found.strength.tolist() == np.abs(kernel.weight[0]).tolist()
    wide, *_ = field_of("c5", photo(1, 6, 6), (0, 0), "kernel", kernel=build("gaussian"))
    gauss = build("gaussian", size=(5, 5))
    np.testing.assert_allclose(wide.strength, gauss.weight[0] / gauss.divisor, rtol=1e-6)


def test_he_weights_have_relus_and_the_others_none():
    he = effective.prepared(network(parse("4c3,c3")), "he")
    assert [type(node.layer).__name__ for node in he.nodes] == ["Conv", "ReLU", "Conv", "ReLU"]
    assert {node.out_channels for node in he.nodes} == {effective.MAPS}
    equal = effective.prepared(network(parse("4c3,c3")), "equal")
    assert "ReLU" not in {type(node.layer).__name__ for node in equal.nodes}
    shape = (1, 1, 20, 20)
    drawn = effective.parameters(he, shape, "he")["layer2"]["weight"]
    assert drawn.std() == pytest.approx((2 / 72) ** 0.5, rel=0.1)  # fan_in 8 · 9


def test_weights_by_chance_are_the_same_for_the_same_seed():
    x = photo(1, 20, 20)
    first, again, other = (
        field_of("c3p1,c3p1", x, (9, 9), "random", seed=seed)[0].strength for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_a_residual_network_has_an_effective_field():
    net = effective.prepared(catalogue.build("ResNet-18"), "equal")
    shape = (1, 3, 64, 64)
    nodes = [n for s in trace(catalogue.build("ResNet-18"), shape).stages for n in s.nodes]
    net = type(net)(("x",), net.nodes[: len(nodes)], (nodes[-1].name,))
    params = effective.parameters(net, shape, "equal")
    found = effective.effective_field(net, params, photo(3, 64, 64), "block2.1.relu", (4, 4))
    assert found.strength.shape[0] <= 64
    assert 0 < found.half < found.reached


def test_a_unit_that_is_not_there_or_sees_only_padding_is_refused():
    x = photo(1, 5, 5)
    with pytest.raises(ValueError, match=r"^There is no such unit\.$"):
        field_of("c3", x, (3, 0))
    with pytest.raises(ValueError, match=r"^This unit sees nothing but padding\.$"):
        field_of("c3p9", x, (0, 0))


def test_a_large_computation_is_known_before_it_starts():
    net = effective.prepared(network(parse(",".join(["c15p7"] * 12))), "random")
    effort = effective.effort(
        net, net.initial((1, 1, 448, 448)), (1, 448, 448), "layer12", (200, 200)
    )
    assert effort.large and effort.seconds > effective.SECONDS
    small = effective.prepared(network(stacks.LENET_5), "he")
    assert not effective.effort(
        small, small.initial((1, 1, 128, 128)), (1, 128, 128), "layer5", (6, 12)
    ).large
