"""The transposed-convolution page: its computation, its player, its controls."""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import settings as links
from cnnviz.files.images import Picture
from cnnviz.lessons.transposed_convolution import payload, trace
from cnnviz.lessons.transposed_convolution.settings import (
    DILATIONS,
    LONGER,
    PADDINGS,
    STRIDES,
    Transposed,
    View,
)
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace
from cnnviz.ui import controls, intake, player, state
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import PageState

PLAYER = Path(__file__).with_name("player.js")
DIVISOR = 255  # a photo's numbers become 0 ... 1


def compute(settings: Transposed, uploaded: Picture | None) -> tuple[Prepared, TransposedTrace]:
    """The picture and what it grows to; raises ``ValueError`` where they do not fit."""
    picture = intake.prepare(settings.picture, settings.side, "grey", uploaded)
    return picture, RESULTS.get((settings, picture.digest), lambda: _grow(settings, picture))


def _grow(settings: Transposed, picture: Prepared) -> TransposedTrace:
    kernel = settings.build_kernel()
    return trace.trace(
        np.asarray(picture.x[0], np.float64),
        kernel.weight[0] / kernel.divisor,
        stride=settings.stride,
        padding=settings.padding,
        output_padding=settings.output_padding,
        dilation=settings.dilation,
    )


def visit() -> PageState[Transposed]:
    """This session's visit to the page; the first one also reads where the link stands."""
    visit = state.visit("transposed_convolution", Transposed, compute)
    if "view" not in visit.kept:
        visit.kept["view"] = links.from_link(View, st.query_params.to_dict())[0]
    return visit


def show(visit: PageState[Any], picture: Prepared, grown: TransposedTrace) -> None:
    """The player, where the link left it."""
    data = payload.transposed(
        grown,
        source=picture.source,
        link=links.to_link(visit.settings),
        view=visit.kept["view"],
    )
    player.play(
        data,
        key="player",
        player=PLAYER,
        message=visit.message,
        on_event=lambda event: None,
    )


def sizes(visit: PageState[Any]) -> None:
    """How far apart the inputs are put, what is cut off, and what is added at the end."""
    controls.stepper(visit, "stride", "Stride", STRIDES)
    controls.stepper(visit, "padding", "Padding", PADDINGS)
    controls.stepper(visit, "output_padding", "Output padding", LONGER)
    controls.stepper(visit, "dilation", "Dilation", DILATIONS)
