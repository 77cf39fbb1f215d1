"""A network run forward: in a process of its own, told of as it goes on, stopped, refused."""

import numpy as np
import pytest

from cnnviz.lessons.architectures import controls_run, running
from cnnviz.lessons.architectures.layers import layout
from cnnviz.networks import once
from cnnviz.networks.catalogue.famous import BY_KEY
from cnnviz.ops import Softmax
from tests.pages.fixtures import run


def test_a_run_tells_the_spread_of_each_layer_and_the_largest_shares():
    *_, last = running.forward("lenet-5", 0, 0, 4)
    famous = BY_KEY["lenet-5"]
    x = running.picture(famous, 32)
    values = dict((node.name, y) for node, y in once.walk(famous.build(10), x, 4))
    assert last.count == len(last.spreads) == len(layout(famous).rows) - 1 == 7
    assert last.spreads[0] == float(values["layer1"].std())
    shares = Softmax().forward(values["dense2"])[0]
    assert [name for name, _ in last.top] == [str(k) for k in np.argsort(-shares)[:3]]
    assert last.top[0][1] == float(shares.max())


def test_the_neocognitron_runs_with_its_own_weights_and_finds_the_plus():
    *_, last = running.forward("neocognitron", 20, 0, 0)
    assert last.top == (("plus", 1.0), ("cross", 0.0), ("T", 0.0), ("corner", 0.0))


def test_the_trained_network_beside_b0_knows_the_coffee():
    found = running._beside()
    assert found[0][0] == "espresso" and 0.5 < found[0][1] < 1


def test_a_map_that_is_too_large_is_refused_before_anything_runs():
    sentence = "At 1024² its largest map would have 67,108,864 numbers; up to 40,000,000 are run."
    with pytest.raises(ValueError, match="67,108,864") as refusal:
        next(running.forward("vgg-16", 1024, 0, 0))
    assert str(refusal.value) == sentence


@pytest.fixture
def page(open_app, shown):
    yield open_app("pages/architectures.py", network="lenet-5")
    controls_run.POOL.close()


def over(page, shown):
    """Look again until it is over, as the player does."""
    while shown.header["run"]["running"]:
        shown.send({"kind": "run"})
        run(page)


def test_a_run_is_asked_for_and_looked_at_until_it_is_done(page, shown):
    assert not shown.header["run"]["running"]
    assert np.isnan(shown.arrays["run:spreads"]).all()
    shown.send({"kind": "begin"})
    run(page)
    over(page, shown)
    assert "The largest of 10 shares, by chance: class" in shown.header["run"]["said"]
    assert (shown.arrays["run:spreads"] > 0).all()
    shown.send({"kind": "draw"})  # other weights: that was another run
    run(page)
    assert shown.header["run"]["said"] == ""


def test_a_run_is_stopped_and_begun_anew(page, shown):
    shown.send({"kind": "network", "key": "efficientnet-b7"})
    shown.send({"kind": "begin"})
    run(page)
    assert shown.header["run"]["running"]
    shown.send({"kind": "stop"})
    run(page)
    assert not shown.header["run"]["running"]
    assert shown.header["run"]["said"].startswith("Stopped") or not shown.header["run"]["said"]
    job = controls_run.POOL.find(next(reversed(controls_run.POOL._jobs)))
    assert job.stopped
    shown.send({"kind": "network", "key": "lenet-5"})
    shown.send({"kind": "begin"})
    run(page)
    over(page, shown)
    assert shown.header["run"]["said"].startswith("7 layers in ")


def test_a_run_that_can_not_be_says_why_to_who_looks_again(page, shown, monkeypatch):
    monkeypatch.setattr(controls_run, "SOON", 0.0)  # it fails between two looks
    shown.send({"kind": "network", "key": "vgg-16"})
    shown.send({"kind": "size", "side": "1024"})
    shown.send({"kind": "begin"})
    run(page)
    over(page, shown)
    assert shown.header["run"]["said"].startswith("At 1024² its largest map would have")
