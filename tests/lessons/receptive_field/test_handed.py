"""A network that was handed over sees what the network page says, unit by unit."""

import numpy as np
import pytest

from cnnviz.analysis import spans
from cnnviz.analysis.fields import fields
from cnnviz.files import own_model
from cnnviz.files.own_model import OwnModel
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.receptive_field import controls_maps, controls_show
from cnnviz.lessons.receptive_field.controls_show import of_last
from cnnviz.lessons.receptive_field.handed import handed, layer_number
from cnnviz.lessons.receptive_field.settings import ReceptiveField
from cnnviz.networks.graph import Network, Node
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Concat,
    Conv,
    Flatten,
    GlobalAveragePool,
    MaxPool,
    Multiply,
    ReLU,
    Sigmoid,
    Transpose,
)  # fmt: skip
from cnnviz.ops.border import Pad
from cnnviz.settings import from_link
from cnnviz.ui.state import PageState


def compute(**settings):
    return controls_show.compute(ReceptiveField(**settings), None)


def hulls(looked, axis):
    """First and last pixel of each unit of the last stage, cut off at the borders."""
    n = looked.read.x.shape[1 + axis]
    return np.clip(looked.trace.stages[-1].axes[axis].hulls[0], 0, n - 1)


def ends(field, units, n):
    return [[max(0, a), min(n - 1, b)] for a, b in map(field.box, range(units))]


@pytest.mark.parametrize("name", ["digits", "clothes", "neocognitron", "efficientnet_lite0"])
def test_every_unit_of_every_layer_sees_what_the_whole_network_says(name):
    """`fields` is what the network page shows."""
    model = own_model.find(name)
    shapes = model.network.shapes((1, *model.shape), model.params)
    every = fields(model.network, shapes, model.params)
    numbers = {node.name: k for k, node in enumerate(model.network.nodes, 1)}
    pictured = [
        n for n in shapes if n in numbers and len(shapes[n]) == 4 and shapes[n][2:] != (1, 1)
    ]
    assert len(pictured) > 4
    for node in pictured[:: 1 if len(pictured) < 20 else 9]:
        looked = compute(model=name, until=numbers[node], picture="coffee")
        for axis in (0, 1):
            n, units = model.shape[1 + axis], shapes[node][2 + axis]
            assert hulls(looked, axis).tolist() == ends(every[node][axis], units, n)
            last = looked.trace.stages[-1].axes[axis].field
            assert (last.size, last.jump, last.start) == (
                every[node][axis].size, every[node][axis].jump, every[node][axis].start,
            )  # fmt: skip
        assert layer_number(looked.handed, node) == numbers[node]


def brought(nodes, key, shape=(3, 20, 17), last=False):
    net = Network(("x",), nodes, (nodes[-1].name,))
    channels, *sides = shape
    params = net.initial((1, *sides, channels) if last else (1, *shape))
    return own_model.keep(OwnModel("mine", net, params, shape, last), key)


GATED = (
    Node("c", Conv(3, padding=1), ("x",), 4),
    Node("r", ReLU(), ("c",)),
    Node("g", GlobalAveragePool(), ("r",)),
    Node("e", Conv(1), ("g",), 4),
    Node("s", Sigmoid(), ("e",)),
    Node("m", Multiply(), ("r", "s")),
    Node("d", Conv(3, stride=2), ("m",), 4),
)


def test_a_gate_is_left_out_and_that_is_said():
    name = brought(GATED, "4" * 32)
    looked = compute(model=name, weights="own")
    assert looked.handed.gated
    assert [stage.axes[0].field.size for stage in looked.trace.stages] == [3, 5]
    assert not handed(name, 2).gated
    settings = ReceptiveField(model=name, weights="own")
    visit = PageState("receptive_field", settings, controls_show.compute)
    visit.kept["effective"] = ((2, 3, 3), False)
    assert "Gates in this network" in controls_maps.effective_of(visit, looked).why


def test_branches_padding_and_a_turn_are_followed():
    nodes = (
        Node("t", Transpose((0, 3, 1, 2)), ("x",)),
        Node("p", Pad(((0, 0), (0, 0), (1, 2), (0, 1))), ("t",)),
        Node("a", Conv(3), ("p",), 4),
        Node("b", Conv(5, padding=1), ("p",), 4),
        Node("j", Concat(1), ("a", "b")),
        Node("q", MaxPool(2), ("j",)),
        Node("f", Flatten(), ("q",)),
    )
    name = brought(nodes, "5" * 32, last=True)
    looked = compute(model=name)
    known = handed(name).known
    below = fields(known.network, known.shapes, known.params)["q"]
    for axis in (0, 1):
        units, n = known.shapes["q"][2 + axis], (20, 17)[axis]
        first, last = spans.ends(below[axis], units, n)
        assert hulls(looked, axis).tolist() == np.stack([first, last], 1).tolist()
    with pytest.raises(ValueError, match="no rows and columns"):
        compute(model=name, until=6)


def test_a_trained_network_shows_its_own_maps_and_what_moves_a_unit():
    looked = compute(model="digits", picture="digits-1430", weights="own")
    settings = ReceptiveField(model="digits", picture="digits-1430", weights="own")
    maps = controls_maps.maps(settings, looked)[0]
    model = own_model.find("digits")
    x = TRAINED["digits"].recipe.scaled(looked.read.x)
    values = forward(model.network, model.params, x).values
    for stage, shown in zip(looked.trace.stages, maps, strict=True):
        strongest = np.abs(values[stage.name][0]).mean(axis=(1, 2)).argmax()
        np.testing.assert_array_equal(shown, values[stage.name][0, strongest])
    visit = PageState("receptive_field", settings, controls_show.compute)
    visit.kept["effective"] = ((4, 1, 0), False)
    found = controls_maps.effective_of(visit, looked).found
    assert found.maps == 8
    assert found.strength.shape == (5, 7) or found.strength.max() > 0


def test_a_link_with_a_unit_of_the_last_layer_and_one_that_can_not_be_had():
    settings, faults = from_link(
        ReceptiveField, {"model": "digits", "until": "5", "picture": "digits-1430"}
    )
    assert not faults
    looked = controls_show.compute(settings, None)
    assert of_last((0, 1, 2), looked) == (3, 1, 2)
    for settings in (
        {"weights": "own"}, {"picture": "digits-1430"}, {"model": "digits", "until": 8},
        {"model": "a" * 32}, {"model": "digits", "until": 99},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"."):
            compute(**settings)
