"""The load generator notices a wrong answer and somebody else's; short runs of it are clean."""

import contextlib
import random
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import load, sessions
from benchmarks.flood import beside
from benchmarks.load import LARGEST, arguments, worked
from benchmarks.measure import Spent
from benchmarks.people import Person, file, kept
from benchmarks.sessions import Shown
from benchmarks.summary import Run, line, percentiles, sentences, table
from benchmarks.works import WORKS
from cnnviz import settings as links
from cnnviz.files import images
from cnnviz.lessons.convolution.controls import compute
from cnnviz.player.packing import pack, thinned, with_message
from tests.browser.app import ROOT, serve
from tests.serving.asgi import done

CONVOLUTION = WORKS[0]
ONLY_MINE = {"heard": 0, "message": ""}


def person(who, link, output):
    """Somebody whose player shows this link and this map."""
    shown = Shown({"link": link}, {"output": np.asarray(output)}, ONLY_MINE)
    return Person(SimpleNamespace(shown=shown), who, random.Random(0), 5)


def own_map(who):
    settings, _ = links.from_link(CONVOLUTION.settings, CONVOLUTION.own(who))
    return compute(settings, None)[1].y


def checked(one):
    one.check("looking", lambda settings, shown: True)
    run = Run()
    run.answers, run.faults = one.answers, one.faults
    run.look()
    return run.faults, one.crossed


def test_a_right_answer_of_ones_own_is_no_fault():
    assert checked(person(3, CONVOLUTION.query(3), own_map(3))) == ([], 0)


def test_one_wrong_number_is_noticed():
    y = own_map(3).copy()
    y[0, 0, 0] += 1
    assert checked(person(3, CONVOLUTION.query(3), y)) == (
        ["/, looking: another number than the engine's"],
        0,
    )


def test_somebody_elses_answer_is_crossed_and_a_strangers_is_wrong():
    mine = ["/, looking: these are not my settings"]
    assert checked(person(3, CONVOLUTION.query(4), own_map(4))) == (mine, 1)
    assert checked(person(3, CONVOLUTION.query(7), own_map(7))) == (mine, 0)


def test_each_person_has_a_picture_of_their_own_and_knows_what_the_app_keeps_of_it():
    photo = (259, 1024, 512)
    assert kept(photo).pixels.shape == (256, 512, 3)
    assert np.ptp(kept(photo).pixels, (0, 1)).tolist() == [0, 0, 0]
    assert kept(photo).pixels[0, 0].tolist() == [45, 25, 0]
    assert np.array_equal(images.load(file(photo), "photo.jpg", 512).pixels, kept(photo).pixels)
    assert len(file(photo)) > 1024 * 512 / 3


def test_arrays_that_a_player_holds_are_read_from_the_payload_before():
    shown, x = Shown(), np.arange(9000)
    whole = pack({"link": "stride=2"}, {"x": x, "small": np.ones(2)})
    thin, stamps = thinned(whole, frozenset())
    shown.take(with_message(thin, "", heard=1))
    thin, _ = thinned(pack({"link": "stride=3"}, {"small": np.ones(3), "x": x}), stamps)
    shown.take(with_message(thin, "said", heard=2))
    assert len(thin) < 1000 and shown.arrays["x"].tolist() == x.tolist()
    assert (shown.link, shown.own["heard"], len(shown.arrays["small"])) == ({"stride": "3"}, 2, 3)


def test_the_table_has_the_percentiles_of_each_action():
    rows = table({"edit": [0.001 * k for k in range(1, 101)]}).splitlines()
    assert rows[2] == "| edit | 100 | 50 | 95 | 99 | 100 |"


def test_what_a_run_took_is_divided_by_the_answers_since_all_were_there():
    run = Run(count=2, times={"opening a page": [3.0, 1.0], "edit": [0.25, 0.5, 1.5, 0.75]})
    run.opened, run.seconds, run.most, run.lost = 2, 2.0, 300_000_000, 1
    run.acting = Spent(server=0.1, processes=0.2, client=0.3)
    assert line(run) == "| 2 | 4 | 0.50 | 1.50 | 1.50 | 0 | 1 | 25 | 50 | 5 % | 15 % | 300 |"
    assert "an answer: 25 ms the server, 50 ms its processes; of a core: 5 %" in sentences(run)


@pytest.mark.parametrize(("slow", "lost", "runs"), [(9.0, 0, 2), (0.1, 3, 2), (0.1, 0, 4)])
def test_a_curve_ends_with_the_first_class_that_waits_too_long_or_in_vain(
    monkeypatch, capsys, slow, lost, runs
):
    def worked(_, args):
        late = args.sessions > 100
        return Run(args.sessions, {"edit": [slow if late else 0.1]}, lost=lost if late else 0)

    monkeypatch.setattr(load, "app", lambda busy: contextlib.nullcontext())
    monkeypatch.setattr(load, "worked", worked)
    given = arguments(["--curve", "100,200,300,400"])
    assert [run.count for run in load.curve(given)] == [100, 200, 300, 400][:runs]
    assert len(capsys.readouterr().out.splitlines()) == 2 + runs


SHORT = (
    (["--sessions", str(len(WORKS)), "--seconds", "1.5", "--every", "1"], 2 * len(WORKS)),
    (["--arrive", "20", "--within", "1"], 20),
    (["--whole", "--sessions", "2", "--seconds", "0", "--every", "0.1"], 4),
    (["--churn", str(len(LARGEST))], len(LARGEST)),
)


def test_a_short_form_of_each_run_is_clean(tmp_path, monkeypatch):
    monkeypatch.setattr(sessions, "PATIENCE", 600.0)  # how fast this machine is does not matter
    monkeypatch.setattr(load, "REST", 1)
    with serve(ROOT / "app.py", tmp_path / "log") as server:
        for given, least in SHORT:
            with ThreadPoolExecutor(1) as threads:  # in a test's own a browser may have its loop
                run = threads.submit(worked, server, arguments(given)).result()
            assert (run.faults, run.errors, run.crossed, run.lost) == ([], 0, 0, 0)
            assert len(run.all_times) >= least


def test_of_all_actions_but_openings_the_slowest_in_twenty_is_found():
    acts = {"edit": [0.1] * 18, "move": [0.4, 0.5], "opening a page": [9.0] * 50}
    assert percentiles(Run(times=acts))[1] == 0.4


@pytest.mark.nightly
def test_beside_one_who_floods_and_is_cut_off_a_class_is_answered_right(tmp_path):
    args, run = arguments(["--sessions", "4", "--seconds", "5", "--every", "1"]), Run()
    with serve(ROOT / "serve.py", tmp_path / "log") as server:
        flood = done(beside(server, args, run, rate=100))
    run.look()
    assert run.is_clean and flood.cut_off and flood.sent > 60
