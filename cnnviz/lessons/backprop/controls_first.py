"""The controls of the first convolution: its four numbers, and what its padding is made of."""

from typing import Any

import streamlit as st

from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.settings_first import MOST
from cnnviz.settings import PADDING_MODES
from cnnviz.settings.values import Sides
from cnnviz.ui import controls, widgets
from cnnviz.ui.state import PageState


def first_convolution(visit: PageState[Backprop]) -> None:
    """What it is set to; where that is the network's own, the link says nothing of it."""
    own = visit.settings.first
    if not own:
        return
    st.caption("First convolution")
    with st.container(horizontal=True, key=f"{visit.page}-first"):
        for name, comes in own.items():
            _amount(visit, name, comes)
    _padding(visit, own["padding"])


def _amount(visit: PageState[Backprop], name: str, comes: int) -> None:
    chosen = getattr(visit.settings, name)
    each = isinstance(chosen, tuple)
    value = max(map(max, chosen)) if each else comes if chosen is None else chosen
    key = widgets.sync(f"{visit.page}-{name}-step", value)
    st.number_input(
        _noun(name).capitalize() + (", up to" if each else ""),
        value=None,  # with bounds a browser keeps what lies beyond them to itself
        step=1,
        key=key,
        on_change=widgets.answer(key, _stepped, visit, name, key),
        width=132,
    )


def _padding(visit: PageState[Backprop], comes: int) -> None:
    """On all sides or on each, and what it holds."""
    chosen: Any = visit.settings.padding
    each = isinstance(chosen, tuple)
    sides: Sides = chosen if each else _around(visit, comes if chosen is None else chosen)
    controls.each_side(visit, chosen, sides, MOST, lambda now: _take(visit, padding=now))
    controls.select(visit, "padding_mode", controls.HOLDS, PADDING_MODES)


def _around(visit: PageState[Backprop], amount: int) -> Sides:
    """The same amount on all sides; a network that reads one row has two of them."""
    return ((0, 0) if visit.settings.network == "line" else (amount, amount)), (amount, amount)


def _stepped(visit: PageState[Backprop], name: str, key: str) -> None:
    value, fits = st.session_state[key], range(MOST + 1)
    if name != "padding":
        fits = Backprop.__dataclass_fields__[name].metadata["codec"].options
    if value is None or int(value) not in fits:
        visit.message = f"{_noun(name).capitalize()} can be {fits[0]} to {fits[-1]} here."
        return
    _take(visit, **{name: int(value)})


def _take(visit: PageState[Backprop], **change: Any) -> None:
    """Change one of them; weights that do not fit its size give way, and that is said."""
    own = visit.settings.first
    change = {name: None if value == own[name] else value for name, value in change.items()}
    if visit.change(**change) or not visit.settings.weights:
        return
    if visit.change(**change, weights=""):
        visit.message = "The changed weights do not fit this size; the network's own are used."


def _noun(name: str) -> str:
    noun: str = Backprop.__dataclass_fields__[name].metadata["noun"]
    return noun
