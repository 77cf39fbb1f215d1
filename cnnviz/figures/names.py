"""What things are called inside a sentence or a drawing."""

from types import MappingProxyType

ACTIVATION_NAMES = MappingProxyType(
    {
        "none": "",
        "relu": "ReLU",
        "leaky_relu": "leaky ReLU",
        "sigmoid": "sigmoid",
        "tanh": "tanh",
        "gelu": "GELU",
        "silu": "SiLU",
    }
)
