"""From the training page into another lesson, with the network of the moment that is shown."""

import numpy as np
import streamlit as st

from cnnviz.files import grids, labelled
from cnnviz.files.own_model import OwnModel
from cnnviz.files.recipe import usual
from cnnviz.lessons.training import words
from cnnviz.lessons.training.controls import NAME, Page, runs_of
from cnnviz.lessons.training.controls_keep import moment
from cnnviz.lessons.training.data import drawing
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.run import MAPS, UNTIED, Moment, right_network
from cnnviz.lessons.training.settings import Training
from cnnviz.networks.in_a_row import misfit
from cnnviz.ui import controls, handover

# Where the pictures that are tested on lie, and by which name other lessons know them.
SETS = {"digits": "digits", "clothes": "clothes_to_train"}
LEVELS = 100  # of a made or drawn picture, from black to white


def onward(visit: Page) -> None:
    """The panel with the ways into other lessons; opening it asks the player where it stands."""
    with controls.panel(words.ONWARD, f"{NAME}-onward", 330, visit.ask) as opened:
        if not opened:
            return
        ledger = runs_of(visit)[0]
        controls.repeat(visit.message)
        if ledger.settings.bias == "untied":
            st.caption(UNTIED)
            return
        model = trained(ledger, moment(ledger, visit.here))
        problem = misfit(model.network, model.params, model.shape)
        for lesson, (title, about) in words.LESSONS.items():
            shut = broken(model) or (problem if lesson == "backprop" else "")
            st.button(
                title,
                on_click=_go,
                args=(visit, lesson, model),
                key=f"to-{lesson}",
                disabled=bool(shut),
            )
            st.caption(shut or about)


def trained(ledger: Ledger, now: Moment) -> OwnModel:
    """The network of one moment as other lessons take it."""
    data = ledger.data
    title = words.TRAINED.format(steps=now.point.steps)
    shape = (1, data.side, data.side)
    made = right_network(ledger.settings, data)
    return OwnModel(title, made, now.point.params, shape, False, (), data.names)


def broken(model: OwnModel) -> str:
    """Why no lesson can show this network, or nothing."""
    arrays = [array for own in model.params.values() for array in own.values()]
    return "" if all(np.isfinite(array).all() for array in arrays) else words.NO_NUMBERS


def picture(settings: Training, ledger: Ledger) -> str:
    """What other lessons call the picture that is looked at; nothing for one's own.

    A made or drawn one goes as numbers, of which the largest is full ink there.
    """
    if settings.drawn:
        return _numbers(drawing(settings.drawn))
    if settings.data in SETS:
        kept = np.flatnonzero(labelled.load(SETS[settings.data]).test)
        return f"{SETS[settings.data]}-{kept[settings.look]}"
    if settings.data == "own":  # photos stay out of links
        return ""
    return _numbers(ledger.data.test_x[settings.look])


def _numbers(x: np.ndarray) -> str:
    return grids.to_text(np.rint(x.reshape(x.shape[-2:]).astype(np.float64) * LEVELS))


def _go(visit: Page, lesson: str, model: OwnModel) -> None:
    ledger = runs_of(visit)[0]
    try:
        given = handover.given(model, usual(model.shape)[0])
    except ValueError as problem:
        visit.message = str(problem)
        return
    shown = picture(visit.settings, ledger)
    query = given.query | ({"picture": shown} if shown else {})
    if lesson == "receptive_field":
        names = [node.name for node in model.network.nodes]
        middle = model.shape[1] // 2
        until = names.index(MAPS) + 1
        query |= {"until": str(until), "unit": f"0,{middle},{middle}", "weights": "own"}
    handover.open_lesson(lesson, query)
