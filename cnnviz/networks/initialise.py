"""Parameters to start training from.

"he": normal with variance 2 / fan_in, which keeps the size of the activations through ReLUs
(He et al., "Delving deep into rectifiers", ICCV 2015, section 2.2). "glorot": uniform with
variance 2 / (fan_in + fan_out), for sigmoid and tanh (Glorot and Bengio, "Understanding the
difficulty of training deep feedforward neural networks", AISTATS 2010, equation 16).
"""

from collections.abc import Mapping
from math import prod, sqrt
from typing import Any

import numpy as np

from cnnviz.geometry import listed
from cnnviz.ops import ConvTranspose
from cnnviz.ops.layer import Array, Layer, Shape
from cnnviz.ops.parametric_relu import PReLU

SCHEMES = ("he", "glorot")


def initial(
    layer: Layer,
    shapes: Mapping[str, Shape],
    generator: np.random.Generator,
    scheme: str = "he",
    dtype: Any = np.float32,
) -> dict[str, Array]:
    """Parameters of one layer.

    Weights of two or more axes are drawn at random; a scale and a running variance, which have
    one number a channel, start at 1, the slope of a PReLU at 1/4, and everything else at 0.

    Raises
    ------
    ValueError
        For a scheme that does not exist.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"Unknown initialisation {scheme!r}: use {listed(SCHEMES)}.")
    params = {}
    for name, shape in shapes.items():
        if isinstance(layer, PReLU):
            params[name] = np.full(shape, 0.25, dtype)
        elif len(shape) > 1:
            params[name] = _random(generator, shape, fans(layer, shape), scheme).astype(dtype)
        else:
            params[name] = np.full(shape, name in ("weight", "running_var"), dtype)
    return params


def fans(layer: Layer, weight_shape: Shape) -> tuple[int, int]:
    """(fan_in, fan_out): how many inputs an output sums over, and how many outputs an input feeds.

    The borders and the stride are left out of account.

    Examples
    --------
    >>> from cnnviz.ops import Conv
    >>> fans(Conv(3, groups=2), (8, 2, 3, 3))
    (18, 36)
    """
    groups = getattr(layer, "groups", 1)
    per_filter = prod(weight_shape[1:])
    per_channel = weight_shape[0] * prod(weight_shape[2:]) // groups
    # A transposed convolution has its axes the other way round: (C_in, C_out / groups, *kernel).
    transposed = isinstance(layer, ConvTranspose)
    return (per_channel, per_filter) if transposed else (per_filter, per_channel)


def _random(
    generator: np.random.Generator, shape: Shape, fan: tuple[int, int], scheme: str
) -> Array:
    if scheme == "he":
        return generator.standard_normal(shape) * sqrt(2 / fan[0])
    limit = sqrt(6 / sum(fan))
    return generator.uniform(-limit, limit, shape)
