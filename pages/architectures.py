"""What did each famous network add?"""

import streamlit as st

from cnnviz.lessons.architectures import controls as architectures
from cnnviz.lessons.architectures import controls_keep
from cnnviz.ui import layout
from pages import contents

visit = architectures.visit()


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    own = visit.result()
    with layout.lesson():
        architectures.show(visit, own)
        controls_keep.fold(visit, own, __file__)


layout.header(*contents.opening("architectures"))
lesson()
