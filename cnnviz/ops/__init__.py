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
from cnnviz.ops.blur_pooling import BlurPool
from cnnviz.ops.convolution import Conv
from cnnviz.ops.dense import Dense, Flatten
from cnnviz.ops.dropout import Dropout
from cnnviz.ops.global_pooling import GlobalAveragePool, GlobalMaxPool
from cnnviz.ops.layer import Example, Layer
from cnnviz.ops.loss import SoftmaxCrossEntropy, SquaredError
from cnnviz.ops.lp_pooling import LpPool
from cnnviz.ops.merging import Add, Concat, Multiply
from cnnviz.ops.normalisation import BatchNorm
from cnnviz.ops.pooling import AveragePool, MaxPool
from cnnviz.ops.response_normalisation import LocalResponseNorm
from cnnviz.ops.roi_pooling import RoIMaxPool
from cnnviz.ops.softmax import LogSoftmax, Softmax
from cnnviz.ops.transposed import ConvTranspose

# Every layer there is: tests, cost tables and layer cards go through this list.
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
    Softmax,
    LogSoftmax,
    Identity,
    ReLU,
    LeakyReLU,
    Sigmoid,
    Tanh,
    GELU,
    SiLU,
)

__all__ = [
    "ACTIVATIONS",
    "GELU",
    "LAYERS",
    "Activation",
    "Add",
    "AveragePool",
    "BatchNorm",
    "BlurPool",
    "Concat",
    "Conv",
    "ConvTranspose",
    "Dense",
    "Dropout",
    "Example",
    "Flatten",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Identity",
    "Layer",
    "LeakyReLU",
    "LocalResponseNorm",
    "LogSoftmax",
    "LpPool",
    "MaxPool",
    "Multiply",
    "ReLU",
    "RoIMaxPool",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropy",
    "SquaredError",
    "Tanh",
]
