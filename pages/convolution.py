"""Where does each number in a feature map come from?"""

import streamlit as st

from cnnviz.lessons.convolution import controls as convolution
from cnnviz.lessons.convolution.settings import COLOURS, FLIPS, SIDES, Convolution
from cnnviz.settings import ACTIVATIONS, PADDING_MODES
from cnnviz.ui import (
    controls,
    keep,
    kernels,
    layout,
    own_photo,
    picture_kind,
    pictures,
    state,
    window_keep,
)
from pages import contents

visit = state.visit("convolution", Convolution, convolution.compute)
own_photo.follow(visit)


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    picture, trace = visit.result()
    shape = trace.x.shape[1:]
    with layout.lesson():
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        convolution.show(visit, picture, trace)
        with choose:
            own_photo.your_photo(visit)
            picture_kind.kind(visit)
            pictures.chooser(visit, SIDES, picture.notes)
            kernels.chooser(visit)
        with settings:
            controls.stride(visit)
            controls.padding(visit, shape)
            controls.dilation(visit, shape)
            controls.activation(visit)
            more(shape)
        pictures.notes(picture.notes)
        layout.fold("Which values does the map hold?", "values", lambda: keep.histogram(trace))
        kernel = kernels.current(visit)
        keep.fold(visit, lambda: window_keep.take(trace, picture.source, kernel, __file__))


def more(shape: tuple[int, ...]) -> None:
    """What is set less often."""
    with controls.panel("More", "more", 320) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        controls.padding_rule(visit, shape)
        controls.select(visit, "padding_mode", "What the padding holds", PADDING_MODES)
        controls.segmented(visit, "flip", "How the kernel meets the picture", FLIPS)
        if not visit.settings.small:
            controls.select(visit, "colour", "Colour", COLOURS)
        controls.select(visit, "activation", "Activation", ACTIVATIONS)


layout.header(*contents.opening("convolution"))
lesson()
