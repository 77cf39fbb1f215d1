"""Normalisation agrees with PyTorch over 500 random settings a family."""

import numpy as np
import pytest

from cnnviz.ops import BatchNorm, LocalResponseNorm
from tests.ops.torch_oracle import BLOCKS, agrees, close, functional, per_axis, refuses, torch


def case(seed):
    generator = np.random.default_rng(seed)
    shape = (
        int(generator.integers(2, 5)),
        int(generator.integers(1, 5)),
        *per_axis(generator, 1, 6, seed % 4),
    )
    # Not much further from 0 than wide: there PyTorch's rounding shows, see test_normalisation.
    offset, spread = 10.0 ** generator.integers(-1, 2, 2)
    x = offset + spread * generator.standard_normal(shape)
    params = {}
    if seed % 3:
        params["weight"] = generator.standard_normal(shape[1])
    if seed % 5:
        params["bias"] = generator.standard_normal(shape[1])
    running = {
        "running_mean": generator.standard_normal(shape[1]),
        "running_var": generator.random(shape[1]) + 0.1,
    }
    settings = {
        "eps": float(generator.choice([1e-5, 1e-3])),
        "momentum": float(generator.random()),
    }
    return x, params, running, settings


@BLOCKS
def test_batch_norm_in_training(seeds):
    for seed in seeds:
        x, params, running, settings = case(seed)
        layer = BatchNorm(training=True, **settings)

        def expected(x, weight=None, bias=None, settings=settings):
            return functional.batch_norm(x, None, None, weight, bias, True, **settings)

        agrees(layer, x, params, expected, seed)
        ours = layer.running_statistics(x, {**params, **running})
        theirs = [torch.from_numpy(array.copy()) for array in running.values()]
        functional.batch_norm(torch.from_numpy(x), *theirs, training=True, **settings)
        for name, tensor in zip(running, theirs, strict=True):
            close(ours[name], tensor, seed)


@BLOCKS
def test_batch_norm_out_of_training(seeds):
    for seed in seeds:
        x, params, running, settings = case(seed)
        tensors = [torch.from_numpy(array) for array in running.values()]

        def expected(x, weight=None, bias=None, tensors=tensors, settings=settings):
            return functional.batch_norm(x, *tensors, weight, bias, False, **settings)

        agrees(WithStatistics(BatchNorm(**settings), running), x, params, expected, seed)


class WithStatistics:
    """A layer with fixed running statistics, so that they are not taken for learnt parameters."""

    def __init__(self, layer, running):
        self.layer, self.running = layer, running

    def forward(self, x, params):
        return self.layer.forward(x, {**params, **self.running})

    def backward(self, dy, x, params):
        return self.layer.backward(dy, x, {**params, **self.running})


@BLOCKS
def test_local_response_norm(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        spatial = per_axis(generator, 1, 5, 1 + seed % 3)
        x = 3 * generator.standard_normal((2, int(generator.integers(1, 9)), *spatial))
        size = int(generator.integers(1, 8))
        alpha, beta, k = 2 * generator.random(3) + [0, 0, 0.1]
        agrees(
            LocalResponseNorm(size, alpha, beta, k),
            x,
            {},
            lambda x, s=(size, alpha, beta, k): functional.local_response_norm(x, *s),
            seed,
        )


@pytest.mark.parametrize(
    ("shape", "settings"), [((1, 3), {}), ((1, 3, 1, 1), {}), ((4, 3), {"eps": 0.0})]
)
def test_training_that_pytorch_refuses_is_refused(shape, settings):
    refuses(
        ValueError,
        lambda: functional.batch_norm(torch.ones(shape), None, None, training=True, **settings),
        lambda: BatchNorm(training=True, **settings).forward(np.ones(shape)),
    )


def test_statistics_and_parameters_that_pytorch_refuses_are_refused():
    x, three, two = np.ones((2, 3, 4)), np.ones(3), np.ones(2)
    tx, t3, t2 = map(torch.from_numpy, (x, three, two))
    layer, good = BatchNorm(), {"running_mean": three, "running_var": three}
    refuses(
        RuntimeError,
        lambda: functional.batch_norm(tx, t2, t3),
        lambda: layer.forward(x, {**good, "running_mean": two}),
    )
    refuses(
        RuntimeError,
        lambda: functional.batch_norm(tx, t3, t3, t2),
        lambda: layer.forward(x, {**good, "weight": two}),
    )
    refuses(RuntimeError, lambda: functional.batch_norm(tx, None, None), lambda: layer.forward(x))


@pytest.mark.parametrize(("shape", "size"), [((2, 3), 5), ((2, 3, 4), 0)])
def test_a_response_norm_that_pytorch_refuses_is_refused(shape, size):
    refuses(
        (ValueError, RuntimeError),
        lambda: functional.local_response_norm(torch.ones(shape), size),
        lambda: LocalResponseNorm(size).forward(np.ones(shape)),
    )
