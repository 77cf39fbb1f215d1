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
from cnnviz.ops.convolution import Conv
from cnnviz.ops.layer import Example, Layer
from cnnviz.ops.pooling import AveragePool, MaxPool

# Every layer there is: tests, cost tables and layer cards go through this list.
LAYERS: tuple[type[Layer], ...] = (
    Conv,
    MaxPool,
    AveragePool,
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
    "AveragePool",
    "Conv",
    "Example",
    "Identity",
    "Layer",
    "LeakyReLU",
    "MaxPool",
    "ReLU",
    "SiLU",
    "Sigmoid",
    "Tanh",
]
