"""Answers that hang by a grey level: by hand, on other pictures, and on the page."""

import numpy as np
import pytest

from cnnviz.files.recipe import Recipe
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import controls, near, words
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import forward
from cnnviz.ops import Dense, Flatten, Softmax
from tests.pages.fixtures import run

NETWORK = sequential(Flatten(), ("scores", Dense(), 2), Softmax())
WEIGHT = np.array([[1, -1, 0], [0, 0, 0]], np.float32)  # the first less the second pixel, and 0
LEVELS = np.array([[[7, 5, 9]]], np.uint8)


def turned(bias, recipe, levels=LEVELS, weight=WEIGHT, pair=(0, 1)):
    params = {"scores": {"weight": weight, "bias": np.array(bias, np.float32)}}
    ((best, after),) = near.turned(NETWORK, params, recipe, levels, pair)
    return best, after.tolist()


@pytest.mark.parametrize(
    ("bias", "best"),
    # 7 less 5 is 2; against it the pixels become 6 and 6, and the first score falls by 2
    [((0.1, 0.0), 0), ((-0.1, 0.0), 1), ((0.0, 0.5), 1)],
)
def test_the_worst_step_by_hand(bias, best):
    assert turned(bias, Recipe("", (1, 1, 3), (0.0,), (1.0,))) == (best, [[[6, 6, 9]]])


def test_a_level_is_a_level_in_whichever_way_it_goes_in():
    """Upside down, blue first, and at black, below which no level is."""
    dark = Recipe("", (1, 1, 3), (255.0,), (-1.0,))
    assert turned((-2, 0), dark, weight=-WEIGHT) == (1, [[[6, 6, 9]]])
    colours = np.array([[[9]], [[5]], [[7]]], np.uint8)
    blue = Recipe("", (3, 1, 1), (0.0,), (1.0,), blue_first=True)
    assert turned((-0.1, 0), blue, colours) == (1, [[[9]], [[6]], [[6]]])
    black = np.array([[[0, 0, 0]]], np.uint8)
    assert turned((1.5, 0), Recipe("", (1, 1, 3), (0.0,), (1.0,)), black) == (0, [[[0, 1, 0]]])


def test_what_is_far_apart_is_not_tried():
    assert near.two(np.array([2.0, 0.9])) is None
    assert near.two(np.array([1.0, 2.0, 2.0])) == (1, 2)


def test_a_digit_that_hangs_by_a_level_says_so(open_app, shown):
    """The eight that might be a nine: the picture after the step is one level away, and a nine."""
    page = open_app("pages/network.py", network="digits", picture="digits-547")
    while shown.header["waits"]:
        shown.send({"kind": "look"})
        run(page)
    assert shown.header["near"] is True
    assert shown.header["note"] == words.NEAR.format(name="9")
    seen = controls.compute(NetworkPage(network="digits", picture="digits-547"), None)
    recipe = TRAINED["digits"].recipe
    ((best, after),) = near.turned(seen.network, seen.params, recipe, seen.square, (8, 9))
    assert np.abs(after.astype(int) - seen.square).max() == 1
    x = recipe.scaled(after)
    values = forward(seen.network, seen.params, x).values
    assert best == 9 == int(values[seen.network.outputs[0]].argmax())
    assert seen.answers()[0].number == 8


def test_an_answer_that_is_sure_says_nothing(open_app, shown):
    open_app("pages/network.py", network="digits", picture="digits-50")
    assert (shown.header["near"], shown.header["note"]) == (False, "")
