"""What does this network see in your picture?"""

import streamlit as st

from cnnviz.lessons.network import controls as network
from cnnviz.lessons.network import controls_handover, controls_keep
from cnnviz.ui import layout, models, own_photo
from pages import contents

visit = network.visited()
own_photo.follow(visit)


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    if models.is_missing(visit):
        st.rerun()
    seen = visit.result()
    with layout.lesson():
        choose, _ = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        network.show(visit, seen)
        with choose:
            own_photo.your_photo(visit)
            models.your_model(visit)
            network.networks(visit)
            network.chooser(visit)
            controls_handover.onward(visit, seen)
        controls_keep.fold(visit, seen, __file__)


layout.header(*contents.opening("network"))
lesson()
