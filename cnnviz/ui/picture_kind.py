"""Small numbers or a photo: what the page has of each is kept for its return."""

from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.settings import PHOTO
from cnnviz.settings.shared import NUMBERS, is_small
from cnnviz.ui import widgets
from cnnviz.ui.state import PageState

OWN = ("picture", "side")  # what small numbers and photos each keep for themselves


def opener(visit: PageState[Any]) -> str:
    """The key of the panel with all pictures."""
    return f"{visit.page}-pictures"


def kind(visit: PageState[Any]) -> None:
    """Small numbers or a photo; each comes back as it was left."""
    key = widgets.sync(f"{visit.page}-kind", visit.settings.small)
    st.segmented_control(
        "Picture",
        [True, False],
        required=True,
        format_func={True: "Small numbers", False: "Photo"}.__getitem__,
        key=key,
        on_change=widgets.answer(key, _switch, visit, key, options=(True, False)),
        label_visibility="collapsed",
    )


def _switch(visit: PageState[Any], key: str) -> None:
    small = bool(st.session_state[key])
    if small != visit.settings.small:
        visit.apply_nearest(replace(visit.wanted, **other_kind(visit, small)))


def other_kind(visit: PageState[Any], small: bool) -> dict[str, Any]:
    """What the other kind of picture was left with; what this one has is kept for its return."""
    own = _own_fields(visit)
    visit.kept[f"small {not small}"] = {name: getattr(visit.wanted, name) for name in own}
    return visit.kept.get(f"small {small}") or _first(visit, small)


def _own_fields(visit: PageState[Any]) -> tuple[str, ...]:
    """The padding too, on a page that pads a photo so that it keeps its size."""
    pads = getattr(visit.settings, "pads_photos", hasattr(visit.settings, "padding"))
    return (*OWN, "padding") if pads else OWN


def _first(visit: PageState[Any], small: bool) -> dict[str, Any]:
    """What a kind of picture starts with."""
    defaults, own = type(visit.settings)(), _own_fields(visit)
    first = {name: getattr(defaults, name) for name in own}
    photo = {"picture": PHOTO} | ({"padding": defaults.padding or 1} if "padding" in own else {})
    if small:
        return first if is_small(first["picture"]) else first | {"picture": NUMBERS}
    return first | photo
