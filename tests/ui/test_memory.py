"""What stands for a lesson that is to be opened next."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from cnnviz import settings as links
from cnnviz.ui import memory, state


def test_the_way_to_a_lesson_is_told_once_and_as_far_as_an_address_carries_it(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    memory.know({"convolution": "", "network": "network"})
    memory.go("network", {"picture": "digits-7", "names": "a\nb & c", "model": "1" * links.LONGEST})
    assert memory.going() == "./network?picture=digits-7&names=a%0Ab%20%26%20c"
    assert memory.going() == ""
    memory.go("convolution", {"stride": "2"})
    assert memory.going() == "./?stride=2"


def test_a_page_that_was_begun_without_the_app_is_begun_again_once(monkeypatch):
    """As when others have come through the app between the start of its run and here."""
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    begun = []
    monkeypatch.setattr(st, "rerun", lambda: begun.append("again"))
    for _ in range(2):
        state._enter_through_the_app()
    assert begun == ["again"]
    monkeypatch.setattr(st, "session_state", {})
    memory.know({"convolution": ""})
    state._enter_through_the_app()
    assert begun == ["again"]
