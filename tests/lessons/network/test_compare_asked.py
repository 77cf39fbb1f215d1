"""What a player may ask of a comparison: an edit, a photo of one's own, what takes long."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.files.images import Picture
from cnnviz.jobs import Job
from cnnviz.lessons.network import controls, controls_compare, controls_own
from cnnviz.lessons.network.edits import Other
from cnnviz.lessons.network.payload_compare import encode
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.settings import UPLOAD, from_link
from cnnviz.ui import intake
from cnnviz.ui.state import PageState

DIGITS = NetworkPage(network="digits", picture="digits-50")


@pytest.fixture
def visit():
    return PageState("network", DIGITS, controls.compute)


def test_an_edit_is_one_change_and_can_be_taken_back(visit):
    controls_compare.asks(visit, {"other": "erase,3,4,1,black"})
    assert visit.settings.other == "erase,3,4,1,black" and visit.kept["comparing"]
    controls_compare.asks(visit, {})
    visit.undo()
    assert visit.settings.other == Other().text()


@pytest.mark.parametrize("other", [3, None, "x" * 500, "erase,1", f"picture,{UPLOAD}x", ["flip"]])
def test_what_a_stranger_asks_for_is_refused_in_a_sentence(visit, other):
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        controls_compare.asks(visit, {"other": other})
    assert visit.settings == DIGITS


def test_a_photo_of_ones_own_is_compared_and_stays_here(visit):
    visit.uploaded = Picture(np.full((30, 20, 3), 90, np.uint8), ())
    own = f"picture,{UPLOAD}"
    controls_compare.asks(visit, {"other": own})
    assert visit.settings.other == own and visit.stays == "photo"
    recipe = controls.network_of(DIGITS).recipe

    def levels(name, picture):
        return recipe.levels(intake.picture(name, picture))

    def runs(settings, square, _):
        return controls.seen_on(settings, square)

    given = controls_compare.Here("", "", ("digits-50",), levels, runs, controls._looked_soon)
    told = controls_compare.compared(visit, visit.result(), given)
    assert told.title == "your photo" and told.menu["pictures"] == {own: "Your photo"}
    assert (told.found.after.square == recipe.levels(visit.uploaded)).all()
    assert from_link(NetworkPage, {"other": own})[0].other == Other().text()


def here(runs):
    return controls_compare.Here("", "", (), lambda *_: None, runs, controls._looked_soon)


def test_a_photo_that_is_gone_is_told(visit):
    visit.settings = replace(DIGITS, other=f"picture,{UPLOAD}")
    visit.kept["comparing"] = True
    seen = visit.result()
    told = controls_compare.compared(visit, seen, here(lambda *_: seen))
    assert told.found is None and told.problem.startswith("Your photo is not here")


def test_what_takes_long_is_told_of_and_can_be_stopped(visit):
    """As for a model of one's own, which runs in a process of the pool."""
    job, seen = Job(), visit.result()
    job.tell(ahead=2)

    def runs(_, levels, goes_on):
        if not goes_on:
            raise ValueError(controls_own.STOPPED)
        return job

    assert controls_compare.compared(visit, seen, here(runs)) is None
    controls_compare.asks(visit, {})
    told = controls_compare.compared(visit, seen, here(runs))
    assert told.running and told.ahead == 2 and told.found is None
    header = encode(seen, told, (0, 0), {})
    assert header["running"] and "said" not in header
    controls_compare.stops(visit, {})
    assert controls_compare.compared(visit, seen, here(runs)).problem == controls_own.STOPPED
    controls_compare.asks(visit, {"again": True})
    assert not controls_compare.compared(visit, seen, here(runs)).running
    controls_compare.asks(visit, {"other": "flip"})
    assert controls_compare.compared(visit, seen, here(runs)).running
