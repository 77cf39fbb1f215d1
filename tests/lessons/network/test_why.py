"""Why the network answers so: each reason against what is measured, on a network of 666 weights."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.files.trained import TRAINED
from cnnviz.jobs import POOL
from cnnviz.lessons.network import controls, controls_why, payload_why
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.network.why import Question, in_squares, measured, reasons
from cnnviz.networks import run
from cnnviz.player.packing import pack, unpack
from cnnviz.ui.state import PageState

LABEL, OTHER = 2, 3


@pytest.fixture(scope="module")
def seen():
    return controls.compute(NetworkPage(network="digits", picture="digits-50"), None)


def question(seen, versus=None, *, shuffled=False):
    params = {node: dict(own) for node, own in seen.params.items()}
    faces = tuple(seen.layers[column.face].name for column in seen.columns)
    x = seen.values.values[seen.network.inputs[0]]
    return Question(seen.network, params, x, LABEL, versus, faces, (0.5,), (0.0,), shuffled)


@pytest.fixture(scope="module")
def told(seen):
    return list(reasons(question(seen)))


def score(seen, x, versus=None):
    out = run.forward(seen.network, seen.params, x).values[seen.network.outputs[0]]
    found = out.reshape(-1).astype(np.float64)
    return found[LABEL] - (0 if versus is None else found[versus])


def test_what_takes_long_is_told_of_while_it_goes_on(told):
    done = [(one.done, one.points_done) for one in told]
    assert done[0] == (0, 0) and done == sorted(done)
    assert told[-1].over and not told[-2].over
    assert told[-1].done == 49 and told[-1].points_done == told[-1].points


def test_a_covered_square_is_really_covered(seen, told):
    last = told[-1]
    assert (last.starts, last.size) == ((tuple(range(7)),) * 2, 2)
    x = seen.values.values[seen.network.inputs[0]]
    for row, column in ((0, 0), (3, 4), (6, 6)):
        covered = x.copy()
        covered[:, :, row : row + 2, column : column + 2] = 0.5
        drop = score(seen, x) - score(seen, covered)
        assert last.drops[row, column] == pytest.approx(drop, abs=1e-5)
    assert last.score == pytest.approx(score(seen, x), abs=1e-6)


def test_the_gradient_foretells_a_small_nudge(seen, told):
    last = told[-1]
    x = seen.values.values[seen.network.inputs[0]].astype(np.float64)
    squares = in_squares(last.pixels["gradient"], last)
    for row, column in ((2, 3), (4, 2)):
        ends = []
        for sign in (-1, 1):
            nudged = x.copy()
            nudged[:, :, row : row + 2, column : column + 2] += sign * 1e-6
            ends.append(score(seen, nudged))
        assert squares[row, column] == pytest.approx((ends[1] - ends[0]) / 2e-6, rel=1e-3)


def test_a_square_that_gets_brighter_is_measured(seen):
    ((foretold, found),) = measured(question(seen), (2, 3, 3, 4))
    x = seen.values.values[seen.network.inputs[0]].copy()
    before = score(seen, x)
    x[:, :, 2:4, 3:5] += 0.1
    assert found == pytest.approx(score(seen, x) - before, abs=1e-5)
    assert foretold == pytest.approx(found, rel=0.5)


def test_the_shares_add_up_to_what_was_gained_over_black(seen, told):
    last = told[-1]
    x = seen.values.values[seen.network.inputs[0]]
    gain = score(seen, x) - score(seen, np.zeros_like(x))
    assert last.gain == pytest.approx(gain, abs=1e-5)
    assert last.complete and last.gains.sum() == pytest.approx(gain, rel=0.02)


def test_rather_than_another_class_is_the_difference(seen):
    first = next(iter(reasons(question(seen, OTHER))))
    x = seen.values.values[seen.network.inputs[0]]
    assert first.score == pytest.approx(score(seen, x, OTHER), abs=1e-5)


def test_shuffled_weights_give_other_maps_and_say_how_like_they_are(seen, told):
    other = list(reasons(question(seen, shuffled=True)))[-1]
    answered = payload_why.Answered(LABEL, None, True, other, False, None, "", told[-1])
    arrays = {}
    header = payload_why.encode(seen, answered, arrays)
    likeness = header["likeness"]
    a, b = (np.abs(one.drops).ravel() for one in (other, told[-1]))
    assert likeness["cover"] == pytest.approx(np.corrcoef(a, b)[0, 1], abs=1e-9)
    assert set(likeness) >= {"gradient", "cover", "shares"}
    assert not np.allclose(other.pixels["gradient"], told[-1].pixels["gradient"])
    unpack(pack(header, arrays))


def test_the_player_gets_a_number_for_each_square(seen, told):
    arrays = {}
    answered = payload_why.Answered(LABEL, None, False, told[-1], False, None, "")
    header = payload_why.encode(seen, answered, arrays)
    assert (header["name"], header["rows"], header["size"]) == ("2", tuple(range(7)), 2)
    sums = in_squares(told[-1].pixels["gradient"], told[-1])
    np.testing.assert_array_equal(arrays["squares:gradient"], 0.1 * sums)
    last = max(map(int, header["classes"]))
    assert arrays[f"heat:{last}:grad_cam"].shape == (2, 2)
    assert header["classes"][str(last)]["size"] == (10, 10)


def test_covered_and_black_count_channels_first(seen):
    recipe = replace(TRAINED["digits"].recipe, channels_last=True)
    asked = controls_why.question_of(seen, recipe, (LABEL, None, False))
    assert (asked.grey, asked.black) == (pytest.approx((127 / 255,)), (0.0,))
    large = replace(recipe, shape=(3, 4, 5), mean=(127.0,), scale=(128.0,))
    colour = controls_why.question_of(seen, large, (LABEL, None, False))
    assert (colour.grey, colour.black) == ((0.0,) * 3, (-127 / 128,) * 3)


def test_who_stops_it_stops_it_for_nobody_else(seen, monkeypatch):
    settings = NetworkPage(network="digits", picture="digits-50")
    recipe = TRAINED["digits"].recipe
    one, other = (PageState("network", settings, controls.compute) for _ in range(2))
    monkeypatch.setattr(controls_why, "SOON", 0.0)
    for visit in (one, other):
        visit.kept["why"] = (LABEL, None, False)
    job = POOL.ask(("both", one.kept["why"]), "tests.jobs.tasks:endless", tuple)
    assert job.wait(lambda job: job.latest == "begun")
    job.tell(latest=None)  # it has found no reasons yet
    controls_why.stops(one, {})
    assert controls_why._answered(other, seen, recipe, "both").running
    assert not controls_why._answered(one, seen, recipe, "both").running
    assert controls_why._answered(other, seen, recipe, "both").running
    assert not job.unwanted and not job.stopped
    job.stop()
