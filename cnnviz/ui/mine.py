"""What a person made: own kernels, numbers, stacks and banks, which no other click loses."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy.typing as npt
import streamlit as st

from cnnviz.ui import photo

MINE, MOST = "mine", 12  # in the session's state; of each kind, the newest first
Tile = tuple[str, npt.NDArray[Any] | None]  # words, and pixels if it has some


def of(kind: str) -> tuple[str, ...]:
    """The texts of one kind, as links write them, the newest first."""
    made: dict[str, tuple[str, ...]] = st.session_state.get(MINE, {})
    return made.get(kind, ())


def keep(kind: str, text: str) -> None:
    """Put a text first."""
    made = st.session_state.setdefault(MINE, {})
    made[kind] = tuple(dict.fromkeys((text, *of(kind))))[:MOST]


def note(before: Any, after: Any, *, drawing: bool) -> None:
    """Settings change: keep what was made in ``before`` and is left behind in ``after``.

    While somebody is ``drawing`` one thing, one number after the other, only its last state counts.
    """
    for line in fields(before):
        codec = line.metadata["codec"]
        left, taken = getattr(before, line.name), getattr(after, line.name)
        made = codec.kind and left not in (taken, line.default) and codec.own(left)
        if made and not (drawing and codec.own(taken)):
            keep(codec.kind, codec.write(left))


def row(kind: str, tile: Callable[[str], Tile], act: Callable[[str], None], now: str) -> None:
    """A row of what was made; a click brings it back. ``tile`` says how a text is shown."""
    texts = [text for text in of(kind) if text != now]
    if not texts:
        return
    st.caption("Mine")
    with st.container(key=f"mine-{kind}", horizontal=True):
        for place, text in enumerate(texts):
            words, pixels = tile(text)
            key = f"mine-{kind}-{place}"
            if pixels is not None:
                image = f"background-image:url({photo.address(pixels)})"
                st.html(f"<style>.st-key-{key} button::before{{{image}}}</style>")
            st.button(words, key=key, on_click=act, args=(text,), wrap=True)
