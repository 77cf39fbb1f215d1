"""Work that a page can't do without: told of while it is waited for, and left by any click."""

from types import SimpleNamespace

import pytest
import streamlit as st

from cnnviz.files.line import Line
from cnnviz.jobs.pool import Pool
from cnnviz.ui import pool as waits


class Click(BaseException):
    """Somebody has chosen something else."""


@pytest.fixture
def pool():
    pool = Pool(Line(1))
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("ahead", "turn"), [(1, "yours is next"), (2, "1 is before yours"), (5, "4 are before yours")]
)
def test_the_sentence_for_someone_who_waits(ahead, turn):
    assert waits.waiting(ahead) == f"Others are at work just now; {turn}."


def drawn(monkeypatch, *, started, heard):
    """The page is being drawn, or a control answered; ``heard`` is asked each second."""
    said = []
    context = SimpleNamespace(has_script_started=started, yield_check=lambda: heard(said))
    monkeypatch.setattr(waits, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr(waits, "GLANCE", 0.01)
    monkeypatch.setattr(st, "toast", said.append)
    return said


def test_who_waits_is_told_and_leaves_by_a_click(monkeypatch, pool):
    def heard(said):
        if said == [waits.waiting(1), waits.WORKING]:
            raise Click
        if said == [waits.waiting(1)] and turn:
            turn.pop().__exit__(None, None, None)

    said = drawn(monkeypatch, started=True, heard=heard)
    turn = [pool.line.turn()]
    turn[0].__enter__()
    job = pool.ask("endless", "tests.jobs.tasks:endless", tuple)
    assert job.wait(lambda job: job.ahead)
    with pytest.raises(Click):
        waits.finished(job)
    assert said == [waits.waiting(1), waits.WORKING]


def test_while_a_control_is_answered_no_click_ends_it(monkeypatch, pool):
    def heard(said):
        raise Click

    said = drawn(monkeypatch, started=False, heard=heard)
    job = pool.ask("spends", "tests.jobs.tasks:spends", lambda: (0.1,))
    assert waits.finished(job) == "done" and said == []


@pytest.mark.parametrize(("spent", "sentence"), [(40.0, waits.SLOW), (20.0, waits.BUSY)])
def test_what_takes_longer_than_somebody_waits_is_left_and_the_reason_told(spent, sentence):
    left, age = [], waits.PATIENCE + 1
    job = SimpleNamespace(
        wait=lambda seconds: False, age=age, spent=spent, leave=lambda: left.append(age)
    )
    with pytest.raises(ValueError) as problem:
        waits.finished(job)
    assert str(problem.value) == sentence and left == [age]
