"""How does one wrong answer tell every number what to change?"""

import streamlit as st

from cnnviz.ui import (
    backprop,
    backprop_controls,
    backprop_folds,
    backprop_worked,
    layout,
    pictures,
)
from pages import contents

visit = backprop.visit()


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    picture, result = visit.result()
    with st.container(key="lesson"):
        choose, settings = layout.rows()
        layout.say(visit.said)
        # Before the controls are drawn again: what changed is seen at once.
        backprop.show(visit, picture, result)
        with choose:
            backprop_controls.network(visit)
            backprop_controls.picture(visit, picture)
        with settings:
            backprop_controls.truth(visit, result)
            backprop_controls.rate(visit, result)
            backprop_controls.undo(visit)
            backprop_controls.more(visit, result)
        pictures.notes(picture.notes)
        with layout.fold("How large are the gradients, layer by layer?", "sizes") as opened:
            if opened:
                backprop_folds.sizes(visit, result)
        with layout.fold("The chain rule as matrices, multiplied out", "worked") as opened:
            if opened:
                backprop_worked.worked(visit, result)
        with layout.fold("Check every gradient", "check-all") as opened:
            if opened:
                backprop_folds.check_all(visit, picture, result)
        with layout.fold("This network in NumPy", "chain-code") as opened:
            if opened:
                backprop_folds.code(result, __file__)
        with layout.fold("Save maps and a notebook", "chain-save") as opened:
            if opened:
                backprop_folds.save(visit, result)


layout.header(*contents.opening("backprop"))
lesson()
layout.onward(contents.following("backprop"))
