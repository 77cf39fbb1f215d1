"""Where does this pattern occur?"""

import streamlit as st

from cnnviz.lessons.signals import controls as signals
from cnnviz.lessons.signals import controls_keep as signals_keep
from cnnviz.ui import keep, layout
from pages import contents

visit = signals.visit()


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    traces = visit.result()
    with layout.lesson():
        choose, _ = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        signals.show(visit, traces)
        with choose:
            signals.signal(visit)
        keep.fold(visit, lambda: signals_keep.take(visit.settings, traces, __file__))


layout.header(*contents.opening("signals"))
lesson()
