"""The layers agree with PyTorch: values, indices, gradients, and what is refused."""

import numpy as np
import pytest

from cnnviz.ops import ACTIVATIONS, AveragePool, Conv, MaxPool

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed: pip install -r requirements-oracles.txt"
)
functional = torch.nn.functional
TOLERANCE = {"rtol": 1e-9, "atol": 1e-11}
MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}
SEEDS = range(150)


def numbers(generator, *shape):
    return generator.standard_normal(shape)


def tracked(*arrays):
    return [torch.from_numpy(array).requires_grad_() for array in arrays]


def per_axis(generator, low, high, rank):
    return tuple(generator.integers(low, high, rank).tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_convolution(seed):
    generator = np.random.default_rng(seed)
    rank = 1 + seed % 3
    groups = int(generator.choice([1, 1, 2, 3]))
    kernel, stride = per_axis(generator, 1, 5, rank), per_axis(generator, 1, 4, rank)
    dilation, padding = per_axis(generator, 1, 3, rank), per_axis(generator, 0, 4, rank)
    mode = ("zeros", *MODES)[seed % 5]
    spatial = (per_axis(generator, 9, 40, rank), (9, 45))[rank == 2 and seed % 2 == 0]
    if rank == 3:
        spatial = per_axis(generator, 9, 12, rank)
    x = numbers(generator, 2, groups * int(generator.integers(1, 4)), *spatial)
    maps = groups * int(generator.integers(1, 7))
    weight = numbers(generator, maps, x.shape[1] // groups, *kernel)
    params = {"weight": weight, "bias": numbers(generator, maps)}
    layer = Conv(kernel, stride, padding, dilation, groups, mode)

    tx, tw, tb = tracked(x, *params.values())
    pads = [amount for axis in reversed(padding) for amount in (axis, axis)]
    convolve = getattr(functional, f"conv{rank}d")
    ty = convolve(functional.pad(tx, pads, MODES[mode]), tw, tb, stride, 0, dilation, groups)
    dy = numbers(generator, *ty.shape)
    ty.backward(torch.from_numpy(dy))
    grads = layer.backward(dy, x, params)
    np.testing.assert_allclose(layer.forward(x, params), ty.detach().numpy(), **TOLERANCE)
    for name, tensor in {"x": tx, "weight": tw, "bias": tb}.items():
        np.testing.assert_allclose(grads[name], tensor.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_same_padding_of_even_and_odd_kernels(size, dilation):
    generator = np.random.default_rng(size)
    x, weight = numbers(generator, 1, 2, 11, 8), numbers(generator, 3, 2, size, size)
    y = Conv(size, padding="same", dilation=dilation).forward(x, {"weight": weight})
    expected = functional.conv2d(*map(torch.from_numpy, (x, weight)), None, 1, "same", dilation)
    np.testing.assert_allclose(y, expected.numpy(), **TOLERANCE)


def pooling_case(seed):
    """An input with ties, and settings that PyTorch takes."""
    generator = np.random.default_rng(seed)
    rank = 1 + seed % 3
    kernel = per_axis(generator, 1, 5, rank)
    stride = per_axis(generator, 1, 4, rank)
    padding = tuple(int(generator.integers(0, k // 2 + 1)) for k in kernel)
    spatial = per_axis(generator, 8, 13, rank)
    x = np.round(2 * numbers(generator, 2, 3, *spatial)) / 2
    return generator, rank, kernel, stride, padding, bool(generator.integers(2)), x


@pytest.mark.parametrize("seed", SEEDS)
def test_max_pooling(seed):
    generator, rank, kernel, stride, padding, ceil_mode, x = pooling_case(seed)
    dilation = per_axis(generator, 1, 3, rank)
    if seed % 5 == 0:
        x[generator.random(x.shape) < 0.05] = np.nan
        x[generator.random(x.shape) < 0.3] = -np.inf
    layer = MaxPool(kernel, stride, padding, dilation, ceil_mode)
    (tx,) = tracked(x)
    settings = (kernel, stride, padding, dilation, ceil_mode)
    ty, indices = getattr(functional, f"max_pool{rank}d")(tx, *settings, return_indices=True)
    dy = numbers(generator, *ty.shape)
    ty.backward(torch.from_numpy(dy))
    np.testing.assert_array_equal(layer.forward(x), ty.detach().numpy())
    np.testing.assert_array_equal(layer.mask(x), indices.numpy())
    np.testing.assert_allclose(layer.backward(dy, x)["x"], tx.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("seed", SEEDS)
def test_average_pooling(seed):
    generator, rank, kernel, stride, padding, ceil_mode, x = pooling_case(seed)
    include = bool(generator.integers(2))
    layer = AveragePool(kernel, stride, padding, ceil_mode=ceil_mode, count_include_pad=include)
    (tx,) = tracked(x)
    ty = getattr(functional, f"avg_pool{rank}d")(tx, kernel, stride, padding, ceil_mode, include)
    dy = numbers(generator, *ty.shape)
    ty.backward(torch.from_numpy(dy))
    np.testing.assert_allclose(layer.forward(x), ty.detach().numpy(), **TOLERANCE)
    np.testing.assert_allclose(layer.backward(dy, x)["x"], tx.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name):
    x = np.concatenate([np.linspace(-8, 8, 2001), [0.0]])
    dy = np.linspace(-1, 2, x.size)
    (tx,) = tracked(x)
    ty = tx * 1 if name == "none" else getattr(functional, name)(tx)
    ty.backward(torch.from_numpy(dy))
    layer = ACTIVATIONS[name]
    np.testing.assert_allclose(layer.forward(x), ty.detach().numpy(), **TOLERANCE)
    np.testing.assert_allclose(layer.backward(dy, x)["x"], tx.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize(
    ("x", "weight", "settings"),
    [
        ((1, 1, 2, 2), (1, 1, 3, 3), {}),
        ((1, 3, 5, 5), (1, 2, 3, 3), {}),
        ((1, 3, 5, 5), (2, 1, 3, 3), {"groups": 2}),
        ((1, 2, 5, 5), (3, 1, 3, 3), {"groups": 2}),
        ((1, 1, 5, 5), (1, 1, 3, 3), {"stride": 0}),
        ((1, 1, 5, 5), (1, 1, 3, 3), {"dilation": 0}),
        ((1, 1, 5, 5), (1, 1, 3, 3), {"padding": -1}),
    ],
)
def test_what_pytorch_refuses_is_refused(x, weight, settings):
    x, weight = np.ones(x), np.ones(weight)
    with pytest.raises(RuntimeError):
        functional.conv2d(*map(torch.from_numpy, (x, weight)), **settings)
    with pytest.raises(ValueError):
        Conv(3, **settings).forward(x, {"weight": weight})


@pytest.mark.parametrize("settings", [{"padding": 2}, {"stride": -1}, {"kernel_size": 9}])
def test_what_pytorch_refuses_to_pool_is_refused(settings):
    settings = {"kernel_size": 3, **settings}
    x = np.ones((1, 1, 5, 5))
    with pytest.raises(RuntimeError):
        functional.max_pool2d(torch.from_numpy(x), **settings)
    with pytest.raises(ValueError):
        MaxPool(**settings).forward(x)
