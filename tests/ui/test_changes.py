"""What a browser's tab remembers of the changes: all that can be undone, in a new session too."""

import random
from dataclasses import replace

import pytest
import streamlit as st

from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.equivariance.settings import Equivariance, View
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.training.settings import Training
from cnnviz.settings import UPLOAD
from cnnviz.ui import changes, photo
from cnnviz.ui.history import MOST_CHANGES
from cnnviz.ui.photo import Brought
from cnnviz.ui.player import answer
from cnnviz.ui.state import PageState, opened
from tests.ui.test_history import LESSONS, PHOTOS, act, visit


@pytest.fixture(autouse=True)
def session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    st.session_state[photo.LAST] = tuple(Brought(one, k, "") for k, one in enumerate(PHOTOS))
    return st.session_state


class Tab:
    """What `js/changes.js` does with what it is told."""

    def __init__(self):
        self.stamp, self.texts, self.place, self.got = "", [], 0, 0

    def follow(self, seen):
        said = changes.told(seen)
        if said["after"] and said["after"] != self.stamp:
            answer(seen, {"kind": "retell"}, print)
            return self.follow(seen)
        kept = self.texts[said["dropped"] :][: said["same"]]
        self.texts, self.stamp = [*kept, *said["texts"]], said["stamp"]
        self.place, self.got = said["place"], self.got + len(said["texts"])
        return self

    def recall(self, seen, **odd):
        answer(seen, {"kind": "recall", "texts": self.texts, "place": self.place, **odd}, print)


def anew(seen, session):
    """The same page, opened from its address in a session of its own."""
    own = seen.uploaded if seen.settings.picture == UPLOAD else None
    for name in (changes.TOLD, changes.RECALLED):
        session.pop(name, None)
    query = changes.links.parts(changes.links.to_link(seen.settings))
    return opened(seen.page, type(seen.settings), seen.compute, query, own)


def all_of(seen):
    """What is shown after undoing everything, step by step, and making all of it again."""
    found, ways = [], {"undo": seen.history.past, "redo": seen.history.future}
    for kind, moments in ways.items():
        while moments:
            getattr(seen, kind)()
            own = seen.uploaded if seen.settings.picture == UPLOAD else None
            found.append((seen.settings, own))
    return found


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.__name__)
def test_a_new_session_undoes_all_that_was_changed_in_the_one_before(page, session):
    seen, chance, tab = visit(page), random.Random(page.__name__), Tab()
    for number in range(30):
        (act(seen, chance) if chance.random() < 0.8 else seen.undo())
        if number % 3:  # some of the answers never reach the page
            tab.follow(seen)
    tab.follow(seen)
    assert tab.texts[tab.place] == seen.now.text and len(tab.texts) > 5
    later = anew(seen, session)
    tab.recall(later)
    assert later.settings == seen.settings
    assert len(later.history.past) == len(seen.history.past)
    assert all_of(later) == all_of(seen)


def test_a_change_made_before_the_tab_is_heard_comes_after_what_it_remembers(session):
    seen, tab = visit(Convolution), Tab()
    for stride in (2, 3, 4):
        seen.change(stride=stride)
    seen.undo()
    tab.follow(seen)
    later = anew(seen, session)
    later.change(padding=1)
    tab.recall(later)
    tab.recall(later)  # twice is once
    found = [(one.stride, one.padding) for one, _ in all_of(later)]
    assert found == [(3, 0), (2, 0), (1, 0), (2, 0), (3, 0), (3, 1)]


def test_a_link_opened_in_the_same_tab_leaves_what_was_there_one_undo_away(session):
    seen, tab = visit(Convolution), Tab()
    seen.change(stride=2)
    tab.follow(seen)
    later = anew(visit(Convolution), session)
    later.settings = Convolution(kernel="box")
    tab.recall(later)
    later.undo()
    assert later.settings == Convolution(stride=2)
    later.undo()
    assert later.settings == Convolution()
    assert not later.history.past


def test_where_only_the_player_has_moved_nothing_was_changed(session):
    seen, tab = visit(Equivariance), Tab()
    seen.change(layer="max")
    tab.follow(seen)
    seen.settings = replace(seen.settings, right=4)  # as the address says it
    later = anew(seen, session)
    later.view = View(right=4)
    tab.recall(later)
    assert later.settings.right == 4 and len(later.history.past) == 1
    later.undo()
    assert later.settings == Equivariance()


def test_of_many_changes_the_newest_are_told_and_only_what_is_new(session, monkeypatch):
    seen, tab = visit(Convolution), Tab()
    for number in range(MOST_CHANGES + 7):
        seen.change(bias=float(number + 1))
        tab.follow(seen)
    assert len(tab.texts) == MOST_CHANGES + 1 and tab.got == MOST_CHANGES + 8
    monkeypatch.setattr(changes, "MOST", 10_000)
    for number in range(9):  # long ones leave room for fewer
        row = ",".join(f"{0.123 + number / 64 + k:.5f}" for k in range(15))
        kernel = ";".join([row] * 15)
        seen.change(kernel=kernel)
        tab.follow(seen)
    assert 1 < len(tab.texts) < 9
    assert sum(map(len, tab.texts)) <= changes.MOST
    later = anew(seen, session)
    tab.recall(later)
    assert len(later.history.past) == tab.place


def test_a_photo_that_is_gone_is_said_and_the_rest_of_the_change_is_made(session):
    seen, tab = visit(Convolution), Tab()
    seen.apply_nearest(Convolution(picture=UPLOAD, side=64, stride=2), PHOTOS[0])
    seen.change(picture="camera")
    later = anew(seen, session)
    tab.follow(seen).recall(later)
    session[photo.LAST] = ()
    later.undo()
    assert later.message == changes.NO_PHOTO
    assert later.settings == Convolution(side=64, stride=2)


def test_what_cannot_be_computed_is_brought_to_the_nearest_that_can(session):
    seen, tab = visit(Convolution), Tab()
    tab.texts, tab.place = ["?picture=five_by_five&kernel=box-15x15", "?"], 1
    tab.recall(seen)
    seen.undo()
    assert seen.compute(seen.settings, None) and seen.message.endswith("is shown.")


ODD = [None, 3, "x", [3], ["x" * 50_000], [""] * 5000, {"a": 1}, ["?stride=2"] * 2]


@pytest.mark.parametrize("page", [Convolution, NetworkPage])
@pytest.mark.parametrize("place", [None, True, "1", -1, 2, 1e999])
def test_what_no_tab_says_recalls_nothing(page, place):
    for texts in ODD:
        st.session_state.clear()
        seen = visit(page)
        Tab().recall(seen, texts=texts, place=place)
        assert seen.settings == page() and not seen.history.past and not seen.history.future


def test_nothing_private_is_told(session):
    seen = PageState("training", Training(photos="of my own"), print)
    assert changes.told(seen)["texts"] == ("",)
    seen.settings = Training(rate=0.1)
    assert changes.told(seen)["texts"] == ("?rate=0.1",)
    seen.kept["mine"] = Training(photos="of my own")
    assert changes.told(seen)["texts"] == ("",)
