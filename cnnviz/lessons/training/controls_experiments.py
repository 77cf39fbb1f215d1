"""The menu of experiments: one click sets all of one, and its run begins."""

from functools import partial

import streamlit as st

from cnnviz.lessons.training import words_experiments as words
from cnnviz.lessons.training.experiments import EXPERIMENTS, USUAL, current
from cnnviz.lessons.training.settings import Training
from cnnviz.ui import controls
from cnnviz.ui.state import PageState

Page = PageState[Training]
EXPERIMENT = "experiment"  # how many were begun
WIDTH = 360


def menu(page: Page) -> None:
    """The button that opens the list of experiments."""
    with controls.panel(words.LABEL, f"{page.page}-experiments", WIDTH) as opened:
        if opened:
            _list(page)


def _list(page: Page) -> None:
    st.caption(words.NOTE)
    now = current(page.settings)
    for flaw in (False, True):
        if flaw:
            st.caption(words.FLAWS)
        for name, one in EXPERIMENTS.items():
            if one.flaw == flaw:
                _button(page, name, chosen=name == now)
    st.button(words.USUAL, key=f"{page.page}-usual", on_click=partial(begin, page, ""))


def _button(page: Page, name: str, *, chosen: bool) -> None:
    st.button(
        words.TITLES[name],
        key=f"{page.page}-experiment-{name}",
        type="primary" if chosen else "secondary",
        width="stretch",
        on_click=partial(begin, page, name),
    )


def begin(page: Page, name: str) -> None:
    """Set an experiment up, or the usual run without a name, and let the player run it."""
    if page.change(**(EXPERIMENTS[name].fields if name else USUAL)):
        page.counts[EXPERIMENT] += 1
