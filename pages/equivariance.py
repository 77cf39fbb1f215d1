"""If the picture moves, does the map move with it?"""

import streamlit as st

from cnnviz.lessons.equivariance import controls as equivariance
from cnnviz.lessons.equivariance import controls_keep as equivariance_keep
from cnnviz.lessons.equivariance.settings import (
    BORDERS,
    EQUIVARIANCE_SIDES,
    GLOBAL_POOLS,
    MOVES,
    RECTIFIERS,
    STRIDES,
)
from cnnviz.settings import PADDING_MODES
from cnnviz.ui import controls, keep, kernels, layout, own_photo, picture_kind, pictures
from pages import contents

visit = equivariance.visit()
own_photo.follow(visit)


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    picture, result = visit.result()
    with layout.lesson():
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        equivariance.show(visit, picture, result)
        with choose:
            own_photo.your_photo(visit)
            picture_kind.kind(visit)
            pictures.chooser(visit, EQUIVARIANCE_SIDES, picture.notes)
            equivariance.layer(visit)
        with settings:
            controls.segmented(visit, "move", "Move", MOVES)
            if visit.settings.layer in equivariance.KERNELS:
                kernels.chooser(visit)
            more()
        pictures.notes(picture.notes)
        keep.fold(visit, lambda: equivariance_keep.take(visit, result, picture.source, __file__))


def more() -> None:
    """What is set less often."""
    with controls.panel("More", "equivariance-more", 320) as opened:
        if not opened:
            return
        controls.stepper(visit, "stride", "Stride, and window of the pooling layers", STRIDES)
        controls.select(visit, "padding_mode", "What lies beyond the border", PADDING_MODES)
        controls.segmented(visit, "padding", "Padding of the convolution", BORDERS)
        controls.segmented(visit, "activation", "After the layer", RECTIFIERS)
        controls.segmented(visit, "pool", "Global pooling, for the score", GLOBAL_POOLS)


layout.header(*contents.opening("equivariance"))
lesson()
