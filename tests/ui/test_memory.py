"""What stands for a lesson that is to be opened next."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy

from cnnviz import settings as links
from cnnviz.ui import memory, state, widgets


def test_the_way_to_a_lesson_is_told_until_it_is_seen_and_as_far_as_an_address_carries_it(
    monkeypatch,
):
    monkeypatch.setattr(st, "session_state", {})
    memory.know({"convolution": "", "network": "network"})
    memory.go("network", {"picture": "digits-7", "names": "a\nb & c", "model": "1" * links.LONGEST})
    way, number = memory.going("pooling")
    assert way == "./network?picture=digits-7&names=a%0Ab%20%26%20c"
    assert memory.going("pooling") == (way, number)  # it may have been lost
    st.session_state[widgets.KEY] = st.session_state[widgets.TOLD].number = number
    assert memory.going("pooling") == ("", 0)
    memory.go("convolution", {"stride": "2"})
    way, again = memory.going("network")
    assert (way, again > number) == ("./?stride=2", True)
    assert memory.going("convolution") == memory.going("network") == ("", 0)  # it is there


def test_who_has_come_to_where_they_were_told_to_go_is_told_no_more(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", QueryParamsProxy())
    memory.know({"convolution": "", "network": "network"})
    memory.go("convolution", {"stride": "2", "bank": ""})
    told = memory.going("convolution")
    assert told[0] and memory.going("convolution") == told
    monkeypatch.setattr(QueryParamsProxy, "to_dict", lambda _: {"stride": "2", "bank": ""})
    assert memory.going("convolution") == ("", 0)
    memory.go("network", {"stride": "2", "bank": ""})
    told = memory.going("convolution")
    assert told[0] and memory.going("convolution") == told  # the same query of another lesson


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
