"""What does this unit see?"""

import streamlit as st

from cnnviz.lessons.receptive_field import controls, controls_handover
from cnnviz.lessons.receptive_field import controls_keep as field_keep
from cnnviz.lessons.receptive_field import controls_show as receptive_field
from cnnviz.lessons.receptive_field.settings import FIELD_SIDES
from cnnviz.ui import keep, layout, models, own_photo, pictures
from pages import contents

visit = receptive_field.visited()
own_photo.follow(visit)


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    if models.is_missing(visit):
        st.rerun()
    looked = visit.result()
    with layout.lesson():
        choose, _ = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        receptive_field.show(visit, looked)
        with choose:
            own_photo.your_photo(visit)
            models.your_model(visit)
            controls.presets(visit)
            if looked.handed:
                controls_handover.chooser(visit)
            else:
                pictures.chooser(visit, FIELD_SIDES, looked.read.notes)
            controls.weights(visit)
            if looked.handed:
                controls_handover.back(visit, looked)
        pictures.notes(looked.read.notes)
        keep.fold(visit, lambda: field_keep.take(visit, looked, __file__))


layout.header(*contents.opening("receptive_field"))
lesson()
