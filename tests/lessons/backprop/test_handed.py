"""A network with weights of its own, followed there and back."""

import numpy as np
import pytest

from cnnviz.analysis.gradient_report import summary
from cnnviz.files import own_model, set_pictures
from cnnviz.files.own_model import OwnModel
from cnnviz.files.recipe import Recipe
from cnnviz.lessons.backprop import check, controls_show, handed
from cnnviz.lessons.backprop.code import program
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import forward
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU, Sigmoid, Softmax
from cnnviz.settings import fits, from_link, note, parts, short
from cnnviz.ui.state import PageState


def lesson(**settings):
    return controls_show.compute(Backprop(**settings), None)[1]


@pytest.mark.parametrize("name", ["digits", "clothes", "neocognitron"])
def test_the_scores_are_those_of_the_network_page(name):
    found = lesson(model=name)
    given = own_model.find(name)
    picture = set_pictures.find(Backprop(model=name).shown)
    recipe = given.recipe(0)
    x = recipe.scaled(recipe.levels(picture))
    scores = forward(given.network, given.params, x).values[given.network.outputs[0]][0]
    np.testing.assert_allclose(found.trace.stages[-1].y, scores, atol=2e-5)
    assert found.start.classes == given.classes


def test_it_opens_on_a_picture_that_it_takes_for_another():
    found = lesson(model="digits")
    truth = set_pictures.label(Backprop(model="digits").shown)
    assert (int(found.trace.target), found.start.known) == (truth, True)
    assert int(found.trace.stages[-1].y.argmax()) != truth
    other = lesson(model="digits", picture="astronaut")
    assert (other.start.known, int(other.trace.target)) == (
        False,
        int(other.trace.stages[-1].y.argmin()),
    )


def test_every_gradient_of_the_digit_reader_agrees_with_its_differences():
    found = lesson(model="digits")
    report = check.check_all(found.trace)
    assert len(report.probes) > 800
    assert not check.disagreements(report), summary(report)


def test_its_program_prints_its_loss(capsys):
    found = lesson(model="digits")
    exec(program(found.trace, "loss", "loss"), {})
    assert float(capsys.readouterr().out) == pytest.approx(found.trace.value, rel=1e-9)


def small(*steps, shape=(3, 6, 6)):
    net = sequential(*steps)
    params = net.initial((1, *shape))
    return OwnModel("mine", net, params, shape, False, classes=("a", "b"))


def test_a_small_model_is_whole_in_the_link_and_trains_on():
    model = small((Conv(3), 2), ReLU(), MaxPool(2), Flatten(), (Dense(), 2), Softmax())
    name = own_model.keep(model, "2" * 32)
    settings = Backprop(model=name, recipe=1, names="a\nb", picture="astronaut")
    assert fits(settings)
    assert from_link(Backprop, parts(short(settings))) == (settings, ())
    found = controls_show.compute(settings, None)
    x = Recipe("", (3, 6, 6), (127.5,), (127.5,)).scaled(found[0].x * 0 + 1)
    assert x.shape[1:] == found[0].x.shape
    assert (found[0].source.low, found[0].source.high) == (-1, 1)
    assert found[1].start.classes == ("a", "b")
    visit = PageState("backprop", settings, controls_show.compute)
    before = visit.result()[1].trace
    controls_show.backprop_events.on_event(visit, {"kind": "update", "times": 3})
    after = visit.result()[1].trace
    assert after.value < before.value
    edit = {"kind": "edit", "array": "dense1.bias", "values": [1, 2]}
    controls_show.backprop_events.on_event(visit, edit)
    assert visit.result()[1].trace.params["dense1"]["bias"].tolist() == [1, 2]


@pytest.mark.parametrize(
    "steps",
    [
        (Flatten(), (Dense(), 4), Sigmoid(), (Dense(), 2)),
        ((Conv((1, 3)), 2), Flatten(), (Dense(), 2)),
        ((Conv(3, stride=2, padding=1), 2), MaxPool((1, 2), 1), Flatten(), (Dense(), 1)),
        ((Conv(1), 3), ReLU(), MaxPool(2, ceil_mode=True), Flatten(), (Dense(), 12)),
    ],
)
def test_rows_of_many_kinds_are_followed(steps):
    name = own_model.keep(small(*steps), f"{len(steps)}{type(steps[-2]).__name__:a>31}")
    found = lesson(model=name, picture="coffee")
    report = check.check_all(found.trace)
    assert not check.disagreements(report)
    exec(program(found.trace, "update", "loss"), {})


def test_what_can_not_be_followed_gives_way_and_is_said():
    settings, _ = from_link(Backprop, {"model": "efficientnet_lite0"})
    with pytest.raises(ValueError, match="has branches"):
        controls_show.compute(settings, None)
    gone = from_link(Backprop, {"model": "a" * 32, "picture": "astronaut"})
    assert gone[0] == Backprop(picture="astronaut")
    assert "that this browser does not have" in note(gone[1])
    for changes in ({"classes": "A,B"}, {"weights": "conv.bias,1"}, {"stride": 4, "dilation": 4}):
        with pytest.raises(ValueError, match=r"."):
            lesson(model="digits", **changes)
    with pytest.raises(ValueError, match="stays as it is"):
        lesson(model=own_model.keep(small(Flatten(), (Dense(), 2)), "3" * 32), stride=2)


def test_ends_of_a_recipe_that_turns_dark_to_bright():
    assert handed.ends(Recipe("", (1, 8, 8), (255.0,), (-255.0,))) == (0.0, 1.0)
