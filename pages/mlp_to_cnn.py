"""Why does one small kernel do the work of a huge matrix?"""

import streamlit as st

from cnnviz.lessons.mlp_to_cnn import controls as scanning
from cnnviz.lessons.mlp_to_cnn import controls_keep as scanning_keep
from cnnviz.ui import layout
from pages import contents

visit = scanning.visit()


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    result = visit.result()
    with layout.lesson():
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        scanning.show(visit, result)
        with choose:
            scanning.choose(visit)
        with settings:
            scanning.count(visit)
        scanning_keep.folds(visit, result, __file__)


layout.header(*contents.opening("mlp_to_cnn"))
lesson()
