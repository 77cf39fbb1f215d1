"""The browser player as a Streamlit component."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.player.component import PLAYERS, parts


def _mount(player: str) -> Any:
    texts = parts(player)
    return st.components.v2.component(
        f"cnnviz_{player}_player", html=texts["html"], css=texts["css"], js=texts["js"]
    )


_mounts = {player: _mount(player) for player in PLAYERS}


def play(
    payload: bytes,
    *,
    key: str,
    on_event: Callable[[dict[str, Any]], None],
    player: str = "window",
) -> None:
    """Show ``payload`` in a player of `component.PLAYERS`.

    ``on_event`` gets what the person changed, before the page runs again: a dict with a ``kind``
    such as ``"edit"`` (``weight``, ``bias``), ``"action"`` (``name``) or ``"select"`` (``key``). It
    comes from the browser: treat it as input from a stranger.
    """

    def answer() -> None:
        event = getattr(st.session_state.get(key), "event", None)
        if isinstance(event, dict):
            on_event(event)

    _mounts[player](data=payload, key=key, on_event_change=answer)
