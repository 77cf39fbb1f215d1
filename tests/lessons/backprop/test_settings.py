"""The backprop page's link: what it carries there and back, and what hostile ones fall to."""

from dataclasses import fields, replace
from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnviz.lessons.backprop import settings_weights as texts
from cnnviz.lessons.backprop.mistakes import MISTAKES
from cnnviz.lessons.backprop.settings import LOSSES, NETWORKS, Backprop, ViewState
from cnnviz.networks.presets import PRESETS
from cnnviz.ops import SoftmaxCrossEntropy, SquaredError
from cnnviz.settings import TITLES, from_link, note, to_link


def query(link):
    return dict(parse_qsl(link, keep_blank_values=True))


def changed(params, rng, share=1.0):
    """Parameters of which about this share are other numbers."""
    return {
        node: {
            name: np.where(rng.random(array.shape) < share, rng.normal(size=array.shape), array)
            for name, array in own.items()
        }
        for node, own in params.items()
    }


def random_settings(rng):
    network = str(rng.choice(list(NETWORKS)))
    start = PRESETS[network]().params
    weights = texts.to_text(changed(start, rng, rng.choice([0.0, 0.1, 1.0])), start)
    return Backprop(
        network=network,
        picture=str(rng.choice(["own", *TITLES, "0,1,2;3,4,5", "-0.5,1e-07;3,1000000"])),
        side=int(rng.integers(8, 129)),
        weights=weights,
        target=[None, 0.0, 1.0, -2.5, 1e6][rng.integers(5)],
        loss=str(rng.choice(list(LOSSES))),
        mistake=str(rng.choice(list(MISTAKES))),
        kernel_size=[None, 1, 7][rng.integers(3)],
        stride=[None, 1, 4][rng.integers(3)],
        padding=[None, 0, 4][rng.integers(3)],
        dilation=[None, 1, 4][rng.integers(3)],
        rate=[None, 0.01, 1e-12, 1e6, 0.3][rng.integers(5)],
    )


def test_a_link_carries_all_settings_there_and_back():
    rng = np.random.default_rng(1)
    for _ in range(300):
        settings = random_settings(rng)
        assert from_link(Backprop, query(to_link(settings))) == (settings, ())


def test_a_link_holds_only_what_differs_and_stays_readable():
    assert to_link(Backprop()) == ""
    settings = Backprop(network="line", weights="conv.weight~1,3", target=2.5, rate=0.002)
    assert to_link(settings) == "network=line&weights=conv.weight~1,3&target=2.5&rate=0.002"


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("share", [0.0, 0.05, 1.0])
def test_weights_as_text_come_back_to_the_last_bit(name, share):
    start = PRESETS[name]().params
    wanted = changed(start, np.random.default_rng(3), share)
    read = texts.applied(start, texts.to_text(wanted, start))
    for node, own in wanted.items():
        for key, array in own.items():
            assert np.array_equal(read[node][key], array)
            assert not read[node][key].flags.writeable or share < 1


def test_a_few_changes_are_written_by_their_place():
    start = {"conv": {"weight": np.arange(9.0).reshape(1, 1, 3, 3), "bias": np.array([-2.0])}}
    edited = {"conv": {"weight": start["conv"]["weight"].copy(), "bias": np.array([0.5])}}
    edited["conv"]["weight"][0, 0, 1, 1] = -1
    assert texts.to_text(edited, start) == "conv.weight~4,-1;conv.bias,0.5"


@pytest.mark.parametrize(
    ("name", "text", "value", "sentence"),
    [
        ("network", "resnet", "pooled", "a network that does not exist; network conv → ReLU → pool"
         " → dense is shown."),
        ("picture", "upload", "astronaut",
         "a picture that a link can't carry; picture Astronaut is shown."),
        ("side", "4000", 128, "a picture size that is out of range; picture size 128 is shown."),
        ("side", "1", 8, "a picture size that is out of range; picture size 8 is shown."),
        ("weights", "conv.weight", "",
         "a set of weights that does not exist; set of weights as the network comes is shown."),
        ("weights", "conv.weight~4,1e99", "conv.weight~4,100000000",
         "a set of weights that is out of range; set of weights with changes is shown."),
        ("weights", "conv.weight,1,nan", "",
         "a set of weights that does not exist; set of weights as the network comes is shown."),
        ("target", "1e99", 1e6, "a target that is out of range; target 1000000 is shown."),
        ("target", "seven", None,
         "a target that does not exist; target as the network comes is shown."),
        ("rate", "0", 1e-12, "a learning rate that is out of range; learning rate 1e-12 is shown."),
        ("rate", "inf", None,
         "a learning rate that does not exist; learning rate as the network comes is shown."),
        ("stride", "9", 4, "a stride that is out of range; stride 4 is shown."),
        ("kernel_size", "0", 1, "a kernel size that is out of range; kernel size 1 is shown."),
        ("padding", "two", None, "a padding that does not exist; padding as the network comes is"
         " shown."),
        ("dilation", "-3", 1, "a dilation that is out of range; dilation 1 is shown."),
        ("mistake", "all", "", "a mistake that does not exist; mistake nothing is wrong is shown."),
        ("loss", "hinge", "", "a loss that does not exist; loss as the network comes is shown."),
    ],
)  # fmt: skip
def test_a_broken_value_falls_to_the_nearest_legal_one_with_one_note(name, text, value, sentence):
    settings, faults = from_link(Backprop, {name: text})
    assert settings == replace(Backprop(), **{name: value})
    assert note(faults) == f"The link asked for {sentence}"


def test_hostile_values_never_raise_and_always_give_a_link_that_reads_back():
    rng = np.random.default_rng(2)
    letters = list("0123456789,;|/-.~eE+nafixwghtcovbsd <>&%\"'{}[]()*_`:\\\n\t\0\u202e²٣")
    shaped = ["conv.weight", "~", ",", "1e400", "dense.bias", ";", "4", "-", ".5", "conv99999.bias"]
    for _ in range(3000):
        parts = letters if rng.random() < 0.5 else shaped
        text = "".join(rng.choice(parts, size=rng.integers(0, 12)))
        for page in (Backprop, ViewState):
            for line in fields(page):
                settings, faults = from_link(page, {line.name: text})
                assert len(faults) <= 1
                assert from_link(page, query(to_link(settings))) == (settings, ())


def test_a_long_hostile_text_is_refused_quickly():
    settings, faults = from_link(Backprop, {"weights": "conv.weight" + "~1,1" * 90_000 + "~"})
    assert settings == Backprop() and len(faults) == 1


@pytest.mark.parametrize(
    ("settings", "shape", "sentence"),
    [
        (Backprop(), (1, 2, 9), "A picture of 2 × 9 shrinks to nothing on its way through this"
         " network; choose a larger one."),
        (Backprop(network="line"), (1, 8, 8),
         "The chapter's network reads one row of numbers; this picture has 8 rows."),
        (Backprop(target=2.0), (1, 6, 6), "The truth is a class from 0 to 1, not 2."),
        (Backprop(target=0.5), (1, 6, 6), "The truth is a class from 0 to 1, not 0.5."),
        (Backprop(network="line", loss="cross_entropy"), (1, 1, 5),
         "Cross-entropy compares classes; this network has one output."),
        (Backprop(weights="conv.weight~9,1"), (1, 6, 6),
         "These weights are for a network or a picture of another size."),
        (Backprop(weights="dense.weight" + ",1" * 9), (1, 6, 6),
         "These weights are for a network or a picture of another size."),
        (Backprop(weights="conv7.weight~0,1"), (1, 6, 6),
         "These weights are not those of this network."),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_said_in_one_sentence(settings, shape, sentence):
    with pytest.raises(ValueError) as fault:
        settings.build(np.ones(shape))
    assert str(fault.value) == sentence


def test_the_truth_and_the_loss_are_what_was_asked_for():
    x = Backprop().build_own()
    assert isinstance(Backprop().build(x).loss, SoftmaxCrossEntropy)
    assert Backprop(target=1.0).build(x).target == 1
    squared = Backprop(target=1.0, loss="squared").build(x)
    assert isinstance(squared.loss, SquaredError)
    assert squared.target.tolist() == [0, 1]
    line = Backprop(network="line", target=-2.5)
    assert line.build(line.build_own()).target.tolist() == [-2.5]


def test_the_pinned_step_view_and_hiding():
    asked = {"step": "84", "view": "scatter", "hide": "1"}
    assert from_link(ViewState, asked) == (ViewState(84, "scatter", 1), ())
    walk, faults = from_link(ViewState, {"step": "-5"})
    assert walk == ViewState()
    assert note(faults) == "The link asked for a step that is out of range; step 0 is shown."
