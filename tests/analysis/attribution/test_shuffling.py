"""Weights in random order, and how alike two heat maps are."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.shuffling import likeness, shuffled
from cnnviz.networks.graph import Network, Node
from cnnviz.networks.run import forward
from cnnviz.ops import Add, Constant
from tests.analysis.attribution import cases


def test_every_layer_keeps_its_numbers_and_loses_their_order():
    params, x = cases.made("plain")
    network, _ = cases.NETWORKS["plain"]
    mixed = shuffled(network, params, seed=1)
    for node, own in params.items():
        for name, array in own.items():
            found = mixed[node][name]
            assert found.shape == array.shape
            assert np.array_equal(np.sort(found, axis=None), np.sort(array, axis=None))
            assert not np.array_equal(found, array)
    assert forward(network, mixed, x).values["dense2"].shape == (1, 4)


def test_a_seed_gives_one_order_and_layers_of_one_shape_their_own():
    network, _ = cases.NETWORKS["residual"]
    same = {name: {"weight": np.arange(100.0)} for name in ("conv1", "conv2")}
    first, again, other = (shuffled(network, same, seed) for seed in (3, 3, 4))
    assert np.array_equal(first["conv1"]["weight"], again["conv1"]["weight"])
    assert not np.array_equal(first["conv1"]["weight"], other["conv1"]["weight"])
    assert not np.array_equal(first["conv1"]["weight"], first["conv2"]["weight"])


@pytest.mark.parametrize(
    ("dtype", "mixed"),
    [("float64", True), ("float32", True), ("int8", True), ("uint8", True), ("int64", False)],
)
def test_places_and_shapes_are_no_weights(dtype, mixed):
    nodes = Node("c", Constant(), ()), Node("y", Add(), ("x", "c"))
    values = np.arange(50).astype(dtype)
    found = shuffled(Network(("x",), nodes, ("y",)), {"c": {"value": values}})["c"]["value"]
    assert found.dtype == dtype
    assert sorted(found.tolist()) == list(range(50))
    assert np.array_equal(found, values) != mixed


@pytest.mark.parametrize(
    ("heat", "other", "expected"),
    [
        ([1, -2, 3], [-10, 20, 30], 1.0),
        ([1, 2, 3], [3, -2, 1], -1.0),
        ([0, 1, 0, 1], [0, 0, 1, 1], 0.0),
        ([1, -1, 1], [1, 2, 3], None),
        ([1, 2, 3], [0, 0, 0], None),
        ([1, np.nan, 3], [1, 2, 3], None),
    ],
)
def test_likeness_is_the_correlation_of_sizes(heat, other, expected):
    found = likeness(np.array([heat]), np.array([other]))
    assert found == (expected if expected is None else pytest.approx(expected, abs=1e-15))
