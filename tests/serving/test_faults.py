"""What breaks beside the app costs nobody a lesson: a full disk, a killed worker, a moved clock."""

import os
import random
import re
import resource
import signal
import time
from dataclasses import replace

import pytest
import streamlit as st

from cnnviz.files.line import Line
from cnnviz.jobs.pool import BROKEN, Pool
from cnnviz.lessons.training import data
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.settings import Training
from cnnviz.ui import widgets
from tests.browser.app import ROOT, serve
from tests.serving.asgi import rerun
from tests.serving.test_served import until, until_said, upload, visitor

DIGITS = data.load("digits")


@pytest.mark.parametrize("script", ["app.py", "serve.py"])
def test_on_a_disk_that_takes_nothing_lessons_and_uploads_go_on(tmp_path, script):
    with serve(ROOT / script, tmp_path / "log") as server, visitor(server) as visit:
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.prlimit(server.process, resource.RLIMIT_FSIZE, (0, usual[1]))
        visit.send(rerun())
        session = until(visit, "new_session").new_session.initialize.session_id
        until(visit, "script_finished")
        assert upload(server, session, "0", bytes(9_000_000)) == 204
        with visitor(server) as other:
            other.send(rerun("stride=2"))
            until_said(other, '"link":"stride=2"')
            until(other, "script_finished")
        resource.prlimit(server.process, resource.RLIMIT_FSIZE, usual)  # it says that it ends


def test_a_worker_that_is_killed_is_told_in_a_sentence_and_replaced():
    pool = Pool(Line(1))
    try:
        job = pool.ask("long", "tests.jobs.tasks:waits", tuple)
        assert job.wait(lambda job: job.latest is not None)
        os.kill(job.latest, signal.SIGKILL)
        assert job.wait(lambda job: False) and job.problem == BROKEN
        following = pool.ask("short", "tests.jobs.tasks:process", tuple)
        assert following.wait(lambda job: False) and following.latest[0] != job.latest
    finally:
        pool.close()


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.nightly)])
def test_a_training_that_is_cancelled_at_random_times_comes_to_the_same_end(seed):
    dice = random.Random(seed)
    settings = Training()
    whole, broken = (
        Ledger((name, seed), replace(settings, epochs=1), DIGITS) for name in ("whole", "broken")
    )
    whole.go_on()
    while whole.running:
        whole.wait(60)
    while not broken.over:
        broken.go_on()
        wanted = len(broken.moments) + dice.choice((0, 0, 1, 5, 20))
        while broken.running and len(broken.moments) < wanted:
            broken.wait(60)
        broken.stop()
    steps = [moment.point.steps for moment in whole.moments]
    assert [moment.point.steps for moment in broken.moments] == steps
    for one, other in zip(whole.moments, broken.moments, strict=True):
        for layer, params in one.point.params.items():
            for name, values in params.items():
                assert (values == other.point.params[layer][name]).all()


def test_a_clock_that_goes_back_makes_no_answer_stale(monkeypatch):
    """A page that comes to a server whose clock is behind has seen a higher number already."""
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000)
    monkeypatch.setattr(st, "session_state", {widgets.KEY: 1_700_000_000_000, "stride": 1})
    widgets.give("stride", 2)
    widgets.st.session_state["stride"] = 1  # as the page still has it
    assert widgets.is_old("stride")


OF_DAY = re.compile(r"time\.time|datetime|localtime|gmtime|\bimport .*\btime_ns|import time, ")
# What a browser had seen of the controls is counted from there, beyond any session before.
MAY = {"cnnviz/ui/widgets.py": ["time.time"]}


def test_nothing_else_asks_for_the_time_of_day():
    files = (*ROOT.glob("cnnviz/**/*.py"), *ROOT.glob("pages/*.py"), *ROOT.glob("*.py"))
    found = {
        path.relative_to(ROOT).as_posix(): OF_DAY.findall(path.read_text("utf-8")) for path in files
    }
    assert {name: asked for name, asked in found.items() if asked} == MAY
