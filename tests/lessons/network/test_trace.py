"""What a network makes of a picture: every layer's numbers, opened and added up again."""

import numpy as np
import pytest

from cnnviz.analysis.attribution.asked import shares
from cnnviz.analysis.fields import fields
from cnnviz.lessons.network import controls, words
from cnnviz.lessons.network.layers import PICTURE, as_maps, described
from cnnviz.lessons.network.maps import glance, shrunk, side
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.network.strip import columns
from cnnviz.lessons.network.trace import named, trace
from cnnviz.networks import catalogue, run
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.ops import (
    Add,
    AveragePool,
    Conv,
    Dense,
    Flatten,
    GlobalAveragePool,
    MaxPool,
    ReLU,
    Softmax,
    Transpose,
)


@pytest.fixture(scope="module")
def coffee():
    return controls.compute(NetworkPage(), None)


@pytest.fixture(scope="module")
def small():
    """Every rule once: strided, dilated, grouped and padded convolutions, two poolings, an add."""
    steps = (
        ("a", Conv(3, stride=2, padding=1), 4),
        ("b", ReLU()),
        ("c", Conv((1, 3), dilation=(1, 2), groups=2, padding=((0, 0), (1, 3))), 6),
        ("d", MaxPool(2, stride=1)),
        ("e", Conv(3, padding=1, padding_mode="reflect"), 6),
    )
    nodes = list(sequential(*steps).nodes)
    nodes += [
        Node("f", Add(), ("d", "e")),
        Node("g", AveragePool(2), ("f",)),
        Node("h", Flatten(), ("g",)),
        Node("i", Dense(), ("h",), 3),
        Node("j", Softmax(), ("i",)),
    ]
    network = Network(("x",), tuple(nodes), ("j",))
    rng = np.random.default_rng(5)
    x = rng.standard_normal((1, 3, 13, 11)).astype(np.float32)
    square = rng.integers(0, 256, (3, 13, 11)).astype(np.uint8)
    return trace(network, network.initial(x.shape), x, square, ("ant", "bee", "cat"))


def opened(seen, layer, number):
    """The map once more, from the terms that are shown."""
    unit = seen.unit(layer, number)
    rows, cols = (table.index for table in unit.tables)
    found = np.zeros(unit.y.shape[1:])
    for i, j in np.ndindex(*found.shape):
        terms = []
        for c in range(len(unit.x)):
            for m, row in enumerate(rows[i]):
                for n, column in enumerate(cols[j]):
                    if row < 0 or column < 0:
                        continue
                    value = float(unit.x[c, row, column])
                    w = 1.0 if unit.weight is None else float(unit.weight[0, c, m, n])
                    terms.append(value * w)
        rule = {"sum": sum, "mean": np.mean, "max": max, "copy": sum}.get(unit.rule)
        found[i, j] = rule(terms) + (unit.bias if unit.rule == "sum" else 0)
    return found, unit.y[0]


def test_every_layer_is_the_sum_of_the_terms_that_are_shown(small):
    told = []
    for layer, info in enumerate(small.layers):
        for number in {0, info.maps - 1}:
            unit = small.unit(layer, number)
            if unit.rule in ("sum", "mean", "max", "copy"):
                found, y = opened(small, layer, number)
                np.testing.assert_allclose(found, y, atol=2e-6)
                told.append(info.label)
    assert set(told) == {"conv", "max pool", "mean pool", "flatten", "dense"}


def test_a_point_comes_from_the_same_place_of_each_input(small):
    unit = small.unit(5, 2)
    assert unit.rule == "point"
    np.testing.assert_array_equal(unit.x, [small.maps(3)[2], small.maps(4)[2]])
    np.testing.assert_allclose(unit.x.sum(axis=0), unit.y[0], atol=1e-6)
    assert small.unit(9, 1).rule == ""  # a share of softmax depends on all scores


def test_a_unit_sees_what_its_gradient_reaches(small):
    """No pixel outside the box moves the unit, and both ends of each side do."""
    network, params = small.network, small.params
    for layer, (row, column) in ((4, (0, 0)), (4, (2, 3)), (5, (3, 4)), (6, (1, 1))):
        info = small.layers[layer]
        network_up_to = Network(("x",), network.nodes[: layer + 1], (info.name,))
        values = run.forward(network_up_to, _some(params, network_up_to), small.values.values["x"])
        dy = np.zeros(values.values[info.name].shape, np.float32)
        dy[0, :, row, column] = 1
        found = run.backward(network_up_to, _some(params, network_up_to), values, dy).values["x"]
        touched = np.abs(found[0]).sum(axis=0) > 0
        rows, columns_ = small.boxes(layer)[PICTURE]
        (r0, r1), (c0, c1) = rows[row], columns_[column]
        outside = touched.copy()
        outside[r0 : r1 + 1, c0 : c1 + 1] = False
        assert touched.any() and not outside.any()


def _some(params, network):
    names = {node.name for node in network.nodes}
    return {name: own for name, own in params.items() if name in names}


def test_the_box_is_the_field_of_the_layer(coffee):
    shape = coffee.values.values["x"].shape
    known = fields(coffee.network, shape, coffee.params)
    for column in coffee.columns[:18:5]:
        found = coffee.boxes(column.face)[PICTURE][0]
        field = known[coffee.layers[column.face].name][0]
        expected = [field.clipped(k, shape[2]) for k in range(len(found))]
        assert [tuple(line) for line in found.tolist()] == expected


def test_the_coffee_is_an_espresso(coffee):
    first, second = coffee.answers()[:2]
    assert (first.number, first.name, round(first.share, 2)) == (967, "espresso", 0.95)
    assert round(second.share, 3) == 0.014
    assert coffee.shares.sum() == pytest.approx(1, abs=1e-12)


def test_efficientnet_stands_in_twenty_columns(coffee):
    labels = [column.label for column in coffee.columns]
    assert labels == ["conv", *map(str, range(1, 17)), "conv", "mean", "dense"]
    assert [len(column.layers) for column in coffee.columns[:4]] == [2, 3, 5, 6]
    assert [k for column in coffee.columns for k in column.layers] == list(range(93))
    head = coffee.glances[17]
    assert (len(head.peak), head.silent) == (1280, 698)


@pytest.mark.parametrize("name", ["LeNet-5", "AlexNet", "VGG-16", "ResNet-18", "ResNet-50"])
def test_every_column_ends_where_everything_goes_through_one_value(name):
    network = catalogue.build(name)
    shape = (1, 3, 32, 32) if name != "LeNet-5" else (1, 1, 32, 32)
    try:
        shapes = network.shapes(shape)
    except ValueError:
        shapes = network.shapes((1, shape[1], 224, 224))
    values = {k: np.broadcast_to(np.float32(0), s) for k, s in shapes.items()}
    layers = described(network, values)
    shown = columns(layers)
    inside = [k for column in shown for k in column.layers]
    assert inside == sorted(inside)
    assert len(shown) <= 22 or name == "VGG-16"
    if not any(column.skipped for column in shown):
        assert inside == list(range(len(layers)))


def test_small_pictures_are_means_of_blocks():
    maps = np.arange(2 * 5 * 4, dtype=np.float32).reshape(2, 5, 4)
    small = shrunk(maps, 2)
    assert small.shape == (2, 2, 2)
    assert small[0, 0, 0] == maps[0, :3, :3].mean() and small[1, 1, 1] == maps[1, 3:, 3:].mean()
    found = glance(np.stack([np.zeros((3, 3)), np.full((3, 3), -2.0)]).astype(np.float32))
    assert (found.silent, found.tiles[1, 0, 0], found.peak.tolist()) == (1, -127, [0, 2])
    assert (side(10), side(192), side(1280)) == (56, 14, 7)


def test_values_of_any_shape_are_maps():
    assert as_maps(np.zeros((1, 7))).shape == (7, 1, 1)
    assert as_maps(np.zeros((1, 3, 4, 5))).shape == (3, 4, 5)
    assert as_maps(np.zeros((1, 4, 5))).shape == (1, 4, 5)
    assert as_maps(np.array([[[[True, False]]]])).tolist() == [[[1.0, 0.0]]]


def test_an_answer_that_is_no_number_is_said():
    network = sequential(Flatten(), (Dense(), 2))
    x = np.full((1, 1, 1, 2), 1e30, np.float32)
    params = {"dense1": {"weight": np.full((2, 2), 1e30, np.float32)}}
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="answer is no number"):
        trace(network, params, x, np.zeros((1, 1, 2), np.uint8), ())


def test_the_scores_are_those_before_softmax(small):
    np.testing.assert_allclose(small.scores, small.values.values["i"][0], rtol=1e-6)
    np.testing.assert_allclose(small.shares, small.values.values["j"][0], rtol=1e-5)
    assert shares(np.array([0.0, np.log(3)])).round(12).tolist() == [0.25, 0.75]
    assert named(("one",), 3) == ("class 0", "class 1", "class 2")


def test_each_layer_says_what_it_does(small):
    said = words.sentences(small)
    assert said[0] == (
        "*Convolution.* 4 kernels of 3 × 3 × 3 read the picture's 3 channels; each gives one map."
    )
    assert said[2] == "*Grouped convolution.* 6 kernels of 1 × 3 × 2; each reads 2 of 4 maps."
    assert (
        said[3]
        == "*Max pooling.* The largest number of each window of 2 × 2 stays: 7 × 6 becomes 6 × 5."
    )
    assert said[5] == "*Add.* 2 paths meet: place by place, their numbers are added."
    assert said[7] == "*Flatten.* 6 maps of 3 × 2 become one row of 36 numbers."
    assert said[8] == "*Dense.* Each of 3 numbers is a weighted sum of all 36 before it."
    zero = (small.maps(1) == 0).mean()
    assert (
        said[1]
        == f"*ReLU.* What is below 0 becomes 0; now {100 * zero:.0f} % of the numbers are 0."
    )


def test_one_kernel_and_one_number_are_told_as_one():
    network = sequential(("a", Conv(3), 1), ("b", Flatten()), ("c", Dense(), 1))
    x = np.zeros((1, 1, 5, 5), np.float32)
    seen = trace(network, network.initial(x.shape), x, np.zeros((3, 5, 5), np.uint8), ())
    assert words.sentences(seen) == [
        "*Convolution.* 1 kernel of 3 × 3 reads the picture; it gives one map.",
        "*Flatten.* 1 map of 3 × 3 becomes one row of 9 numbers.",
        "*Dense.* One number is a weighted sum of all 9 before it.",
    ]


def test_a_mean_of_a_whole_map():
    network = sequential(("a", GlobalAveragePool()))
    x = np.arange(8, dtype=np.float32).reshape(1, 2, 2, 2)
    seen = trace(network, {}, x, np.zeros((3, 2, 2), np.uint8), ())
    found, y = opened(seen, 0, 1)
    assert found.tolist() == y.tolist() == [[5.5]]
    assert words.sentences(seen) == ["*Mean.* Each map becomes one number, the mean of its 4."]


def test_a_network_that_reads_channels_last_sees_the_rows_and_columns_of_the_picture():
    steps = (
        ("t", Transpose((0, 3, 1, 2))),
        ("a", Conv((3, 5)), 2),
        ("p", MaxPool(2)),
        ("f", Flatten()),
    )
    network = sequential(*steps)
    x = np.random.default_rng(0).standard_normal((1, 9, 8, 3)).astype(np.float32)
    seen = trace(network, network.initial(x.shape), x, np.zeros((3, 9, 8), np.uint8), ())
    assert [row.sees for row in seen.costs] == [(1, 1), (3, 5), (4, 6), (8, 8)]
    rows, columns_ = seen.boxes(2)[PICTURE]
    assert rows.tolist() == [[0, 3], [2, 5], [4, 7]]
    assert columns_.tolist() == [[0, 5], [2, 7]]
    assert words.sentences(seen)[0] == "*Transpose.* 3 maps of 9 × 8 become 3 maps of 9 × 8."
    assert seen.maps(PICTURE)[2].tolist() == x[0, :, :, 2].tolist()
