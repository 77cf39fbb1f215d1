"""The layers that imported networks bring agree with PyTorch over random settings."""

import numpy as np
import pytest

from cnnviz.ops import (
    CELU,
    Absolute,
    DepthToSpace,
    Erf,
    Exp,
    Expand,
    GroupNorm,
    InstanceNorm,
    LayerNorm,
    Log,
    Maximum,
    Minimum,
    Negative,
    Power,
    Reciprocal,
    ReduceL1,
    ReduceL2,
    ReduceLogSumExp,
    ReduceMax,
    ReduceMin,
    ReduceProd,
    ReduceSum,
    Resize,
    Share,
    Slice,
    Softsign,
    SpaceToDepth,
    Sqrt,
    ThresholdedReLU,
    Tile,
    TopK,
    Where,
)
from cnnviz.ops.picking import Gather, GatherElements
from tests.ops.torch_oracle import agrees, close, functional, per_axis, torch

SEEDS = pytest.mark.parametrize("seeds", [range(n, n + 50) for n in (0, 50)], ids=str)
REDUCED = [
    (ReduceSum, lambda x, axes, keep: x.sum(axes, keepdim=keep)),
    (ReduceMax, lambda x, axes, keep: x.amax(axes, keepdim=keep)),
    (ReduceMin, lambda x, axes, keep: x.amin(axes, keepdim=keep)),
    (ReduceL1, lambda x, axes, keep: x.abs().sum(axes, keepdim=keep)),
    (ReduceL2, lambda x, axes, keep: torch.linalg.vector_norm(x, 2, axes, keep)),
    (ReduceLogSumExp, lambda x, axes, keep: x.logsumexp(axes, keepdim=keep)),
]


@SEEDS
def test_one_number_for_several(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank = 1 + seed % 4
        x = generator.standard_normal(per_axis(generator, 1, 5, rank))
        axes = generator.permutation(rank)[: generator.integers(1, rank + 1)] - rank * (seed % 2)
        axes, keep = tuple(axes.tolist()), bool(seed // 2 % 2)
        for kind, function in REDUCED:
            given = (axes, keep)
            agrees(kind(*given), x, {}, lambda x, f=function, g=given: f(x, *g), seed)
        one = (axes[0], keep)
        agrees(ReduceProd(axes[:1], keep), x, {}, lambda x, o=one: x.prod(*o), seed)


@SEEDS
def test_resized_maps(seeds):
    """In the modes that PyTorch has, and for which it has no border of its own."""
    for seed in seeds:
        generator = np.random.default_rng(seed)
        x = generator.standard_normal((2, 2, *per_axis(generator, 2, 8, 2)))
        size = per_axis(generator, 1, 12, 2)
        mode, corners = (("linear", False), ("linear", True), ("cubic", False), ("cubic", True))[
            seed % 4
        ]
        theirs = {"linear": "bilinear", "cubic": "bicubic"}[mode]
        coordinates = "align_corners" if corners else "half_pixel"
        agrees(
            Resize(None, (2, 2, *size), mode, coordinates),
            x,
            {},
            lambda x, s=size, m=theirs, c=corners: functional.interpolate(
                x, s, mode=m, align_corners=c
            ),
            seed,
        )
        nearest = Resize(None, (2, 2, *size), "nearest", "asymmetric", "floor")
        agrees(nearest, x, {}, lambda x, s=size: functional.interpolate(x, s), seed)


@SEEDS
def test_an_antialiased_picture(seeds):
    """PyTorch leaves out what lies beyond the border; its bicubic filter has a = -1/2."""
    for seed in seeds:
        generator = np.random.default_rng(seed)
        x = generator.standard_normal((1, 2, *per_axis(generator, 4, 12, 2)))
        size, cubic = per_axis(generator, 2, 6, 2), bool(seed % 2)
        size = tuple(min(pair) for pair in zip(size, x.shape[2:], strict=True))
        layer = Resize(
            None, (1, 2, *size), "cubic" if cubic else "linear",
            sharpness=-0.5, exclude_outside=True, antialias=True,
        )  # fmt: skip
        mode = "bicubic" if cubic else "bilinear"
        agrees(
            layer,
            x,
            {},
            lambda x, s=size, m=mode: functional.interpolate(x, s, mode=m, antialias=True),
            seed,
        )


@SEEDS
def test_normalised_groups_maps_and_rows(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        groups, times = per_axis(generator, 1, 4, 2)
        spatial = per_axis(generator, 2, 5, 1 + seed % 3)
        x = generator.standard_normal((2, groups * times, *spatial)) * 3 + 1
        maps = {n: generator.standard_normal(x.shape[1]) for n in ("weight", "bias")}
        agrees(
            GroupNorm(groups),
            x,
            maps,
            lambda x, weight, bias, g=groups: functional.group_norm(x, g, weight, bias),
            seed,
        )
        agrees(
            InstanceNorm(1e-3),
            x,
            maps,
            lambda x, weight, bias: functional.instance_norm(x, None, None, weight, bias, eps=1e-3),
            seed,
        )
        axis = int(generator.integers(1, x.ndim))
        rows = {n: generator.standard_normal(x.shape[axis:]) for n in ("weight", "bias")}
        agrees(
            LayerNorm(axis),
            x,
            rows,
            lambda x, weight, bias, s=x.shape[axis:]: functional.layer_norm(x, s, weight, bias),
            seed,
        )


def parts(generator, shape):
    """Layers that cut, repeat and pick, and what PyTorch calls the same."""
    rank = len(shape)
    axis = int(generator.integers(rank))
    first = int(generator.integers(shape[axis]))
    cut = tuple(slice(first, None, 2) if a == axis else slice(None) for a in range(rank))
    count = int(generator.integers(1, shape[axis] + 1))
    repeats = per_axis(generator, 1, 4, rank)
    return [
        (Slice((first,), (99,), (axis,), (2,)), lambda x: x[cut]),
        (Share(0, 2, axis), lambda x: x.chunk(2, axis)[0] if shape[axis] > 1 else x * 1),
        (Tile(repeats), lambda x: x.repeat(repeats)),
        (Expand((3, *shape)), lambda x: x.expand(3, *shape)),
        (TopK(count, axis), lambda x: x.topk(count, axis)[0]),
    ]


@SEEDS
def test_parts_and_repeats(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        shape = per_axis(generator, 1, 6, 1 + seed % 4)
        x = generator.standard_normal(shape)
        for layer, function in parts(generator, shape):
            agrees(layer, x, {}, lambda x, f=function: f(x) * 1, seed)
        axis = int(generator.integers(len(shape)))
        index = generator.integers(0, shape[axis], 4)
        places = torch.from_numpy(index)
        given = torch.from_numpy(x).requires_grad_()
        picked = given.index_select(axis, places)
        dy = generator.standard_normal(tuple(picked.shape))
        picked.backward(torch.from_numpy(dy))
        close(Gather(axis).forward(x, {"index": index}), picked, seed)
        close(Gather(axis).backward(dy, x, {"index": index})["x"], given.grad, seed)
        several = generator.integers(0, shape[axis], shape)
        gathered = torch.gather(torch.from_numpy(x), axis, torch.from_numpy(several))
        close(GatherElements(axis).forward(x, {"index": several}), gathered, seed)


@SEEDS
def test_squares_of_pixels(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        block, channels, height, width = per_axis(generator, 1, 4, 4)
        small = generator.standard_normal((2, channels * block**2, height, width))
        large = generator.standard_normal((2, channels, height * block, width * block))
        shuffle, back = torch.nn.PixelShuffle(block), torch.nn.PixelUnshuffle(block)
        agrees(DepthToSpace(block), small, {}, lambda x, f=shuffle: f(x) * 1, seed)
        agrees(SpaceToDepth(block, True), large, {}, lambda x, f=back: f(x) * 1, seed)


FUNCTIONS = [
    (Exp(), torch.exp), (Log(), torch.log), (Sqrt(), torch.sqrt), (Negative(), torch.neg),
    (Absolute(), torch.abs), (Erf(), torch.erf), (Reciprocal(), torch.reciprocal),
    (CELU(0.75), lambda x: functional.celu(x, 0.75)), (Softsign(), functional.softsign),
    (ThresholdedReLU(0.8), lambda x: functional.threshold(x, 0.8, 0.0)),
]  # fmt: skip


@SEEDS
def test_functions_and_choices(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        shape = per_axis(generator, 1, 5, 1 + seed % 4)
        x, other = generator.standard_normal(shape), generator.standard_normal(shape[-1:])
        positive = np.abs(x) + 0.1
        for layer, function in FUNCTIONS:
            agrees(layer, positive if type(layer) in (Log, Sqrt) else x, {}, function, seed)
        agrees(Power(), (positive, other), {}, torch.pow, seed)
        agrees(Maximum(), (x, other), {}, torch.maximum, seed)
        agrees(Minimum(), (x, other), {}, torch.minimum, seed)
        chosen = (generator.random(shape) < 0.5).astype(float)
        agrees(
            Where(),
            (chosen, x, other),
            {},
            lambda c, a, b: torch.where(c != 0, a, b) + 0 * c,
            seed,
        )
