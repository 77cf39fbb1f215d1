"""The layers: what a convolutional network is made of, forward and backward, in NumPy alone."""

from cnnviz.ops.activation import (
    ACTIVATIONS,
    GELU,
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Tanh,
)
from cnnviz.ops.arithmetic import Clip, Constant, Divide, ReduceMean, Subtract
from cnnviz.ops.blur_pooling import BlurPool
from cnnviz.ops.border import Pad
from cnnviz.ops.convolution import Conv
from cnnviz.ops.dense import Dense, Flatten
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.global_pooling import GlobalAveragePool, GlobalMaxPool
from cnnviz.ops.layer import Example, Layer
from cnnviz.ops.loss import SoftmaxCrossEntropy, SquaredError
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

# Every layer there is, but for Constant, which has no input: tests, cost tables and layer cards go
# through this list.
LAYERS: tuple[type[Layer], ...] = (
    Conv,
    ConvTranspose,
    MaxPool,
    AveragePool,
    LpPool,
    BlurPool,
    GlobalAveragePool,
    GlobalMaxPool,
    RoIMaxPool,
    Flatten,
    Dense,
    BatchNorm,
    LocalResponseNorm,
    Dropout,
    Add,
    Multiply,
    Concat,
    Subtract,
    Divide,
    MatMul,
    Gemm,
    ReduceMean,
    Reshape,
    AsMatrix,
    Squeeze,
    Unsqueeze,
    Transpose,
    Pad,
    Softmax,
    LogSoftmax,
    Identity,
    ReLU,
    LeakyReLU,
    Sigmoid,
    Tanh,
    GELU,
    SiLU,
    TanhGELU,
    Mish,
    ELU,
    SELU,
    Softplus,
    HardSigmoid,
    HardSwish,
    Clip,
    PReLU,
)

__all__ = [
    "ACTIVATIONS",
    "ELU",
    "GELU",
    "LAYERS",
    "SELU",
    "Activation",
    "Add",
    "AsMatrix",
    "AveragePool",
    "BatchNorm",
    "BlurPool",
    "Clip",
    "Concat",
    "Constant",
    "Conv",
    "ConvTranspose",
    "Dense",
    "Divide",
    "Dropout",
    "Example",
    "Flatten",
    "Gemm",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "HardSigmoid",
    "HardSwish",
    "Identity",
    "Layer",
    "LeakyReLU",
    "LocalResponseNorm",
    "LogSoftmax",
    "LpPool",
    "MatMul",
    "MaxPool",
    "Mish",
    "Multiply",
    "PReLU",
    "Pad",
    "ReLU",
    "ReduceMean",
    "Reshape",
    "RoIMaxPool",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropy",
    "Softplus",
    "SquaredError",
    "Squeeze",
    "Subtract",
    "Tanh",
    "TanhGELU",
    "Transpose",
    "Unsqueeze",
]
