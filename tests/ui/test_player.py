"""What is sent to a player: large arrays once, and again only where it may not have them."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.player.packing import pack
from cnnviz.settings import Step
from cnnviz.ui import player, widgets
from cnnviz.ui.state import PageState

PICTURE = np.arange(10_000) % 250
PAYLOAD = pack({"title": "one"}, {"x": PICTURE})


@pytest.fixture
def sent(monkeypatch):
    """How many of the arrays, of 10,000 bytes each, every run sent."""
    found = []
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(PageState, "publish", lambda visit: None)
    monkeypatch.setattr(
        player,
        "component",
        lambda _: lambda data, key, on_event_change: found.append(len(data) // 10_000),
    )
    return found


def visit(page="bare"):
    return PageState(page, Step(), lambda *_: None)


def test_what_was_sent_is_not_sent_again(sent):
    for _ in range(2):
        player.play(visit(), PAYLOAD, print)
    player.play(visit(), pack({"title": "two"}, {"x": PICTURE, "y": PICTURE[::-1]}), print)
    assert sent == [1, 0, 1]


def test_a_player_that_lacks_something_gets_all(sent):
    one = visit()
    player.play(one, PAYLOAD, print)
    player.answer(one, {"kind": "whole"}, print)
    player.play(one, PAYLOAD, print)
    assert sent == [1, 1]


def test_another_page_has_another_player(sent):
    for page in ("bare", "other", "bare"):
        player.play(visit(page), PAYLOAD, print)
    assert sent == [1, 1, 1]


def test_a_file_to_save_comes_with_all_as_it_is_sent_only_once(sent):
    one = visit()
    player.play(one, PAYLOAD, print)
    player.answer(one, {"kind": "save", "query": ""}, print)
    player.play(one, PAYLOAD, print)
    assert sent == [1, 1]


def test_a_file_to_save_is_sent_until_the_browser_has_seen_it(sent):
    """As where a run began before all of the one before was sent."""
    one = visit()
    player.answer(one, {"kind": "save", "query": ""}, print)
    text = one.saved
    for _ in range(2):
        player.play(one, PAYLOAD, print)
        assert text and one.saved == text
    st.session_state[widgets.KEY] = st.session_state[widgets.TOLD].given["bare saved"].number
    player.play(one, PAYLOAD, print)
    assert (one.saved, sent) == ("", [1, 1, 0])


def test_what_was_said_stays_after_what_nobody_asked():
    one = visit()
    one.message = "No."
    answers = {"look": lambda *_: None, "choose": lambda *_: None}
    for kind, message in (("look", "No."), ("other", "No."), ("choose", "")):
        player.by_kind(one, {"kind": kind}, answers, unasked="look")
        assert one.message == message


def heard(*events, page="convolution"):
    sent = [{"number": number, "event": {"kind": kind}} for number, kind in events]
    return [event["kind"] for event in player.taken({"events": sent}, page)]


def test_an_event_that_is_sent_again_is_answered_once(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    assert heard((5, "edit")) == ["edit"]
    assert heard((5, "edit"), (6, "undo")) == ["undo"]
    assert heard((5, "edit"), (6, "undo")) == []
    assert st.session_state[player.HEARD] == {"convolution": 6}


def test_what_a_page_said_waits_while_another_is_answered(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    assert heard((9, "edit"), page="pooling") == ["edit"]
    assert heard((7, "undo")) == ["undo"]
    assert st.session_state[player.HEARD] == {"pooling": 9, "convolution": 7}


BROKEN = [3, {}, {"number": 9}, {"number": True, "event": {}}, {"number": "9", "event": {}}]


@pytest.mark.parametrize("sent", [None, 3, {}, {"events": 3}, {"events": BROKEN}])
def test_what_is_no_event_is_not_answered(monkeypatch, sent):
    monkeypatch.setattr(st, "session_state", {})
    assert player.taken(sent, "convolution") == []


def test_no_run_answers_more_than_a_hundred_events(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    assert len(heard(*((number, "edit") for number in range(1, 500)))) == 100
