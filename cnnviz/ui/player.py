"""The browser player as a Streamlit component."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.player.component import WINDOW, Parts, parts
from cnnviz.player.packing import with_message

_mounts: dict[Path, tuple[Parts, Any]] = {}


def component(player: Path) -> Any:
    """The component with this entry script, registered anew when one of its files was edited."""
    texts = parts(player)
    known = _mounts.get(player)
    if known is None or known[0] is not texts:
        mount = st.components.v2.component(
            f"cnnviz_{player.parent.name}_{player.stem}",
            html=texts.html,
            css=texts.css,
            js=texts.js,
        )
        known = _mounts[player] = (texts, mount)
    return known[1]


def play(
    payload: bytes,
    *,
    key: str,
    on_event: Callable[[dict[str, Any]], None],
    player: Path = WINDOW,
    message: str = "",
) -> None:
    """Show ``payload`` in the player whose entry script is ``player``.

    ``message`` is one sentence for the person.
    ``on_event`` gets what the person changed, before the page runs again: a dict with a ``kind``
    such as ``"edit"`` (``weight``, ``bias``), ``"action"`` (``name``) or ``"select"`` (``key``). It
    comes from the browser: treat it as input from a stranger.
    """

    def answer() -> None:
        event = getattr(st.session_state.get(key), "event", None)
        if isinstance(event, dict):
            on_event(event)

    component(player)(data=with_message(payload, message), key=key, on_event_change=answer)
