"""What the largest run takes: its start in the pool, once for all, and moments bounded in bytes."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.files.line import Line
from cnnviz.jobs import POOL
from cnnviz.lessons.training import data
from cnnviz.lessons.training import ledger as ledgers
from cnnviz.lessons.training.ledger import Ledger, start_of
from cnnviz.lessons.training.run import KERNELS, MOST_BYTES, effort, moments, plan
from cnnviz.lessons.training.settings import Training
from cnnviz.store import Store, weigh

SHORT = Training(optimiser="sgd", rate=0.2, kernels=2, epochs=5)
DIGITS = data.load("digits")
LARGEST = replace(
    SHORT, data="clothes", kernels=16, size=5, depth=6, norm=1, bias="untied", epochs=40, batch=8
)


def test_the_dearest_start_is_found_in_the_pool_once_for_all_and_is_the_same(monkeypatch):
    clothes = data.data_of(LARGEST)
    assert effort(LARGEST, clothes) > ledgers.NEAR > effort(Training(), DIGITS)
    (here,) = moments(LARGEST, clothes, last=0)
    monkeypatch.setattr(ledgers, "STARTS", Store(8, 64_000_000))
    monkeypatch.setattr(ledgers, "moments", None)  # it is not called in this process
    first = Ledger("one", LARGEST, clothes).moments[0]
    assert Ledger("two", LARGEST, clothes).moments[0] is first
    for made, found in (
        (here.point.params, first.point.params),
        (here.gradients, first.gradients),
    ):
        assert made.keys() == found.keys()
        for node, own in made.items():
            assert own.keys() == found[node].keys()
            assert all(np.array_equal(values, found[node][name]) for name, values in own.items())
    assert np.array_equal(here.test.shares, first.test.shares)


def test_a_start_that_is_refused_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(ledgers, "STARTS", Store(8, 64_000_000))
    monkeypatch.setattr(POOL, "line", Line(1, patience=0))
    with POOL.line.turn(), pytest.raises(ValueError, match="busy just now"):
        start_of(LARGEST, data.data_of(LARGEST))


def test_all_moments_of_a_run_are_bounded_in_bytes():
    whole = plan(LARGEST, data.data_of(LARGEST))
    size = weigh(start_of(LARGEST, data.data_of(LARGEST)).point.params)
    assert 60_000_000 < whole.count() * size <= MOST_BYTES + size and whole.total == 5000
    assert plan(Training(), DIGITS).every == 1


def test_a_moment_on_the_way_keeps_what_is_shown_of_it():
    ledger = Ledger("slim", replace(SHORT, epochs=5, optimiser="adam"), DIGITS)
    ledger.go_on()
    while ledger.running:
        ledger.wait(60)
    first, *way, last = ledger.moments
    assert not any(moment.point.state.memory for moment in way) and last.point.state.memory
    assert {*way[0].gradients} == {KERNELS} < {*first.gradients} == {*last.gradients}


def test_a_link_to_a_run_beside_it_on_pictures_that_nobody_has_opens_without(open_app, shown):
    open_app("pages/training.py", beside="~data=own")
    assert shown.header["beside"] is None and "A from the link" not in shown.message
    assert shown.message
