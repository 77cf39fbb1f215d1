"""Sizes of a chain's numbers: hand-worked on the default, and the presets that go wrong."""

import numpy as np
import pytest

from cnnviz.lessons.backprop import statistics as chain_statistics
from cnnviz.networks.presets import PRESETS, pooled
from tests.lessons.backprop.test_chain import run


def test_the_default_by_hand():
    layers = {layer.name: layer for layer in chain_statistics.sizes(run(pooled()))}
    assert list(layers) == ["conv", "relu", "pool", "flatten", "dense"]
    pool = layers["pool"]
    assert pool.activation == pytest.approx(np.sqrt((0 + 16 + 16 + 1) / 4))
    assert pool.gradient == pytest.approx(np.sqrt((1 + 4 + 4 + 1) / 4))
    assert (pool.weight, pool.weight_gradient, pool.shut) == (None, None, None)
    assert layers["relu"].shut == 9 / 16
    assert layers["conv"].weight == pytest.approx(np.sqrt((8 + 4) / 9))
    assert layers["conv"].weight_gradient == pytest.approx(np.sqrt(28 / 9))


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("pooled", "steady"), ("plain", "steady"), ("two_blocks", "steady"), ("line", "steady"),
     ("vanishing", "vanishing"), ("exploding", "exploding")],
)  # fmt: skip
def test_each_preset_shows_what_it_is_for(name, verdict):
    assert chain_statistics.health(run(PRESETS[name]())).verdict == verdict


def test_a_network_with_all_gates_shut_is_dead():
    preset = pooled()
    dead = preset.params["conv"] | {"bias": np.array([-99.0])}
    health = chain_statistics.health(
        run(type(preset)(preset.title, preset.network, preset.x, {**preset.params, "conv": dead},
                         preset.loss, preset.target, preset.classes))
    )  # fmt: skip
    assert (health.ratio, health.verdict) == (0, "dead")
