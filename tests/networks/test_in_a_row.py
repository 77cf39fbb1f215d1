"""A trained network as a row of layers that can be followed, or the sentence that says why not."""

import numpy as np
import pytest

from cnnviz.files import model_text, own_model
from cnnviz.files.model_text import BROKEN
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.in_a_row import in_a_row
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Add,
    AveragePool,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalMaxPool,
    MaxPool,
    ReLU,
    Softmax,
    Tanh,
    Transpose,
)

SHAPE = (3, 9, 7)


def network(*steps):
    net = sequential(*steps)
    return net, net.initial((1, *SHAPE))


def last(net, params, x):
    return forward(net, params, x).values[net.outputs[0]]


def test_what_does_nothing_is_left_out_and_the_rest_gives_the_same():
    net, params = network(
        (Conv((3, 3), (1, 1), ((1, 1), (1, 1))), 4), ReLU(), GlobalMaxPool(), Dropout(0.5),
        Flatten(), (Dense(), 5), Softmax(),
    )  # fmt: skip
    row, own = in_a_row(net, params, SHAPE)
    assert [node.name for node in row.nodes] == ["conv1", "relu1", "pool1", "flatten1", "dense1"]
    assert row.nodes[0].layer == Conv(3, padding=1)
    assert {array.dtype for one in own.values() for array in one.values()} == {np.dtype("f8")}
    x = np.random.default_rng(3).random((1, *SHAPE))
    scores = forward(net, params, x.astype(np.float32)).values["dense1"]
    np.testing.assert_allclose(last(row, own, x), scores, atol=1e-5)


def test_channels_that_come_last_are_turned_once():
    net = Network(("x",), (Node("t", Transpose((0, 3, 1, 2)), ("x",)),
                           Node("c", Conv(3), ("t",), 2), Node("f", Flatten(), ("c",)),
                           Node("d", Dense(), ("f",), 2)), ("d",))  # fmt: skip
    params = net.initial((1, 9, 7, 3))
    row, own = in_a_row(net, params, SHAPE)
    x = np.random.default_rng(3).random((1, *SHAPE))
    turned = np.moveaxis(x, 1, -1)
    np.testing.assert_allclose(last(row, own, x), last(net, params, turned), atol=1e-6)


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((Flatten(),), "no layer with weights"),
        (((Conv(3), 2), AveragePool(2), Flatten(), (Dense(), 2)), "Layer 2 is of kind “Average"),
        (((Conv(3), 2), ReLU()), "ends in maps"),
        (((Conv(1, groups=3), 3), Flatten()), "Layer 1 is a convolution in 3 groups"),
        (((Conv(3), 2), MaxPool(3, 2, 1), Flatten()), "Layer 2 is a max pooling with padding"),
        (((Conv(2), 2), MaxPool(3, 3, ceil_mode=True), Flatten()), "Layer 2 is a max pooling"),
        ((Flatten(), *[(Dense(), 2)] * 9), "has 9 layers with weights or poolings"),
        ((Flatten(), (Dense(), 900)), "172,089 numbers, weights included"),
    ],
)
def test_what_does_not_fit_is_said(steps, sentence):
    with pytest.raises(ValueError, match=sentence):
        in_a_row(*network(*steps), SHAPE)


def test_branches_are_said():
    nodes = (Node("c", Conv(1), ("x",), 3), Node("a", Add(), ("c", "x")))
    net = Network(("x",), nodes, ("a",))
    with pytest.raises(ValueError, match="has branches; Backprop follows layers that stand in one"):
        in_a_row(net, net.initial((1, *SHAPE)), SHAPE)


def test_two_networks_of_the_app_but_not_the_large_one():
    for name in ("digits", "clothes", "neocognitron"):
        model = own_model.find(name)
        assert in_a_row(model.network, model.params, model.shape)
    model = own_model.find("efficientnet_lite0")
    with pytest.raises(ValueError, match="branches"):
        in_a_row(model.network, model.params, model.shape)


# ---- as text


def test_a_row_is_read_back_from_its_text():
    net, params = network(
        (Conv(3, stride=2, padding=1), 4), Tanh(), MaxPool(2, 1), AveragePool(2), Flatten(),
        (Dense(), 2), Softmax(),
    )  # fmt: skip
    del params["dense1"]["bias"]
    text = model_text.write(SHAPE, net, params)
    assert text.startswith("3.9.7;4c3s2p1,t,m2s1,a2,f,2dn,x;")
    shape, again, own = model_text.read(text)
    assert shape == SHAPE
    assert [node.layer for node in again.nodes] == [node.layer for node in net.nodes]
    x = np.random.default_rng(1).random((1, *SHAPE)).astype(np.float32)
    np.testing.assert_array_equal(last(net, params, x), last(again, own, x))
    assert model_text.write(shape, again, own) == text


def test_what_the_text_has_no_word_for_has_none():
    assert model_text.write(SHAPE, *network((Conv((3, 2)), 2))) == ""
    assert model_text.write(SHAPE, *network((Conv(3, padding="same"), 2), Dropout())) == ""
    assert model_text.write(SHAPE, *network(Flatten(), (Dense(), 20))) == ""  # too long
    nodes = (Node("c", Conv(1), ("x",), 3), Node("a", Add(), ("c", "x")))
    net = Network(("x",), nodes, ("a",))
    assert model_text.write(SHAPE, net, net.initial((1, *SHAPE))) == ""


@pytest.mark.parametrize(
    "text",
    [
        "", ";;", "3.9.7;", "2.9.7;r;", "3.0.7;r;", "3.9.7;4c3;AAAA", "3.9.7;c3;AAAA",
        "3.9.7;4m3;", "3.9.7;9999d;", "3.9.7;f,4d;!!!", "3.512.512;9999c1;", "3.9.7;" + "r," * 30,
        "1.1.1;f,1dn;AADAfw",
    ],
)  # fmt: skip
def test_a_text_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        model_text.read(text)


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match=BROKEN):
        model_text.read("1.1.1;f,1dn;AADAfw")  # NaN
