"""The activations agree with PyTorch over 500 random settings each: values and every gradient."""

import numpy as np
import pytest

from cnnviz.ops import (
    ACTIVATIONS,
    CELU,
    ELU,
    LAYERS,
    SELU,
    Activation,
    Clip,
    HardSigmoid,
    HardSwish,
    LeakyReLU,
    Mish,
    PReLU,
    Shrink,
    Softplus,
    Softsign,
    TanhGELU,
    ThresholdedReLU,
)
from tests.ops.torch_oracle import BLOCKS, agrees, functional, per_axis, refuses, torch

# What makes a layer of some random numbers from 0 to 1, and PyTorch's function with the same ones.
FAMILIES = {
    "none": (lambda a, b: ACTIVATIONS["none"], lambda x, a, b: x * 1),
    "relu": (lambda a, b: ACTIVATIONS["relu"], lambda x, a, b: functional.relu(x)),
    "leaky_relu": (lambda a, b: LeakyReLU(a), lambda x, a, b: functional.leaky_relu(x, a)),
    "sigmoid": (lambda a, b: ACTIVATIONS["sigmoid"], lambda x, a, b: torch.sigmoid(x)),
    "tanh": (lambda a, b: ACTIVATIONS["tanh"], lambda x, a, b: torch.tanh(x)),
    "gelu": (lambda a, b: ACTIVATIONS["gelu"], lambda x, a, b: functional.gelu(x)),
    "silu": (lambda a, b: ACTIVATIONS["silu"], lambda x, a, b: functional.silu(x)),
    "gelu_tanh": (lambda a, b: TanhGELU(), lambda x, a, b: functional.gelu(x, approximate="tanh")),
    "mish": (lambda a, b: Mish(), lambda x, a, b: functional.mish(x)),
    "elu": (lambda a, b: ELU(2 * a), lambda x, a, b: functional.elu(x, 2 * a)),
    "selu": (lambda a, b: SELU(), lambda x, a, b: functional.selu(x)),
    "softplus": (lambda a, b: Softplus(), lambda x, a, b: functional.softplus(x, threshold=60)),
    # PyTorch's own hard sigmoid has a slope of 1/6 in float32, even for float64.
    "hard_sigmoid": (
        lambda a, b: HardSigmoid(a, b),
        lambda x, a, b: torch.clamp(x * a + b, 0, 1),
    ),
    "hard_swish": (lambda a, b: HardSwish(), lambda x, a, b: functional.hardswish(x)),
    # PyTorch's own CELU divides by alpha in float32, even for float64.
    "celu": (
        lambda a, b: CELU(2 * a),
        lambda x, a, b: torch.where(x > 0, x, 2 * a * torch.expm1(torch.clamp(x, max=0) / (2 * a))),
    ),
    "softsign": (lambda a, b: Softsign(), lambda x, a, b: functional.softsign(x)),
    "threshold": (
        lambda a, b: ThresholdedReLU(a),
        lambda x, a, b: functional.threshold(x, a, 0.0),
    ),
    "soft_shrink": (lambda a, b: Shrink(a, a), lambda x, a, b: functional.softshrink(x, a)),
    "hard_shrink": (lambda a, b: Shrink(a, 0.0), lambda x, a, b: functional.hardshrink(x, a)),
    "clip": (lambda a, b: Clip(-a, b), lambda x, a, b: torch.clamp(x, -a, b)),
}


def numbers(generator, seed):
    """Around 0, far out, or with many zeros: at 0 a slope is a convention."""
    x = generator.standard_normal(per_axis(generator, 1, 7, 1 + seed % 4))
    x *= 10.0 ** generator.integers(-3, 3)
    if seed % 3 == 0:
        x[generator.random(x.shape) < 0.3] = 0
    return x


@BLOCKS
@pytest.mark.parametrize("name", FAMILIES)
def test_activations(name, seeds):
    make, function = FAMILIES[name]
    for seed in seeds:
        generator = np.random.default_rng(seed)
        x, (a, b) = numbers(generator, seed), generator.random(2)
        agrees(make(a, b), x, {}, lambda x, a=a, b=b: function(x, a, b), seed)


def test_every_activation_is_there():
    """The plain functions of files are in test_torch_imported.py."""
    tried = {type(make(0.5, 0.5)) for make, _ in FAMILIES.values()}
    plain = ("cnnviz.ops.functions", "cnnviz.ops.steps")
    kinds = {kind for kind in LAYERS if issubclass(kind, Activation)}
    assert {kind for kind in kinds if kind.__module__ not in plain} == tried


@BLOCKS
def test_parametric_relu(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        x = numbers(generator, 1 + seed % 3)
        weight = generator.standard_normal(x.shape[1] if seed % 2 else 1)
        agrees(PReLU(), x, {"weight": weight}, functional.prelu, seed)


@pytest.mark.parametrize("size", [2, 4])
def test_slopes_that_pytorch_refuses_are_refused(size):
    x, weight = np.ones((2, 3, 4)), np.ones(size)
    refuses(
        RuntimeError,
        lambda: functional.prelu(torch.from_numpy(x), torch.from_numpy(weight)),
        lambda: PReLU().forward(x, {"weight": weight}),
    )
