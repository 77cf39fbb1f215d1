"""What do many kernels see in the same picture?"""

import streamlit as st

from cnnviz.lessons.filter_bank import controls as bank
from cnnviz.lessons.filter_bank.settings import BANK_SIDES, POOLS, FilterBank
from cnnviz.settings import ACTIVATIONS, PADDING_MODES
from cnnviz.ui import controls, keep, layout, own_photo, pictures, state, window_keep
from pages import contents

visit = state.visit("filter_bank", FilterBank, bank.compute)
own_photo.follow(visit)


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    picture, stages = visit.result()
    with layout.lesson():
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        trace, kernel = bank.show(visit, picture, stages)
        with choose:
            own_photo.your_photo(visit)
            bank.examples(visit)
            pictures.chooser(visit, BANK_SIDES, picture.notes, kinds=True)
        with settings:
            bank.chooser(visit)
            controls.activation(visit)
            controls.segmented(visit, "pool", "Pooling", POOLS)
            bank.second(visit)
            more(picture.x.shape[1:])
        pictures.notes(picture.notes)
        source = window_keep.source_of(picture, trace)
        keep.fold(visit, lambda: window_keep.take(trace, source, kernel, __file__))


def more(shape: tuple[int, ...]) -> None:
    """What is set less often."""
    with controls.panel("More", "bank-more", 320) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        controls.stride(visit)
        controls.padding(visit, shape)
        controls.padding_rule(visit, shape)
        controls.select(visit, "padding_mode", "What the padding holds", PADDING_MODES)
        controls.select(visit, "activation", "Activation", ACTIVATIONS)


layout.header(*contents.opening("filter_bank"))
lesson()
