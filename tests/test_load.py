"""The load generator notices a wrong answer and somebody else's; a short run of it is clean."""

import random
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.flood import beside, p95
from benchmarks.load import Run, arguments, lessons, table
from benchmarks.people import Person, photo
from benchmarks.sessions import Shown
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
    return one.faults, one.crossed


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
    kept, file = photo(259, 1024, 512)
    assert kept.pixels.shape == (256, 512, 3) and kept.pixels[0, 0].tolist() == [8, 1, 97]
    assert np.array_equal(images.load(file, "photo.png", 512).pixels, kept.pixels)


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


@pytest.mark.nightly
def test_a_short_run_in_all_lessons_is_clean(tmp_path):
    args, run = arguments(["--sessions", str(len(WORKS)), "--seconds", "5", "--every", "1"]), Run()
    with serve(ROOT / "app.py", tmp_path / "log") as server:
        done(lessons(server.address, args, run))
    assert (run.faults, run.errors, run.crossed, run.lost) == ([], 0, 0, 0)
    assert len(run.times) > len(WORKS)


def test_of_all_actions_but_openings_the_slowest_in_twenty_is_found():
    acts = {"edit": [0.1] * 18, "move": [0.4, 0.5], "opening a page": [9.0] * 50}
    assert p95(Run(times=acts)) == 0.4


@pytest.mark.nightly
def test_beside_one_who_floods_and_is_cut_off_a_class_is_answered_right(tmp_path):
    args, run = arguments(["--sessions", "4", "--seconds", "5", "--every", "1"]), Run()
    with serve(ROOT / "serve.py", tmp_path / "log") as server:
        flood = done(beside(server.address, args, run, rate=100))
    assert run.is_clean and flood.cut_off and flood.sent > 60
