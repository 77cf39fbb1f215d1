"""A bare page with the player of the backward pass, for the browser tests: a number chooses."""

import json
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from cnnviz.lessons.backprop.controls_show import PLAYER
from cnnviz.settings import Step
from cnnviz.ui.player import play
from cnnviz.ui.state import PageState
from tests.lessons.backprop import chains

st.set_page_config(layout="wide")
st.html("<style>.stMainBlockContainer { padding: 106px 40px 0 }</style>")


def keep(event: dict[str, object]) -> None:
    """What was asked for, without the count of gestures."""
    st.session_state.event = {key: value for key, value in event.items() if key != "gesture"}


@st.fragment
def show() -> None:
    above = st.container()
    case = int(st.number_input("case", 0, len(chains.CASES) - 1, chains.asked(st.query_params)))
    event = st.session_state.get("event")
    with above:
        play(
            PageState("bare", Step(), lambda *_: None),
            chains.payload(case, event, st.query_params),
            keep,
            PLAYER,
        )
    st.text(json.dumps(event))


show()
