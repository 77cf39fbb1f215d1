"""A bare page with the player, for the browser tests: a number chooses one of the cases."""

import json
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from cnnviz.lessons.filter_bank import trace as filter_bank
from cnnviz.player.source import grid, photo
from cnnviz.player.window import payload
from cnnviz.settings import Step
from cnnviz.ui.player import play
from cnnviz.ui.state import PageState
from tests.browser import cases

st.set_page_config(layout="wide")


@st.fragment
def show() -> None:
    case = int(st.number_input("case", -1, len(cases.CASES) - 1, 0))
    if case < 0:
        x = np.array([[[3.0, 1, 0, 2], [0, 2, 7, 5], [1, 5, 2, 4], [6, 0, 3, 1]]])
        source = grid("grid", x, "pool")
        data = payload.max_pooling(filter_bank.max_pool(x, 2), source=source, link="case=-1")
    else:
        trace = cases.trace(case)
        picture = cases.CASES[case][0]
        source = (
            photo(picture, len(trace.x), picture)
            if picture in ("photo", "colour")
            else grid(picture, trace.x, picture)
        )
        data = payload.convolution(
            trace, kernel=cases.kernel(case), source=source, link=f"case={case}"
        )
    visit = PageState("bare", Step(), lambda *_: None)
    play(visit, data, lambda event: st.session_state.update(event=event))
    st.text(json.dumps(st.session_state.get("event")))


show()
