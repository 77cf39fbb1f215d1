"""What networks cost, worked out by hand."""

import numpy as np
import pytest

from cnnviz.analysis import cost
from cnnviz.networks import catalogue
from cnnviz.networks.catalogue.notation import network, parse
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.ops import (
    Add,
    BatchNorm,
    Constant,
    Conv,
    Dense,
    Expand,
    Flatten,
    GlobalMaxPool,
    MatMul,
    MaxPool,
    Multiply,
    ReLU,
    RoIMaxPool,
    Transpose,
)
from cnnviz.ops.quantising import Dequantise


def test_two_small_kernels_are_cheaper_than_one_large():
    shape = (1, 1, 128, 128)
    two = cost.table(network(parse("c3p1,c3p1"), activation=False), shape)
    (one,) = cost.table(network(parse("c5p2"), activation=False), shape)
    assert [row.parameters - 1 for row in two] == [9, 9]  # without the bias
    assert one.parameters - 1 == 25
    assert [row.multiply_adds for row in two] == [9 * 128 * 128] * 2  # 294 912 in all
    assert one.multiply_adds == 25 * 128 * 128  # 409 600
    assert two[-1].receptive_field == one.receptive_field


def test_a_row_says_what_a_node_is_and_sees():
    rows = cost.table(catalogue.build("LeNet-5"), (1, 1, 32, 32))
    first = rows[0]
    assert (first.name, first.kind, first.output_shape) == ("layer1", "Conv", (1, 6, 28, 28))
    assert (first.parameters, first.multiply_adds) == (6 * 25 + 6, 28 * 28 * 6 * 25)
    by_name = {row.name: row for row in rows}
    third = by_name["layer3"]
    assert (third.parameters, third.multiply_adds) == (16 * 150 + 16, 10 * 10 * 16 * 150)
    assert by_name["layer2"].parameters == 0
    assert by_name["dense1"].parameters == 120 * 84 + 84
    assert by_name["dense2"].multiply_adds == 84 * 10


@pytest.mark.parametrize(
    ("name", "products"),
    [
        # 15 346 630 656 in the convolutions and 123 633 664 in the dense layers
        ("VGG-16", 15_470_264_320),
        ("ResNet-18", 1_814_073_344),
        ("ResNet-50", 4_089_184_256),
        ("AlexNet", 714_188_480),
    ],
)
def test_products_of_convolutions_and_dense_layers_as_published(name, products):
    rows = cost.table(catalogue.build(name), (1, 3, 224, 224))
    assert sum(r.multiply_adds for r in rows if r.kind in ("Conv", "Dense")) == products


def test_a_bias_before_a_normalisation_and_running_statistics_are_not_learned():
    rows = cost.table(sequential((Conv(3), 4), BatchNorm(), (Conv(1), 2)), (1, 1, 5, 5))
    assert [row.parameters for row in rows] == [4 * 9, 4 + 4, 2 * 4 + 2]


def test_after_a_dense_layer_a_unit_sees_everything():
    network = sequential(Conv(3), Flatten(), (Dense(), 2))
    rows = cost.table(network, (1, 1, 6, 9))
    assert [[f.size for f in row.receptive_field] for row in rows] == [[3, 3], [6, 9], [6, 9]]


def test_where_numbers_are_sorted_there_is_no_field():
    rows = cost.table(sequential(RoIMaxPool(2), Conv(1)), (1, 1, 4, 4))
    assert [row.receptive_field for row in rows] == [None, None]


def test_an_array_counts_where_it_is_read_and_a_single_number_does_not():
    nodes = (
        Node("w", Constant(), ()), Node("two", Constant(), ()), Node("up", MatMul(), ("x", "w")),
        Node("y", Multiply(), ("up", "two")), Node("again", Add(), ("y", "w")),
    )  # fmt: skip
    params = {"w": {"value": np.ones((4, 4))}, "two": {"value": np.float32(2)}}
    rows = cost.table(Network(("x",), nodes, ("again",)), (1, 4, 4), params)
    assert [row.parameters for row in rows] == [0, 0, 16, 0, 0]
    assert [row.multiply_adds for row in rows] == [0, 0, 4 * 4 * 4, 0, 0]


def test_what_does_not_fit_names_its_node():
    with pytest.raises(ValueError, match=r'At "layer2": A window of 5 .* at most 4\.'):
        cost.table(network(parse("c3,c5")), (1, 1, 6, 6))


def test_a_network_from_a_file_has_its_weights_counted_in_the_file():
    two = sequential(Conv(3), ReLU(), Conv(3, groups=2))
    params = {
        "conv1": {"weight": np.zeros((4, 1, 3, 3)), "bias": np.zeros(4)},
        "conv2": {"weight": np.zeros((6, 2, 3, 3))},
    }
    rows = {row.name: row for row in cost.table(two, (1, 1, 8, 8), params)}
    assert (rows["conv1"].parameters, rows["conv1"].multiply_adds) == (40, 4 * 9 * 36)
    assert (rows["conv2"].parameters, rows["conv2"].multiply_adds) == (108, 6 * 2 * 9 * 16)


def test_what_is_seen_of_a_picture_that_is_not_square_or_has_its_channels_last():
    steps = ("a", Conv((3, 5), padding=1), 2), ("p", MaxPool((2, 1), (2, 1))), ("g", Conv(3), 1)
    assert [row.sees for row in cost.table(sequential(*steps), (1, 1, 8, 7))] == [
        (3, 5),
        (4, 5),
        (7, 7),
    ]
    turned = sequential(
        ("t", Transpose((0, 3, 1, 2))), ("a", Conv((3, 5)), 2), ("g", GlobalMaxPool())
    )
    rows = cost.table(turned, (1, 8, 7, 3), axes=(1, 2))
    assert [row.sees for row in rows] == [(1, 1), (3, 5), (8, 7)]


def test_weights_that_are_quantised_filled_in_or_shared_count_where_they_are_first_read():
    """3 × 4 whole numbers become weights, 5 × 4 are filled in, 4 biases are read twice."""
    x, w, b = Node("w", Constant(), ()), Node("f", Dequantise(), ("w",)), Node("b", Constant(), ())
    nodes = (
        *(x, w, b),
        Node("s", Constant(), ()),
        Node("e", Expand((5, 4)), ("s",)),
        Node("y", MatMul(), ("x", "f")),
        Node("z", Add(), ("y", "b")),
        Node("u", Add(), ("z", "b")),
        Node("v", Multiply(), ("u", "e")),
    )
    network = Network(("x",), nodes, ("v",))
    params = {
        "w": {"value": np.ones((3, 4), np.int8)},
        "f": {"scale": np.ones(4), "zero": np.zeros(4, np.int8)},
        "b": {"value": np.ones(4)},
        "s": {"value": np.ones((1, 1))},
    }
    shapes = {"x": (5, 3), "w": (3, 4), "f": (3, 4), "b": (4,), "s": (1, 1), "e": (5, 4)}
    shapes |= dict.fromkeys("yzuv", (5, 4))
    found = {row.name: row.parameters for row in cost.table(network, shapes, params)}
    assert found == {"w": 0, "f": 0, "b": 0, "s": 0, "e": 0, "y": 12, "z": 4, "u": 0, "v": 20}
