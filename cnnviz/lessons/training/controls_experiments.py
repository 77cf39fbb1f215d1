"""The menu of experiments: one click sets all of one, and its run begins."""

import streamlit as st

from cnnviz.lessons.training import words_experiments as words
from cnnviz.lessons.training.experiments import EXPERIMENTS, USUAL, current
from cnnviz.lessons.training.settings import Training
from cnnviz.ui import controls
from cnnviz.ui.state import PageState

Page = PageState[Training]
EXPERIMENT = "experiment"  # how many were begun
WIDTH, BUTTON = 460, 220


def menu(page: Page) -> None:
    """The button that opens the list of experiments; a choice closes it."""
    key = f"{page.page}-experiments-{page.counts[EXPERIMENT]}"
    with controls.panel(words.LABEL, key, WIDTH) as opened:
        if opened:
            _list(page)


def _list(page: Page) -> None:
    now = current(page.settings)
    for flaw, note in ((False, words.NOTE), (True, words.FLAWS)):
        st.caption(note)
        with st.container(horizontal=True, key=f"{page.page}-experiments-{flaw}"):
            for name, one in EXPERIMENTS.items():
                if one.flaw == flaw:
                    _button(page, name, words.TITLES[name], chosen=name == now)
    _button(page, "", words.USUAL, chosen=False)


def _button(page: Page, name: str, title: str, *, chosen: bool) -> None:
    st.button(
        title,
        key=f"{page.page}-experiment-{name}",
        type="primary" if chosen else "secondary",
        width=BUTTON,
        on_click=begin,
        args=(page, name),
    )


def begin(page: Page, name: str) -> None:
    """Set an experiment up, or the usual run without a name, and let the player run it."""
    if page.change(**(EXPERIMENTS[name].fields if name else USUAL)):
        page.counts[EXPERIMENT] += 1
