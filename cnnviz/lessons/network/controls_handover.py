"""From the network page into another lesson, with the network, the picture and the unit."""

import streamlit as st

from cnnviz.files import own_model
from cnnviz.lessons.network import words_handover as words
from cnnviz.lessons.network.controls_keep import placed
from cnnviz.lessons.network.settings import NetworkPage, View
from cnnviz.lessons.network.trace import Seen
from cnnviz.networks.in_a_row import misfit
from cnnviz.settings import from_link
from cnnviz.ui import controls, handover
from cnnviz.ui.handover import Given
from cnnviz.ui.state import PageState

Page = PageState[NetworkPage]


def onward(visit: Page, seen: Seen) -> None:
    """The panel with the ways into other lessons; opening it asks the player where it stands."""
    with controls.panel(words.TITLE, f"{visit.page}-onward", 330, visit.ask) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        model = own_model.find(_given(visit.settings).model)
        problem = misfit(model.network, model.params, model.shape)
        st.button(
            "Backprop",
            on_click=_go,
            args=(visit, "backprop"),
            key="to-backprop",
            disabled=bool(problem),
        )
        st.caption(problem or words.BACKPROP)
        _field(visit, seen)


def _field(visit: Page, seen: Seen) -> None:
    place = placed(seen, from_link(View, visit.here)[0])
    info = seen.layers[place.layer]
    until = [node.name for node in seen.network.nodes].index(info.name) + 1
    where = {"until": str(until), "unit": f"0,{place.row},{place.column}", "weights": "own"}
    st.button(
        "Receptive field",
        on_click=_go,
        args=(visit, "receptive_field"),
        kwargs=where,
        key="to-receptive_field",
        disabled=info.point,
    )
    say = words.WHOLE if info.point else words.FIELD
    st.caption(say.format(row=place.row, column=place.column, layer=place.layer + 1))


def _given(settings: NetworkPage) -> Given:
    if settings.model:
        return Given(settings.model, settings.recipe, settings.names)
    return Given(settings.network)


def _go(visit: Page, lesson: str, **more: str) -> None:
    settings = visit.settings
    handover.open_lesson(lesson, _given(settings).query | {"picture": settings.picture} | more)
