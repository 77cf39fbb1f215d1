"""Stride, padding, dilation and kernel size of the first convolution: each number as PyTorch's."""

import itertools

import numpy as np
import pytest

from cnnviz.lessons.backprop import controls_show
from cnnviz.lessons.backprop.settings import FIRST, NETWORKS, Backprop
from cnnviz.networks.preset import redrawn
from cnnviz.networks.presets import PRESETS
from tests.lessons.backprop.test_chain import run
from tests.lessons.backprop.test_payload import index, pack_up, tables

GRID = [
    dict(zip(FIRST, values, strict=True))
    for values in itertools.product((1, 2, 3, 5), (1, 2, 3), (0, 1, 2), (1, 2))
]


def built(network, **changes):
    """The network for its own picture, or None where that is too small."""
    settings = Backprop(network, **changes)
    try:
        return settings.build(settings.build_own())
    except ValueError:
        return None


def by_torch(preset, layer):
    """The first map, and the gradients of the picture, the kernel and the bias."""
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    leaf = {
        name: torch.tensor(array, dtype=torch.float64, requires_grad=True)
        for name, array in preset.params["conv"].items()
    }
    x = torch.tensor(preset.x[None], dtype=torch.float64, requires_grad=True)
    z = functional.conv2d(x, leaf["weight"], leaf.get("bias"), **layer)
    dense = {name: torch.tensor(array) for name, array in preset.params["dense"].items()}
    y = torch.relu(z).flatten() @ dense["weight"].T + dense.get("bias", 0.0)
    if len(preset.classes) > 1:
        loss = functional.cross_entropy(y[None], torch.tensor([int(preset.target)]))
    else:
        loss = ((y - torch.tensor(preset.target)) ** 2).mean()
    loss.backward()
    return z.detach()[0], x.grad[0], {name: array.grad for name, array in leaf.items()}


@pytest.mark.parametrize("network", ["plain", "strided", "line"])
def test_every_number_is_pytorchs(network):
    compared = 0
    for changes in GRID:
        preset = built(network, **changes)
        if preset is None:
            continue
        layer = {name: changes[name] for name in ("stride", "padding", "dilation")}
        if network == "line":
            still = {"stride": 1, "padding": 0, "dilation": 1}
            layer = {name: (still[name], value) for name, value in layer.items()}
        z, dx, grads = by_torch(preset, layer)
        stage = run(preset).stages[0]
        np.testing.assert_allclose(stage.y, z, atol=1e-12)
        np.testing.assert_allclose(stage.dx, dx, atol=1e-12)
        for name, grad in grads.items():
            np.testing.assert_allclose(stage.grads[name], grad, atol=1e-12)
        compared += 1
    assert compared > 30


@pytest.mark.parametrize("network", NETWORKS)
def test_the_flipped_kernel_over_the_spread_gradient_gives_the_gradient_of_the_picture(network):
    compared = 0
    for changes in GRID:
        preset = built(network, **changes)
        if preset is None:
            continue
        trace = run(preset)
        stage = trace.stages[0]
        header, arrays = pack_up(trace)
        rows, columns = map(index, tables(header, arrays, "gather"))
        dy = np.pad(arrays[f"d:{stage.name}"], ((0, 0), (0, 1), (0, 1)))  # index -1: a zero
        turned = stage.params["weight"][:, 0, ::-1, ::-1]
        dx = np.array([[(dy[:, r][:, :, c] * turned).sum() for c in columns] for r in rows])
        np.testing.assert_allclose(dx, stage.dx[0], atol=1e-12)
        compared += 1
    assert compared > 20


def test_the_settings_that_a_network_comes_with_change_nothing():
    for name in NETWORKS:
        own = PRESETS[name]()
        same = built(name, **Backprop(network=name).first)
        assert np.array_equal(run(same).stages[0].y, run(own).stages[0].y)
        assert all(
            np.array_equal(same.params[node][key], array)
            for node, params in own.params.items()
            for key, array in params.items()
        )
    assert list(Backprop(network="strided").first.values()) == [3, 2, 1, 1]
    assert list(Backprop(network="line").first.values()) == [3, 1, 1, 1]


def test_another_kernel_is_drawn_from_the_networks_own_numbers_the_same_each_time():
    weight = PRESETS["pooled"]().params["conv"]["weight"]
    assert np.array_equal(redrawn(weight, (5, 5)), redrawn(weight, (5, 5)))
    assert not np.array_equal(redrawn(weight, (5, 5)), redrawn(weight, (5, 5), seed=1))
    assert set(redrawn(weight, (5, 5)).ravel()) <= set(weight.ravel()) - {0}
    preset = built("two_blocks", kernel_size=5)
    assert preset.params["conv1"]["weight"].shape == (2, 1, 5, 5)
    assert preset.params["conv1"]["bias"].tolist() == [0, 0]
    assert preset.params["conv2"] is PRESETS["two_blocks"]().params["conv2"] or np.array_equal(
        preset.params["conv2"]["weight"], PRESETS["two_blocks"]().params["conv2"]["weight"]
    )
    assert preset.random


@pytest.mark.parametrize("network", NETWORKS)
def test_one_setting_alone_always_leaves_something_to_learn(network):
    tried = 0
    for name, values in (("kernel_size", range(1, 8)), ("stride", range(1, 5)),
                         ("padding", range(5)), ("dilation", range(1, 5))):  # fmt: skip
        for value in values:
            if (network, name, value) == ("line", "dilation", 3):
                continue  # its only window meets a 0 and two zeros of the padding
            if preset := built(network, **{name: value}):
                assert run(preset).stages[0].grads["weight"].any(), (name, value)
                tried += 1
    assert tried >= 10


def test_a_picture_that_is_too_small_is_refused_with_what_would_fit():
    with pytest.raises(ValueError) as fault:
        Backprop("plain", stride=3, dilation=2).build(np.ones((1, 4, 4)))
    assert str(fault.value) == (
        "A picture of 4 × 4 shrinks to nothing on its way through this network with stride 3, "
        "dilation 2; choose a larger picture or a smaller number."
    )


def test_weights_in_a_link_count_for_the_kernel_that_it_names():
    settings = Backprop("plain", weights="conv.weight~15,9", kernel_size=4)
    params = controls_show.compute(settings, None)[1].trace.params
    assert params["conv"]["weight"][0, 0, 3, 3] == 9
    with pytest.raises(ValueError, match="of another size"):
        Backprop("plain", weights="conv.weight~15,9").build(np.ones((1, 4, 4)))


SIDES = (((1, 0), (0, 0)), ((0, 0), (2, 0)), ((2, 1), (0, 3)))
TORCH = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}


@pytest.mark.parametrize("mode", TORCH)
def test_what_a_copy_in_the_padding_gets_is_added_to_its_original(mode):
    """Padding of each side and of each mode, with strides and dilations: PyTorch's gradients."""
    torch = pytest.importorskip("torch")
    functional, compared = torch.nn.functional, 0
    for padding, stride, dilation in itertools.product((*SIDES, 1), (1, 2), (1, 2)):
        changes = {"padding": padding, "stride": stride, "dilation": dilation}
        preset = built("plain", padding_mode=mode, **changes)
        if preset is None:
            continue
        stage = run(preset).stages[0]
        x = torch.tensor(preset.x[None], requires_grad=True)
        weight = torch.tensor(preset.params["conv"]["weight"], requires_grad=True)
        (above, below), (left, right) = ((1, 1), (1, 1)) if padding == 1 else padding
        padded = functional.pad(x, (left, right, above, below), TORCH[mode])
        bias = torch.tensor(preset.params["conv"]["bias"])
        z = functional.conv2d(padded, weight, bias, stride, 0, dilation)
        z.backward(torch.tensor(stage.dy[None]))
        np.testing.assert_allclose(stage.y, z.detach()[0], atol=1e-12)
        np.testing.assert_allclose(stage.dx, x.grad[0], atol=1e-12)
        np.testing.assert_allclose(stage.grads["weight"], weight.grad, atol=1e-12)
        compared += 1
    assert compared > 8


def test_the_gradient_of_a_repeated_edge_by_hand():
    """[1 2 0 −1 1] with two copies of the 1 at the left: its gradient is the sum of all three."""
    settings = Backprop("line", padding=((0, 0), (2, 0)), padding_mode="replicate")
    stage = run(settings.build(settings.build_own())).stages[0]
    assert stage.y.tolist() == [[[2, 3, 3, -3, -1]]]  # 1 1 1 2 0 −1 1 under −1 2 1
    w, dz = [-1.0, 2.0, 1.0], stage.dy[0, 0].tolist()
    sent = np.zeros(7)  # to each place of the padded row
    for i in range(5):
        for m in range(3):
            sent[i + m] += dz[i] * w[m]
    assert stage.dx[0, 0].tolist() == [sent[:3].sum(), *sent[3:]]


def test_padding_that_does_not_fit_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="Reflect padding of 4 was asked for an input of 4"):
        Backprop("plain", padding=4, padding_mode="reflect").build(np.ones((1, 4, 4)))
    with pytest.raises(ValueError, match="there is no padding above and below it"):
        Backprop("line", padding=((1, 0), (0, 0))).build(np.ones((1, 1, 5)))
    flipped = Backprop(padding=1, padding_mode="replicate", mistake="flip")
    with pytest.raises(ValueError, match="no convolution padded with zeros"):
        controls_show.compute(flipped, None)
