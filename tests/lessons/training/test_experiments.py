"""What each experiment says of its run, held by sums of another kind; nothing is drawn."""

import re
from dataclasses import replace
from functools import cache
from math import log

import numpy as np
import pytest

from cnnviz.files import onnx
from cnnviz.lessons.training import (
    controls_keep,
    data,
    experiments,
    findings,
    run,
    words_experiments,
)
from cnnviz.lessons.training.experiments import EXPERIMENTS, USUAL
from cnnviz.lessons.training.flaws import EveryMaximum, PlaceBias, tied
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.run import KERNELS, LOSS, PLACES
from cnnviz.lessons.training.settings import Training
from cnnviz.lessons.training.words_experiments import EXPECTS, TITLES
from cnnviz.networks import run as networks
from cnnviz.networks.run import forward
from cnnviz.settings import from_link, parts, to_link
from tests.pages.fixtures import run as rerun


def settings_of(name):
    return Training(**EXPERIMENTS[name].fields)


@cache
def trained(settings):
    ledger = Ledger("experiments", settings, data.data_of(settings))
    ledger.go_on()
    while ledger.running:
        ledger.wait(60)
    assert ledger.over and not ledger.problem
    return ledger


@cache
def found(name):
    settings = settings_of(name)
    here, there = trained(settings.run), trained(settings.other)
    told = words_experiments.told(settings, here, there, over=True)
    assert told["name"] == name and told["expects"] == EXPECTS[name]
    return told["found"], here, there


def numbers(text):
    return [
        float(n.replace(",", "").replace("−", "-")) for n in re.findall(r"−?\d[\d.,]*\d|\d", text)
    ]


def right(ledger):
    """Told right after the last step, counted from the scores of the network."""
    last, own = ledger.moments[-1], ledger.data
    z = forward(run.network(ledger.settings, own), last.point.params, own.test_x).values["scores"]
    return int((z.argmax(axis=1) == own.test_y).sum())


def test_each_is_one_link_and_known_by_it():
    assert list(TITLES) == list(EXPECTS) and set(TITLES) == set(EXPERIMENTS)
    for name in EXPERIMENTS:
        settings = settings_of(name)
        again, faults = from_link(Training, parts(to_link(settings)))
        assert (again, faults) == (settings, ()) and experiments.current(again) == name
        assert experiments.current(replace(settings, look=5)) == name
        assert experiments.current(replace(settings, seed=9)) == ""
    assert experiments.current(Training(**USUAL)) == ""


def test_too_large_a_step():
    text, ledger, _ = found("rate")
    last = ledger.moments[-1]
    assert last.stopped and all(m.batch_loss > 2 * log(10) for m in ledger.moments[-3:])
    begin = ledger.moments[0]
    moved = {
        node: {k: v - np.float32(20) * begin.gradients[node][k] for k, v in own.items()}
        for node, own in begin.point.params.items()
    }
    z = forward(run.network(ledger.settings, ledger.data), moved, ledger.data.test_x)
    after = LOSS.value(z.values["scores"], ledger.data.test_y)
    shown = numbers(text)
    assert shown[:2] == [last.point.steps, round(begin.test.loss, 2)]
    assert shown[2] == pytest.approx(after, abs=0.006) and shown[3] == 4.61


def test_weights_of_0_stay_0():
    text, ledger, other = found("zeros")
    for m in ledger.moments:
        assert (
            not m.point.params[KERNELS]["weight"].any() and not m.gradients[KERNELS]["weight"].any()
        )
    assert numbers(text)[0] == 0 and numbers(text)[2:] == [right(ledger), 397, right(other)]


def test_equal_weights_stay_equal():
    text, ledger, _ = found("tenths")
    slope = ledger.moments[44].gradients[KERNELS]["weight"]  # those of the first batch are 0
    assert np.abs(slope - slope[:1]).max() < 1e-3 * np.abs(slope).max()
    last = ledger.moments[-1].point.params[KERNELS]["weight"]
    assert np.abs(last[:, None] - last[None]).max() <= numbers(text)[0] * 1.01 < 0.001
    assert f"{right(ledger)}* of 397" in text


def test_without_activation_one_table_is_enough():
    text, ledger, other = found("linear")
    net, params = run.network(ledger.settings, ledger.data), ledger.moments[-1].point.params
    table, bias = findings.folded(net, params, (1, 8, 8))
    x = ledger.data.test_x[:20]
    z = forward(net, params, x).values["scores"]
    np.testing.assert_allclose(x.reshape(20, 64) @ table + bias, z, atol=1e-4)
    assert numbers(text) == [right(ledger), 397, right(other), 64, 10, 397, 397]


def test_one_kernel_has_few_numbers():
    text, ledger, other = found("one")
    # 9 + 1, and 4 × 4 × 10 + 10; with eight kernels 8 × 10, and 128 × 10 + 10
    assert numbers(text) == [right(ledger), 397, 180, 1370, right(other)]


def test_shuffled_labels_are_learnt_by_heart():
    text, ledger, other = found("shuffled")
    true = other.data.y
    assert sorted(ledger.data.y) == sorted(true) and (ledger.data.y != true).mean() > 0.8
    np.testing.assert_array_equal(ledger.data.x, other.data.x)
    np.testing.assert_array_equal(ledger.data.test_y, data.load("digits").test_y)
    seen, training, here, tests, guess, there = numbers(text)
    assert (seen, training, here, tests, there) == (150, 150, right(ledger), 397, right(other))
    assert guess == 40 and here < 60 < 300 < there


def test_a_bias_for_each_place():
    text, ledger, other = found("untied")
    bias = ledger.moments[-1].point.params[PLACES]["bias"]
    assert bias.shape == (8, 8, 8) and "bias" not in ledger.moments[0].point.params[KERNELS]
    biases, kernels, here, tests, there, apart = numbers(text)
    assert (biases, kernels, here, tests, there) == (512, 8, right(ledger), 397, right(other))
    assert apart == round(max(float(each.max() - each.min()) for each in bias), 2)
    first, tied_one = ledger.moments[0].gradients, other.moments[0].gradients
    of_places = first[PLACES]["bias"].sum(axis=(1, 2))
    np.testing.assert_allclose(of_places, tied_one[KERNELS]["bias"], atol=1e-5)


def test_the_gradient_to_every_maximum_is_not_the_slope_of_the_loss():
    text, ledger, other = found("ties")
    many, blocks, kernel, wrong, true, here, tests, there = numbers(text)
    assert (blocks, here, tests, there) == (4096, right(ledger), 397, right(other))
    settings, own = ledger.settings, ledger.data
    net, params = run.network(settings, own), ledger.moments[0].point.params
    x, y = run.batch(settings, own, 0)
    whole = {n: {k: v.astype(float) for k, v in p.items()} for n, p in params.items()}

    def loss(step):
        bias = whole[KERNELS]["bias"].copy()
        bias[int(kernel) - 1] += step
        moved = {**whole, KERNELS: {**whole[KERNELS], "bias": bias}}
        return LOSS.value(networks.answer(net, moved, x.astype(float))["scores"], y)

    slope = (loss(1e-6) - loss(-1e-6)) / 2e-6
    assert slope == pytest.approx(true, abs=2e-4) and abs(wrong - slope) > 0.1
    maps = forward(net, params, x).values["maps"]
    each = maps.reshape(32, 8, 4, 2, 4, 2).swapaxes(3, 4).reshape(-1, 4)
    assert many == sum(sum(v == max(block) for v in block) > 1 for block in each.tolist())


def test_a_dead_kernel_is_0_everywhere_and_gets_no_gradient():
    text, ledger, other = found("dead")
    params, own = ledger.moments[-1].point.params, ledger.data
    x = np.concatenate([own.x, own.test_x])
    maps = forward(run.network(ledger.settings, own), params, x).values["maps"]
    over = maps.max(axis=0)
    units = int((over == 0).sum())
    gone = over.max(axis=(1, 2)) == 0
    assert gone.any() and not ledger.moments[-1].gradients[KERNELS]["weight"][gone].any()
    assert numbers(text)[:5] == [gone.sum(), 8, 0, units, 512]
    assert numbers(text)[5:] == [right(ledger), 397, right(other), 0]


def test_gradients_vanish_through_sigmoids():
    settings = settings_of("vanishing")
    here, there = (data.data_of(one) for one in (settings.run, settings.other))
    ledger = Ledger("deep", settings.run, here)  # what is said is of the first batch
    other = Ledger("deep A", settings.other, there)
    text = words_experiments.found(*findings.vanishing(ledger, other))
    settings, own = ledger.settings, ledger.data
    net, params = run.network(settings, own), ledger.moments[0].point.params
    x, y = run.batch(settings, own, 0)
    back = networks.loss_and_gradients(net, params, x, LOSS, y).gradients.params
    shown = [float(n) for n in text.split("*")[1].split(" · ")]
    norms = [np.sqrt(np.square(back[n]["weight"]).sum()) for n in back if n.startswith(KERNELS)]
    assert len(shown) == 6
    np.testing.assert_allclose(shown, norms, rtol=0.03)
    assert shown[0] / shown[-1] > 1000
    last, *_, first = findings.sizes(other)
    assert last < 10 * first


def test_flaws_by_hand():
    x = np.array([[[[3, 3, 0, 1], [0, 3, 1, 0], [2, 0, 0, 0], [0, 0, 0, 0]]]], np.float32)
    dy = np.array([[[[1, 10], [100, 1000]]]], np.float32)
    back = EveryMaximum(2).backward(dy, x)["x"]
    wanted = [[1, 1, 0, 10], [0, 1, 10, 0], [100, 0, 1000, 1000], [0, 0, 1000, 1000]]
    np.testing.assert_array_equal(back[0, 0], wanted)
    np.testing.assert_array_equal(tied(x, EveryMaximum(2))[0, 0], [[3, 2], [1, 4]])
    # Windows of 1 by 2 that overlap, beyond the border too: 0, 3 | 3, 3 | 3, 1 | 1, 0.
    beside = EveryMaximum((1, 2), 1, (0, 1)).backward([[[[1, 10, 100, 1000]]]], [[[[3, 3, 1]]]])
    np.testing.assert_array_equal(beside["x"], [[[[11, 110, 1000]]]])
    layer, bias = PlaceBias(), np.array([[[1, 2]]], np.float32)
    two = np.array([[[[5, 6]]], [[[7, 8]]]], np.float32)
    np.testing.assert_array_equal(layer.forward(two, {"bias": bias})[:, 0, 0], [[6, 8], [8, 10]])
    grads = layer.backward(two, two, {"bias": bias})
    np.testing.assert_array_equal(grads["bias"], [[[12, 14]]])
    np.testing.assert_array_equal(grads["x"], two)


def test_nothing_is_said_to_be_found_before_both_runs_are_over(open_app, shown):
    app = open_app("pages/training.py")
    assert shown.header["experiment"] == {"name": "", "expects": "", "found": ""}
    app.session_state["training"].change(**EXPERIMENTS["zeros"].fields)
    rerun(app)
    told = shown.header["experiment"]
    assert (told["name"], told["expects"], told["found"]) == ("zeros", EXPECTS["zeros"], "")
    shown.send({"kind": "train"})
    rerun(app)
    while shown.header["run"]["running"] or shown.header["beside"]["running"]:
        assert not shown.header["experiment"]["found"]
        shown.send({"kind": "more"})
        rerun(app)
    assert shown.header["experiment"]["found"] == found("zeros")[0]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_is_taken_home_is_offered_where_it_is_right(name):
    settings, pictures = settings_of(name).run, data.data_of(settings_of(name))
    ledger = Ledger("home", settings, pictures)
    (begin,) = ledger.moments
    if name == "untied":
        with pytest.raises(ValueError, match="bias for each place"):
            controls_keep.saved(ledger, begin)
    else:
        loaded = onnx.load(controls_keep.saved(ledger, begin))
        x = pictures.test_x[:3]
        (z,) = networks.answer(loaded.network, loaded.params, x).values()
        own = forward(run.network(settings, pictures), begin.point.params, x).values["scores"]
        np.testing.assert_allclose(z, own, rtol=0, atol=1e-4)
