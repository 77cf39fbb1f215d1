"""No number of a chain is mere rounding: each is right to six digits, or 0 where the truth is."""

import numpy as np
import pytest

from cnnviz.analysis import rounding
from cnnviz.lessons.backprop import chain, controls_show
from cnnviz.lessons.backprop import check as chain_check
from cnnviz.lessons.backprop import training as chain_training
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.graph import sequential
from cnnviz.networks.presets import PRESETS
from cnnviz.networks.run import loss_and_gradients
from cnnviz.ops import (
    Conv,
    Dense,
    Flatten,
    MaxPool,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
)
from cnnviz.settings.shared import DIGITS, GRIDS, PHOTOS

SIDES = (8, 28)
PLANE = tuple(name for name in PRESETS if name != "line")
PICTURES = [("own", 8), *((name, 8) for name in (*DIGITS, *GRIDS))]
PICTURES += [(name, side) for name in PHOTOS for side in SIDES]
DIGITS_RIGHT = 1e-6
EXACT = np.longdouble


def traced(network, picture, side, **settings):
    """The chain of the page for these settings, or nothing where the picture does not fit."""
    try:
        return controls_show.compute(Backprop(network, picture, side, **settings), None)[1].trace
    except ValueError:
        return None


def met_by(stage, m, n):
    """What one weight meets in the padded input: rows and columns as slices."""
    taps = zip(stage.layer.windows(stage.x.shape[1:]), (m, n), stage.y.shape[1:], strict=True)
    return tuple(
        slice(w.dilation * tap, w.dilation * tap + w.stride * (size - 1) + 1, w.stride)
        for w, tap, size in taps
    )


def convolve(stage, x):
    """(F, H, W) by plain sums over the kernel, and the windows that each tap meets."""
    weight = stage.params["weight"].astype(EXACT)
    rows, columns = stage.layer.windows(x.shape[1:])
    padded = np.pad(x, ((0, 0), rows.pad, columns.pad))
    taps = [
        (m, n, padded[(slice(None), *met_by(stage, m, n))]) for m, n in np.ndindex(weight.shape[2:])
    ]
    y = sum(np.einsum("fc,chw->fhw", weight[:, :, m, n], met) for m, n, met in taps)
    bias = stage.params.get("bias", np.zeros(len(weight))).astype(EXACT)
    return y + bias[:, None, None], taps, padded.shape, (rows.pad[0], columns.pad[0])


def forward(stage, x):
    if isinstance(stage.layer, Conv):
        return convolve(stage, x)[0]
    if isinstance(stage.layer, Dense):
        bias = stage.params.get("bias", np.zeros(len(stage.y))).astype(EXACT)
        return stage.params["weight"].astype(EXACT) @ x + bias
    if isinstance(stage.layer, ReLU):
        return np.where(stage.x > 0, x, 0)
    if isinstance(stage.layer, Sigmoid):
        return 1 / (1 + np.exp(-x))
    if isinstance(stage.layer, MaxPool):
        return x.reshape(-1)[winners(stage)]
    return x.reshape(-1)


def winners(stage):
    """Of each output the flat index of its input."""
    inside = stage.back.winners[0]
    channel = np.arange(len(stage.x)).reshape(-1, 1, 1) * stage.x[0].size
    return inside + channel


def back(stage, x, y, dy):
    """The gradients of input and parameters, in extended precision."""
    if isinstance(stage.layer, Conv):
        weight = stage.params["weight"].astype(EXACT)
        _, taps, shape, (top, left) = convolve(stage, x)
        dx, dw = np.zeros(shape, EXACT), np.zeros(weight.shape, EXACT)
        for m, n, met in taps:
            dw[:, :, m, n] = np.einsum("fhw,chw->fc", dy, met)
            dx[(slice(None), *met_by(stage, m, n))] += np.einsum(
                "fc,fhw->chw", weight[:, :, m, n], dy
            )
        dx = dx[:, top : top + x.shape[1], left : left + x.shape[2]]
        return dx, {"weight": dw, "bias": dy.sum(axis=(1, 2))}
    if isinstance(stage.layer, Dense):
        weight = stage.params["weight"].astype(EXACT)
        return weight.T @ dy, {"weight": np.outer(dy, x), "bias": dy}
    if isinstance(stage.layer, ReLU):
        return np.where(stage.x > 0, dy, 0), {}
    if isinstance(stage.layer, Sigmoid):
        return dy * y * (1 - y), {}
    if isinstance(stage.layer, MaxPool):
        dx = np.zeros(x.shape, EXACT)
        np.add.at(dx.reshape(-1), winners(stage), dy)
        return dx, {}
    return dy.reshape(x.shape), {}


def error(trace, z):
    """The gradient of the scores or outputs."""
    if isinstance(trace.loss, SquaredError):
        return (z - trace.target.astype(EXACT)) * 2 / z.size
    powers = np.exp(z - z.max())
    shares = powers / powers.sum()
    truth = int(trace.target)
    shares[truth] = -np.delete(shares, truth).sum()
    return shares


def exactly(trace):
    """Every array of the trace beside the same in extended precision."""
    xs = [trace.x.astype(EXACT)]
    for stage in trace.stages:
        xs.append(forward(stage, xs[-1]))
        yield stage.name, stage.y, xs[-1]
    dy = error(trace, xs[-1])
    yield "error", trace.stages[-1].dy, dy
    for stage, x, y in zip(reversed(trace.stages), xs[-2::-1], xs[:0:-1], strict=True):
        dy, grads = back(stage, x, y, dy)
        yield f"d:{stage.name}", stage.dx, dy
        for name, grad in stage.grads.items():
            yield f"d:{stage.name}.{name}", grad, grads[name]
            after = stage.params[name].astype(EXACT) - EXACT(trace.rate) * grads[name]
            yield f"new:{stage.name}.{name}", trace.updated[stage.name][name], after


def check(trace, label):
    for name, shown, exact in exactly(trace):
        there = shown != 0
        apart = np.abs(shown - exact)[there] / np.abs(shown)[there]
        assert apart.max(initial=0) < DIGITS_RIGHT, (label, name, float(apart.max()))
        lost = np.abs(exact)[~there].max(initial=0)
        assert lost <= 1e-13 * max(1, np.abs(exact).max()), (label, name, float(lost))
    return True


@pytest.mark.parametrize("network", PLANE)
@pytest.mark.parametrize("loss", ["", "squared"])
def test_no_number_of_any_picture_is_dust(network, loss):
    checked = [
        check(trace, (picture, side))
        for picture, side in PICTURES
        if (trace := traced(network, picture, side, loss=loss))
    ]
    assert len(checked) > 20


@pytest.mark.parametrize("network", PLANE)
def test_nor_is_one_after_steps_to_weights_that_are_no_short_numbers(network):
    trace = traced(network, "written_3", 8)
    for _ in range(3):
        params = chain_training.descend(trace, 2).params
        trace = chain.trace(trace.network, params, trace.x, trace.loss, trace.target, 0.1)
        check(trace, network)


def test_a_checked_gradient_is_the_one_that_is_shown():
    trace = traced("pooled", "written_0", 8)
    given = trace.network, trace.params, trace.x[None], trace.loss, trace.wanted
    raw = loss_and_gradients(*given).gradients.values
    dusty = [
        (stage.name, tuple(at))
        for stage in trace.stages
        for at in np.argwhere((stage.dy == 0) & (raw[stage.name][0] != 0)).tolist()
    ]
    assert dusty
    for array, index in dusty[:3]:
        assert chain_check.probe(trace, array, index).analytic == 0


def test_a_step_that_takes_a_weight_to_0_leaves_no_rest():
    params, grads = {"a": {"weight": np.array([0.3, 1e-20])}}, {"a": {"weight": np.array([3.0, 0])}}
    assert 0.3 - 0.1 * 3.0 != 0
    assert rounding.step(params, grads, 0.1)["a"]["weight"].tolist() == [0, 1e-20]


def test_a_whole_map_of_dust_is_0_and_a_whole_map_of_small_numbers_stays():
    network = sequential(("conv", Conv((1, 3))), ("flatten", Flatten()), ("dense", Dense(), 1))
    dense = {"weight": np.ones((1, 2)), "bias": np.zeros(1)}
    for x, wanted in (([0.1, 0.2, 0.3, 0.4], 0.0), ([1e-15, 2e-15, 9e-15, 2e-15], -6e-15)):
        weight = np.array([[[[1.0, 1.0, -1.0]]]])
        params = {"conv": {"weight": weight, "bias": np.zeros(1)}, "dense": dense}
        picture = np.array([[x]])
        first = chain.trace(network, params, picture, SquaredError(), np.zeros(1)).stages[0]
        assert first.y[0, 0, 0] == pytest.approx(wanted, rel=1e-9, abs=0)


def test_the_loss_of_a_sure_answer_keeps_its_digits():
    network = sequential(("flatten", Flatten()), ("dense", Dense(), 2))
    params = {"dense": {"weight": np.array([[1.0], [0.0]])}}
    picture = np.full((1, 1, 1), 60.0)
    trace = chain.trace(network, params, picture, SoftmaxCrossEntropy(), 0)
    assert trace.value == pytest.approx(np.exp(-60), rel=1e-12, abs=0)
    assert trace.stages[-1].dy.tolist() == pytest.approx([-np.exp(-60), np.exp(-60)], rel=1e-12)
