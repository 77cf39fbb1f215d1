"""How does a map grow?"""

import streamlit as st

from cnnviz.lessons.transposed_convolution import controls as grown
from cnnviz.lessons.transposed_convolution.settings import GROWN_SIDES
from cnnviz.ui import kernels, layout, pictures
from pages import contents

visit = grown.visit()


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    picture, result = visit.result()
    with st.container(key="lesson"):
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        grown.show(visit, picture, result)
        with choose:
            pictures.kind(visit)
            pictures.chooser(visit, GROWN_SIDES, picture.notes)
            kernels.chooser(visit)
        with settings:
            grown.sizes(visit)
        pictures.notes(picture.notes)


layout.header(*contents.opening("transposed_convolution"))
lesson()
layout.onward(contents.following("transposed_convolution"))
