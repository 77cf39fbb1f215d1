"""The backprop player's events, friendly and hostile, on a visit without a browser."""

import numpy as np
import pytest

from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.controls_events import asked, asked_all, losses, on_event
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.ui.player import answer
from cnnviz.ui.state import PageState
from tests.networks.worked_example import UPDATED, W, X

FLAT = W.ravel().tolist()


@pytest.fixture
def visit():
    return PageState("backprop", Backprop(), backprop.compute)


def trace(visit):
    return visit.result()[1].trace


def send(visit, kind, **event):
    answer(visit, {"kind": kind, **event}, lambda event: on_event(visit, event))


def test_an_edited_kernel_cell_changes_everything_together(visit):
    before = trace(visit)
    send(visit, "edit", array="conv.weight", values=[*FLAT[:8], 0])
    after = trace(visit)
    assert visit.message == ""
    assert visit.settings == Backprop(weights="conv.weight~8,0")
    assert after.stages[0].y[0, 0, 0] == before.stages[0].y[0, 0, 0] + 0  # X[2, 2] is 0
    assert after.stages[0].y[0, 0, 1] == before.stages[0].y[0, 0, 1] + 2  # X[2, 3] is 2
    assert after.value != before.value
    assert not np.array_equal(after.stages[0].dx, before.stages[0].dx)


def test_an_edited_pixel_keeps_weights_truth_and_step_size(visit):
    send(visit, "edit", array="conv.bias", values=[-1])
    pixels = X.copy()
    pixels[0, 0] = 5
    send(visit, "edit", array="x", values=pixels.ravel().tolist())
    assert visit.settings.picture.startswith("5,1,2,2,1,0;")
    assert (visit.settings.weights, visit.settings.target) == ("conv.bias,-1", 0)
    assert trace(visit).x[0, 0, 0] == 5
    assert visit.result()[1].start.classes == ("7", "1")


def test_one_step_and_ten_and_undo_come_back_exactly(visit):
    start = trace(visit)
    send(visit, "update", times=1)
    assert np.allclose(trace(visit).params["conv"]["weight"], UPDATED["conv"]["weight"], atol=1e-15)
    assert losses(visit) == (start.loss_after,) == (trace(visit).value,)
    send(visit, "update", times=10)
    assert len(losses(visit)) == 11 and losses(visit)[-1] == trace(visit).value
    send(visit, "undo")
    assert losses(visit) == (start.loss_after,)
    send(visit, "undo")
    assert (visit.settings, losses(visit)) == (Backprop(), ())
    assert trace(visit) is start
    send(visit, "undo")
    assert visit.message == "There is nothing to undo."


def test_an_edit_starts_a_new_history_and_undo_brings_the_old_one_back(visit):
    send(visit, "update", times=3)
    send(visit, "edit", array="dense.bias", values=[0, 0])
    assert losses(visit) == ()
    send(visit, "undo")
    assert len(losses(visit)) == 3


def test_steps_that_run_away_are_stopped_and_named_and_undo_still_works(visit):
    visit.change(network="line", rate=0.1)
    send(visit, "update", times=10)
    assert visit.message.startswith("Stopped after 3 of the steps: with a step size of 0.1")
    assert len(losses(visit)) == 3 and np.isfinite(trace(visit).value)
    send(visit, "undo")
    assert (trace(visit).value, visit.message) == (9, "")


def test_the_truth_changes_and_what_is_no_class_is_refused(visit):
    send(visit, "target", value=1)
    assert trace(visit).target == 1
    for bad in (2, -1, 0.5, "x", None, float("nan"), 10**400):
        send(visit, "target", value=bad)
        assert visit.message.endswith(".") and trace(visit).target == 1


def test_a_check_lasts_until_something_changes(visit):
    send(visit, "check", array="conv.weight", index=[0, 0, 1, 0])
    assert asked(visit) == ("conv.weight", (0, 0, 1, 0))
    picture, lesson = visit.result()
    assert backprop.checked(visit, picture, lesson).analytic == 3
    send(visit, "check_all")
    assert asked_all(visit)
    send(visit, "target", value=1)
    assert asked(visit) is None and not asked_all(visit)


HOSTILE = [
    {}, {"kind": None}, {"kind": "explode"}, {"kind": ["edit"]},
    {"kind": "edit"}, {"kind": "edit", "array": "conv.weight"},
    {"kind": "edit", "array": "conv.weight", "values": "123456789"},
    {"kind": "edit", "array": "conv.weight", "values": [1] * 8},
    {"kind": "edit", "array": "conv.weight", "values": [[1] * 9]},
    {"kind": "edit", "array": "conv.weight", "values": [None] * 9},
    {"kind": "edit", "array": "conv.weight", "values": [True] * 9},
    {"kind": "edit", "array": "conv.weight", "values": [1e9] * 9},
    {"kind": "edit", "array": "conv.weight", "values": [float("nan")] * 9},
    {"kind": "edit", "array": "conv.weight", "values": [float("inf")] * 9},
    {"kind": "edit", "array": "conv.weight", "values": [10**400] * 9},
    {"kind": "edit", "array": "conv.weight", "values": ["1,5", *[0] * 8]},
    {"kind": "edit", "array": "relu.weight", "values": [1] * 9},
    {"kind": "edit", "array": "__class__", "values": []},
    {"kind": "edit", "array": "x", "values": [1] * 35},
    {"kind": "edit", "array": "x", "values": [1e7] * 36},
    {"kind": "edit", "array": {"x": 1}, "values": [1] * 36},
    {"kind": "check", "array": "conv.weight", "index": [0, 0, 3, 0]},
    {"kind": "check", "array": "conv.weight", "index": [0, 0, -1, 0]},
    {"kind": "check", "array": "conv.weight", "index": [0, 0, 1]},
    {"kind": "check", "array": "conv.weight", "index": [0, 0, 1.0, 0]},
    {"kind": "check", "array": "conv.weight", "index": [True, 0, 0, 0]},
    {"kind": "check", "array": "nowhere", "index": []},
    {"kind": "check", "array": "x", "index": None},
    {"kind": "update"}, {"kind": "update", "times": 0}, {"kind": "update", "times": 11},
    {"kind": "update", "times": 1e3}, {"kind": "update", "times": True},
    {"kind": "update", "times": "1"},
]  # fmt: skip


@pytest.mark.parametrize("event", HOSTILE, ids=str)
def test_a_hostile_event_changes_nothing_and_says_at_most_one_sentence(visit, event):
    before = visit.result()
    on_event(visit, event)
    assert visit.settings == Backprop()
    assert visit.result()[1] is before[1]
    assert asked(visit) is None
    assert visit.message == "" or visit.message.endswith(".")
    assert visit.message.count("\n") == 0
    assert visit.message or str(event.get("kind")) not in ("edit", "check", "update")


def test_a_bad_number_is_named_by_its_place(visit):
    send(visit, "edit", array="conv.weight", values=[*FLAT[:5], "x", *FLAT[6:]])
    assert visit.message == "The number in row 1, column 2 is not a number."
    send(visit, "edit", array="x", values=[1e9, *[0] * 35])
    assert visit.message == "The number in row 0, column 0 can be from -100000000 to 100000000."


def test_a_photos_numbers_stay(visit):
    visit.change(picture="astronaut", side=8)
    send(visit, "edit", array="x", values=[1] * 64)
    assert visit.message == "The numbers of a photo stay; choose small numbers to change them."


def test_events_by_chance_never_raise(visit):
    rng = np.random.default_rng(4)
    values = [None, 0, 1, -1, 2.5, "x", [], [1] * 9, [1] * 36, {}, True, "conv.weight", "x", [0, 0]]
    kinds = ["edit", "check", "check_all", "update", "undo", "target", "nope"]
    for _ in range(400):
        event = {name: values[rng.integers(len(values))]
                 for name in ("array", "values", "index", "times", "value")}  # fmt: skip
        send(visit, str(rng.choice(kinds)), **event)
        assert np.isfinite(trace(visit).value)
