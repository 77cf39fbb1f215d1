"""The payload of the backward pass: with its tables alone, every gradient can be looked up."""

import itertools

import numpy as np
import pytest

from cnnviz.lessons.backprop import chain, words
from cnnviz.lessons.backprop import check as chain_check
from cnnviz.lessons.backprop.payload import chain as packed
from cnnviz.lessons.backprop.payload_panels import block, folded
from cnnviz.lessons.backprop.settings import ViewState
from cnnviz.networks.graph import sequential
from cnnviz.networks.presets import PRESETS
from cnnviz.ops import AveragePool, Conv, Dense, Flatten, MaxPool, SquaredError, Tanh
from cnnviz.player import source as windows
from cnnviz.player.packing import unpack
from tests.networks import worked_example


def trace_of(name):
    preset = PRESETS[name]()
    return chain.trace(preset.network, preset.params, preset.x, preset.loss, preset.target)


def pack_up(trace, **options):
    source = windows.grid("picture", trace.x, "picture")
    return unpack(packed(trace, source=source, classes=("7", "1"), link="w=1", **options))


def convolution(stride=1, padding=0, dilation=1, groups=1):
    """A convolution of two channels into two maps, tanh, and a squared error."""
    random = np.random.default_rng(5)
    layer = Conv(3, stride=stride, padding=padding, dilation=dilation, groups=groups)
    network = sequential(("conv", layer, 2), ("act", Tanh()), Flatten(), ("dense", Dense(), 2))
    x = random.standard_normal((2, 7, 8))
    params = network.initial((1, *x.shape), seed=2, dtype=np.float64)
    return chain.trace(network, params, x, SquaredError(), np.array([1.0, 0.0]))


def tables(header, arrays, relation="relation", layer=0):
    axes = header["layers"][layer][relation]["axes"]
    return [{name: arrays[axis[name]] for name in ("places", "padded")} for axis in axes]


def index(table):
    """The input behind each output and kernel index, -1 for a zero."""
    return np.maximum(table["padded"].astype(int), -1)[table["places"]]


SETTINGS = [
    {},
    {"padding": 1},
    {"stride": 2, "padding": 1},
    {"stride": 3},
    {"dilation": 2, "padding": 2},
    {"groups": 2, "padding": 1},
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_turned_kernel_over_the_spread_error_gives_the_input_gradient(settings):
    trace = convolution(**settings)
    header, arrays = pack_up(trace)
    rows, columns = map(index, tables(header, arrays, "gather"))
    layer = header["layers"][0]
    dy = np.pad(arrays["d:conv"], ((0, 0), (0, 1), (0, 1)))  # index -1: a zero
    weight = arrays["conv.weight"].reshape(trace.stages[0].params["weight"].shape)
    dx = np.zeros_like(trace.x)
    for c, i, j in np.ndindex(trace.x.shape):
        for f in layer["gather"]["channels"][c]:
            turned = weight[f, c % weight.shape[1], ::-1, ::-1]
            dx[c, i, j] += (dy[f][np.ix_(rows[i], columns[j])] * turned).sum()
    np.testing.assert_allclose(dx, trace.stages[0].dx, atol=1e-12)


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_index_gives_the_output_the_weight_gradient_and_the_push(settings):
    trace = convolution(**settings)
    stage = trace.stages[0]
    header, arrays = pack_up(trace)
    rows, columns = map(index, tables(header, arrays))
    weight = stage.params["weight"]
    x = np.pad(trace.x, ((0, 0), (0, 1), (0, 1)))
    y, dw, dx = np.zeros_like(stage.y), np.zeros_like(weight), np.zeros_like(x)
    for f, c in itertools.product(range(2), range(weight.shape[1])):
        channel = header["layers"][0]["relation"]["channels"][f][c]
        for m, n in np.ndindex(weight.shape[2:]):
            at = np.ix_(rows[:, m], columns[:, n])
            y[f] += weight[f, c, m, n] * x[channel][at]
            dw[f, c, m, n] = (stage.dy[f] * x[channel][at]).sum()
            np.add.at(dx[channel], at, stage.dy[f] * weight[f, c, m, n])
    np.testing.assert_allclose(y, stage.y - stage.params["bias"][:, None, None], atol=1e-12)
    np.testing.assert_allclose(dw, stage.grads["weight"], atol=1e-12)
    inside = dx[:, :-1, :-1]  # what fell into the padding is cropped
    np.testing.assert_allclose(inside, stage.dx, atol=1e-12)


def test_stride_puts_zeros_between_and_span_puts_them_around():
    header, arrays = pack_up(convolution(stride=2, padding=1))
    spread = tables(header, arrays, "gather")[0]["padded"].tolist()
    assert spread == [-1, -1, 0, -2, 1, -2, 2, -2, 3, -1, -1]
    assert header["layers"][0]["places"] == ["2i+m-1", "2j+n-1"]
    assert (header["layers"][0]["rings"], header["layers"][0]["zeros"]) == (2, "(2, 11, 12)")
    assert header["layers"][0]["spread"] == "2:9:2, 2:9:2"


def test_the_worked_example_has_147_steps_or_127_with_the_scatter_view():
    header, _ = pack_up(trace_of("pooled"))
    counts = {s["id"]: s["count"] for s in header["segments"]}
    assert counts == {
        "start": 1, "conv:forward": 16, "relu:forward": 16, "pool:forward": 4,
        "flatten:forward": 1, "dense:forward": 2, "softmax": 2, "loss": 1, "error": 2,
        "dense:weight": 8, "dense:bias": 2, "dense:input": 4, "flatten:unflatten": 1,
        "pool:route": 4, "relu:gate": 16, "conv:weight": 9, "conv:bias": 1, "conv:input": 36,
        "update": 21,
    }  # fmt: skip
    assert sum(counts.values()) == 147
    assert 147 - 36 + header["segments"][-2]["scatter"] == 127


def test_the_panels_are_the_worked_example():
    header, arrays = pack_up(trace_of("pooled"))
    assert np.array_equal(
        arrays["d:conv.weight"], worked_example.BACKWARD_PARAMS["conv"]["weight"][0]
    )
    assert np.array_equal(arrays["d:x"], worked_example.BACKWARD["x"][0])
    assert np.allclose(arrays["new:conv.weight"], worked_example.UPDATED["conv"]["weight"][0])
    assert header["layers"][0]["adjoint"] == [3.0, 3.0]
    names = {panel["key"]: panel["name"] for panel in header["panels"]}
    assert [names[k] for k in ("x", "conv", "relu", "pool", "flatten", "dense", "shares")] == list(
        "XZAPfzp"
    )
    assert names["d:conv.weight"] == "∂W" and names["new:dense.weight"] == "V′"


def test_letters_that_come_twice_are_numbered():
    header, _ = pack_up(trace_of("two_blocks"))
    names = {
        panel["key"]: (panel["name"], panel["tex"], panel["code"]) for panel in header["panels"]
    }
    assert names["conv2.weight"] == ("W₂", "W^{(2)}", "W2")
    assert names["d:relu1"] == ("∂A₁", r"\partial L/\partial A^{(1)}", "dA1")
    assert names["flatten"] == ("f", "f", "f")


def test_a_long_stretch_names_the_strongest_number_and_its_neighbours():
    trace = trace_of("two_blocks")
    header, arrays = pack_up(trace)
    segment = next(s for s in header["segments"] if s["id"] == "conv1:forward")
    assert segment["count"] == 128
    visits = arrays[segment["visits"]]
    strongest = int(np.abs(trace.stages[0].dy).argmax())
    assert strongest in visits and len(visits) <= 9
    assert all("visits" not in s for s in header["segments"] if s["count"] <= 64)


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_kind_of_step_has_its_words(name):
    header, _ = pack_up(trace_of(name))
    kinds = {segment["kind"] for segment in header["segments"]}
    assert kinds - {"start"} <= words.THEN.keys()
    for table in ("formulas", "code"):
        assert kinds <= header["words"][table].keys()


def test_a_vector_is_folded_when_it_is_long():
    assert block(np.arange(6.0)).tolist() == [[[0], [1], [2], [3], [4], [5]]]
    assert block(np.arange(12.0)).shape == (1, 3, 4)
    assert block(np.zeros((2, 196))).shape == (2, 14, 14)
    assert folded(13) == (1, 13)


def test_an_activation_brings_its_slopes_and_its_curve():
    trace = convolution()
    header, arrays = pack_up(trace)
    layer = header["layers"][1]
    assert not layer["gates"]
    np.testing.assert_allclose(arrays[layer["slope"]], 1 - trace.stages[1].y ** 2)
    xs, ys = arrays[layer["curve"]]
    np.testing.assert_allclose(ys, np.tanh(xs))


def test_overlapping_pooling_lists_its_winners():
    network = sequential(("pool", MaxPool(3, stride=1)), Flatten(), ("dense", Dense(), 1))
    x = np.arange(16.0).reshape(1, 4, 4)
    params = network.initial((1, *x.shape), dtype=np.float64)
    trace = chain.trace(network, params, x, SquaredError(), np.array([1.0]))
    header, arrays = pack_up(trace)
    assert arrays[header["layers"][0]["winners"]].tolist() == [[[10, 11], [14, 15]]]


def test_where_a_link_opens_and_what_was_checked_are_sent():
    trace = trace_of("pooled")
    check = chain_check.probe(trace, "conv.weight", (0, 0, 1, 0))
    header, arrays = pack_up(
        trace,
        start=ViewState(83, "scatter", 1),
        check=check,
        report=chain_check.check_all(trace),
        steps_taken=2,
        losses=(0.7, 0.3),
        editable_x=False,
    )
    opened = {line["name"]: line["value"] for line in header["state"]}
    assert opened == {"step": 83, "view": "scatter", "hide": 1, "tour": 0, "large": 0, "teach": 0}
    assert header["check"]["analytic"] == 3.0 and header["check"]["verdict"] == "good"
    assert np.array_equal(arrays["check:losses"], check.losses)
    assert header["report"]["worst"] < 1e-7
    assert (header["taken"], header["losses"]) == (2, [0.7, 0.3])
    assert "editable" not in header["panels"][0]


def test_an_infinite_loss_is_sent_as_a_word():
    preset = PRESETS["line"]()
    trace = chain.trace(
        preset.network, preset.params, preset.x, preset.loss, preset.target, rate=1e300
    )
    assert not np.isfinite(trace.loss_after)
    assert pack_up(trace)[0]["after"] in ("Infinity", "NaN")


def test_a_layer_that_has_no_steps_is_refused():
    network = sequential(("mean", AveragePool(2)), Flatten(), ("dense", Dense(), 1))
    x = np.ones((1, 4, 4))
    params = network.initial((1, *x.shape), dtype=np.float64)
    trace = chain.trace(network, params, x, SquaredError(), np.array([1.0]))
    with pytest.raises(ValueError, match=r'cannot step through "mean".*: use Conv, MaxPool'):
        pack_up(trace)


@pytest.mark.parametrize("name", list(PRESETS))
def test_a_dense_layer_is_a_kernel_as_large_as_its_input(name):
    trace = trace_of(name)
    header, arrays = pack_up(trace)
    layer = len(trace.stages) - 1
    rows, columns = (index(table)[0] for table in tables(header, arrays, layer=layer))
    x, stage = arrays[header["layers"][layer]["x"]][0], trace.stages[layer]
    weight = arrays[f"{stage.name}.weight"].reshape(stage.y.size, *x.shape)
    y = [(x[np.ix_(rows, columns)] * own).sum() for own in weight]
    np.testing.assert_allclose(y, stage.y - stage.params.get("bias", 0.0), atol=1e-12)
