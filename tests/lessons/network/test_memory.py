"""Work of this page that reaches the limit of memory: one sentence, and all else stays."""

import numpy as np
import pytest

from cnnviz.jobs.pool import FULL
from cnnviz.lessons.network import controls_class, controls_near, controls_time, controls_why
from cnnviz.ui.pool import POOL
from tests.lessons.network import tasks
from tests.pages.fixtures import run

PAGE = "pages/network.py"
QUERY = {"network": "digits", "picture": "digits-50"}
ASKED = {"label": 2, "versus": -1}
ALL = 49  # squares


@pytest.fixture(autouse=True)
def anew():
    """Nothing was asked for before, and what fails here fails for no other test."""
    POOL._jobs.clear()
    yield
    POOL.close()
    POOL._jobs.clear()


@pytest.fixture
def page(open_app, monkeypatch):
    """The page, where all that is asked for fails between two looks at it."""
    for module in (controls_why, controls_class, controls_time):
        monkeypatch.setattr(module, "SOON", 0.0)
    return open_app(PAGE, **QUERY)


def looked_at(page, shown, part, event):
    """Ask, and look again as the player does, until nothing more will come."""
    while True:
        shown.send(event)
        run(page)
        if not shown.header[part]["running"]:
            return shown.header[part]


def test_reasons_keep_what_was_found_and_the_next_question_is_answered(page, shown, monkeypatch):
    answers = shown.header["answers"]
    event = {"kind": "why", "shuffled": False, **ASKED}
    with monkeypatch.context() as patch:
        patch.setattr(controls_why, "MODULE", tasks.__name__)
        found = looked_at(page, shown, "why", event)
        assert found["problem"] == FULL and 0 < found["done"] < ALL
        assert np.isfinite(shown.arrays["why:drops"]).sum() == found["done"]
        assert shown.header["answers"] == answers and shown.message == ""
        while "measured" not in shown.header["why"]:
            shown.send({"kind": "measure", "square": 0})
            run(page)
        assert shown.header["why"]["measured"] == {
            "square": 0, "foretold": 0.0, "measured": 0.0, "problem": FULL,
        }  # fmt: skip
    found = looked_at(page, shown, "why", event | {"label": 3})
    assert (found["problem"], found["done"]) == ("", ALL)


@pytest.mark.parametrize(
    ("part", "module", "name", "event"),
    [
        ("ordered", controls_class, "MODULE", {"kind": "sort", **ASKED}),
        ("times", controls_time, "FUNCTION", {"kind": "time"}),
    ],
    ids=["order", "times"],
)
def test_what_else_is_asked_for_says_so(page, shown, monkeypatch, part, module, name, event):
    answers = shown.header["answers"]
    task = tasks.__name__ if name == "MODULE" else f"{tasks.__name__}:timed"
    monkeypatch.setattr(module, name, task)
    assert looked_at(page, shown, part, event)["problem"] == FULL
    assert shown.header["answers"] == answers and shown.message == ""


def test_whether_a_level_turns_the_answer_is_not_asked_without_end(open_app, shown, monkeypatch):
    monkeypatch.setattr(controls_near, "MODULE", tasks.__name__)
    page = open_app(PAGE, network="digits", picture="digits-547")
    assert shown.header["waits"]
    while shown.header["waits"]:
        shown.send({"kind": "look"})
        run(page)
    assert (shown.header["near"], shown.header["note"], shown.message) == (False, "", "")
