"""Transposed convolution agrees with PyTorch over 500 random settings."""

import numpy as np
import pytest

from cnnviz.ops import ConvTranspose
from tests.ops.torch_oracle import BLOCKS, agrees, functional, per_axis, refuses, torch


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
    return x, params, (kernel, stride, padding, dilation, groups, more)


@BLOCKS
def test_transposed_convolution(seeds):
    for seed in seeds:
        x, params, settings = case(seed)
        _, stride, padding, dilation, groups, more = settings
        transpose = getattr(functional, f"conv_transpose{x.ndim - 2}d")

        def expected(x, weight, bias=None, rest=(stride, padding, more, groups, dilation)):
            return transpose(x, weight, bias, *rest)  # noqa: B023 - used before the next seed

        agrees(ConvTranspose(*settings), x, params, expected, seed)


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
