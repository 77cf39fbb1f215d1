"""What the player says is true of the chain: its truth, its biases, its outputs and its factor."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.lessons.backprop import chain
from cnnviz.lessons.backprop import words_sentences as sentences
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.words_fitting import fitted
from cnnviz.networks.presets import PRESETS
from tests.lessons.backprop.test_chain import run


def said(preset, rate=0.01, **changes):
    preset = replace(preset, **changes)
    return fitted(run(preset, rate), preset.classes, preset.known, preset.random)


@pytest.mark.parametrize(
    ("settings", "start"),
    [
        (Backprop(), "This should come out as *“7”*. "),
        (Backprop(target=1.0), "Here we *pretend* that the truth is *“1”*. "),
        (Backprop(loss="squared"), "This should come out as *“7”*, as outputs *1, 0*. "),
        (Backprop("line"), "The output should be *1*. "),
        (Backprop("line", target=-2.5), "The output should be *−2.5*. "),
        (
            Backprop("vanishing"),
            "This should come out as *“7”*. Some weights began as *random numbers*. ",
        ),
    ],
)
def test_the_first_sentence_says_what_is_true_and_what_is_only_pretended(settings, start):
    preset = settings.build(settings.build_own())
    assert said(preset)["sentences"]["start"] == start + sentences.STARTS["follow"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_bias_is_named_where_there_is_one(name):
    preset = PRESETS[name]()
    sentences = said(preset)["sentences"]
    for kind, node in (("conv", preset.network.nodes[0].name), ("dense", "dense")):
        assert ("bias" in sentences[kind]) == ("bias" in preset.params[node])


def test_the_loss_is_of_the_outputs_and_not_of_the_features():
    for settings in (Backprop(loss="squared"), Backprop("line")):
        letters, _ = said(settings.build(settings.build_own()))["formulas"]["squared"]
        assert "@y" in letters and "@x" not in letters


def test_one_output_has_no_index():
    formulas = said(PRESETS["line"]())["formulas"]
    for kind in ("dense", "squared", "miss", "dense_weight", "dense_bias", "dense_input"):
        assert not {"@y_{@at", "@w_{@at,k", "@dy_{", "@dw_{@at"} & set(formulas[kind][0].split())
        assert "k," not in formulas[kind][0] and ",k" not in formulas[kind][0]


def test_the_factor_of_a_mean_is_explained():
    settings = Backprop(loss="squared")
    table = said(settings.build(settings.build_own()))
    assert "2 / 2 times output minus target" in table["sentences"]["miss"]
    assert r"\frac{2}{2}" in table["formulas"]["miss"][0]
    assert "mean" not in said(PRESETS["line"]())["sentences"]["miss"]


def test_a_promise_of_more_than_the_whole_loss_is_not_passed_over():
    preset = PRESETS["pooled"]()
    beyond, within = said(preset, rate=1.0), said(preset, rate=0.01)
    assert chain.square({"a": {"g": np.array([2.0])}}) == 4
    assert -run(preset, 1.0).predicted_change == pytest.approx(46) and run(preset).value < 1
    assert "more than the whole loss" in beyond["sentences"]["result"]
    assert within["sentences"]["result"] == sentences.SENTENCES["result"]


def test_no_gradient_is_called_a_mistake():
    for table in (
        sentences.SENTENCES,
        sentences.WITHOUT_BIAS,
        sentences.MISSES,
        sentences.STARTS,
    ):
        assert not any("wrong by" in text for text in table.values())
