"""What ONNX can say and a layer can't: numbers by hand, and gradients by central differences."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from cnnviz.analysis.gradient_check import check
from cnnviz.files.onnx import load
from cnnviz.files.onnx.further import OnnxDropout
from cnnviz.files.onnx.wrapping import FromAxis, InRows, Late, Mirrored, Whole
from cnnviz.ops.arithmetic import Divide, Subtract
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.pooling import AveragePool
from cnnviz.ops.response_normalisation import LocalResponseNorm
from cnnviz.ops.softmax import Softmax
from tests.files.onnx.models import model, node, single


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def late(operator, inputs, **attributes):
    """A model of one node, all of whose inputs come in."""
    names = " ".join(inputs)
    return load(model([node(operator, names, "y", **attributes)], inputs).SerializeToString())


@pytest.mark.parametrize(
    ("operator", "inputs", "attributes"),
    [
        ("Conv", {"x": (2, 4, 5, 4), "w": (6, 2, 3, 2), "b": (6,)}, {"group": 2, "pads": [1] * 4}),
        ("ConvTranspose", {"x": (1, 2, 3), "w": (2, 3, 3)}, {"strides": [2]}),
        ("ConvTranspose", {"x": (1, 2, 3), "w": (2, 3, 3)}, {"output_shape": [4]}),
        ("Gemm", {"a": (3, 2), "b": (4, 3), "c": (2, 1)}, {"transA": 1, "transB": 1, "beta": 0.5}),
        ("PRelu", {"x": (2, 3, 4), "s": (3, 1)}, {}),
    ],
)
def test_weights_that_come_in_have_gradients(operator, inputs, attributes):
    layer = late(operator, inputs, **attributes).network.nodes[0].layer
    assert isinstance(layer, Late)
    x = tuple(numbers(*shape) for shape in inputs.values())
    assert layer.output_shape(tuple(inputs.values())) == layer.forward(x).shape
    assert set(check(layer, x).verdict.values()) == {"good"}


def test_the_cost_is_that_of_the_layer():
    inputs = {"x": (1, 1, 4, 4), "w": (2, 1, 3, 3)}
    layer = late("Conv", inputs).network.nodes[0].layer
    assert layer.multiply_adds(tuple(inputs.values())) == 2 * 4 * 9


def test_an_output_shape_decides_the_padding():
    """Of 5 outputs 3 are wanted: one is cut off at each end. 5 wanted of 4: one more at the end."""
    weights = {"w": np.array([[[1, 10, 100]]], np.float32)}
    x = np.array([[[1, 2, 3]]])
    for kind, settings, expected in (
        ("NOTSET", {"output_shape": [3]}, [12, 123, 230]),
        ("SAME_UPPER", {"output_shape": [4]}, [1, 12, 123, 230]),
        ("NOTSET", {"output_shape": [4]}, [12, 123, 230, 300]),
        ("SAME_LOWER", {}, [12, 123, 230]),
        ("SAME_UPPER", {"strides": [3]}, [1, 10, 100, 2, 20, 200, 3, 30, 300]),
        ("NOTSET", {"strides": [3], "output_shape": [10]}, [1, 10, 100, 2, 20, 200, 3, 30, 300, 0]),
    ):
        made = single("ConvTranspose", ("N", 1, 3), weights=weights, auto_pad=kind, **settings)
        loaded = load(made)
        assert loaded.run({"x": x})["y"].tolist() == [[expected]]
        layer = loaded.network.nodes[0].layer
        params = {"weight": np.asarray(weights["w"], np.float64)}
        assert set(check(layer, np.asarray(x, float), params).verdict.values()) == {"good"}


def test_a_shape_that_depends_on_values_is_not_known_before():
    layer = late("Reshape", {"x": (2, 3), "shape": (1,)}).network.nodes[0].layer
    with pytest.raises(ValueError, match="The shape depends on the values of shape"):
        layer.output_shape(((2, 3), (1,)))


def test_softmax_of_old_takes_all_that_follows_together():
    layer = InRows(Softmax(1), axis=1)
    y = layer.forward(np.log([[[1.0, 2.0], [3.0, 4.0]]]))
    np.testing.assert_allclose(y, [[[0.1, 0.2], [0.3, 0.4]]], rtol=1e-14)
    assert layer.output_shape((1, 2, 2)) == (1, 2, 2)
    assert check(layer, numbers(2, 3, 2)).verdict == {"x": "good"}


def test_arithmetic_of_old_lays_the_second_array_from_an_axis_on():
    layer = FromAxis(Subtract(), axis=0)
    assert layer.forward(([[5, 6, 7], [8, 9, 10]], [5, 8])).tolist() == [[0, 1, 2], [0, 1, 2]]
    assert layer.output_shape(((2, 3), (2,))) == (2, 3)
    x = numbers(2, 3, 4), 2 + numbers(3) ** 2
    assert set(check(FromAxis(Divide(), axis=-2), x).verdict.values()) == {"good"}


def test_an_even_response_window_reaches_one_map_further_on():
    """Of 2 maps each sees itself and the next: 3² + 4² = 25, then 4² = 16."""
    layer = Mirrored(LocalResponseNorm(size=2, alpha=2, beta=0.5, k=0))
    np.testing.assert_allclose(layer.forward([[[3.0], [4.0]]]), [[[0.6], [1.0]]], rtol=1e-14)
    assert check(layer, numbers(1, 5, 2)).verdict == {"x": "good"}


def test_whole_numbers():
    layer = Whole(Divide(), "int32")
    assert layer.forward((np.array([7, -7, 5]), np.array([2, 2, 5]))).tolist() == [3, -3, 1]
    assert Whole(AveragePool(2), "uint8").forward([[[250, 255, 1, 2]]]).tolist() == [[[252, 1]]]


def test_more_padding_than_half_of_a_window():
    """PyTorch refuses it. Of the windows over 0 0 1 2 0 0 some see a single number."""
    x = np.array([[[1, 2]]], np.float32)
    for operator, expected in (
        ("MaxPool", [1, 2, 2, 2]),
        ("AveragePool", [1, 1.5, 1.5, 2]),
        ("LpPool", [1, 5**0.5, 5**0.5, 2]),
    ):
        loaded = load(single(operator, (1, 1, 2), kernel_shape=[3], pads=[2, 2]))
        y = loaded.run({"x": x})["y"]
        np.testing.assert_allclose(y, [[expected]], rtol=1e-6)
        layer = loaded.network.nodes[0].layer
        assert check(layer, x).verdict == {"x": "good"}


def outputs(operator, types, shape=(1, 1, 2, 2), **attributes):
    """A model of one node with a second output z."""
    made = model([node(operator, "x", "y z", **attributes)], {"x": shape}, "y z")
    for value, kind in zip(made.graph.output, types, strict=True):
        value.type.tensor_type.elem_type = kind
    return load(made.SerializeToString())


def test_which_inputs_won():
    """Counted through the whole input: rows first, or columns first."""
    x = np.arange(8.0, dtype="f4").reshape(1, 2, 2, 2)[:, :, ::-1]
    for order, expected in ((0, [1, 5]), (1, [2, 6])):
        loaded = outputs(
            "MaxPool",
            (TensorProto.FLOAT, TensorProto.INT64),
            x.shape,
            kernel_shape=[2, 2],
            storage_order=order,
        )
        given = loaded.run({"x": x})
        assert given["y"].ravel().tolist() == [3, 7]
        assert given["z"].ravel().tolist() == expected
        assert given["z"].dtype == np.int64


def test_dropout_in_training_and_out_of_it():
    x = np.ones((1, 100), np.float32)
    for training in (False, True):
        given = {"r": np.float32(0.75), "t": np.array(training)}
        tensors = [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)]
        made = model([node("Dropout", "x r t", "y z", seed=3)], {}, "y z", **given)
        made.graph.input.extend(tensors)
        made.graph.output[1].type.tensor_type.elem_type = TensorProto.BOOL
        loaded = load(made.SerializeToString())
        kind = OnnxDropout if training else Dropout
        assert loaded.network.nodes[0].layer == kind(0.75, 3, training)
        y, kept = loaded.run({"x": x}).values()
        assert kept.dtype == bool
        assert set(y[kept]) == ({4.0} if training else {1.0})
        assert not y[~kept].any()
        assert (10 < kept.sum() < 40) == training


def test_running_statistics_of_a_batch():
    """Mean 2 and biased variance 1, a tenth of each with nine tenths of 0 and 1."""
    ones = {name: np.ones(1, np.float32) for name in ("w", "b", "v")}
    nodes = [node("BatchNormalization", "x w b m v", "y mean var", training_mode=1)]
    made = model(nodes, {"x": (2, 1)}, "y mean var", m=np.zeros(1, np.float32), **ones)
    given = load(made.SerializeToString()).run({"x": [[1.0], [3.0]]})
    np.testing.assert_allclose(given["y"], [[0], [2]], atol=1e-5)
    np.testing.assert_allclose(given["mean"], [0.2], rtol=1e-6)
    np.testing.assert_allclose(given["var"], [1], rtol=1e-6)
