"""Small ONNX models, made with ONNX's own tools."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper


def node(operator, inputs, outputs, **attributes):
    return helper.make_node(operator, inputs.split(), outputs.split(), **attributes)


def model(nodes, inputs, outputs="y", opset=21, **tensors):
    """A model of float32; ``inputs`` has their shapes by name, ``tensors`` the weights."""
    values = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in inputs.items()
    ]
    made = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs.split()]
    weights = [numpy_helper.from_array(np.asarray(v), name) for name, v in tensors.items()]
    graph = helper.make_graph(nodes, "graph", values, made, weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


def single(operator, shape=(1, 1, 4, 4), opset=21, weights=None, **attributes):
    """A model of one node, as bytes; the weights follow the input x."""
    weights = weights or {}
    one = node(operator, " ".join(["x", *weights]), "y", **attributes)
    return model([one], {"x": shape}, opset=opset, **weights).SerializeToString()


def small():
    """A convolution, a bend, a pooling and a dense layer, for pictures of 6 × 6."""
    return model(
        [
            node("Conv", "x w b", "conv", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
            node("Relu", "conv", "relu"),
            node("MaxPool", "relu", "pool", kernel_shape=[2, 2], strides=[2, 2]),
            node("Flatten", "pool", "flat"),
            node("Gemm", "flat v c", "y", transB=1),
        ],
        {"x": ["N", 1, 6, 6]},
        w=np.ones((2, 1, 3, 3), np.float32),
        b=np.array([0, -9], np.float32),
        v=np.ones((1, 18), np.float32),
        c=np.array([0.5], np.float32),
    )
