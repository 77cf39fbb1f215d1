"""How each layer is written as ONNX operators: one entry each."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from math import prod
from typing import Any

import numpy as np

from cnnviz.files.onnx import write_sliding as sliding
from cnnviz.files.onnx.measuring import Measured
from cnnviz.files.onnx.write_arrays import ARRAY_WRITERS
from cnnviz.files.onnx.write_sliding import PAD_MODES
from cnnviz.files.onnx.writing import Part, starts_and_ends, unwritable
from cnnviz.ops.activation import GELU, Identity, LeakyReLU, ReLU, Sigmoid, SiLU, Tanh
from cnnviz.ops.arithmetic import Clip, Constant, Divide, Subtract
from cnnviz.ops.blur_pooling import BlurPool
from cnnviz.ops.border import Pad
from cnnviz.ops.convolution import Conv
from cnnviz.ops.dense import Dense, Flatten
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.global_pooling import GlobalAveragePool, GlobalMaxPool
from cnnviz.ops.layer import Layer
from cnnviz.ops.lp_pooling import LpPool
from cnnviz.ops.matrices import Gemm, MatMul
from cnnviz.ops.merging import Add, Concat, Multiply
from cnnviz.ops.more_activations import ELU, SELU, HardSigmoid, HardSwish, Mish, Softplus, TanhGELU
from cnnviz.ops.normalisation import BatchNorm
from cnnviz.ops.parametric_relu import PReLU
from cnnviz.ops.pooling import AveragePool, MaxPool
from cnnviz.ops.response_normalisation import LocalResponseNorm
from cnnviz.ops.roi_pooling import RoIMaxPool
from cnnviz.ops.shaping import AsMatrix, Reshape, Squeeze, Transpose, Unsqueeze
from cnnviz.ops.softmax import LogSoftmax, Softmax
from cnnviz.ops.transposed import ConvTranspose

Writer = Callable[[Part], None]


def writer(layer: Layer) -> Writer:
    """The entry for a layer, or for the kind that it is one of."""
    for kind in type(layer).__mro__:
        if kind in WRITERS:
            return WRITERS[kind]
    raise unwritable(layer, "there is no operator for it.")


def _same(operator: str, **names: str) -> Writer:
    """An operator that reads what the layer reads; its attributes are numbers of the layer."""

    def write(part: Part) -> None:
        settings: dict[str, Any] = {
            to: float(getattr(part.layer, name)) for to, name in names.items()
        }
        part.put(operator, **settings)

    return write


def _along(operator: str) -> Writer:
    """An operator with an axis."""
    return lambda part: part.put(operator, axis=part.layer.axis)


def _silu(part: Part) -> None:
    part.put("Mul", [part.x, part.step("Sigmoid", [part.x])])


def _prelu(part: Part) -> None:
    weight = part.params["weight"]
    if part.layer.channelwise:
        weight = weight.reshape(-1, *(1,) * len(part.spatial))
    part.put("PRelu", [part.x, part.tensor("weight", weight)])


def _dense(part: Part) -> None:
    if len(part.shapes[0]) == 2:
        part.put("Gemm", [part.x, *part.given("weight", "bias")], transB=1)
        return
    weight = part.tensor("weight", part.params["weight"].T)
    bias = part.given("bias")
    if not bias:
        part.put("MatMul", [part.x, weight])
    else:
        part.put("Add", [part.step("MatMul", [part.x, weight]), *bias])


def _batch_norm(part: Part) -> None:
    if part.layer.training:
        raise unwritable(part.layer, "files are for running a network; set training=False.")
    channels = part.shapes[0][1]
    standing = {"weight": np.ones(channels), "bias": np.zeros(channels)} | dict(part.params)
    names = ("weight", "bias", "running_mean", "running_var")
    inputs = [part.x, *(part.tensor(name, standing[name]) for name in names)]
    part.put("BatchNormalization", inputs, epsilon=float(part.layer.eps))


def _local_response(part: Part) -> None:
    layer, shape = part.layer, part.shapes[0]
    if layer.size % 2 == 0:
        raise unwritable(layer, "its size must be odd; ONNX lays an even window the other way.")
    settings = {"alpha": float(layer.alpha), "beta": float(layer.beta), "bias": float(layer.k)}
    # ONNX Runtime wants two spatial axes. How the numbers of a map are laid out changes nothing.
    planar = part.tensor("planar", (*shape[:2], 1, prod(shape[2:])), np.int64)
    y = part.step("LRN", [part.step("Reshape", [part.x, planar])], size=layer.size, **settings)
    part.put("Reshape", [y, part.tensor("shape", shape, np.int64)])


def _dropout(part: Part) -> None:
    if part.layer.training:
        raise unwritable(part.layer, "files are for running a network; set training=False.")
    part.put("Identity")


def _chain(operator: str) -> Writer:
    def write(part: Part) -> None:
        *inputs, last = part.inputs
        if not inputs:
            part.put("Identity")
            return
        first = reduce(lambda a, b: part.step(operator, [a, b]), inputs)
        part.put(operator, [first, last])

    return write


def _clip(part: Part) -> None:
    limits = [("min", part.layer.minimum), ("max", part.layer.maximum)]
    part.put("Clip", [part.x, *(part.tensor(name, limit) for name, limit in limits)])


def _gemm(part: Part) -> None:
    part.put(
        "Gemm",
        [part.x, *part.given("weight", "bias")],
        alpha=float(part.layer.alpha),
        beta=float(part.layer.beta),
        transA=int(part.layer.transpose_x),
        transB=int(part.layer.transpose_weight),
    )


def _reshaped(part: Part) -> None:
    shape = part.layer.output_shape(part.shapes[0])
    part.put("Reshape", [part.x, part.tensor("shape", shape, np.int64)], allowzero=int(0 in shape))


def _measured(part: Part) -> None:
    layer = part.layer.built(part.shapes)
    writer(layer)(replace(part, layer=layer, inputs=part.inputs[:1], shapes=part.shapes[:1]))


def _transpose(part: Part) -> None:
    rank = len(part.shapes[0])
    order = part.layer.permutation
    part.put("Transpose", perm=tuple(reversed(range(rank))) if order is None else order)


def _pad(part: Part) -> None:
    pads = part.tensor("pads", starts_and_ends(part.layer.padding), np.int64)
    inputs = [part.x, pads, part.tensor("value", part.layer.value)]
    part.put("Pad", inputs, mode=PAD_MODES[part.layer.padding_mode])


def _constant(part: Part) -> None:
    value = part.params["value"]
    part.put("Identity", [part.tensor("value", value, value.dtype)])


WRITERS: dict[type[Layer], Writer] = {
    **ARRAY_WRITERS,
    Add: _chain("Add"),
    AsMatrix: lambda part: part.put("Flatten", axis=part.layer.axis),
    AveragePool: sliding.pool("AveragePool", "count_include_pad"),
    BatchNorm: _batch_norm,
    BlurPool: sliding.blur_pool,
    Clip: _clip,
    Concat: _along("Concat"),
    Constant: _constant,
    Conv: sliding.conv,
    ConvTranspose: sliding.conv_transpose,
    Dense: _dense,
    Divide: _same("Div"),
    Dropout: _dropout,
    ELU: _same("Elu", alpha="alpha"),
    Flatten: lambda part: part.put("Flatten", axis=1),
    GELU: _same("Gelu"),
    Gemm: _gemm,
    GlobalAveragePool: _same("GlobalAveragePool"),
    GlobalMaxPool: _same("GlobalMaxPool"),
    HardSigmoid: _same("HardSigmoid", alpha="slope", beta="offset"),
    HardSwish: _same("HardSwish"),
    Identity: _same("Identity"),
    LeakyReLU: _same("LeakyRelu", alpha="negative_slope"),
    LocalResponseNorm: _local_response,
    LogSoftmax: _along("LogSoftmax"),
    LpPool: sliding.lp_pool,
    MatMul: _same("MatMul"),
    MaxPool: sliding.pool("MaxPool"),
    Measured: _measured,
    Mish: _same("Mish"),
    Multiply: _chain("Mul"),
    PReLU: _prelu,
    Pad: _pad,
    ReLU: _same("Relu"),
    Reshape: _reshaped,
    RoIMaxPool: sliding.roi_max_pool,
    SELU: _same("Selu", alpha="alpha", gamma="gamma"),
    SiLU: _silu,
    Sigmoid: _same("Sigmoid"),
    Softmax: _along("Softmax"),
    Softplus: _same("Softplus"),
    Squeeze: _reshaped,
    Subtract: _same("Sub"),
    Tanh: _same("Tanh"),
    TanhGELU: lambda part: part.put("Gelu", approximate="tanh"),
    Transpose: _transpose,
    Unsqueeze: _reshaped,
}
