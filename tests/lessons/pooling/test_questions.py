"""The chapter's study questions, answered on live numbers."""

import numpy as np
import pytest

from cnnviz.lessons.pooling.questions import questions, route, shape, twice

X = np.arange(64.0).reshape(8, 8) * 7 % 11


@pytest.mark.parametrize(
    ("size", "stride", "answer"),
    [(2, 1, "3 × 3"), (3, 1, "5 × 5"), (2, 2, "4 × 4"), (3, 3, "9 × 9"), (8, 8, "64 × 64")],
)
def test_two_max_poolings_in_a_row(size, stride, answer):
    question = twice(X, size, stride)
    assert question.answer == answer
    assert answer in question.options


def test_the_answer_is_computed_on_the_map():
    assert twice(X, 3, 1).because == (
        "The second window reads 3 outputs that lie 1 apart, and each of them has read 3 numbers: "
        "1 · 2 + 3 = 5, with stride 1. On this map 16 of 16 outputs are equal."
    )
    assert twice(X, 2, 2).because.endswith("with stride 4. On this map 4 of 4 outputs are equal.")
    assert twice(X, 3, 3).because.endswith("On a map of 8 × 8 that window does not fit.")


def test_the_chapters_picture():
    question = shape(window=3, stride=2)
    assert question.answer == "32 × 32 × 3"
    assert question.because.endswith("With the window 3 and the stride 2 of this page it would be "
                                     "31 × 31 × 3.")  # fmt: skip


@pytest.mark.parametrize(
    ("pair", "answer"), [([3, 1], "2 and 0"), ([1, 3], "0 and 2"), ([4, 4], "2 and 0")]
)
def test_the_gradient_of_a_maximum(pair, answer):
    question = route(np.array([pair], float))
    assert question.answer == answer
    assert answer in question.options
    assert ("no derivative" in question.because) == (pair[0] == pair[1])


def test_every_answer_is_among_the_options_for_all_settings():
    for window in range(1, 9):
        for stride in range(1, 9):
            for question in questions(X, window, stride):
                assert question.answer in question.options
                assert len(set(question.options)) == len(question.options)
    assert [q.key for q in questions(np.array([[5.0]]), 1, 1)][-1] == "route-5-0"
