"""Max and average pooling agree with PyTorch over 500 random settings each: ties, and refusals."""

import numpy as np
import pytest

from cnnviz.ops import AveragePool, MaxPool
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

SHARED = ("kernel_size", "stride", "padding", "ceil_mode")


def case(seed):
    """Small whole numbers, so that there are ties, and settings that fit them."""
    generator = np.random.default_rng(seed)
    rank = 1 + seed % 3
    kernel, dilation = per_axis(generator, 1, 5, rank), per_axis(generator, 1, 4, rank)
    spatial = tuple(
        d * (k - 1) + 1 + int(generator.integers(0, 7))
        for d, k in zip(dilation, kernel, strict=True)
    )
    shape = (*per_axis(generator, 1, 4, 2), *spatial)
    x = generator.integers(-2, 3, shape).astype(float)
    settings = {
        "kernel_size": kernel,
        "stride": per_axis(generator, 1, 5, rank),
        "padding": tuple(int(generator.integers(0, k // 2 + 1)) for k in kernel),
        "dilation": dilation,
        "ceil_mode": bool(generator.integers(2)),
        "count_include_pad": bool(generator.integers(2)),
    }
    return generator, x, settings


def largest(settings, **more):
    """PyTorch's function of the input."""
    return lambda x: getattr(functional, f"max_pool{x.ndim - 2}d")(x, **settings, **more)


def of_max(settings):
    return {name: settings[name] for name in (*SHARED, "dilation")}


def of_mean(settings):
    return {name: settings[name] for name in (*SHARED, "count_include_pad")}


@BLOCKS
def test_max_pooling(seeds):
    for seed in seeds:
        generator, x, settings = case(seed)
        settings = of_max(settings)
        if seed % 5 == 0:
            x[generator.random(x.shape) < 0.3] = -np.inf
        agrees(MaxPool(**settings), x, {}, largest(settings), seed)
        _, indices = largest(settings, return_indices=True)(torch.from_numpy(x))
        mask = MaxPool(**settings).mask(x)
        np.testing.assert_array_equal(mask, indices.numpy(), err_msg=f"seed {seed}")


@BLOCKS
def test_max_pooling_of_nan(seeds):
    """It wins, and of several the last; the others still win their windows."""
    for seed in seeds:
        generator, x, settings = case(seed)
        x[generator.random(x.shape) < 0.05] = np.nan
        settings = of_max(settings)
        agrees(MaxPool(**settings), x, {}, largest(settings), seed)
        _, indices = largest(settings, return_indices=True)(torch.from_numpy(x))
        mask = MaxPool(**settings).mask(x)
        np.testing.assert_array_equal(mask, indices.numpy(), err_msg=f"seed {seed}")


def mean(settings):
    """PyTorch's function of the input."""
    return lambda x: getattr(functional, f"avg_pool{x.ndim - 2}d")(x, **settings)


@BLOCKS
def test_average_pooling(seeds):
    for seed in seeds:
        generator, x, settings = case(seed)
        x, settings = x + generator.standard_normal(x.shape), of_mean(settings)
        agrees(AveragePool(**settings), x, {}, mean(settings), seed)


FLAWS = [
    ("kernel_size", lambda kernel: (30, *kernel[1:])),
    ("kernel_size", lambda kernel: (*kernel[:-1], 0)),
    ("kernel_size", lambda kernel: (*kernel, 2)),
    ("kernel_size", lambda kernel: tuple(size + 1 for size in kernel)),
    ("stride", lambda stride: (0, *stride[1:])),
    ("stride", lambda stride: (*stride[:-1], -1)),
    ("padding", lambda padding: tuple(amount + 1 for amount in padding)),
    ("padding", lambda padding: (-1, *padding[1:])),
    ("x", lambda shape: (*shape[:-1], 0)),
    ("x", lambda shape: (shape[0], 0, *shape[2:])),
    ("x", lambda shape: (0, *shape[1:])),
]


def fits_unpadded(settings, shape):
    return all(k <= n for k, n in zip(settings["kernel_size"], shape[2:], strict=False))


@BLOCKS
@pytest.mark.parametrize(
    ("kind", "function", "own"), [(MaxPool, largest, of_max), (AveragePool, mean, of_mean)]
)
def test_what_pytorch_refuses_is_refused(kind, function, own, seeds):
    refused = 0
    for seed in seeds:
        generator, x, settings = case(seed)
        settings, x, _ = spoilt(generator, own(settings), x, {}, FLAWS)
        if kind is AveragePool and x.ndim == 5 and not fits_unpadded(settings, x.shape):
            continue  # over three axes, but not over one or two, PyTorch wants that for a mean
        refused += both_refuse(kind, settings, x, {}, function(settings), seed)
    assert 20 < refused < 50


@pytest.mark.parametrize("settings", [{"padding": 2}, {"stride": -1}, {"kernel_size": 9}])
def test_what_pytorch_refuses_to_pool_is_refused(settings):
    settings, x = {"kernel_size": 3, **settings}, np.ones((1, 1, 5, 5))
    refuses(
        RuntimeError,
        lambda: functional.max_pool2d(torch.from_numpy(x), **settings),
        lambda: MaxPool(**settings).forward(x),
    )


def bordered(settings, mode, pad, fill):
    """PyTorch's pooling without padding, behind its own border: each side apart, by any mode."""
    flat = [amount for pair in reversed(pad) for amount in pair]  # the last axis comes first
    put = {"value": fill} if mode == "constant" else {}
    return lambda x: settings(functional.pad(x, flat, mode=mode, **put))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_a_border_on_each_side_apart(mode):
    for seed in range(60):
        generator, x, drawn = case(seed)
        kernel = drawn["kernel_size"]
        room = [min(k // 2, n - 1) for k, n in zip(kernel, x.shape[2:], strict=True)]
        pad = tuple((generator.integers(most + 1), generator.integers(most + 1)) for most in room)
        pad = tuple((int(before), int(after)) for before, after in pad)
        slide = {"kernel_size": kernel, "stride": drawn["stride"]}
        ours = {**slide, "padding": pad, "padding_mode": mode}
        theirs = "constant" if mode == "zeros" else mode
        pool = bordered(largest({**slide, "dilation": drawn["dilation"]}), theirs, pad, -np.inf)
        agrees(MaxPool(**ours, dilation=drawn["dilation"]), x, {}, pool, seed)
        agrees(AveragePool(**ours), x, {}, bordered(mean(slide), theirs, pad, 0.0), seed)
