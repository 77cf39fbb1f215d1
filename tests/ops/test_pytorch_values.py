"""The layers give the values that PyTorch gave, without PyTorch: data/make_pytorch_values.py."""

import json
from pathlib import Path

import numpy as np
import pytest

from cnnviz import ops
from cnnviz.ops.loss import Loss

ONNX = (
    *("arithmetic", "border", "matrices", "more_activations", "parametric_relu", "shaping"),
    *("choosing", "depth", "functions", "group_norm", "norms", "parts", "picking", "reducing"),
    *("resizing", "steps", "cumulative", "einsum"),
)
TOLERANCE = {"rtol": 1e-9, "atol": 1e-12}
with np.load(Path(__file__).with_name("data") / "pytorch_values.npz") as file:
    STORED = dict(file)
CASES = [
    pytest.param(getattr(ops, kind)(**settings), number, id=f"{number}-{kind}")
    for number, (kind, settings) in enumerate(json.loads(str(STORED["cases"])))
]


def stored(number):
    """What is stored for a case, by name."""
    start = f"{number}/"
    return {key.removeprefix(start): STORED[key] for key in STORED if key.startswith(start)}


@pytest.mark.parametrize(
    ("layer", "number"), [c for c in CASES if not isinstance(c.values[0], Loss)]
)
def test_layer(layer, number):
    params = stored(number)
    grads = {name: params.pop(name) for name in [*params] if name.startswith("grad ")}
    y, dy, mask = params.pop("y"), params.pop("dy"), params.pop("mask", None)
    several = tuple(params.pop(name) for name in [*params] if name.startswith("x"))
    x = several if len(several) > 1 else several[0]
    np.testing.assert_allclose(layer.forward(x, params), y, **TOLERANCE)
    ours = layer.backward(dy, x, params)
    dx = ours.pop("x")
    for place, part in enumerate(dx if isinstance(dx, tuple) else (dx,)):
        expected = grads.pop(f"grad x{place}" if isinstance(dx, tuple) else "grad x")
        np.testing.assert_allclose(part, expected, **TOLERANCE)
    assert {f"grad {name}" for name in ours} == set(grads)
    for name, grad in ours.items():
        np.testing.assert_allclose(grad, grads[f"grad {name}"], **TOLERANCE)
    if mask is not None:
        np.testing.assert_array_equal(layer.mask(x), mask)


@pytest.mark.parametrize(("loss", "number"), [c for c in CASES if isinstance(c.values[0], Loss)])
def test_loss(loss, number):
    given = stored(number)
    value = loss.value(given["z"], given["target"])
    np.testing.assert_allclose(value, given["value"], **TOLERANCE)
    dz = loss.gradient(given["z"], given["target"])
    np.testing.assert_allclose(dz, given["gradient"], **TOLERANCE)


def test_every_family_is_there():
    """Dropout is not, as PyTorch draws other numbers; nor what ONNX's own tests go through."""
    own = {kind for kind in ops.LAYERS if kind.__module__.removeprefix("cnnviz.ops.") not in ONNX}
    assert own - {type(case.values[0]) for case in CASES} == {ops.Dropout, ops.Identity}
