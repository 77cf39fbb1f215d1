"""Transposed convolution agrees with PyTorch over 500 random settings."""

import numpy as np
import pytest

from cnnviz.ops import ConvTranspose
from tests.ops.torch_oracle import (
    BLOCKS,
    agrees,
    both_refuse,
    functional,
    per_axis,
    refuses,
    spoilt,
    torch,
)


def case(seed):
    generator = np.random.default_rng(seed)
    rank, groups = 1 + seed % 3, int(generator.choice([1, 1, 2, 3]))
    kernel, dilation = per_axis(generator, 1, 5, rank), per_axis(generator, 1, 4, rank)
    stride = per_axis(generator, 1, 4, rank)
    more = tuple(
        int(generator.integers(0, max(pair))) for pair in zip(stride, dilation, strict=True)
    )
    spatial = per_axis(generator, 1, (12, 7, 4)[rank - 1], rank)
    axes = zip(spatial, kernel, dilation, stride, more, strict=True)
    padding = tuple(
        int(generator.integers(0, min(4, ((n - 1) * s + d * (k - 1) + m) // 2 + 1)))
        for n, k, d, s, m in axes
    )
    channels, maps = (groups * int(generator.integers(1, 3)) for _ in range(2))
    batch = int(generator.integers(1, 3))
    x = generator.standard_normal((batch, channels, *spatial))
    params = {"weight": generator.standard_normal((channels, maps // groups, *kernel))}
    if seed % 4:
        params["bias"] = generator.standard_normal(maps)
    settings = {"kernel_size": kernel, "stride": stride, "padding": padding}
    return x, params, {**settings, "dilation": dilation, "groups": groups, "output_padding": more}


def transpose(settings):
    """PyTorch's function of input, weight and bias."""
    rest = {name: value for name, value in settings.items() if name != "kernel_size"}

    def function(x, weight, bias=None):
        return getattr(functional, f"conv_transpose{x.ndim - 2}d")(x, weight, bias, **rest)

    return function


@BLOCKS
def test_transposed_convolution(seeds):
    for seed in seeds:
        x, params, settings = case(seed)
        agrees(ConvTranspose(**settings), x, params, transpose(settings), seed)


FLAWS = [
    ("stride", lambda stride: (0, *stride[1:])),
    ("stride", lambda stride: (*stride, 1)),
    ("dilation", lambda dilation: (*dilation[:-1], -1)),
    ("dilation", lambda dilation: (1,) * len(dilation)),
    ("padding", lambda padding: tuple(amount + 3 for amount in padding)),
    ("padding", lambda padding: (*padding[:-1], -1)),
    ("output_padding", lambda more: tuple(amount + 1 for amount in more)),
    ("output_padding", lambda more: (-1, *more[1:])),
    ("groups", lambda groups: groups + 1),
    ("groups", lambda groups: 0),
    ("weight", lambda shape: (shape[0] + 1, *shape[1:])),
    ("weight", lambda shape: shape[:-1]),
    ("bias", lambda shape: (3 * shape[1] + 1,)),
    ("x", lambda shape: (*shape[:-1], 0)),
    ("x", lambda shape: (0, *shape[1:])),
    ("x", lambda shape: (shape[0], shape[1] + 1, *shape[2:])),
]


@BLOCKS
def test_what_pytorch_refuses_is_refused_over_500_settings(seeds):
    refused = 0
    for seed in seeds:
        generator = np.random.default_rng([seed, 2])
        x, params, settings = case(seed)
        settings, x, params = spoilt(generator, settings, x, params, FLAWS)
        refused += both_refuse(ConvTranspose, settings, x, params, transpose(settings), seed)
    assert 25 < refused < 50


@pytest.mark.parametrize(
    ("x", "weight", "settings"),
    [
        ((1, 2, 3, 3), (3, 1, 3, 3), {}),
        ((1, 3, 3, 3), (3, 1, 3, 3), {"groups": 2}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"stride": 0}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"stride": -1}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"dilation": 0}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"padding": -1}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"padding": 3}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"output_padding": 1}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"output_padding": -1}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"output_padding": (2, 0), "stride": (2, 3)}),
        ((1, 1, 3, 3), (1, 1, 3, 3), {"stride": (1, 2, 3)}),
        ((1, 1, 3, 3), (1, 1, 3), {}),
        ((1, 1, 0, 3), (1, 1, 3, 3), {}),
    ],
)
def test_what_pytorch_refuses_is_refused(x, weight, settings):
    x, weight = np.ones(x), np.ones(weight)
    refuses(
        RuntimeError,
        lambda: functional.conv_transpose2d(*map(torch.from_numpy, (x, weight)), **settings),
        lambda: ConvTranspose(3, **settings).forward(x, {"weight": weight}),
    )


def test_a_bias_of_another_length_is_refused():
    x, weight, bias = np.ones((1, 1, 3)), np.ones((1, 2, 3)), np.ones(3)
    refuses(
        RuntimeError,
        lambda: functional.conv_transpose1d(*map(torch.from_numpy, (x, weight, bias))),
        lambda: ConvTranspose(3).forward(x, {"weight": weight, "bias": bias}),
    )
