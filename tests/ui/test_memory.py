"""What stands for a lesson that is to be opened next."""

import streamlit as st

from cnnviz import settings as links
from cnnviz.ui import memory


def test_the_way_to_a_lesson_is_told_once_and_as_far_as_an_address_carries_it(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    memory.know({"convolution": "", "network": "network"})
    memory.go("network", {"picture": "digits-7", "names": "a\nb & c", "model": "1" * links.LONGEST})
    assert memory.going() == "./network?picture=digits-7&names=a%0Ab%20%26%20c"
    assert memory.going() == ""
    memory.go("convolution", {"stride": "2"})
    assert memory.going() == "./?stride=2"
