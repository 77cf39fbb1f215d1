"""The browser player as a Streamlit component."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.player.component import parts

_mount = st.components.v2.component(
    "cnnviz_player", html=parts()["html"], css=parts()["css"], js=parts()["js"]
)


def play(payload: bytes, *, key: str, on_event: Callable[[dict[str, Any]], None]) -> None:
    """Show ``payload``; ``on_event`` gets what the person changed, before the page runs again.

    An event is a dict with a ``kind``: ``"edit"`` (``weight``, ``bias``), ``"action"`` (``name``)
    or ``"select"`` (``key``). It comes from the browser: treat it as input from a stranger.
    """

    def answer() -> None:
        event = getattr(st.session_state.get(key), "event", None)
        if isinstance(event, dict):
            on_event(event)

    _mount(data=payload, key=key, on_event_change=answer)
