"""The engine beside PyTorch: layers of all settings, stacks, and gradients by autograd."""

import numpy as np
import pytest

from cnnviz.lessons.signals import trace
from cnnviz.lessons.signals.settings import EDGES
from cnnviz.lessons.signals.trace_reach import stacked

torch = pytest.importorskip("torch")
F = torch.nn.functional


def tensor(values, **options):
    return torch.tensor(np.array(values), dtype=torch.float64, **options)


def test_random_layers_are_torchs():
    rng = np.random.default_rng(3)
    for _ in range(300):
        channels = int(rng.integers(1, 3))
        x = rng.normal(size=(channels, rng.integers(8, 30)))
        w = rng.normal(size=(channels, rng.integers(1, 4)))
        edges, bias = str(rng.choice([*EDGES, "own"])), float(rng.normal())
        stride, dilation = (int(n) for n in rng.integers(1, 4, 2))
        turned, relu = (bool(n) for n in rng.integers(0, 2, 2))
        zeros = (int(rng.integers(5)), int(rng.integers(5)))
        own = trace.window(edges, w.shape[1], stride, dilation, zeros)
        made = trace.filtered(x, w, bias, own, edges, turned=turned, relu=relu)
        used = tensor(w[:, ::-1] if turned else w)[None]
        padded = F.pad(tensor(x)[None], own.pad)
        y = F.conv1d(padded, used, tensor([bias]), stride=stride, dilation=dilation)[0, 0]
        y = F.relu(y) if relu else y
        assert np.allclose(made.y, y.numpy(), rtol=0, atol=1e-12)
        assert np.allclose(made.shares, torch.softmax(y, 0).numpy(), rtol=0, atol=1e-12)


def test_random_stacks_are_torchs():
    rng = np.random.default_rng(4)
    for _ in range(40):
        x, w = rng.normal(size=24), rng.normal(size=rng.integers(1, 5))
        aligned, residual = str(rng.choice(["causal", "centred"])), bool(rng.integers(2))
        made = stacked(x, w, 4, growth="doubling", aligned=aligned, residual=residual, future=False)
        y = tensor(x)[None, None]
        for own in made.windows:
            z = F.conv1d(F.pad(y, own.pad), tensor(w)[None, None], dilation=own.dilation)
            y = z + y if residual else z
        assert np.allclose(made.y[-1], y[0, 0].numpy(), rtol=1e-12, atol=1e-12)


def test_random_gradients_are_autograds():
    rng = np.random.default_rng(5)
    for _ in range(12):
        x, goal, w = rng.normal(size=12), rng.normal(size=12), rng.normal(size=rng.integers(1, 6))
        bias = None if rng.integers(2) else float(rng.normal())
        made = trace.learnt(x, w, goal, rate=0.1, updates=0, bias=bias)
        own, b = tensor(w, requires_grad=True), tensor([bias or 0.0], requires_grad=True)
        y = F.relu(F.conv1d(F.pad(tensor(x)[None, None], made.window.pad), own[None, None], b))
        loss = ((y[0, 0] - tensor(goal)) ** 2).sum() / 2
        loss.backward()
        assert made.loss == pytest.approx(float(loss.detach()), abs=1e-12)
        grads = own.grad if bias is None else torch.cat([own.grad, b.grad])
        assert np.allclose(made.dw, grads.numpy(), rtol=0, atol=1e-12)
