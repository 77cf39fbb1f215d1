"""What is done to whole arrays agrees with PyTorch over 500 random settings each."""

from math import prod

import numpy as np
import pytest

from cnnviz.ops import (
    AsMatrix,
    Divide,
    Gemm,
    MatMul,
    Pad,
    ReduceMean,
    Reshape,
    Squeeze,
    Subtract,
    Transpose,
    Unsqueeze,
)
from tests.ops.torch_oracle import BLOCKS, agrees, functional, per_axis, refuses, torch

MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}


def stretched(generator, rank):
    """Two shapes of which one is stretched to the other, or each to the other."""
    shape = np.array(per_axis(generator, 1, 5, rank))
    first, second = (np.where(generator.random(rank) < 0.3, 1, shape) for _ in range(2))
    return tuple(first.tolist()), tuple(second[generator.integers(rank) :].tolist())


@BLOCKS
def test_differences_and_quotients(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        shapes = stretched(generator, 1 + seed % 4)
        a, b = (generator.standard_normal(shape) for shape in shapes)
        agrees(Subtract(), (a, b), {}, torch.sub, seed)
        agrees(Divide(), (a, b + np.sign(b) * 0.1), {}, torch.div, seed)


@BLOCKS
def test_products_of_matrices(seeds):
    """Of stacks of them, and of a vector with one."""
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rows, inner, columns = per_axis(generator, 1, 5, 3)
        stacks = stretched(generator, 1 + seed % 2)
        a, b = (*stacks[0], rows, inner), (*stacks[1], inner, columns)
        a, b = ((a, b), ((inner,), b), (a, (inner,)), (a[-2:], b), ((inner,), (inner,)))[seed % 5]
        xs = generator.standard_normal(a), generator.standard_normal(b)
        agrees(MatMul(), xs, {}, torch.matmul, seed)


@BLOCKS
def test_general_products(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        n, d, f = per_axis(generator, 1, 6, 3)
        alpha, beta = generator.standard_normal(2).tolist()
        turn_x, turn_w = bool(seed % 2), bool(seed // 2 % 2)
        x = generator.standard_normal((d, n) if turn_x else (n, d))
        params = {"weight": generator.standard_normal((f, d) if turn_w else (d, f))}
        if seed % 5:
            shape = ((), (f,), (n, f), (n, 1), (1, f))[seed % 5]
            params["bias"] = generator.standard_normal(shape)

        def expected(x, weight, bias=None, s=(alpha, beta, turn_x, turn_w)):
            alpha, beta, turn_x, turn_w = s
            y = alpha * (x.T if turn_x else x) @ (weight.T if turn_w else weight)
            return y if bias is None else y + beta * bias

        agrees(Gemm(alpha, beta, turn_x, turn_w), x, params, expected, seed)


@BLOCKS
def test_means_over_axes(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank = 1 + seed % 4
        x = generator.standard_normal(per_axis(generator, 1, 5, rank))
        axes = generator.permutation(rank)[: generator.integers(1, rank + 1)] - rank * (seed % 2)
        axes, keep = tuple(axes.tolist()), bool(seed // 2 % 2)
        agrees(
            ReduceMean(axes if seed % 7 else None, keep),
            x,
            {},
            lambda x, a=axes if seed % 7 else None, k=keep: x.mean(a, keepdim=k),
            seed,
        )


def other_shapes(shape, order, axis):
    """Layers, and what PyTorch calls the same."""
    rank, rows = len(shape), prod(shape[: axis + 1])
    new = [*(shape[a] for a in order[:-1]), -1]
    return [
        (Transpose(order), lambda x: x.permute(order)),
        (Reshape(tuple(new)), lambda x: x.reshape(new)),
        (AsMatrix(axis + 1), lambda x: x.reshape(rows, -1)),
        (Unsqueeze((axis - rank,)), lambda x: x.unsqueeze(axis - rank)),
        (Squeeze(), torch.squeeze),
    ]


@BLOCKS
def test_other_shapes(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        shape = per_axis(generator, 1, 5, 1 + seed % 4)
        order = tuple(generator.permutation(len(shape)).tolist())
        axis = int(generator.integers(len(shape)))
        x = generator.standard_normal(shape)
        for layer, function in other_shapes(shape, order, axis):
            agrees(layer, x, {}, lambda x, f=function: f(x) * 1, seed)
        x = np.expand_dims(x, axis)
        agrees(Squeeze((axis,)), x, {}, lambda x, a=axis: x.squeeze(a) * 1, seed)


@BLOCKS
def test_borders(seeds):
    """PyTorch repeats numbers along the last one to three of the axes after the second."""
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank, mode = 1 + seed % 3, [*MODES][seed % 4]
        x = generator.standard_normal((2, 2, *per_axis(generator, 4, 7, rank)))
        border = [per_axis(generator, 0, 4, 2) for _ in range(rank)]
        flat = [amount for pair in reversed(border) for amount in pair]
        value = float(generator.standard_normal()) if mode == "zeros" else 0.0
        layer = Pad(((0, 0), (0, 0), *border), mode, value)
        agrees(
            layer,
            x,
            {},
            lambda x, p=flat, m=MODES[mode], v=value: functional.pad(x, p, m, v or None),
            seed,
        )


@pytest.mark.parametrize(("mode", "amount"), [("reflect", 3), ("circular", 4), ("mirror", 1)])
def test_a_border_that_pytorch_refuses_is_refused(mode, amount):
    x = np.ones((1, 1, 3))
    refuses(
        (RuntimeError, NotImplementedError),
        lambda: functional.pad(torch.from_numpy(x), (amount, amount), MODES.get(mode, mode)),
        lambda: Pad(((0, 0), (0, 0), (amount, amount)), mode).forward(x),
    )


@pytest.mark.parametrize(
    ("layer", "function", "shape"),
    [
        (Reshape((4, -1)), lambda x: x.reshape(4, -1), (2, 3)),
        (Transpose((0, 0)), lambda x: x.permute(0, 0), (2, 3)),
        (Unsqueeze((4,)), lambda x: x.unsqueeze(4), (2, 3)),
        (Squeeze((3,)), lambda x: x.squeeze(3), (2, 3)),
        (ReduceMean((2,)), lambda x: x.mean(2), (2, 3)),
    ],
)
def test_a_shape_that_pytorch_refuses_is_refused(layer, function, shape):
    x = np.ones(shape)
    refuses(
        (RuntimeError, IndexError),
        lambda: function(torch.from_numpy(x)),
        lambda: layer.forward(x),
    )


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((2, 3), (4,)), ((2, 1, 2), (3, 2, 1))])
def test_products_that_pytorch_refuses_are_refused(shapes):
    xs = tuple(map(np.ones, shapes))
    refuses(
        RuntimeError,
        lambda: torch.matmul(*map(torch.from_numpy, xs)),
        lambda: MatMul().forward(xs),
    )
