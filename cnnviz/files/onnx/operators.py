"""The ONNX operators that can be read, one entry each.

What they compute is on https://onnx.ai/onnx/operators; where versions differ, ``call.opset`` says
which one is meant.
"""

from collections.abc import Callable
from math import inf

from cnnviz.files.onnx.array_operators import ARRAY_OPERATORS
from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.entry import Operator, plain
from cnnviz.files.onnx.function_operators import FUNCTION_OPERATORS
from cnnviz.files.onnx.further import KeptMask, OnnxDropout, Statistics, Winners
from cnnviz.files.onnx.linear import gemm, gemm_parameters
from cnnviz.files.onnx.sliding import average_pool, conv, conv_transpose, lp_pool, max_pool
from cnnviz.files.onnx.wrapping import FromAxis, InRows, Mirrored
from cnnviz.ops.activation import GELU, Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from cnnviz.ops.arithmetic import Clip, Divide, Subtract
from cnnviz.ops.axes import positive_axes
from cnnviz.ops.border import Pad
from cnnviz.ops.dense import Flatten
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.global_pooling import GlobalAveragePool, GlobalMaxPool
from cnnviz.ops.layer import Layer
from cnnviz.ops.matrices import MatMul
from cnnviz.ops.merging import Add, Concat, Multiply
from cnnviz.ops.more_activations import ELU, SELU, HardSigmoid, HardSwish, Mish, Softplus, TanhGELU
from cnnviz.ops.normalisation import BatchNorm
from cnnviz.ops.parametric_relu import PReLU
from cnnviz.ops.response_normalisation import LocalResponseNorm
from cnnviz.ops.roi_pooling import RoIMaxPool
from cnnviz.ops.shaping import AsMatrix, Reshape, Squeeze, Transpose, Unsqueeze
from cnnviz.ops.softmax import LogSoftmax, Softmax


def _pair(layer: Layer) -> Operator:
    def build(call: Call) -> Layer:
        if call.opset >= 7:
            return layer
        call.ignore("broadcast")
        return FromAxis(layer, call.axis(0)) if "axis" in call.attributes else layer

    return Operator(build, ("a", "b"), needed=2)


def _softmax(layer: Callable[[int], Layer]) -> Operator:
    def build(call: Call) -> Layer:
        return layer(call.axis(-1)) if call.opset >= 13 else InRows(layer(1), call.axis(1))

    return Operator(build)


def _batch_norm(call: Call) -> BatchNorm:
    call.ignore("is_test")
    if call.whole("spatial", 1) != 1:
        raise call.refusal("normalises each pixel by itself; only whole channels can be.")
    if call.outputs > 1 and call.opset < 14:
        raise call.refusal("is in training mode; export the model for inference and bring that.")
    momentum, epsilon = call.real("momentum", 0.9), call.real("epsilon", 1e-5)
    return BatchNorm(training=call.flag("training_mode"), eps=epsilon, momentum=1 - momentum)


def _dropout(call: Call) -> Dropout:
    call.ignore("is_test")
    rate, seed = call.number("ratio", 0.5), call.whole("seed") % 2**32
    return OnnxDropout(rate, seed, True) if call.flag("training_mode") else Dropout(rate, seed)


def _winners(call: Call) -> Layer:
    return Winners(max_pool(call), column_major=call.flag("storage_order"))


def _flatten(call: Call) -> Layer:
    axis = call.axis(1)
    return Flatten() if axis == 1 and call.rank != 1 else AsMatrix(axis)


def _local_response(call: Call) -> Layer:
    alpha, beta = call.real("alpha", 1e-4), call.real("beta", 0.75)
    size = call.counted("size")
    layer = LocalResponseNorm(size, alpha, beta, call.real("bias", 1.0))
    return layer if size % 2 else Mirrored(layer)  # an even window reaches one map further on


def _gelu(call: Call) -> Layer:
    return TanhGELU() if call.choice("approximate", ("none", "tanh")) == "tanh" else GELU()


def _selu(call: Call) -> Layer:
    return SELU(call.real("alpha", SELU().alpha), call.real("gamma", SELU().gamma))


def _clip(call: Call) -> Layer:
    return Clip(call.number("min", -inf), call.number("max", inf))


def _reshape(call: Call) -> Layer:
    return Reshape(call.needed("shape"), call.flag("allowzero"))


def _pad(call: Call) -> Layer:
    modes = {"constant": "zeros", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}
    mode = modes[call.choice("mode", modes)]
    axes = call.wholes("axes")
    pads = call.amounts("pads", 0, None if axes is None else 2 * len(axes)) or ()
    half = len(pads) // 2
    if len(pads) % 2:
        raise call.refusal(f'has {len(pads)} "pads"; a start and an end for each axis are needed.')
    amounts = list(zip(pads[:half], pads[half:], strict=True))
    if axes is not None:
        rank = len(call.shapes["x"]) if call.rank is None else call.rank
        placed = dict(zip(positive_axes(axes, rank), amounts, strict=True))
        amounts = [placed.get(axis, (0, 0)) for axis in range(rank)]
    return Pad(tuple(amounts), mode, call.number("value", 0.0))


def _max_roi_pool(call: Call) -> Layer:
    size = call.amounts("pooled_shape", 1, 2)
    if size is None:
        raise call.refusal('lacks its "pooled_shape".')
    return RoIMaxPool(size, call.real("spatial_scale", 1.0))


OPERATORS: dict[str, Operator] = {
    **ARRAY_OPERATORS,
    **FUNCTION_OPERATORS,
    "Add": _pair(Add()),
    "AveragePool": Operator(average_pool),
    "BatchNormalization": Operator(
        _batch_norm,
        parameters=("weight", "bias", "running_mean", "running_var"),
        needed=5,
        further=(
            (lambda call: Statistics(_batch_norm(call), "running_mean"), "float32"),
            (lambda call: Statistics(_batch_norm(call), "running_var"), "float32"),
        ),
    ),
    "Clip": Operator(_clip, settings=("min", "max")),
    "Concat": Operator(lambda call: Concat(call.axis(1)), ("*",)),
    "Conv": Operator(conv, parameters=("weight", "bias"), needed=2),
    "ConvTranspose": Operator(
        conv_transpose, parameters=("weight", "bias"), needed=2, by_shape=("output_shape",)
    ),
    "Div": _pair(Divide()),
    "Dropout": Operator(
        _dropout,
        settings=("ratio", "training_mode"),
        further=((lambda call: KeptMask(_dropout(call)), "bool"),),
    ),
    "Elu": Operator(lambda call: ELU(call.real("alpha", 1.0))),
    "Flatten": Operator(_flatten),
    "Gelu": Operator(_gelu),
    "Gemm": Operator(gemm, parameters=("weight", "bias"), needed=2, arrange=gemm_parameters),
    "GlobalAveragePool": plain(GlobalAveragePool()),
    "GlobalMaxPool": plain(GlobalMaxPool()),
    "HardSigmoid": Operator(
        lambda call: HardSigmoid(call.real("alpha", 0.2), call.real("beta", 0.5))
    ),
    "HardSwish": plain(HardSwish()),
    "Identity": plain(Identity()),
    "LRN": Operator(_local_response),
    "LeakyRelu": Operator(lambda call: LeakyReLU(call.real("alpha", 0.01))),
    "LogSoftmax": _softmax(LogSoftmax),
    "LpPool": Operator(lp_pool),
    "MatMul": Operator(lambda call: MatMul(), ("a", "b"), needed=2),
    "MaxPool": Operator(max_pool, further=((_winners, "int64"),)),
    "MaxRoiPool": Operator(_max_roi_pool, parameters=("boxes",), needed=2),
    "Mish": plain(Mish()),
    "Mul": _pair(Multiply()),
    "PRelu": Operator(lambda call: PReLU(call.opset < 7), parameters=("weight",), needed=2),
    "Pad": Operator(_pad, settings=("pads", "value", "axes"), by_rank=("axes",)),
    "Relu": plain(ReLU()),
    "Reshape": Operator(_reshape, settings=("shape",), needed=2),
    "Selu": Operator(_selu),
    "Sigmoid": plain(Sigmoid()),
    "Softmax": _softmax(Softmax),
    "Softplus": plain(Softplus()),
    "Squeeze": Operator(lambda call: Squeeze(call.wholes("axes")), settings=("axes",)),
    "Sub": _pair(Subtract()),
    "Tanh": plain(Tanh()),
    "Transpose": Operator(lambda call: Transpose(call.wholes("perm"))),
    "Unsqueeze": Operator(lambda call: Unsqueeze(call.needed("axes")), settings=("axes",)),
}
