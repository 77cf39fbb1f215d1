"""A model of one's own: read, refused in a sentence, run, and its pictures' ways in."""

from pathlib import Path

import numpy as np
import pytest

from cnnviz.files import model_file, onnx
from cnnviz.files import own_model as own_model_files
from cnnviz.files.model_file import picture_shape
from cnnviz.lessons.network import controls, own_model
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.ops import Add, Conv, Flatten, ReLU
from cnnviz.ops.arithmetic import Constant
from cnnviz.settings import fits, from_link, note, parts, short, to_link

DIGITS = Path(__file__).parents[3] / "assets/networks/digits.onnx"


@pytest.fixture
def digits():
    return next(model_file.read({"my digits.onnx": DIGITS.read_bytes()}))


def test_a_model_says_what_pictures_it_takes(digits):
    assert (digits.title, digits.shape, digits.channels_last) == (
        "my digits.onnx",
        (1, 8, 8),
        False,
    )
    assert len(digits.recipes) == 7


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (None, "Its input has no shape; a picture has one such as 1 × 3 × 224 × 224."),
        ((1, 10), "Its input has the shape 1 × 10; a picture has one such as 1 × 3 × 224 × 224."),
        ((1, 4, 9, 9), "Its input has 4 channels; a picture has 1 or 3."),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(shape, sentence):
    with pytest.raises(ValueError, match="Its input") as problem:
        picture_shape(shape)
    assert str(problem.value) == sentence


def test_open_sizes_are_filled_in():
    assert picture_shape((None, "C", "H", "W")) == ((3, 224, 224), False)
    assert picture_shape((-1, 60, 80, 3)) == ((3, 60, 80), True)


def test_every_way_in_is_tried_and_answers(digits):
    seen = controls.compute(NetworkPage(network="digits", picture="digits-50"), None)
    found = list(own_model.tried(digits, seen.square))
    assert list(map(len, found)) == [1, 2, 3, 4, 5, 6, 7]
    titles = [recipe.title for recipe in digits.recipes]
    best, share = found[-1][titles.index("0 … 1")]
    assert (best, share) == (2, pytest.approx(seen.shares[2], abs=1e-6))
    dark = found[-1][titles.index("0 … 1, dark is bright")]
    assert dark != (best, share)


def test_it_is_run_as_the_app_runs_its_own(digits):
    inside = controls.compute(NetworkPage(network="digits", picture="digits-50"), None)
    x = digits.recipes[0].scaled(inside.square)
    (found,) = own_model.seen(digits.network, digits.params, x)
    values = own_model.received(digits.network, digits.params, found).values
    assert list(values) == list(inside.values.values)
    for name, value in inside.values.values.items():
        np.testing.assert_array_equal(values[name], value)


def test_what_is_known_already_is_not_sent_again():
    """A constant is among the parameters, and a flattened map has the numbers of the map."""
    nodes = (Node("c", Constant(), ()), Node("s", Add(), ("x", "c")), Node("y", Flatten(), ("s",)))
    network, params = Network(("x",), nodes, ("y",)), {"c": {"value": np.full(4, 2.0, "f4")}}
    x = np.arange(8, dtype="f4").reshape(1, 2, 4)
    (found,) = own_model.seen(network, params, x)
    assert (list(found), found["y"]) == (["x", "s", "y"], ("s", (1, 8)))
    values = own_model.received(network, params, found).values
    assert values["y"].tolist() == [[2, 3, 4, 5, 6, 7, 8, 9]]
    assert not any(value.flags.writeable for value in values.values())


def test_two_inputs_and_too_many_numbers_are_refused(monkeypatch):
    network = Network(("a", "b"), (Node("c", Add(), ("a", "b")),), ("c",))
    shapes = dict.fromkeys("ab", (1, 1, 4, 4))
    with pytest.raises(ValueError, match="2 inputs and 1 output; one that takes"):
        next(model_file.read({"m.onnx": onnx.save(network, {}, shapes)}))
    monkeypatch.setattr(own_model, "MOST_NUMBERS", 100)
    net = sequential(Conv(3), ReLU(), Flatten())
    x = np.zeros((1, 1, 12, 12), np.float32)
    with pytest.raises(ValueError, match="have 444 numbers, which would take"):
        next(own_model.seen(net, net.initial(x.shape), x))


def test_a_large_model_stays_here_and_a_link_says_what_is_missing():
    settings = NetworkPage(model="0" * 32, names="a\nb", picture="camera")
    assert settings.stays == "model"
    found, faults = from_link(NetworkPage, parts(to_link(settings)))
    assert (found.model, found.picture, found.names) == ("", "camera", "a\nb")
    assert note(faults) == (
        "The link asked for a model that this browser does not have; model of the app is shown."
    )
    with pytest.raises(ValueError, match="bring its file again"):
        controls.compute(settings, None)


def test_a_small_model_is_whole_in_its_link(digits):
    name = own_model_files.keep(digits, "1" * 32)
    settings = NetworkPage(model=name, picture="digits-50", names="\n".join("abcdefghij"))
    assert (fits(settings), settings.stays) == (True, "")
    own_model_files.MODELS.clear()
    linked = from_link(NetworkPage, parts(short(settings)))[0]
    seen = controls.compute(linked, None)
    inside = controls.compute(NetworkPage(network="digits", picture="digits-50"), None)
    assert seen.answers()[0].name == "c"
    np.testing.assert_array_equal(seen.scores, inside.scores)
