"""How do kernels learn to see?"""

import streamlit as st

from cnnviz.lessons.training import controls as training
from cnnviz.lessons.training import controls_keep, controls_onward
from cnnviz.ui import layout
from pages import contents

visit = training.visit()


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    with layout.lesson():
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        training.show(visit)
        with choose:
            training.choose(visit)
        with settings:
            training.set_up(visit)
            controls_onward.onward(visit)
        controls_keep.fold(visit, __file__)


layout.header(*contents.opening("training"))
lesson()
