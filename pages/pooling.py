"""Which pixel won?"""

import streamlit as st

from cnnviz.lessons.pooling import controls as pooling
from cnnviz.lessons.pooling import controls_keep as pooling_keep
from cnnviz.lessons.pooling.settings import POOL_SIDES
from cnnviz.ui import keep, layout, own_photo, picture_kind, pictures, questions
from pages import contents

visit = pooling.visit()
own_photo.follow(visit)


@st.fragment
def lesson() -> None:
    """Everything that answers to a control: a change runs only this."""
    result = visit.result()
    picture, trace, _ = result
    with layout.lesson():
        choose, settings = layout.rows()
        # Before the controls are drawn again: what changed is seen at once.
        pooling.show(visit, result)
        with choose:
            own_photo.your_photo(visit)
            picture_kind.kind(visit)
            pictures.chooser(visit, POOL_SIDES, picture.notes)
            pooling.feature_map(visit)
        with settings:
            pooling.pool(visit)
            pooling.sizes(visit)
            pooling.more(visit)
        pictures.notes(picture.notes)
        layout.fold(
            "Four questions to answer before you look",
            "pooling-ask",
            lambda: questions.ask(visit.page, pooling.questions(visit, trace)),
        )
        keep.fold(visit, lambda: pooling_keep.take(visit, result, __file__))


layout.header(*contents.opening("pooling"))
lesson()
