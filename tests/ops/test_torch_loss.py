"""The losses agree with PyTorch over 500 random settings each."""

import numpy as np
import pytest

from cnnviz.ops import SoftmaxCrossEntropy, SquaredError
from tests.ops.torch_oracle import BLOCKS, TOLERANCE, close, functional, per_axis, refuses, torch


def agrees(loss, z, target, function, seed):
    tz = torch.from_numpy(z).requires_grad_()
    expected = function(tz, torch.from_numpy(target))
    expected.backward()
    assert loss.value(z, target) == pytest.approx(
        expected.item(), rel=TOLERANCE["rtol"], abs=TOLERANCE["atol"], nan_ok=True
    ), seed
    close(loss.gradient(z, target), tz.grad, seed)


@BLOCKS
def test_cross_entropy(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        samples, classes = per_axis(generator, 1, 6, 2)
        places = (samples, *per_axis(generator, 1, 4, seed % 3))
        z = 10.0 ** generator.integers(-1, 4) * generator.standard_normal(
            (samples, classes, *places[1:])
        )
        reduction = ("mean", "sum")[seed % 2]
        ignored = (-100, 0, 255, -1)[seed // 2 % 4]
        target = generator.integers(0, classes, places)
        target[generator.random(places) < 0.2] = ignored
        agrees(
            SoftmaxCrossEntropy(reduction, ignored),
            z,
            target,
            lambda z, t, r=reduction, i=ignored: functional.cross_entropy(
                z, t, reduction=r, ignore_index=i
            ),
            seed,
        )
        shares = generator.random(z.shape)
        shares /= shares.sum(axis=1, keepdims=True)
        agrees(
            SoftmaxCrossEntropy(reduction),
            z,
            shares,
            lambda z, t, r=reduction: functional.cross_entropy(z, t, reduction=r),
            seed,
        )


@BLOCKS
def test_squared_error(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        shape = per_axis(generator, 1, 6, 1 + seed % 4)
        z, target = generator.standard_normal((2, *shape))
        for reduction in ("mean", "sum"):
            agrees(
                SquaredError(reduction),
                z,
                target,
                lambda z, t, r=reduction: functional.mse_loss(z, t, reduction=r),
                seed,
            )
        agrees(
            SquaredError("sum per example"),
            z,
            target,
            lambda z, t: functional.mse_loss(z, t, reduction="sum") / len(z),
            seed,
        )


def test_all_targets_ignored():
    z, target = np.ones((2, 3)), np.array([-100, -100])
    agrees(SoftmaxCrossEntropy(), z, target, functional.cross_entropy, 0)
    agrees(
        SoftmaxCrossEntropy("sum"),
        z,
        target,
        lambda z, t: functional.cross_entropy(z, t, reduction="sum"),
        0,
    )


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_an_empty_batch(reduction):
    z, target = np.ones((0, 3)), np.ones(0, np.int64)
    agrees(
        SoftmaxCrossEntropy(reduction),
        z,
        target,
        lambda z, t: functional.cross_entropy(z, t, reduction=reduction),
        0,
    )


@pytest.mark.parametrize(
    ("shape", "target"),
    [
        ((2, 3), np.array([0, 3])),
        ((2, 3), np.array([0, -1])),
        ((2, 3), np.array([0, 1, 2])),
        ((2, 3), np.array([0.0, 1.0])),
        ((2, 3), np.ones((2, 2))),
        ((2, 3, 4), np.zeros((2, 3), np.int64)),
    ],
)
def test_targets_that_pytorch_refuses_are_refused(shape, target):
    z = np.ones(shape)
    refuses(
        (RuntimeError, IndexError, ValueError),
        lambda: functional.cross_entropy(torch.from_numpy(z), torch.from_numpy(target)),
        lambda: SoftmaxCrossEntropy().value(z, target),
    )
