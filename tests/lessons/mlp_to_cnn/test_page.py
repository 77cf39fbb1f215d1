"""The page without a browser: its controls, what its player asks for, and what is taken home."""

import contextlib
import io

import numpy as np
import pytest

from cnnviz.lessons.mlp_to_cnn import code, controls, controls_keep
from cnnviz.lessons.mlp_to_cnn.questions import questions
from cnnviz.lessons.mlp_to_cnn.settings import Scan
from cnnviz.lessons.mlp_to_cnn.trace import GUISES
from tests import equations
from tests.pages.fixtures import run


@pytest.fixture
def page(open_app):
    return open_app("pages/mlp_to_cnn.py")


def test_a_number_typed_in_the_player_is_computed_with_and_taken_back(page, shown):
    shown.send({"kind": "edit", "array": "w", "values": [1, 0, 0]})
    run(page)
    assert shown.link == {"w1": "1,0,0"}
    assert shown.arrays["slid"].ravel().tolist() == [2, 0, 1, 3, 1, 0]
    shown.send({"kind": "undo"})
    run(page)
    assert shown.arrays["slid"].ravel().tolist() == [-5, 0, 6, -3, -2, -1]


def test_a_block_is_pasted_from_a_cell_on(page, shown):
    shown.send({"kind": "paste", "array": "own", "index": 9, "text": "7\t8\n9\t10"})
    run(page)
    own = shown.arrays["own"].reshape(6, 8)
    assert own[1:3, 1:3].tolist() == [[7, 8], [9, 10]]
    shown.send({"kind": "paste", "array": "x", "index": 6, "text": "1 2 3"})
    assert shown.visit.message.endswith("there is room for 1 × 2.")
    assert shown.visit.settings.x1 == Scan().x1


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"kind": "edit", "array": "x", "values": [1]}, "These should be 8 numbers."),
        (
            {"kind": "edit", "array": "w", "values": [1, 2, float("nan")]},
            "Each number can be from -1000000 to 1000000.",
        ),
        ({"kind": "edit", "array": "y", "values": []}, "There are no such numbers to change."),
        ({"kind": "teach", "place": 6}, "There is no such place."),
        ({"kind": "teach", "place": True}, "There is no such place."),
        (
            {"kind": "paste", "array": "x", "index": 0, "text": "one two"},
            'Row 0, column 0 says "one", which is not a number.',
        ),
    ],
)
def test_what_can_not_be_is_refused_in_one_sentence(page, shown, event, sentence):
    before = shown.visit.settings
    shown.send(event)
    assert shown.visit.message == sentence
    assert shown.visit.settings == before


def test_lessons_are_taught_and_forgotten(page, shown):
    shown.send({"kind": "teach", "place": 4})
    run(page)
    assert shown.header["taught"] == [2, 4] and shown.header["found"]["dense"] == 2
    shown.send({"kind": "forget"})
    run(page)
    assert shown.header["taught"] == [] and shown.header["found"]["shared"] == 0


def test_a_kernel_that_is_longer_than_its_signal_is_refused_and_the_old_one_stays(page, shown):
    assert not shown.visit.change(w1="1,2,3,4,5,6,7,8,9")
    assert "does not fit in an input of 8" in shown.visit.message
    assert shown.visit.settings == Scan()


@pytest.mark.parametrize(
    "settings", [Scan(bias="0.5"), Scan(dimensions=2, channels=2, stride=2, padding=1)]
)
def test_the_programs_give_the_outputs_of_their_guise(settings):
    trace = controls.compute(settings).trace
    for guise in GUISES:
        names: dict = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code.program(trace, guise), names)
        np.testing.assert_array_equal(names["y"], trace.y[guise])
    here = {"guise": "shared", "step": "3"}
    taken = controls_keep.take(settings, controls.compute(settings), controls.__file__, here)
    assert (taken.numbers["W, shared"] == trace.matrices["shared"]).all()
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(taken.steps.code(here), {})
    assert float(told.getvalue()) == trace.y["shared"][3]
    assert taken.steps.at(here) == 3 and taken.steps.name(3) == "y[3]"
    drawing = taken.steps.draw(3, "light")
    assert any(getattr(shape, "text", "") == "Row 3 of W times x" for shape in drawing.shapes)


def test_the_chapters_study_questions_by_hand():
    conv, dense, padding = questions(224, 3, 3, 64)
    assert conv.answer == "1,792"  # 64 · (3 · 3 · 3 + 1)
    assert dense.answer == "483,388,358,656"  # 224² · 64 · (224² · 3 + 1)
    assert padding.answer == "1 and 1"
    assert questions(10, 4, 1, 1)[2].answer == "1 and 2"
    for size in (1, 2, 3, 5, 99):
        for question in questions(224, size, 2, 1):
            assert question.answer in question.options
            assert equations.faults([question.because]) == []


def boxes(page, **query):
    """The text boxes of the panel, by what they are for."""
    page.session_state["mlp_to_cnn-layer"] = True
    return {box.key.split("-")[1]: box for box in run(page).text_area}


def test_all_channels_are_typed_a_row_for_each_or_with_an_empty_line_between(open_app, shown):
    page = open_app("pages/mlp_to_cnn.py", channels="2")
    found = boxes(page)
    assert found["x1"].value == "2\t0\t1\t3\t1\t0\t0\t1\n1\t0\t0\t1\t3\t1\t0\t2"
    assert [found["w1"].value.count("\n"), found["bias"].value] == [3, "0\t0"]
    run(found["x1"].set_value("1 2 3 4\n5 6 7 8"))
    assert shown.visit.settings.x1 == "1,2,3,4|5,6,7,8"
    run(boxes(page)["bias"].set_value("0.5 -1"))
    assert shown.arrays["b"].ravel().tolist() == [0.5, -1]
    run(boxes(page)["x1"].set_value("1 2 3\n4 5 6\n7 8 9"))
    assert shown.message == "These are 3 channels, and there is room for 2."
    assert shown.visit.settings.x1 == "1,2,3,4|5,6,7,8"
    page = open_app("pages/mlp_to_cnn.py", channels="2", dimensions="2")
    run(boxes(page)["x2"].set_value("1 2 3\n4 5 6\n7 8 9\n\n1 0 0\n0 1 0\n0 0 1"))
    assert shown.visit.settings.x2 == "1,2,3;4,5,6;7,8,9|1,0,0;0,1,0;0,0,1"
    run(boxes(page)["x2"].set_value("[[1, 2, 3], [4, 5, 6], [7, 8, 9]]"))
    assert shown.visit.settings.x2 == "1,2,3;4,5,6;7,8,9"
    run(boxes(page)["x2"].set_value("1 2 3\n4 5 6\n7 8 9\n\n1 0 0\n0 1 0"))
    assert shown.message == "All channels must have one size."


def test_a_pattern_is_typed_and_taught_anew(page, shown):
    shown.send({"kind": "edit", "array": "pattern", "values": [0, 1, 0]})
    shown.send({"kind": "paste", "array": "opposite", "index": 0, "text": "1 0 1"})
    run(page)
    assert shown.link == {"pattern": "0,1,0", "opposite": "1,0,1"}
    assert shown.arrays["learned"].ravel().tolist() == [-1, 1, -1]
    assert (shown.header["added"], shown.header["sums"]) == ([1, 1], "=")
    shown.send({"kind": "forget"})
    run(page)
    assert shown.header["added"] == [0, 0] and shown.header["lessons"] == [""]


def test_what_was_learned_is_said_to_be_a_sum_only_where_it_is_one(open_app, shown):
    """Half a window of padding: the opposite's part outside of x is not subtracted."""
    open_app("pages/mlp_to_cnn.py", padding="1", taught="0")
    assert shown.header["sums"] == "→"
    open_app("pages/mlp_to_cnn.py", pattern="0.1,0.2,0", opposite="0,0.3333333,0", taught="0")
    assert shown.header["added"][0] > 1 and shown.header["sums"] == "≈"


def test_a_weight_of_a_row_of_a_hundred_is_changed(open_app, shown):
    """A picture of 10² and a kernel of 8²: W has 9 rows of 100, more than a grid's 64."""
    rows = {n: ";".join([",".join(["1"] * n)] * n) for n in (8, 10)}
    open_app("pages/mlp_to_cnn.py", dimensions="2", x2=rows[10], w2=rows[8])
    shown.send({"kind": "edit", "array": "own", "values": [*[0] * 899, 7]})
    assert shown.visit.message == ""
    assert shown.visit.result().trace.y["dense"].tolist() == [0] * 8 + [7]
