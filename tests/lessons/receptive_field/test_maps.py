"""Maps and gradients that take long: worked out in the pool, told of, stopped, and the same."""

import numpy as np
import pytest

from cnnviz.analysis import effective_field
from cnnviz.files.line import Line
from cnnviz.jobs import POOL
from cnnviz.lessons.receptive_field import controls_maps, controls_show, following, words
from cnnviz.lessons.receptive_field.settings import ReceptiveField
from cnnviz.ui.caching import RESULTS
from tests.pages.fixtures import run

PAGE, UNIT = "pages/receptive_field.py", [5, 6, 12]


def found_here(**settings):
    """The maps and the gradient of the unit, found without a pool."""
    settings = ReceptiveField(**settings)
    looked = controls_show.compute(settings, None)
    network, params = controls_maps.weighted(settings, looked)
    x = controls_maps._scaled(settings, looked)
    names = [stage.name for stage in looked.trace.stages]
    maps = next(following.mapped(network, params, x, names))
    return maps, next(following.followed(network, params, x, names[4], (6, 12)))


@pytest.fixture
def far(monkeypatch):
    """All is as if it took long, nothing is waited for, and this process must not do it."""

    def never(*_):
        raise AssertionError("this belongs into a process of the pool")

    monkeypatch.setattr(effective_field, "COMFORT", -1.0)
    monkeypatch.setattr(following, "followed", never)
    monkeypatch.setattr(following, "mapped", never)
    monkeypatch.setattr(controls_maps, "SOON", 0.0)
    RESULTS.clear()


def send(app, shown, **event):
    shown.send(event)
    return run(app)


def until(app, shown, come):
    """Look again, as the player does, until there is what has to come."""
    while not come():
        assert shown.header["coming"]
        send(app, shown, kind="look")


def test_it_is_told_of_and_equals_what_is_found_here(open_app, shown, request):
    maps, field = found_here(seed=77, weights="he")
    request.getfixturevalue("far")
    app = open_app(PAGE, seed="77", weights="he")
    send(app, shown, kind="effective", unit=UNIT)
    told = shown.header["effective"]["told"]
    assert told.startswith(" It waits") or told.startswith(" It takes about 1 s; 0 s are over.")
    until(app, shown, lambda: "strength" in shown.arrays)
    until(app, shown, lambda: "map" in shown.header["stages"][0])
    assert not shown.header["coming"]
    np.testing.assert_array_equal(shown.arrays["strength"], field.strength)
    assert shown.header["effective"]["maps"] == field.maps == 8
    there, _ = controls_maps.maps(shown.visit.settings, shown.visit.result())
    for one, other in zip(maps, there, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_is_stopped_in_the_line_and_begun_again(open_app, shown, far, monkeypatch):
    line = Line(1)
    monkeypatch.setattr(POOL, "line", line)
    with line.turn():  # somebody else is served
        app = send(open_app(PAGE, seed="78", weights="he"), shown, kind="effective", unit=UNIT)
        until(app, shown, lambda: shown.header["effective"]["told"] == words.WAITS.format(ahead=2))
        send(app, shown, kind="halt")
        found = shown.header["effective"]
        assert (found["why"], found["told"], found["sure"]) == (words.HALTED, "", True)
    send(app, shown, kind="effective", unit=UNIT, sure=True)
    until(app, shown, lambda: "strength" in shown.arrays)
