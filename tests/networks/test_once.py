"""A network run once: the numbers of a run with the same weights, in less memory."""

import numpy as np
import pytest

from cnnviz.networks import once, run
from cnnviz.networks.catalogue import efficient, stacks
from cnnviz.networks.graph import sequential
from cnnviz.ops import Dense, Flatten, ReLU


@pytest.mark.parametrize(
    ("network", "shape"),
    [
        (efficient.efficientnet(0.25, 0.4, classes=5), (1, 3, 48, 48)),
        (stacks.lenet_5(partly=True), (1, 1, 32, 32)),
    ],
)
def test_each_value_is_that_of_a_run_with_the_same_weights(network, shape):
    x = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    shapes = network.parameter_shapes(shape)
    own = {name: once.params(network.node(name), of, seed=3) for name, of in shapes.items()}
    expected = run.forward(network, own, x).values
    seen = []
    for node, y in once.walk(network, x, seed=3):
        np.testing.assert_array_equal(y, expected[node.name])
        seen.append(node.name)
    assert seen == [node.name for node in network.nodes]


def test_a_dense_layer_is_drawn_in_blocks_that_make_up_the_whole(monkeypatch):
    network = sequential(Flatten(), ("dense", Dense(), 10), ReLU())
    x = np.random.default_rng(0).normal(size=(1, 1, 2, 2)).astype(np.float32)
    monkeypatch.setattr(once, "BLOCK", 12)  # three outputs of four inputs at a time
    node = network.node("dense")
    parts = [once.drawn(node, (min(3, 10 - k), 4), 7, k) for k in range(0, 10, 3)]
    weight = np.concatenate(parts)
    assert weight.shape == (10, 4) and len(np.unique(weight)) == 40
    (*_, (_, y)) = once.walk(network, x, seed=7)
    np.testing.assert_allclose(y, np.maximum(0, x.reshape(1, 4) @ weight.T), rtol=1e-6)


def test_weights_have_the_spread_that_keeps_activations_alive():
    node = sequential(("dense", Dense(), 400)).node("dense")
    drawn = once.drawn(node, (400, 500), 0, 0)
    assert drawn.dtype == np.float32
    assert drawn.std() == pytest.approx((2 / 500) ** 0.5, rel=0.01)
