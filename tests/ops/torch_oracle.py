"""PyTorch's float64 autograd as an oracle for layers; importing this skips a test without it."""

import numpy as np
import pytest

torch = pytest.importorskip(
    "torch", reason="PyTorch is not installed: pip install -r requirements-oracles.txt"
)
torch.set_num_threads(1)  # cases this small only lose by sharing them out
functional = torch.nn.functional
TOLERANCE = {"rtol": 1e-9, "atol": 1e-11}
# 500 settings a family, 50 to a test: one seed each, named when it fails.
BLOCKS = pytest.mark.parametrize("seeds", [range(n, n + 50) for n in range(0, 500, 50)], ids=str)


def agrees(layer, x, params, function, seed):
    """Compare a layer's values and gradients with those of ``function``.

    ``function`` takes PyTorch tensors: the input or inputs, then the parameters by name. What it
    does not depend on must have no gradient in the layer, or a gradient of 0.
    """
    xs = x if isinstance(x, tuple) else (x,)
    given = [torch.from_numpy(array).requires_grad_() for array in xs]
    own = {name: torch.from_numpy(array).requires_grad_() for name, array in params.items()}
    ty = function(*given, **own)
    dy = np.random.default_rng([seed, 1]).standard_normal(tuple(ty.shape))
    ty.backward(torch.from_numpy(dy))
    close(layer.forward(x, params), ty, seed)
    grads = layer.backward(dy, x, params)
    dx = grads.pop("x")
    for ours, theirs in zip(dx if isinstance(dx, tuple) else (dx,), given, strict=True):
        close(ours, theirs.grad, seed)
    for name, ours in grads.items():
        close(ours, own[name].grad, seed)
    assert {name for name, tensor in own.items() if tensor.grad is not None} == set(grads)


def both_refuse(kind, settings, x, params, function, seed):
    """Whether PyTorch raises; then the layer must raise a ValueError, and else agree with it."""
    try:
        function(*map(torch.from_numpy, (x, *params.values())))
    except (RuntimeError, ValueError):
        try:
            kind(**settings).forward(x, params)
        except ValueError:
            return True
        pytest.fail(f"seed {seed}: {settings} for shape {x.shape} was not refused")
    agrees(kind(**settings), x, params, function, seed)
    return False


def spoilt(generator, settings, x, params, flaws):
    """The same with one flaw, a setting or a shape that may not fit any more."""
    name, value = flaws[generator.integers(len(flaws))]
    settings, params = dict(settings), dict(params)
    if name == "x":
        x = generator.standard_normal(value(x.shape))
    elif name in ("weight", "bias"):
        params[name] = generator.standard_normal(value(params["weight"].shape))
    else:
        settings[name] = value(settings.get(name))
    return settings, x, params


def close(ours, theirs, seed):
    expected = theirs.detach().numpy()
    assert ours.dtype == expected.dtype
    np.testing.assert_allclose(ours, expected, **TOLERANCE, err_msg=f"seed {seed}")


def refuses(error, theirs, ours):
    """Both raise, ours a ValueError."""
    with pytest.raises(error):
        theirs()
    with pytest.raises(ValueError):
        ours()


def per_axis(generator, low, high, rank):
    return tuple(generator.integers(low, high, rank).tolist())
