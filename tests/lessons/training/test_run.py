"""A run: the same each time and in any process, its steps by hand, and how it ends."""

from dataclasses import replace
from hashlib import blake2b
from math import log

import numpy as np
import pytest

from cnnviz.lessons.training import data, looking, payload, run
from cnnviz.lessons.training.ledger import ENDED, FUNCTION, POOL, Ledger, Runs
from cnnviz.lessons.training.run import KERNELS, MAPS, Point
from cnnviz.lessons.training.settings import Training
from cnnviz.networks.graph import sequential
from cnnviz.networks.run import forward
from cnnviz.networks.train import train
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU
from tests.lessons.training import tasks

SHORT = Training(optimiser="sgd", rate=0.2, kernels=2, epochs=5)
DIGITS = data.load("digits")


def over(_):
    return False


def finished(settings, begin=None, last=None):
    """The moments that a process of the pool works out."""
    key = (settings, begin and begin.steps, last, id(begin))
    arguments = (settings, DIGITS, begin, last)
    job = POOL.ask(key, FUNCTION, lambda: arguments, lambda known, one: [*(known or ()), one])
    assert job.wait(over) and not job.problem
    POOL.forget(key)
    return job.latest


def digest(moments):
    """Of all numbers of all moments; of those on the way a ledger keeps what is shown."""
    found = blake2b(digest_size=8)
    for m in moments:
        for own in (*m.point.params.values(), m.gradients[KERNELS]):
            for array in own.values():
                found.update(np.ascontiguousarray(array).tobytes())
        found.update(np.array([m.batch_loss, m.seen.loss, m.test.loss, m.test.right]).tobytes())
        found.update(m.test.answers.tobytes() + m.test.shares.tobytes())
    return found.hexdigest()


def test_the_same_settings_give_the_same_run_bit_for_bit_also_from_any_moment_on():
    for settings in (SHORT, Training(optimiser="adam", rate=0.005, norm=1, dropout=25, shift=1)):
        whole = finished(settings, last=60)
        again = finished(settings, whole[20].point, last=60)
        assert [m.point.steps for m in again] == list(range(20, 61))
        assert digest(finished(settings, last=60)) == digest(whole)
        assert digest(again) == digest(whole[20:])
        assert digest(finished(replace(settings, seed=4), last=60)) != digest(whole)


@pytest.fixture(scope="module")
def last():
    """Where the defaults come to."""
    return finished(Training())[-1]


def test_the_defaults_come_to_the_weights_that_are_known(last):
    """In hundredths: another processor adds up in another order, which moves none by 0.000002.

    None of the 1,370 is as near as that to where its last digit would change.
    """
    params = last.point.params
    weights = np.concatenate([a.ravel() for own in params.values() for a in own.values()])
    hundredths = 100 * weights.astype(np.float64)
    assert weights.size == 1370
    assert np.abs(np.abs(hundredths - np.floor(hundredths)) - 0.5).min() > 0.0005
    found = blake2b(np.rint(hundredths).astype("<i2").tobytes(), digest_size=8)
    assert found.hexdigest() == "3fadd278a79d4fd1"
    first = [
        [1.09998, -0.003474, -0.071153],
        [0.656351, -0.039734, -0.216505],
        [1.04976, 0.518723, -0.279401],
    ]
    np.testing.assert_allclose(params[KERNELS]["weight"][0, 0], first, rtol=0, atol=2e-6)


def test_the_defaults_tell_more_than_97_percent_of_new_digits_right_and_no_kernel_is_dead(last):
    assert last.point.steps == 440 and not last.stopped
    assert last.test.right / len(DIGITS.test_y) >= 0.97
    net = run.network(Training(), DIGITS)
    maps = forward(net, last.point.params, DIGITS.test_x).values[MAPS]
    assert maps.max(axis=(0, 2, 3)).min() > 0


def test_a_step_is_the_rate_times_the_gradient():
    first, second = run.moments(SHORT, DIGITS, last=1)
    before, after = (m.point.params[KERNELS]["weight"] for m in (first, second))
    taken = before - np.float32(0.2) * first.gradients[KERNELS]["weight"]
    np.testing.assert_array_equal(after, taken.astype(np.float32))


def test_it_is_the_training_of_the_engine():
    net = sequential(
        (KERNELS, Conv(3, padding="same"), 2),
        (MAPS, ReLU()),
        MaxPool(2),
        Flatten(),
        ("scores", Dense(), 10),
    )
    params = net.initial((1, 1, 8, 8), SHORT.seed, "glorot")
    rule, pictures = run.optimiser(SHORT), (DIGITS.x, DIGITS.y)
    steps = train(net, params, pictures, run.LOSS, rule, 32, 1, SHORT.seed)
    for k, (step, moment) in enumerate(zip(steps, run.moments(SHORT, DIGITS), strict=False)):
        assert step.loss == moment.batch_loss and moment.point.steps == k
    assert k == 43  # an epoch: 1,400 digits, 32 at a time


def test_too_large_a_rate_is_stopped_after_three_batches_above_twice_guessing():
    found = list(run.moments(replace(SHORT, rate=20), DIGITS))
    last = found[-1]
    assert last.stopped and last.point.steps < 44
    high = [not m.batch_loss <= 2 * log(10) for m in found]
    assert high[-3:] == [True] * 3 or not np.isfinite(last.batch_loss)
    assert not any(all(high[k : k + 3]) for k in range(len(high) - 3))


def test_pictures_are_moved_by_whole_pixels_and_lose_what_leaves_the_frame():
    x = np.zeros((400, 1, 3, 3), np.float32)
    x[:, 0, 1, 1] = 1
    moved = run.moved(x, 1, np.random.default_rng(0))
    rows, columns = np.nonzero(moved.sum(axis=(0, 1)))
    assert sorted(zip(rows, columns, strict=True)) == [(r, c) for r in range(3) for c in range(3)]
    assert (moved.sum(axis=(1, 2, 3)) == 1).all()
    assert not run.moved(x, 2, np.random.default_rng(0)).sum(axis=(1, 2, 3)).all()


@pytest.mark.parametrize(
    ("start", "level"), [("zeros", 0), ("tenths", np.float32(0.1)), ("glorot", None)]
)
def test_a_run_begins_as_it_is_set(start, level):
    weight = run.start(replace(SHORT, start=start), DIGITS).params[KERNELS]["weight"]
    assert (weight == level).all() if level is not None else len(np.unique(weight)) == 18


def test_a_long_run_keeps_every_few_steps():
    plan = run.plan(Training(batch=8, epochs=40), DIGITS)
    assert (plan.epoch, plan.total, plan.every) == (175, 7000, 8)
    assert plan.count() == 876


def test_glyphs_are_made_by_the_seed():
    one, same, other = (data.load.__wrapped__("glyphs", seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.x, same.x)
    assert one.x.shape == (600, 1, 12, 12) and one.test_x.shape == (200, 1, 12, 12)
    assert not np.array_equal(one.x, other.x)
    assert one.x.min() >= 0 and one.x.max() == 1 and set(one.y.tolist()) == {0, 1, 2, 3}


def test_what_is_counted_is_right():
    ledger = Ledger("somebody", SHORT, DIGITS)
    (moment,) = ledger.moments
    table = payload.confusion(moment, DIGITS.test_y, 10)
    assert table.sum() == len(DIGITS.test_y) and np.trace(table) == moment.test.right
    places, took = payload.most_wrong(moment, DIGITS.test_y)
    shares = moment.test.shares[places]
    assert (np.diff(shares) >= 0).all() and (took != DIGITS.test_y[places]).all()
    wrong = moment.test.answers != DIGITS.test_y
    assert shares[0] == moment.test.shares[wrong].min()
    (looked,) = ledger.looked("0", DIGITS.test_x[:1])
    values = forward(run.network(SHORT, DIGITS), moment.point.params, DIGITS.test_x[:1]).values
    maps = values[MAPS][0]
    np.testing.assert_allclose(looked.levels * looked.reach / looking.LEVELS, maps, atol=0.004)
    assert looked.shares.argmax() == values["scores"][0].argmax()


def test_a_ledger_trains_on_stops_and_goes_on_where_it_was():
    ledger = Ledger("another", replace(SHORT, epochs=10), DIGITS)
    ledger.go_on()
    ledger.wait(60)
    ledger.stop()
    known = len(ledger.moments)
    assert known >= 1 and not ledger.running and not ledger.problem
    ledger.go_on()
    while ledger.running:
        ledger.wait(60)
    assert ledger.over and [m.point.steps for m in ledger.moments] == list(range(441))
    assert digest(ledger.moments) == digest(finished(ledger.settings))


def test_a_process_that_dies_says_so_and_the_run_goes_on_from_its_last_moment(monkeypatch):
    ledger = Ledger("a third", SHORT, DIGITS)
    monkeypatch.setattr("cnnviz.lessons.training.ledger.FUNCTION", f"{tasks.__name__}:ended")
    for known in (tasks.MOMENTS, 2 * tasks.MOMENTS - 1):  # the last of before is the first again
        ledger.go_on()
        while ledger.running:
            ledger.wait(60)
        assert ledger.problem == ENDED and len(ledger.moments) == known
    monkeypatch.undo()
    ledger.go_on()
    assert not ledger.problem
    while ledger.running:
        ledger.wait(60)
    assert ledger.over and not ledger.problem
    assert digest(ledger.moments) == digest(finished(ledger.settings))


def test_two_tabs_with_the_same_settings_do_not_disturb_each_other():
    (one, _), (other, _) = (Runs().of(SHORT) for _ in range(2))
    one.go_on()
    other.go_on()
    one.stop()
    known = len(one.moments)
    while other.running:
        other.wait(60)
    assert other.over and not other.problem and len(other.moments) == 221
    assert len(one.moments) == known and not one.running and not one.problem


def test_a_point_is_what_a_run_goes_on_from():
    (start,) = run.moments(SHORT, DIGITS, last=0)
    assert isinstance(start.point, Point) and start.point.steps == 0


def test_a_run_is_not_over_for_whom_its_last_moment_is_not_told_yet():
    """Moments come while a payload is made: what is told of them all holds for those in it."""
    ledger = Ledger("told", replace(SHORT, epochs=1), DIGITS)
    ledger.go_on()
    while ledger.running:
        ledger.wait(60)
    whole = payload.Shown.of(ledger, "0", DIGITS.test_x[:1])
    before = replace(whole, moments=whole.moments[:-1], looked=whole.looked[:-1])
    part, whole = map(payload.facts, (before, whole))
    assert (part["known"], part["over"]) == (44, False)
    assert (whole["known"], whole["over"]) == (45, True)
