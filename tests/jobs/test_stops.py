"""Work that is stopped: its process leaves it and does the next, or is killed; nobody else's is."""

import io
import os
import random
import sys
import threading

import pytest

from cnnviz.files.line import Line
from cnnviz.jobs import Job
from cnnviz.jobs import pool as pools
from cnnviz.jobs.pool import Pool
from tests.jobs.asking import ask, finished, served, task

posix = pytest.mark.skipif(sys.platform == "win32", reason="on Windows a process is only killed")


@pytest.fixture
def patient(monkeypatch):
    """A process has as long as it takes on a busy machine to leave its task."""
    monkeypatch.setattr(pools, "GENTLY", 60.0)


def gathered(pool, start):
    """A job of steps, all of which are kept."""
    return pool.ask(
        start, task("steps"), lambda: (start,), lambda known, one: [*(known or ()), one]
    )


def numbers(job):
    return [number for number, _ in job.latest or ()]


def test_work_is_stopped_in_the_middle_and_in_the_line(pool):
    job = ask(pool, "endless")
    assert job.wait(lambda job: job.latest == "begun")
    waiting = ask(pool, "counted", 2)
    assert waiting.wait(lambda job: job.ahead == 1)
    waiting.stop()
    job.stop()
    assert finished(job) == ("begun", "") and finished(waiting)[1] == ""
    again = ask(pool, "counted", 2)
    assert again is not waiting and finished(again) == (1, "")


@posix
def test_a_process_whose_task_is_stopped_does_the_next_one(pool, patient):
    job = gathered(pool, 5)
    assert job.wait(lambda job: len(job.latest or ()) > 3)
    job.stop()
    assert finished(job)[1] == "" and numbers(job) == list(range(5, 5 + len(job.latest)))
    assert finished(ask(pool, "process"))[0][0] == job.latest[0][1]


@posix
def test_what_a_task_does_in_the_end_is_done_also_where_it_is_stopped(pool, patient):
    job = ask(pool, "cleared")
    assert job.wait(lambda job: job.latest)
    job.stop()
    assert finished(job)[1] == "" and finished(ask(pool, "counted_cleared")) == (1, "")


@posix
def test_one_that_is_inside_of_numpy_for_long_is_killed(pool, tmp_path):
    os.mkfifo(tmp_path / "here")
    job = ask(pool, "stuck", tmp_path / "here")
    (tmp_path / "here").read_text()
    job.stop()
    found, problem = finished(job)
    assert problem == "" and finished(ask(pool, "process"))[0][0] != found


def test_one_that_has_not_begun_is_killed(pool, patient, monkeypatch):
    def sent(stream, value):
        job = pool.find(("endless", ()))
        job.stop()
        send(stream, value)

    send = pools.frames.send
    monkeypatch.setattr(pools.frames, "send", sent)
    assert finished(ask(pool, "endless")) == (None, "")


def test_to_be_asked_twice_is_to_be_killed(pool, patient):
    job = ask(pool, "endless")
    assert job.wait(lambda job: job.latest)
    job.stop()
    job.stop()
    assert finished(job) == ("begun", "")


def test_what_came_too_late_for_one_task_does_not_end_the_next(monkeypatch):
    one = (task("counted"), (2,), 1)
    answers = served(monkeypatch, io.BytesIO(), one, None, one, None, None, one)
    assert answers == [("begun", None), ("found", 0), ("found", 1), ("done", None)] * 3


def test_nobody_else_has_the_process_while_it_is_stopped():
    def end():
        others = threading.Thread(target=lambda: free.append(job._news.acquire(blocking=False)))
        others.start()
        others.join()

    free, job = [], Job()
    assert job.ends_by(end)
    job.stop()
    assert free == [False] and not job.ends_by(None)


def test_one_that_has_ended_by_itself_is_stopped_without_a_word():
    process = pools._start(0)
    process.kill()
    process.wait()
    pools._leave(Job(), process)
    pools._end(process)


@pytest.mark.parametrize("stops", [0, 1, 2])
def test_a_process_is_kept_until_it_was_ended_for_certain(stops):
    done, job = [], Job()
    job.ends_by(lambda: done.append("asked") or (lambda: done.append("ended")))
    for _ in range(stops):
        job.stop()
    assert job.ends_by(None) is (stops < 2) and done == ["asked", "ended"][:stops]
    job.stop()  # what comes later does nothing to who has it next
    assert len(done) == stops and not job.ends_by(lambda: done.append("late"))


@posix
def test_a_pool_that_is_closed_keeps_no_process(patient):
    pool = Pool(Line(1))
    job = gathered(pool, 1)
    assert job.wait(lambda job: job.latest)
    pool.close()
    assert finished(job)[1] == "" and pool._idle == []


@posix
@pytest.mark.parametrize(("gently", "rounds"), [(60.0, 20), (0.0, 4)])
def test_whoever_stops_at_random_moments_gets_the_answers_of_their_own_task(
    monkeypatch, gently, rounds
):
    def person(number):
        dice = random.Random(number)
        for k in range(rounds):
            start = 1000 * (100 * number + k)
            job = gathered(pool, start)
            wanted = dice.choice((0, 0, 1, 2, 10))
            assert job.wait(lambda job, wanted=wanted: len(job.latest or ()) >= wanted)
            job.stop()
            known = numbers(job)
            assert job.wait() and job.problem == ""
            assert numbers(job)[: len(known)] == known
            assert numbers(job) == list(range(start, start + len(numbers(job))))
            most = dice.randrange(1, 9)
            whole = ask(pool, "counted", most, key=("whole", start))
            assert finished(whole) == (most - 1, "")
        done.append(number)

    monkeypatch.setattr(pools, "GENTLY", gently)
    pool, done = Pool(Line(4)), []
    people = [threading.Thread(target=person, args=(number,)) for number in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    pool.close()
    assert sorted(done) == [0, 1, 2, 3]
