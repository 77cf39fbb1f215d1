"""The training page without a browser: what its player is told, and what it asks for."""

import numpy as np

from cnnviz.jobs.pool import FULL
from cnnviz.lessons.training import data, ledger
from cnnviz.lessons.training import run as training
from cnnviz.lessons.training.ledger import POOL
from cnnviz.lessons.training.settings import Training
from tests.lessons.training import tasks
from tests.pages.fixtures import run

PAGE = "pages/training.py"
DIGITS = data.load("digits")


def trained(app, shown):
    """Train to the end, as a player asks for it."""
    shown.send({"kind": "train"})
    run(app)
    while shown.header["run"]["running"]:
        shown.send({"kind": "more"})
        run(app)


def test_the_run_is_told_moment_by_moment(open_app, shown):
    app = open_app(PAGE, kernels="2", epochs="5", look="7")
    facts = shown.header["run"]
    assert (facts["known"], facts["count"], facts["epoch"], facts["total"]) == (1, 221, 44, 220)
    assert not facts["running"] and not facts["over"]
    trained(app, shown)
    facts = shown.header["run"]
    assert facts["over"] and facts["known"] == 221 and facts["stopped"] == -1
    steps = np.concatenate([shown.arrays[f"steps:{k}"].ravel() for k in range(4)])
    assert steps.tolist() == list(range(221))
    right = np.concatenate([shown.arrays[f"right:{k}"] for k in range(4)])
    assert right.shape == (221, 2) and right[-1, 1] > 0.8 * len(DIGITS.test_y)
    np.testing.assert_array_equal(shown.arrays["labels"], DIGITS.test_y)
    np.testing.assert_array_equal(shown.arrays["picture"], np.rint(255 * DIGITS.test_x[7, 0]))
    assert shown.header["truth"] == DIGITS.test_y[7]
    assert shown.link == {"kernels": "2", "epochs": "5", "look": "7"}


def test_another_picture_is_looked_at_and_there_is_no_picture_beyond_the_last(open_app, shown):
    app = open_app(PAGE)
    shown.send({"kind": "look", "place": 12})
    run(app)
    assert shown.link == {"look": "12"} and shown.header["truth"] == DIGITS.test_y[12]
    shown.send({"kind": "look", "place": 397})
    run(app)
    assert shown.link == {"look": "12"} and shown.message == "There is no such picture."


def test_a_change_ends_what_is_trained_for_other_settings(open_app, shown):
    app, others = open_app(PAGE, epochs="40", kernels="16"), set(POOL._jobs)
    shown.send({"kind": "train"})
    while shown.header["run"]["known"] == 1:
        shown.send({"kind": "more"})
        run(app)
    assert shown.header["run"]["running"]
    shown.visit.change(seed=5)
    run(app)
    assert not shown.header["run"]["running"]
    own = [job for key, job in POOL._jobs.items() if key not in others]
    assert all(job.over or job.stopped for job in own)
    shown.visit.undo()
    run(app)
    assert shown.header["run"]["known"] > 1  # what was known is kept


def test_a_training_that_reaches_the_limit_of_memory_says_so_and_goes_on_from_there(
    open_app, shown, monkeypatch
):
    app = open_app(PAGE, kernels="2", epochs="5")
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "FUNCTION", f"{tasks.__name__}:full")
        trained(app, shown)
    facts, weights = shown.header["run"], shown.arrays["weight:0"][: tasks.MOMENTS]
    assert (facts["problem"], facts["known"], facts["over"]) == (FULL, tasks.MOMENTS, False)
    trained(app, shown)
    facts = shown.header["run"]
    assert (facts["problem"], facts["known"], facts["over"]) == ("", 221, True)
    np.testing.assert_array_equal(shown.arrays["weight:0"][: tasks.MOMENTS], weights)


def test_a_link_to_a_picture_that_is_not_there_says_so(open_app, shown):
    open_app(PAGE, data="glyphs", look="300")
    assert "picture" in shown.message and shown.link == {"data": "glyphs"}


def test_a_run_of_other_pictures_stands_beside_with_what_it_has_alone(open_app, shown):
    app = open_app(PAGE, kernels="2", epochs="5", beside="~data=glyphs&kernels=2&epochs=5")
    shown.send({"kind": "train"})
    run(app)
    while True:
        facts, arrays = shown.header["beside"], shown.arrays
        steps = [arrays[name] for name in arrays if name.startswith("a-steps:")]
        assert facts["known"] == sum(map(len, steps))
        assert facts["tests"] == 200 and not facts["answers"]
        assert not [name for name in arrays if name.startswith("a-answer:")]
        if not (shown.header["run"]["running"] or facts["running"]):
            break
        shown.send({"kind": "more"})
        run(app)
    glyphs = Training(data="glyphs", kernels=2, epochs=5)
    first = next(training.moments(glyphs, data.load("glyphs", glyphs.seed), last=0))
    slope = first.gradients[training.KERNELS]["weight"][:, 0]
    np.testing.assert_array_equal(shown.arrays["a-slope:0"][0], slope)
    assert facts["over"] and facts["known"] == facts["count"] == 96
