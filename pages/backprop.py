"""How does one wrong answer tell every number what to change?"""

import streamlit as st

from cnnviz.lessons.backprop import controls as backprop_controls
from cnnviz.lessons.backprop import controls_classes as backprop_classes
from cnnviz.lessons.backprop import controls_folds as backprop_folds
from cnnviz.lessons.backprop import controls_keep as backprop_keep
from cnnviz.lessons.backprop import controls_matrices as backprop_worked
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.ui import keep, layout, models, own_photo, pictures
from pages import contents

visit = backprop.visit()
own_photo.follow(visit)


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    if models.is_missing(visit):
        st.rerun()
    picture, result = visit.result()
    with layout.lesson():
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        backprop.show(visit, picture, result)
        with choose:
            own_photo.your_photo(visit)
            models.your_model(visit)
            backprop_controls.network(visit)
            backprop_controls.picture(visit, picture)
            backprop_classes.button(visit)
            backprop_controls.back(visit)
        with settings:
            backprop_controls.truth(visit, result)
            backprop_controls.rate(visit, result)
            backprop_controls.let_it_fail(visit, result)
            backprop_controls.more(visit, result)
        pictures.notes(picture.notes)
        right = backprop.right(visit, result)
        layout.fold(
            "How large are the gradients, layer by layer?",
            "sizes",
            lambda: backprop_folds.sizes(visit, right),
        )
        layout.fold(
            backprop_worked.title(right.trace),
            "worked",
            lambda: backprop_worked.worked(visit, right),
        )
        layout.fold(
            "Check every gradient",
            "check-all",
            lambda: backprop_folds.check_all(visit, picture, result),
        )
        keep.fold(visit, lambda: backprop_keep.take(visit, (picture, result), right, __file__))


layout.header(*contents.opening("backprop"))
lesson()
