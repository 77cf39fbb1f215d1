"""A round of guessing: drawn by its seed, with maps that are true and one right answer to each."""

import numpy as np
import pytest

from cnnviz.files import samples
from cnnviz.lessons.filter_bank import words
from cnnviz.lessons.filter_bank.round import IDEAS, draw
from tests.pages.fixtures import run

PAGE = "pages/filter_bank.py"
SHAPES = samples.load("shapes")[None]


def titles(questions):
    return [[kernel.name for kernel in question.choices] for question in questions]


def test_a_seed_draws_the_same_round_again_and_another_one_another():
    assert titles(draw(7, SHAPES)) == titles(draw(7, SHAPES))
    assert titles(draw(7, SHAPES)) != titles(draw(8, SHAPES))


@pytest.mark.parametrize("seed", range(1, 30))
def test_four_kernels_of_different_ideas_and_no_answer_twice(seed):
    questions = draw(seed, SHAPES)
    line = {name: k for k, names in enumerate(IDEAS) for name in names}
    assert len({line[question.made_by.name] for question in questions}) == len(questions) == 5
    for question in questions:
        assert len({line[kernel.name] for kernel in question.choices}) == 4
        assert len(question.right) == 1


@pytest.mark.parametrize("seed", range(1, 12))
def test_the_map_is_what_the_right_kernel_makes(seed):
    filled = np.pad(SHAPES[0], 1, "reflect")
    for question in draw(seed, SHAPES):
        weight, divisor = question.made_by.weight[0], question.made_by.divisor
        for row, column in ((0, 0), (3, 4), (31, 31), (14, 20)):
            window = filled[row : row + 3, column : column + 3]
            expected = (window * weight).sum() / divisor
            assert question.y[row, column] == pytest.approx(expected, abs=1e-12)


def test_on_an_even_grey_every_kernel_with_the_same_map_is_right():
    grey = np.full((1, 6, 6), 5.0)
    for question in draw(3, grey):
        sums = [kernel.weight.sum() / kernel.divisor for kernel in question.choices]
        own = question.made_by.weight.sum() / question.made_by.divisor
        assert sorted(question.right) == [k for k, each in enumerate(sums) if each == own]


def test_a_picture_of_one_pixel_can_be_played():
    assert draw(1, np.ones((1, 1, 1)))[0].y.shape == (1, 1)


def test_why_is_one_sentence():
    about = "Replaces each pixel by the mean of its window, which blurs."
    assert words.right("Box blur", about) == (
        "*Right:* Box blur replaces each pixel by the mean of its window, which blurs."
    )


def test_a_round_is_in_the_link_and_in_no_setting(open_app, shown):
    app = open_app(PAGE, round="7", shown="pooled-1")
    assert shown.header["round"]["seed"] == 7
    assert {"name": "round", "default": 0, "value": 7} in shown.header["state"]
    assert shown.header["gallery"]["selected"] == "convolved-0"  # beside it stands the picture
    right = [
        [choice["right"] for choice in q["choices"]] for q in shown.header["round"]["questions"]
    ]
    assert [sum(row) for row in right] == [1, 1, 1, 1, 1]
    assert shown.arrays["round_0"].shape == (32, 32)
    shown.send({"kind": "round", "on": False})
    run(app)
    assert shown.header["round"]["questions"] == []
    assert shown.link == {"shown": "pooled-1"}
    assert shown.header["gallery"]["selected"] == "pooled-1"
    assert not shown.visit.history.past


def test_a_round_begins_with_a_seed_of_its_own_and_strangers_begin_none(open_app, shown):
    app = open_app(PAGE)
    for on in ("yes", 1, None, [True]):
        shown.send({"kind": "round", "on": on})
        run(app)
        assert shown.header["round"]["seed"] == 0
    shown.send({"kind": "round", "on": True})
    run(app)
    assert 1 <= shown.header["round"]["seed"] <= 9999
    open_app(PAGE, round="x")
    assert shown.header["round"]["seed"] == 0
    assert shown.message.startswith("The link asked for a round that")
