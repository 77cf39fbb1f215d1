"""Dense layers, softmax, merging layers and dropout agree with PyTorch, 500 settings each."""

from functools import reduce

import numpy as np
import pytest

from cnnviz.ops import (
    Add,
    Concat,
    Dense,
    Dropout,
    Flatten,
    LogSoftmax,
    Multiply,
    Softmax,
)  # fmt: skip
from tests.ops.torch_oracle import BLOCKS, agrees, functional, per_axis, refuses, torch


@BLOCKS
def test_dense_and_flatten(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        x = generator.standard_normal(per_axis(generator, 1, 6, 2 + seed % 3))
        features = int(generator.integers(1, 6))
        params = {"weight": generator.standard_normal((features, x.shape[-1]))}
        if seed % 4:
            params["bias"] = generator.standard_normal(features)
        agrees(
            Dense(),
            x,
            params,
            lambda x, weight, bias=None: functional.linear(x, weight, bias),
            seed,
        )
        agrees(Flatten(), x, {}, lambda x: x.flatten(1), seed)


@BLOCKS
def test_softmax(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank = int(generator.integers(1, 5))
        x = 10.0 ** generator.integers(-2, 4) * generator.standard_normal(
            per_axis(generator, 1, 6, rank)
        )
        axis = int(generator.integers(-rank, rank))
        agrees(Softmax(axis), x, {}, lambda x, axis=axis: functional.softmax(x, axis), seed)
        agrees(LogSoftmax(axis), x, {}, lambda x, axis=axis: functional.log_softmax(x, axis), seed)


@BLOCKS
def test_sums_and_products(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        shape = np.array(per_axis(generator, 1, 5, 1 + seed % 4))
        xs = []
        for _ in range(int(generator.integers(1, 5))):
            narrow = np.where(generator.random(shape.size) < 0.3, 1, shape)
            xs.append(
                np.round(generator.standard_normal(narrow[generator.integers(shape.size) :]), 1)
            )
        agrees(Add(), tuple(xs), {}, lambda *xs: reduce(torch.add, xs) * 1, seed)
        agrees(Multiply(), tuple(xs), {}, lambda *xs: reduce(torch.mul, xs) * 1, seed)


@BLOCKS
def test_concatenation(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        rank = 1 + seed % 4
        axis, shape = int(generator.integers(-rank, rank)), [*per_axis(generator, 1, 5, rank)]
        xs = []
        for _ in range(int(generator.integers(1, 5))):
            shape[axis] = int(generator.integers(1, 5))
            xs.append(generator.standard_normal(shape))
        agrees(Concat(axis), tuple(xs), {}, lambda *xs, a=axis: torch.cat(xs, a), seed)


@BLOCKS
def test_dropout_with_our_choice_of_numbers(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        x = generator.standard_normal(per_axis(generator, 1, 6, 1 + seed % 4))
        layer = Dropout(float(generator.random()), seed, training=bool(seed % 3))
        scaled = torch.from_numpy(layer.mask(x.shape) / (1 - layer.rate * layer.training))
        agrees(layer, x, {}, lambda x, scaled=scaled: x * scaled, seed)


@pytest.mark.parametrize(("rate", "training"), [(0.0, True), (1.0, True), (0.7, False)])
def test_dropout_where_nothing_is_left_to_chance(rate, training):
    x = np.random.default_rng(0).standard_normal((3, 4, 5))
    layer = Dropout(rate, training=training)
    agrees(layer, x, {}, lambda x: functional.dropout(x, rate, training), 0)


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_a_rate_that_pytorch_refuses_is_refused(rate):
    refuses(ValueError, lambda: functional.dropout(torch.ones(2), rate), lambda: Dropout(rate))


@pytest.mark.parametrize(
    ("x", "weight", "bias"),
    [((2, 3), (4, 2), None), ((2, 3), (4, 3), (3,)), ((2, 3), (1, 4, 3), None)],
)
def test_a_dense_layer_that_pytorch_refuses_is_refused(x, weight, bias):
    params = {"weight": np.ones(weight)}
    if bias:
        params["bias"] = np.ones(bias)
    tensors = {name: torch.from_numpy(array) for name, array in params.items()}
    refuses(
        RuntimeError,
        lambda: functional.linear(torch.ones(x).double(), **tensors),
        lambda: Dense().forward(np.ones(x), params),
    )


@pytest.mark.parametrize("axis", [2, -3])
def test_an_axis_that_pytorch_refuses_is_refused(axis):
    x = np.ones((2, 3))
    for layer, function in ((Softmax, functional.softmax), (LogSoftmax, functional.log_softmax)):
        refuses(
            IndexError,
            lambda f=function: f(torch.from_numpy(x), axis),
            lambda kind=layer: kind(axis).forward(x),
        )


@pytest.mark.parametrize("shapes", [((2, 3), (2, 2)), ((2, 3), (4,)), ((2, 3, 1), (3, 3, 1))])
def test_inputs_that_pytorch_does_not_merge_are_refused(shapes):
    xs = tuple(np.ones(shape) for shape in shapes)
    tensors = [torch.from_numpy(x) for x in xs]
    refuses(RuntimeError, lambda: torch.add(*tensors), lambda: Add().forward(xs))
    refuses(RuntimeError, lambda: torch.mul(*tensors), lambda: Multiply().forward(xs))


@pytest.mark.parametrize(
    ("shapes", "axis", "error"),
    [
        (((2, 3), (3, 3)), 1, RuntimeError),
        (((2, 3), (2, 3, 1)), 1, RuntimeError),
        (((2, 3), (2, 3)), 2, IndexError),
        ((), 0, (RuntimeError, ValueError)),
    ],
)
def test_inputs_that_pytorch_does_not_put_together_are_refused(shapes, axis, error):
    xs = tuple(np.ones(shape) for shape in shapes)
    refuses(
        error,
        lambda: torch.cat([torch.from_numpy(x) for x in xs], axis),
        lambda: Concat(axis).forward(xs),
    )
