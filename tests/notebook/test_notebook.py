"""What a notebook shows is what the layer computes; what does not fit is refused in a sentence."""

from html.parser import HTMLParser

import numpy as np
import pytest

import cnnviz
from cnnviz.networks.graph import sequential
from cnnviz.ops import (
    AveragePool,
    Conv,
    ConvTranspose,
    Dense,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    LpPool,
    MaxPool,
    ReLU,
)
from tests.player.test_alone import HOSTILE, data_of
from tests.test_imports import loaded

RNG = np.random.default_rng(3)
X = RNG.integers(-9, 10, (4, 7, 8))
GROUPS = {"weight": RNG.integers(-3, 4, (6, 2, 3, 2)), "bias": np.arange(6)}
ONE = {"weight": RNG.integers(-3, 4, (1, 3, 2, 2))}
MANY = {"weight": RNG.integers(-3, 4, (4, 5, 3, 2)), "bias": np.arange(10) / 4}
FIVE = MANY | {"bias": np.arange(5) - 2.5}
NETWORK = sequential((Conv(3), 2), ReLU(), MaxPool(2), Flatten(), (Dense(), 3))
PARAMS = NETWORK.initial((1, 1, 6, 6), seed=1)
SMALL = np.arange(36).reshape(6, 6) % 5


@pytest.mark.parametrize(
    ("layer", "x", "params", "output", "name"),
    [
        (Conv((3, 2), stride=(1, 2), padding="same", groups=2), X, GROUPS, 4, "output"),
        (Conv((3, 2), padding=1, dilation=2, padding_mode="reflect", groups=2), X, GROUPS, 1,
         "output"),
        (ConvTranspose(2, stride=3, padding=1, output_padding=1), X[:1], ONE, 2, "y"),
        (ConvTranspose((3, 2), stride=2, dilation=2), X, FIVE, 4, "y"),
        (ConvTranspose((3, 2), stride=2, padding=1, groups=2), X, MANY, 7, "y"),
        (MaxPool((2, 3), stride=2, padding=1), X, {}, 3, "output"),
        (AveragePool(3, padding=1, count_include_pad=False), X, {}, 2, "output"),
        (AveragePool(2, padding=1, padding_mode="circular"), X[None], {}, 0, "output"),
        (LpPool(2, stride=1, p=3), X, {}, 1, "output"),
        (GlobalMaxPool(), X, {}, 1, "output"),
        (GlobalAveragePool(), X[0], {}, 0, "output"),
    ],
    ids=lambda value: type(value).__name__ if hasattr(value, "forward") else "",
)  # fmt: skip
def test_the_player_gets_what_the_layer_computes(layer, x, params, output, name):
    shown = cnnviz.show(layer, x, params, output=output)
    (_, arrays), personal = data_of(shown.html)
    x4 = np.reshape(x, (1, -1, *np.shape(x)[-2:]))
    maps = layer.forward(x4, params)[0]
    found = arrays[name].reshape(arrays[name].shape[-2:])
    np.testing.assert_allclose(found, maps[output].reshape(found.shape), rtol=1e-6, atol=1e-6)
    assert personal["alone"] is True
    assert shown.title == layer.title


def test_backprop_has_the_networks_own_loss_and_names():
    shown = cnnviz.show_backprop(NETWORK, PARAMS, SMALL, 1, classes=["cat", "dog", HOSTILE])
    (header, _), _ = data_of(shown.html)
    scores = cnnviz.networks.run.forward(NETWORK, PARAMS, SMALL[None, None]).values["dense1"][0]
    loss = np.log(np.exp(scores - scores[1]).sum())
    assert header["value"] == pytest.approx(loss, rel=1e-5)
    assert header["classes"] == ["cat", "dog", HOSTILE]
    squared = cnnviz.show_backprop(NETWORK, PARAMS, SMALL, [0, 1, 0])
    assert data_of(squared.html)[0][0]["loss"] == "squared"


class Frames(HTMLParser):
    """All elements of a text, with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_the_page_stands_in_one_frame_that_can_touch_nothing_else(tmp_path):
    shown = cnnviz.show_backprop(NETWORK, PARAMS, SMALL, 1, classes=[HOSTILE, "b", "c"])
    ((tag, attributes),) = Frames(shown._repr_html_()).found
    assert (tag, attributes["sandbox"], attributes["srcdoc"]) == (
        "iframe",
        "allow-scripts",
        shown.html,
    )
    shown.save(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text("utf-8") == shown.html
    assert repr(shown) == "Shown(title='Backprop', height=780)"


def test_neither_import_nor_show_loads_the_app():
    more = loaded("import cnnviz\nfrom cnnviz.ops import MaxPool\ncnnviz.show(MaxPool(1), [[1]])")
    assert not more & {"streamlit", "plotly"}


CONV = {"weight": np.ones((1, 4, 3, 3))}


@pytest.mark.parametrize(
    ("given", "more", "sentence"),
    [
        ((ReLU(), X), {}, "ReLU can't be shown by itself; these can: Conv, ConvTranspose, MaxPool"),
        ((Conv, X), {}, "What is no layer can't be shown by itself; these can: Conv,"),
        ((Conv(3), X), {}, 'A convolution needs a "weight" of shape'),
        ((Conv(3), X, [1]), {}, "The parameters come by their names, such as"),
        ((Conv(3), X, {**CONV, "bais": [1]}), {}, "Convolution has no parameter 'bais'."),
        ((Conv(3), X, CONV), {"output": 1}, "There are outputs 0 to 0, and output 1 was asked."),
        ((Conv(3), X, CONV), {"height": 10}, "The height is a whole number of px from 300 to 2000"),
        ((Conv(3), "a"), {}, "x is no array of real numbers"),
        ((MaxPool(2), [[1, [2]]]), {}, "x is no array of real numbers"),
        ((MaxPool(2), [[1, np.nan]]), {}, "x holds a number that is not finite."),
        ((MaxPool(2), np.zeros((2, 1, 4, 4))), {}, "One sample can be shown, and x has 2: give"),
        ((MaxPool(2), np.zeros(4)), {}, r"x has shape \(4,\); \(H, W\), \(C, H, W\) or"),
        ((MaxPool(2, stride=(1, 2)), X), {}, "A pooling is shown with one stride for both axes"),
        ((MaxPool(9), X), {}, "A window of 9"),
        ((MaxPool(2), RNG.random((600, 600))), {}, "As one file this lesson would have 5.5 MB"),
        ((ConvTranspose(2, stride=(1, 2)), X[0], ONE), {}, "Of the stride one number for all"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_one_sentence(given, more, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}") as refused:
        cnnviz.show(*given, **more)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "more", "sentence"),
    [
        ((3, PARAMS, SMALL, 1), {}, "A network is what sequential"),
        ((NETWORK, 3, SMALL, 1), {}, "The parameters come by node"),
        ((NETWORK, {"conv1": 4}, SMALL, 1), {}, "The parameters of conv1 come by their names"),
        ((NETWORK, {}, SMALL, 1), {}, 'At "conv1": A convolution needs'),
        ((NETWORK, PARAMS, SMALL[1:], 1), {}, 'At "dense1": The weight has shape'),
        ((NETWORK, PARAMS, SMALL, 9), {}, "A target of 9 was given for 3 classes"),
        ((NETWORK, PARAMS, SMALL, 0.5), {}, "The target of a cross-entropy is one class"),
        ((NETWORK, PARAMS, SMALL, "cat"), {}, "target is no array of real numbers"),
        ((NETWORK, PARAMS, SMALL, 1), {"classes": ["a"]}, "The network has 3 outputs, and 1 names"),
        ((NETWORK, PARAMS, SMALL, 1), {"rate": 0}, "The learning rate is a number above 0."),
    ],
)
def test_a_network_that_does_not_fit_is_said_in_one_sentence(given, more, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        cnnviz.show_backprop(*given, **more)
