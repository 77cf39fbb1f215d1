"""Whole networks agree with PyTorch in float64: losses, every gradient, and steps of training."""

import numpy as np
import pytest

from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.optimisers import SGD, Adam, Momentum
from cnnviz.networks.run import loss_and_gradients
from cnnviz.networks.train import in_training, step
from cnnviz.ops import (
    GELU,
    Add,
    AveragePool,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Flatten,
    GlobalAveragePool,
    MaxPool,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
    Tanh,
)  # fmt: skip

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed: pip install -r requirements-oracles.txt"
)
functional = torch.nn.functional
TOLERANCE = {"rtol": 1e-9, "atol": 1e-12}
LENET = sequential(
    (Conv(5, padding=2), 6), ReLU(), MaxPool(2), (Conv(5), 16), ReLU(), MaxPool(2),
    Flatten(), (Dense(), 20), ReLU(), (Dense(), 10),
)  # fmt: skip
UNUSUAL = sequential(
    (Conv((3, 2), stride=2, padding=1, padding_mode="circular"), 4), GELU(),
    (Conv(3, dilation=2, padding=2, groups=2), 6), Tanh(), AveragePool(2, stride=1),
    (Conv(1), 3), Sigmoid(), GlobalAveragePool(), Flatten(), (Dense(), 2),
)  # fmt: skip
RESIDUAL = Network(
    ("x",),
    (
        Node("stem", Conv(3, padding=1), ("x",), 4),
        Node("norm1", BatchNorm(), ("stem",)),
        Node("relu1", ReLU(), ("norm1",)),
        Node("conv1", Conv(3, padding=1), ("relu1",), 4),
        Node("norm2", BatchNorm(), ("conv1",)),
        Node("relu2", ReLU(), ("norm2",)),
        Node("conv2", Conv(3, padding=1), ("relu2",), 4),
        Node("sum", Add(), ("conv2", "relu1")),
        Node("relu3", ReLU(), ("sum",)),
        Node("pool", GlobalAveragePool(), ("relu3",)),
        Node("flatten", Flatten(), ("pool",)),
        Node("dense", Dense(), ("flatten",), 3),
    ),
    ("dense",),
)
BRANCHES = Network(
    ("x",),
    (
        Node("point", Conv(1), ("x",), 2),
        Node("three", Conv(3, padding=1), ("x",), 3),
        Node("pool", MaxPool(3, stride=1, padding=1), ("x",)),
        Node("together", Concat(), ("point", "three", "pool", "point")),
        Node("flatten", Flatten(), ("together",)),
        Node("dense", Dense(), ("flatten",), 4),
    ),
    ("dense",),
)
CASES = [
    pytest.param(LENET, (3, 1, 28, 28), id="lenet"),
    pytest.param(UNUSUAL, (2, 2, 9, 8), id="unusual"),
    pytest.param(RESIDUAL, (3, 2, 6, 6), id="residual"),
    pytest.param(BRANCHES, (2, 3, 5, 4), id="branches"),
]


def torch_layer(layer, values, own):
    """One layer of ours in PyTorch's functions."""
    (x, *_), get = values, own.get
    if isinstance(layer, Conv):
        pad = layer.padding
        if layer.padding_mode == "circular":
            x, pad = functional.pad(x, [pad] * 4, "circular"), 0
        settings = layer.stride, pad, layer.dilation, layer.groups
        return functional.conv2d(x, own["weight"], get("bias"), *settings)
    if isinstance(layer, BatchNorm):
        running = own["running_mean"].clone(), own["running_var"].clone()
        return functional.batch_norm(
            x, *running, own["weight"], own["bias"], True, layer.momentum, layer.eps
        )
    if isinstance(layer, MaxPool):
        return functional.max_pool2d(x, layer.kernel_size, layer.stride, layer.padding)
    simple = {
        AveragePool: lambda: functional.avg_pool2d(x, layer.kernel_size, layer.stride),
        GlobalAveragePool: lambda: x.mean((2, 3), keepdim=True),
        Dense: lambda: functional.linear(x, own["weight"], get("bias")),
        Flatten: lambda: x.flatten(1),
        Add: lambda: sum(values[1:], values[0]),
        Concat: lambda: torch.cat(values, 1),
    }
    names = {ReLU: "relu", GELU: "gelu", Tanh: "tanh", Sigmoid: "sigmoid"}
    if type(layer) in simple:
        return simple[type(layer)]()
    return getattr(torch.nn.functional, names[type(layer)])(x)


def torch_run(network, params, x):
    """Every value and parameter as a tensor that keeps its gradient."""
    own = {
        node: {name: torch.tensor(a, requires_grad="running" not in name) for name, a in p.items()}
        for node, p in params.items()
    }
    values = {"x": torch.tensor(x, requires_grad=True)}
    for node in network.nodes:
        inputs = [values[name] for name in node.inputs]
        values[node.name] = torch_layer(node.layer, inputs, own.get(node.name, {}))
        values[node.name].retain_grad()
    return values, own


def numbers(network, shape, classes):
    generator = np.random.default_rng(0)
    params = network.initial(shape, seed=1, dtype=np.float64)
    for own in params.values():  # biases and scales that are not all the same
        own.update({name: a + 0.1 * generator.random(a.shape) for name, a in own.items()})
    return params, generator.standard_normal(shape), generator.integers(classes, size=shape[0])


def classes_of(network):
    return network.nodes[-1].out_channels


@pytest.mark.parametrize(("network", "shape"), CASES)
def test_every_value_and_every_gradient(network, shape):
    params, x, target = numbers(network, shape, classes_of(network))
    network = in_training(network, (0,))
    result = loss_and_gradients(network, params, x, SoftmaxCrossEntropy(), target)
    values, own = torch_run(network, params, x)
    loss = functional.cross_entropy(values[network.outputs[0]], torch.tensor(target))
    loss.backward()
    assert result.loss == pytest.approx(loss.item(), rel=1e-12)
    for name, tensor in values.items():
        got = result.activations.values[name], result.gradients.values[name]
        np.testing.assert_allclose(got[0], tensor.detach().numpy(), err_msg=name, **TOLERANCE)
        np.testing.assert_allclose(got[1], tensor.grad.numpy(), err_msg=name, **TOLERANCE)
    for node, tensors in own.items():
        for name, tensor in tensors.items():
            if tensor.requires_grad:
                got = result.gradients.params[node][name]
                np.testing.assert_allclose(got, tensor.grad.numpy(), err_msg=node, **TOLERANCE)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (SGD(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
        (Momentum(0.05, 0.8), lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8)),
        (Adam(0.01), lambda p: torch.optim.Adam(p, lr=0.01)),
        (
            Adam(0.02, 0.5, 0.9, 1e-3),
            lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-3),
        ),
    ],
)
def test_ten_steps_of_an_optimiser(ours, theirs):
    params, x, target = numbers(BRANCHES, (4, 3, 5, 4), 4)
    _, own = torch_run(BRANCHES, params, x)
    optimiser = theirs([tensor for tensors in own.values() for tensor in tensors.values()])
    state = None
    for _ in range(10):
        done = step(BRANCHES, params, x, SoftmaxCrossEntropy(), target, ours, state)
        params, state = done.params, done.state
        values = {"x": torch.tensor(x)}
        for node in BRANCHES.nodes:
            inputs = [values[name] for name in node.inputs]
            values[node.name] = torch_layer(node.layer, inputs, own.get(node.name, {}))
        optimiser.zero_grad()
        loss = functional.cross_entropy(values["dense"], torch.tensor(target))
        loss.backward()
        optimiser.step()
        assert done.loss == pytest.approx(loss.item(), rel=1e-9)
    for node, tensors in own.items():
        for name, tensor in tensors.items():
            np.testing.assert_allclose(params[node][name], tensor.detach().numpy(), rtol=1e-7)


def test_a_step_of_batch_norm_moves_the_running_statistics_as_pytorch_does():
    params, x, target = numbers(RESIDUAL, (4, 2, 6, 6), 3)
    done = step(RESIDUAL, params, x, SoftmaxCrossEntropy(), target, SGD(0.1))
    values, own = torch_run(in_training(RESIDUAL, (0,)), params, x)
    for node in ("norm1", "norm2"):
        (source,) = RESIDUAL.node(node).inputs
        mean, var = own[node]["running_mean"].clone(), own[node]["running_var"].clone()
        functional.batch_norm(values[source].detach(), mean, var, training=True)
        np.testing.assert_allclose(done.params[node]["running_mean"], mean.numpy(), **TOLERANCE)
        np.testing.assert_allclose(done.params[node]["running_var"], var.numpy(), **TOLERANCE)


def test_squared_error_on_a_network():
    params, x, _ = numbers(UNUSUAL, (2, 2, 9, 8), 2)
    target = np.array([[0.5, -1.0], [2.0, 0.0]])
    result = loss_and_gradients(UNUSUAL, params, x, SquaredError(), target)
    values, own = torch_run(UNUSUAL, params, x)
    functional.mse_loss(values["dense1"], torch.tensor(target)).backward()
    for node, tensors in own.items():
        for name, tensor in tensors.items():
            got = result.gradients.params[node][name]
            np.testing.assert_allclose(got, tensor.grad.numpy(), **TOLERANCE)
