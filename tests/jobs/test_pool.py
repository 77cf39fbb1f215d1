"""Long work in processes of its own: told of, shared, refused, bounded."""

import io
import os
import sys
import threading

import numpy as np
import pytest

from cnnviz.files import worker
from cnnviz.files.line import LINE, Grade, Line
from cnnviz.jobs import POOL, limits
from cnnviz.jobs import job as jobs
from cnnviz.jobs import pool as pools
from cnnviz.jobs.pool import BROKEN, BUSY, FULL, TOO_LONG
from tests.jobs import tasks
from tests.jobs.asking import ask, finished, served, task


def test_the_last_of_what_was_found_is_the_answer(pool):
    assert finished(ask(pool, "counted", 5)) == (4, "")
    assert finished(ask(pool, "noisy")) == ("answer", "")


def test_what_comes_one_after_the_other_can_be_gathered(pool):
    arguments = (4,)
    job = pool.ask(
        "kept", task("counted"), lambda: arguments, lambda known, one: [*(known or ()), one]
    )
    assert finished(job) == ([0, 1, 2, 3], "")


def test_one_process_does_one_task_after_the_other_with_one_thread_each(pool):
    first, second = (finished(ask(pool, "process", key=k))[0] for k in "ab")
    assert first == second and first[1] == 1


def test_a_process_that_waits_keeps_nothing_of_its_last_task(monkeypatch):
    class Tasks(io.BytesIO):
        def readinto(self, room):
            left.append([there() is not None for there in tasks.SEEN])
            return super().readinto(room)

    monkeypatch.setattr(tasks, "SEEN", [])
    left, stream = [], Tasks()
    answers = served(monkeypatch, stream, (task("seen"), (np.zeros(5),), 1))
    assert answers == [("begun", None), ("found", 5), ("done", None)]
    assert left[-1] == [False]


def test_who_asks_the_same_gets_the_same_job(pool):
    job = ask(pool, "counted", 3)
    assert ask(pool, "counted", 3) is job
    assert finished(job) == (2, "") and ask(pool, "counted", 3) is job
    assert pool.find(("counted", (3,))) is job


def test_a_sentence_comes_through_and_a_traceback_does_not(pool):
    assert finished(ask(pool, "refused")) == (1, "This does not fit; a smaller one would.")
    assert finished(ask(pool, "broken")) == (1, BROKEN)
    assert finished(ask(pool, "ended")) == (1, BROKEN)
    assert finished(ask(pool, "counted", 2)) == (1, "")  # the next one has a process again


def test_a_failure_is_told_to_who_looks_again_and_tried_again_only_later(pool, monkeypatch):
    job = ask(pool, "broken")
    assert finished(job) == (1, BROKEN)
    assert ask(pool, "broken") is job
    monkeypatch.setattr(jobs, "SAID", -1.0)
    assert ask(pool, "broken") is not job


def test_the_line_says_how_many_are_before_one_and_gives_up_in_a_sentence(pool):
    first = ask(pool, "endless")
    assert first.wait(lambda job: job.latest == "begun")
    pool.line = Line(1, 0.0)
    with pool.line.turn():  # somebody is being served
        assert finished(ask(pool, "counted", 1)) == (None, BUSY)


def test_work_that_nobody_looks_at_any_more_ends(pool, monkeypatch):
    monkeypatch.setattr(jobs, "UNWANTED", -1.0)
    job = ask(pool, "endless")
    assert finished(job)[1] == "" and job.stopped


def test_what_one_has_left_goes_on_while_others_look(pool, monkeypatch):
    monkeypatch.setattr(jobs, "LEFT", 0.0)
    job = ask(pool, "endless")
    job.leave()
    job.look()  # somebody else
    assert not job.unwanted
    job.leave()
    assert job.unwanted
    job.look()


def test_many_who_ask_at_once_share_the_work(pool):
    jobs = []
    threads = [
        threading.Thread(target=lambda: jobs.append(ask(pool, "counted", 50))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, jobs))) == 1 and finished(jobs[0]) == (49, "")


def test_pictures_and_all_other_work_stand_in_one_line():
    assert POOL.line is worker.LINE is LINE and LINE.places >= 4


def test_the_limit_of_memory_is_told_in_a_sentence_and_the_process_is_another_one(pool):
    before = finished(ask(pool, "process", key="before"))[0]
    assert finished(ask(pool, "large", limits.MEMORY)) == ("begun", FULL)
    assert finished(ask(pool, "process", key="after"))[0] != before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of memory")
def test_a_task_that_is_too_large_to_be_received_reaches_the_limit_too(pool):
    from tests.browser.processes import MORE, leave_no_memory

    process, _ = finished(ask(pool, "process"))[0]
    leave_no_memory(process)
    given = np.zeros(8 * MORE, np.uint8)
    assert finished(ask(pool, "seen", given, key="large")) == (None, FULL)
    assert finished(ask(pool, "process", key="after"))[0][0] != process


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such numbers")
def test_what_a_page_waits_for_stands_less_far_back_and_there_is_one_process_a_place(
    pool, monkeypatch
):
    monkeypatch.delenv(pools.EAGER, raising=False)
    found = []
    for k, grade in enumerate((Grade.LONG, Grade.ASKED, Grade.QUICK, Grade.QUICK, Grade.LONG)):
        job = pool.ask(k, task("modest"), tuple, grade=grade)
        found.append(finished(job)[0])
        assert len(pool._idle) <= 1
    here = os.getpriority(os.PRIO_PROCESS, 0)
    assert [modest for _, modest in found] == [min(here + n, 19) for n in (19, 19, 5, 5, 19)]
    one, two, three, four, five = (process for process, _ in found)
    assert one == two != three == four != five != one


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no containers of this kind")
@pytest.mark.parametrize(("text", "bytes_there"), [("1000000\n", 1_000_000), ("max\n", None)])
def test_a_container_has_the_memory_that_it_was_given(monkeypatch, tmp_path, text, bytes_there):
    monkeypatch.setattr(limits, "GROUP", tmp_path / "memory.max")
    machine = limits.there()  # there is no such file
    limits.GROUP.write_text(text)
    assert limits.there() == (bytes_there or machine)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no processor time")
def test_the_limit_of_the_processors_time_counts_for_each_task(pool, monkeypatch):
    # The system counts whole seconds: with 0 a process could have next to nothing left to begin.
    monkeypatch.setitem(limits.SECONDS, Grade.ASKED, 1)
    assert finished(ask(pool, "busy")) == ("begun", TOO_LONG)
    monkeypatch.setitem(limits.SECONDS, Grade.ASKED, 9)
    process = finished(ask(pool, "process", key="first"))
    assert finished(ask(pool, "spends", 2.2)) == ("done", "")
    monkeypatch.setitem(limits.SECONDS, Grade.ASKED, 1)  # what is over does not count
    assert finished(ask(pool, "process", key="second")) == process


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is not known")
def test_it_is_known_how_long_a_task_has_had_the_processor(pool):
    job = ask(pool, "waits")
    assert job.wait(lambda job: job.latest)
    spent = job.spent
    assert not job.wait(seconds=0.2) and job.spent - spent < 0.1
    job.stop()
    busy = ask(pool, "busy")
    assert busy.wait(lambda job: job.spent > 1)


def test_what_is_over_is_kept_as_long_as_there_is_room(pool, monkeypatch):
    monkeypatch.setattr(pools, "MOST_BYTES", 1000)
    for key in "abc":
        finished(ask(pool, "zeros", 400, key=key))
    ask(pool, "zeros", 400, key="d")  # what goes on does not count
    assert [pool.find(key) is not None for key in "abcd"] == [False, True, True, True]
