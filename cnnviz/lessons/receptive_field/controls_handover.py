"""The pictures of a network that was handed over, and the way back to the page it came from."""

import streamlit as st

from cnnviz.lessons.receptive_field.controls import Page
from cnnviz.lessons.receptive_field.controls_show import FieldResult, placed
from cnnviz.lessons.receptive_field.handed import layer_number
from cnnviz.lessons.receptive_field.settings import ViewState
from cnnviz.settings import from_link
from cnnviz.settings.model import samples
from cnnviz.ui import controls, handover, models, pictures
from cnnviz.ui.handover import Given
from cnnviz.ui.literal import literal

BACK = "Layer {layer} of {title}, with unit ({row}, {column})."


def chooser(visit: Page) -> None:
    """The pictures that suit the network, and one's own."""
    with controls.panel("Picture", f"{visit.page}-pictures", pictures.WIDTH) as opened:
        if opened:
            titles = {name: pictures.titled(name) for name in samples(visit.settings.model)}
            pictures.tiles(visit, titles, own=True)
            controls.repeat(visit.message)


def back(visit: Page, looked: FieldResult) -> None:
    """The panel with the way back; opening it asks the player where it stands."""
    with controls.panel("Open in", f"{visit.page}-onward", 330, visit.ask) as opened:
        if not opened or looked.handed is None:
            return
        layer, row, column = placed(from_link(ViewState, visit.here)[0], looked).unit or (0, 0, 0)
        number = layer_number(looked.handed, looked.trace.stages[layer - 1].name)
        st.button("Network", on_click=_go, args=(visit, number, row, column), key="to-network")
        title = literal(models.title(visit.settings.model))
        st.caption(BACK.format(layer=number, title=title, row=row, column=column))


def _go(visit: Page, layer: int, row: int, column: int) -> None:
    settings = visit.settings
    where = {"layer": str(layer), "row": str(row + 1), "column": str(column + 1)}
    handover.to_network(Given(settings.model, settings.recipe), settings.picture, where)
