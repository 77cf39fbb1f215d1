"""Convolution agrees with PyTorch, and refuses what it refuses, over 500 random settings each."""

from itertools import product

import numpy as np
import pytest

from cnnviz.ops import Conv
from tests.ops.torch_oracle import (
    BLOCKS,
    TOLERANCE,
    agrees,
    both_refuse,
    functional,
    per_axis,
    spoilt,
    torch,
)

MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}
LENGTHS = (None, (9, 40), (8, 15), (8, 10))  # of an axis, by how many there are


def case(seed):
    """An input, parameters and settings: many channels and large kernels among them."""
    generator = np.random.default_rng(seed)
    rank, groups = 1 + seed % 3, int(generator.choice([1, 1, 2, 3]))
    kernel, stride = per_axis(generator, 1, 5, rank), per_axis(generator, 1, 4, rank)
    dilation, padding = per_axis(generator, 1, 3, rank), per_axis(generator, 0, 4, rank)
    channels = groups * int(generator.integers(1, 4))
    spatial = per_axis(generator, *LENGTHS[rank], rank)
    if seed % 10 == 1:  # a picture and a large kernel
        kernel, dilation, stride = (9,) * min(rank, 2) + kernel[2:], (1,) * rank, (1,) * rank
        spatial, channels = tuple(n + 9 for n in spatial), groups
    if seed % 10 in (2, 3):  # many maps
        channels, stride = groups * int(generator.integers(16, 20)), (1,) * rank
    x = generator.standard_normal((int(generator.integers(1, 4)), channels, *spatial))
    maps = groups * int(generator.integers(1, 7))
    params = {"weight": generator.standard_normal((maps, channels // groups, *kernel))}
    if seed % 4:
        params["bias"] = generator.standard_normal(maps)
    settings = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    return x, params, {**settings, "groups": groups, "padding_mode": ("zeros", *MODES)[seed % 5]}


def convolve(settings):
    """PyTorch's function of input, weight and bias."""
    stride, padding, dilation = (settings[n] for n in ("stride", "padding", "dilation"))

    def function(x, weight, bias=None):
        own = padding
        if settings["padding_mode"] != "zeros":
            pads = [amount for axis in reversed(padding) for amount in (axis, axis)]
            x, own = functional.pad(x, pads, MODES[settings["padding_mode"]]), 0
        conv = getattr(functional, f"conv{x.ndim - 2}d")
        return conv(x, weight, bias, stride, own, dilation, settings["groups"])

    return function


@BLOCKS
def test_convolution(seeds):
    for seed in seeds:
        x, params, settings = case(seed)
        agrees(Conv(**settings), x, params, convolve(settings), seed)


ONE_SIDED = ((1, 0), (0, 0)), ((0, 0), (2, 0)), ((0, 3), (1, 2)), ((2, 1), (0, 3))


@pytest.mark.parametrize("mode", MODES)
def test_padding_of_each_side_of_its_own(mode):
    """Values and gradients: what an input's copies in the padding got is summed over them."""
    generator = np.random.default_rng(6)
    x, weight = generator.standard_normal((2, 3, 6, 7)), generator.standard_normal((2, 3, 3, 2))
    for seed, (pads, stride, dilation) in enumerate(product(ONE_SIDED, (1, 2), (1, 2))):
        amounts = [amount for axis in reversed(pads) for amount in axis]

        def convolved(x, weight, amounts=amounts, stride=stride, dilation=dilation):
            padded = functional.pad(x, amounts, MODES[mode])
            return functional.conv2d(padded, weight, stride=stride, dilation=dilation)

        layer = Conv((3, 2), stride, pads, dilation, padding_mode=mode)
        agrees(layer, x, {"weight": weight}, convolved, seed)


FLAWS = [
    ("stride", lambda stride: (0, *stride[1:])),
    ("stride", lambda stride: (*stride[:-1], -1)),
    ("dilation", lambda dilation: (*dilation[:-1], 0)),
    ("dilation", lambda dilation: (*dilation, 1)),
    ("dilation", lambda dilation: tuple(4 * step for step in dilation)),
    ("padding", lambda padding: (9, *padding[1:])),
    ("groups", lambda groups: groups + 1),
    ("groups", lambda groups: 0),
    ("weight", lambda shape: (shape[0], shape[1] + 1, *shape[2:])),
    ("weight", lambda shape: (shape[0] + 1, *shape[1:])),
    ("weight", lambda shape: shape[:-1]),
    ("bias", lambda shape: (shape[0] + 1,)),
    ("x", lambda shape: (*shape[:-1], 2)),
    ("x", lambda shape: (*shape[:-1], 0)),
    ("x", lambda shape: (0, *shape[1:])),
    ("x", lambda shape: (shape[0], shape[1] + 1, *shape[2:])),
]


@BLOCKS
def test_what_pytorch_refuses_is_refused(seeds):
    refused = 0
    for seed in seeds:
        generator = np.random.default_rng([seed, 2])
        x, params, settings = case(seed)
        settings, x, params = spoilt(generator, settings, x, params, FLAWS)
        refused += both_refuse(Conv, settings, x, params, convolve(settings), seed)
    assert 25 < refused < 50


def test_negative_padding_is_refused():
    x, weight = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3))
    with pytest.raises(RuntimeError):
        functional.conv2d(torch.from_numpy(x), torch.from_numpy(weight), padding=-1)
    with pytest.raises(ValueError):
        Conv(3, padding=-1).forward(x, {"weight": weight})


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_same_padding_of_even_and_odd_kernels(size, dilation):
    generator = np.random.default_rng(size)
    x = generator.standard_normal((1, 2, 11, 8))
    weight = generator.standard_normal((3, 2, size, size))
    y = Conv(size, padding="same", dilation=dilation).forward(x, {"weight": weight})
    expected = functional.conv2d(*map(torch.from_numpy, (x, weight)), None, 1, "same", dilation)
    np.testing.assert_allclose(y, expected.numpy(), **TOLERANCE)
