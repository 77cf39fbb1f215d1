"""What a loaded model is and what it gives, by hand."""

import subprocess
import sys

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import TensorType, load, load_together
from cnnviz.networks.graph import Node
from cnnviz.networks.run import backward, forward
from cnnviz.ops.activation import ReLU
from cnnviz.ops.convolution import Conv
from cnnviz.ops.dense import Dense, Flatten
from cnnviz.ops.matrices import Gemm
from cnnviz.ops.pooling import MaxPool
from tests.files.onnx.models import model, node, single, small

ONE = np.ones((1, 1, 3, 3), np.float32)


def test_a_model_is_a_network_with_parameters():
    loaded = load(small().SerializeToString())
    assert loaded.network.inputs == ("x",)
    assert loaded.network.outputs == ("y",)
    assert loaded.network.nodes == (
        Node("conv", Conv((3, 3), (1, 1), ((1, 1), (1, 1)), (1, 1)), ("x",)),
        Node("relu", ReLU(), ("conv",)),
        Node("pool", MaxPool((2, 2), (2, 2), ((0, 0), (0, 0)), (1, 1)), ("relu",)),
        Node("flat", Flatten(), ("pool",)),
        Node("y", Dense(), ("flat",)),
    )
    assert {name: list(own) for name, own in loaded.params.items()} == {
        "conv": ["weight", "bias"],
        "y": ["weight", "bias"],
    }
    assert not loaded.params["conv"]["weight"].flags.writeable
    assert loaded.inputs == {"x": TensorType("float32", ("N", 1, 6, 6))}
    assert loaded.outputs == {"y": TensorType("float32", None)}
    assert loaded.opset == 21


def test_it_runs():
    """All ones: 9 within, 6 at the sides, 4 in the corners. The second map is 9 less: nothing."""
    y = load(small().SerializeToString()).run({"x": np.ones((2, 1, 6, 6))})["y"]
    assert y.tolist() == [[9 * 9 + 0.5]] * 2
    assert y.dtype == np.float32


def test_a_path_is_read_like_bytes(tmp_path):
    path = tmp_path / "small.onnx"
    path.write_bytes(small().SerializeToString())
    for source in (path, str(path)):
        assert load(source).network == load(path.read_bytes()).network


def test_gradients_go_through_a_loaded_network():
    loaded = load(small().SerializeToString())
    activations = forward(loaded.network, loaded.params, np.ones((1, 1, 6, 6), np.float32))
    grads = backward(loaded.network, loaded.params, activations, [[1.0]])
    assert grads.params["conv"]["bias"].tolist() == [9, 0]


def test_weights_that_come_in_with_the_inputs():
    """They are inputs of the node, and have gradients there."""
    nodes = [node("Conv", "x w", "y", kernel_shape=[3, 3])]
    loaded = load(model(nodes, {"x": (1, 1, 4, 4), "w": (1, 1, 3, 3)}).SerializeToString())
    assert loaded.network.inputs == ("x", "w")
    assert loaded.params == {}
    x, w = np.arange(16.0, dtype="f4").reshape(1, 1, 4, 4), 2 * ONE
    assert loaded.run({"x": x, "w": w})["y"].tolist() == [[[[90, 108], [162, 180]]]]
    activations = forward(loaded.network, {}, {"x": x, "w": w})
    grads = backward(loaded.network, {}, activations, np.ones((1, 1, 2, 2))).values
    assert grads["x"][0, 0].tolist() == [[2, 4, 4, 2], [4, 8, 8, 4], [4, 8, 8, 4], [2, 4, 4, 2]]
    assert grads["w"][0, 0].tolist() == [[10, 14, 18], [26, 30, 34], [42, 46, 50]]


def test_a_shape_that_comes_in_with_the_inputs():
    nodes = [node("Relu", "x", "z"), node("Reshape", "z shape", "y")]
    made = model(nodes, {"x": (2, 3), "shape": (1,)})
    made.graph.input[1].type.tensor_type.elem_type = TensorProto.INT64
    loaded = load(made.SerializeToString())
    given = {"x": [[1, -2, 3], [4, 5, 6]], "shape": np.array([-1])}
    assert loaded.run(given)["y"].tolist() == [1, 0, 3, 4, 5, 6]
    activations = forward(loaded.network, {}, {name: np.asarray(v) for name, v in given.items()})
    grads = backward(loaded.network, {}, activations, np.arange(6.0)).values
    assert grads["x"].tolist() == [[0, 0, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("attributes", "bias", "kind"),
    [
        ({}, (3,), Dense),
        ({"transB": 1}, (1, 2), Dense),
        ({}, (), Dense),
        ({"alpha": 2.0}, (3,), Gemm),
        ({"beta": 2.0}, (3,), Gemm),
        ({"transA": 1}, (3,), Gemm),
        ({}, (2, 3), Gemm),
    ],
)
def test_gemm_is_a_dense_layer_where_it_can_be(attributes, bias, kind):
    generator = np.random.default_rng(0)
    x, weight = generator.integers(-9, 9, (2, 2)), generator.integers(-9, 9, (2, 3))
    bias = generator.integers(-9, 9, bias)
    if "transB" in attributes:
        weight = weight[:, :2]
    weights = {"w": weight.astype("f4"), "b": bias.astype("f4")}
    loaded = load(single("Gemm", ("N", 2), weights=weights, **attributes))
    assert type(loaded.network.nodes[0].layer) is kind
    left = x.T if "transA" in attributes else x
    right = weight.T if "transB" in attributes else weight
    expected = attributes.get("alpha", 1) * left @ right + attributes.get("beta", 1) * bias
    assert loaded.run({"x": x})["y"].tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("operator", "expected"),
    [("Add", [24, -1]), ("Sub", [4, -5]), ("Mul", [140 - 256, -6]), ("Div", [1, -1])],
)
def test_whole_numbers_wrap_around_and_divide_without_a_remainder(operator, expected):
    made = model([node(operator, "a b", "y")], {"a": (2,), "b": (2,)})
    for value in (*made.graph.input, *made.graph.output):
        value.type.tensor_type.elem_type = TensorProto.INT8
    a, b = np.array([[14, -3], [10, 2]], np.int8)
    y = load(made.SerializeToString()).run({"a": a, "b": b})["y"]
    assert y.dtype == np.int8
    assert y.tolist() == expected


def test_constants_of_every_kind():
    for attributes, expected in (
        ({"value_float": 1.5}, 1.5),
        ({"value_floats": [1.5, 2.0]}, [1.5, 2]),
        ({"value_int": -7}, -7),
        ({"value_ints": [1, -(2**40)]}, [1, -(2**40)]),
        ({"value": helper.make_tensor("t", TensorProto.INT32, [2], [-1, 300])}, [-1, 300]),
        ({"value": helper.make_tensor("t", TensorProto.FLOAT16, [2], [0.5, -2])}, [0.5, -2]),
        ({"value": helper.make_tensor("t", TensorProto.BOOL, [2], [1, 0])}, [True, False]),
        ({"value": helper.make_tensor("t", TensorProto.UINT64, [1], [2**60])}, [2**60]),
        ({"value": helper.make_tensor("t", TensorProto.DOUBLE, [1], [0.1])}, [0.1]),
    ):
        made = model([helper.make_node("Constant", [], ["y"], **attributes)], {})
        loaded = load(made.SerializeToString())
        assert loaded.network.nodes[0].inputs == ()
        assert loaded.params["y"]["value"].tolist() == expected


def test_an_input_of_another_kind_is_refused():
    loaded = load(small().SerializeToString())
    with pytest.raises(ValueError, match="need one value each, by name; given: \\['z'\\]"):
        loaded.run({"z": ONE})
    made = small()
    made.graph.input[0].type.tensor_type.elem_type = TensorProto.INT64
    loaded = load(made.SerializeToString())
    message = 'The input "x" takes numbers of type int64, not float64.'
    with pytest.raises(ValueError, match=message):
        loaded.run({"x": np.ones((1, 1, 6, 6))})


def test_a_length_of_minus_1_is_open():
    made = single("Relu", (-1, 1, 2, 2))
    loaded = load(made)
    assert loaded.inputs["x"].shape == (None, 1, 2, 2)
    assert loaded.input_shapes() == {"x": (1, 1, 2, 2)}
    assert (
        loaded.run({"x": np.full((3, 1, 2, 2), -1.0)})["y"].tolist()
        == np.zeros((3, 1, 2, 2)).tolist()
    )


def test_constants_are_no_nodes_that_count():
    nodes = [node("Constant", "", f"c{n}", value_float=1.0) for n in range(3000)]
    nodes += [node("Add", "x c0", "y")]
    assert load(model(nodes, {"x": (2,)}).SerializeToString()).run({"x": [1, 2]})["y"].tolist() == [
        2, 3
    ]  # fmt: skip


def outside(tmp_path):
    """The small model in two files, as PyTorch's exporter writes a model."""
    path = tmp_path / "small.onnx"
    onnx.save_model(
        small(), path, save_as_external_data=True, location="small.onnx.data", size_threshold=0
    )
    return {name: (tmp_path / name).read_bytes() for name in ("small.onnx", "small.onnx.data")}


def test_weights_in_another_file_that_came_with_it(tmp_path):
    files = outside(tmp_path)
    x = np.ones((2, 1, 6, 6))
    expected = load(small().SerializeToString()).run({"x": x})["y"].tolist()
    assert load_together(files).run({"x": x})["y"].tolist() == expected
    assert load_together(dict(reversed(files.items()))).run({"x": x})["y"].tolist() == expected


def test_weights_in_another_file_that_did_not_come_with_it(tmp_path):
    """Not even where it lies beside the model."""
    files = outside(tmp_path)
    words = (
        r'are in another file, "small.onnx.data", .* torch.onnx.export\(..., external_data=False\)'
    )
    with pytest.raises(UnreadableFile, match=words):
        load(tmp_path / "small.onnx")
    with pytest.raises(UnreadableFile, match=words):
        load_together({"small.onnx": files["small.onnx"], "other.data": files["small.onnx.data"]})
    with pytest.raises(UnreadableFile, match=r'none end in "\.onnx"'):
        load_together({"small.onnx.data": files["small.onnx.data"]})
    with pytest.raises(UnreadableFile, match=r'2 end in "\.onnx"'):
        load_together({"a.onnx": files["small.onnx"], "b.onnx": files["small.onnx"]})


def test_weights_of_another_file_than_the_right_one(tmp_path):
    files = outside(tmp_path)
    short = files | {"small.onnx.data": files["small.onnx.data"][:40]}
    with pytest.raises(UnreadableFile, match=r'take .* bytes, but "small.onnx.data" does not'):
        load_together(short)
    nan = np.frombuffer(files["small.onnx.data"], "<f4") * np.float32(np.nan)
    with pytest.raises(UnreadableFile, match="holds NaN"):
        load_together(files | {"small.onnx.data": nan.tobytes()})


def test_the_shapes_to_start_from():
    assert load(small().SerializeToString()).input_shapes() == {"x": (1, 1, 6, 6)}
    assert load(single("Relu", ("N", "C", 2))).input_shapes() is None
    assert load(single("Relu", ())).input_shapes() == {"x": ()}


def test_nothing_but_the_file_is_opened_and_no_package_is_needed():
    """In an interpreter of its own, in which opening anything fails from then on."""
    program = """
import builtins, io, sys
import cnnviz.files.onnx
assert not {"onnx", "google.protobuf", "onnxruntime"} & sys.modules.keys()
data = sys.stdin.buffer.read()
def refuse(*args, **kwargs): raise AssertionError(args)
builtins.open = io.open = refuse
print(cnnviz.files.onnx.load(data).network.outputs)
"""
    given = subprocess.run(
        [sys.executable, "-c", program], input=small().SerializeToString(), capture_output=True
    )
    assert given.stdout == b"('y',)\n", given.stderr.decode()
