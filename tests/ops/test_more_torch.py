"""The further activations and products agree with PyTorch, values and gradients."""

import numpy as np
import pytest

from cnnviz.ops.arithmetic import Clip, Divide, ReduceMean
from cnnviz.ops.border import Pad
from cnnviz.ops.matrices import MatMul
from cnnviz.ops.more_activations import (
    ELU,
    SELU,
    HardSigmoid,
    HardSwish,
    Mish,
    PReLU,
    Softplus,
    TanhGELU,
)

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed: pip install -r requirements-oracles.txt"
)
functional = torch.nn.functional
TOLERANCE = {"rtol": 1e-9, "atol": 1e-11}
PAIRS = [
    (ELU(1.5), lambda x: functional.elu(x, 1.5)),
    (SELU(), functional.selu),
    # PyTorch's own hard sigmoid has a slope of 1/6 in float32, even for float64.
    (HardSigmoid(), lambda x: functional.relu6(x + 3) / 6),
    (HardSwish(), functional.hardswish),
    (Softplus(), functional.softplus),
    (Mish(), functional.mish),
    (TanhGELU(), lambda x: functional.gelu(x, approximate="tanh")),
    (Clip(0, 6), functional.relu6),
    (Clip(-1.5, 2), lambda x: torch.clamp(x, -1.5, 2)),
]


def tracked(*arrays):
    return [torch.from_numpy(array).requires_grad_() for array in arrays]


@pytest.mark.parametrize(("layer", "function"), PAIRS)
def test_activations(layer, function):
    x = np.linspace(-8, 8, 2002)  # no kink among them: there conventions differ
    dy = np.linspace(-1, 2, x.size)
    (tx,) = tracked(x)
    ty = function(tx)
    ty.backward(torch.from_numpy(dy))
    np.testing.assert_allclose(layer.forward(x), ty.detach().numpy(), **TOLERANCE)
    np.testing.assert_allclose(layer.backward(dy, x)["x"], tx.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("size", [1, 3])
def test_prelu(size):
    generator = np.random.default_rng(size)
    x, weight = generator.standard_normal((2, 3, 4, 5)), generator.standard_normal(size)
    dy = generator.standard_normal(x.shape)
    tx, tw = tracked(x, weight)
    functional.prelu(tx, tw).backward(torch.from_numpy(dy))
    grads = PReLU().backward(dy, x, {"weight": weight})
    np.testing.assert_allclose(grads["x"], tx.grad.numpy(), **TOLERANCE)
    np.testing.assert_allclose(grads["weight"], tw.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize(
    ("a", "b"),
    [((3,), (3,)), ((2, 3), (3,)), ((3,), (4, 3, 2)), ((5, 1, 2, 3), (4, 3, 2)), ((2, 3), (3, 4))],
)
def test_products(a, b):
    generator = np.random.default_rng(0)
    x = generator.standard_normal(a), generator.standard_normal(b)
    tensors = tracked(*x)
    ty = torch.matmul(*tensors)
    dy = generator.standard_normal(tuple(ty.shape))
    ty.backward(torch.from_numpy(np.asarray(dy)))
    np.testing.assert_allclose(MatMul().forward(x), ty.detach().numpy(), **TOLERANCE)
    for grad, tensor in zip(MatMul().backward(dy, x)["x"], tensors, strict=True):
        np.testing.assert_allclose(grad, tensor.grad.numpy(), **TOLERANCE)


def test_quotients_and_means():
    generator = np.random.default_rng(0)
    a, b = generator.standard_normal((2, 3, 4)), generator.standard_normal((3, 1))
    dy = generator.standard_normal((2, 1, 1))
    ta, tb = tracked(a, b)
    (ta / tb).mean((1, 2), keepdim=True).backward(torch.from_numpy(dy))
    dy = ReduceMean((1, 2)).backward(dy, a / b)["x"]
    for grad, tensor in zip(Divide().backward(dy, (a, b))["x"], (ta, tb), strict=True):
        np.testing.assert_allclose(grad, tensor.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_borders(mode):
    generator = np.random.default_rng(0)
    x, dy = generator.standard_normal((2, 3, 5, 4)), generator.standard_normal((2, 3, 8, 10))
    (tx,) = tracked(x)
    functional.pad(tx, (3, 3, 1, 2), mode).backward(torch.from_numpy(dy))
    layer = Pad(((0, 0), (0, 0), (1, 2), (3, 3)), "zeros" if mode == "constant" else mode)
    np.testing.assert_allclose(layer.backward(dy, x)["x"], tx.grad.numpy(), **TOLERANCE)
