"""Networks written as ONNX: valid files, and the same numbers from whoever reads them."""

import numpy as np
import onnx
import pytest

from cnnviz.files.onnx import load, save
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    LAYERS,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Identity,
    LocalResponseNorm,
    LpPool,
    ReLU,
)
from cnnviz.ops.arithmetic import Clip, Constant
from cnnviz.ops.merging import Add
from tests.files.onnx import models
from tests.files.onnx.networks import branched, examples

CASES = [pytest.param(*case, id=name) for name, *case in examples()]
CASES.append(pytest.param(*branched(), id="branched"))


def shapes(inputs):
    return {name: array.shape for name, array in inputs.items()}


@pytest.mark.parametrize(("network", "params", "inputs"), CASES)
def test_what_is_written_is_valid(network, params, inputs):
    model = onnx.load_from_string(save(network, params, shapes(inputs)))
    onnx.checker.check_model(model, full_check=True)
    assert [value.name for value in model.graph.input] == list(network.inputs)
    assert [value.name for value in model.graph.output] == list(network.outputs)


@pytest.mark.parametrize(("network", "params", "inputs"), CASES)
def test_what_is_written_reads_as_the_same_network(network, params, inputs):
    loaded = load(save(network, params, shapes(inputs)))
    expected = forward(network, params, inputs).values
    for name, given in loaded.run(inputs).items():
        assert given.dtype == np.float32
        np.testing.assert_allclose(given, expected[name], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("network", "params", "inputs"), CASES)
def test_onnx_runtime_gives_the_same(network, params, inputs):
    runtime = pytest.importorskip(
        "onnxruntime",
        reason="ONNX Runtime is not installed: pip install -r requirements-oracles.txt",
    )
    session = runtime.InferenceSession(
        save(network, params, shapes(inputs)), providers=["CPUExecutionProvider"]
    )
    expected = forward(network, params, inputs).values
    for name, given in zip(network.outputs, session.run(None, inputs), strict=True):
        np.testing.assert_allclose(given, expected[name], rtol=1e-4, atol=1e-5)


def test_every_layer_of_the_list_can_be_written():
    written = {type(node.layer) for case in CASES for node in case.values[0].nodes}
    assert set(LAYERS) - written == set()


def test_the_layers_come_back():
    network = sequential(("edges", Conv(3, padding=1), 2), ReLU(), ("last", Dense(), 3))
    params = network.initial((1, 1, 2, 2), seed=1)
    loaded = load(save(network, params, (1, 1, 2, 2)))
    assert loaded.network.node("edges").layer == Conv((3, 3), (1, 1), ((1, 1), (1, 1)), (1, 1))
    assert loaded.network.node("relu1").layer == ReLU()
    assert loaded.params["edges"]["weight"].tolist() == params["edges"]["weight"].tolist()


def test_float64_stays():
    network = sequential(("edge", Conv(1, padding=0), 1))
    params = {"edge": {"weight": np.array([[[0.1]]])}}
    loaded = load(save(network, params, (1, 1, 2)))
    assert loaded.inputs["x"].dtype == "float64"
    assert loaded.run({"x": [[[1.0, 3.0]]]})["edge"].tolist() == [[[0.1, 0.1 * 3]]]


def test_float16_stays_and_is_valid():
    network = sequential(("edge", Conv(1, padding=0), 1), Clip(0, 6))
    params = {"edge": {"weight": np.array([[[0.1]]], np.float16)}}
    written = save(network, params, (1, 1, 2))
    onnx.checker.check_model(onnx.load_from_string(written), full_check=True)
    loaded = load(written)
    assert loaded.inputs["x"].dtype == "float16"
    assert loaded.params["edge"]["weight"].tolist() == [[[float(np.float16(0.1))]]]
    assert loaded.run({"x": np.array([[[-1, 80]]], np.float16)})["clip1"].tolist() == [[[0, 6]]]


def test_names_that_are_taken():
    """The weights of "a" would be called like the node "a.weight"."""
    network = Network(
        ("x",), (Node("a", Conv(1), ("x",), 1), Node("a.weight", Identity(), ("a",))), ("a.weight",)
    )
    params = {"a": {"weight": np.full((1, 1, 1), 2, np.float32)}}
    assert load(save(network, params, (1, 1, 2))).run({"x": [[[1, 3]]]})["a.weight"].tolist() == [
        [[2, 6]]
    ]


def test_a_constant_keeps_its_name():
    nodes = (Node("c", Constant(), ()), Node("y", Add(), ("x", "c")))
    network = Network(("x",), nodes, ("y",))
    params = {"c": {"value": np.array([1, 2], np.float32)}}
    loaded = load(save(network, params, (2,)))
    assert loaded.run({"x": [10, 20]})["y"].tolist() == [11, 22]


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (BatchNorm(training=True), "set training=False"),
        (Dropout(training=True), "set training=False"),
        (LocalResponseNorm(4), "its size must be odd"),
        (LpPool(2, p=1.5), "its p must be a whole number"),
    ],
)
def test_what_can_not_be_written(layer, words):
    network = sequential(("one", layer))
    params = network.initial((2, 4, 6))
    kind = type(layer).__name__
    with pytest.raises(ValueError, match=f'At "one": A layer {kind} can\'t be written as ONNX: '):
        save(network, params, (2, 4, 6))
    with pytest.raises(ValueError, match=words):
        save(network, params, (2, 4, 6))


def test_a_layer_without_an_operator():
    made = models.model([models.node("Conv", "x w", "y")], {"x": (1, 1, 3), "w": (1, 1, 3)})
    loaded = load(made.SerializeToString())
    with pytest.raises(ValueError, match="Late can't be written as ONNX: there is no operator"):
        save(loaded.network, loaded.params, {"x": (1, 1, 3), "w": (1, 1, 3)})
