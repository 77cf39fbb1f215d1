"""The frame of a page: its question on top, and the style sheet that tightens Streamlit's."""

import html
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.ui import photo, thumbnails, widgets

STYLE = Path(__file__).with_name("style.css")
HEADER = "header"  # in the session's state: what stands on top of the page


def styles(more: str) -> None:
    """The styles of all pages, and ``more``; before what they are for, or it moves."""
    st.html(f"<style>{STYLE.read_text('utf-8')}{thumbnails.tile_style()}{more}</style>")


def header(question: str, hint: str) -> None:
    """The page's question, and what to do first."""
    st.session_state[HEADER] = question, hint
    with st.container(key="header", horizontal=True):
        st.title(question, anchor=False)
        st.caption(hint)


def headed() -> tuple[str, str]:
    """The question of the page and what to do first, as `header` wrote them."""
    said: tuple[str, str] = st.session_state[HEADER]
    return said


@contextmanager
def lesson() -> Iterator[None]:
    """All that answers to the controls; the browser says which run of it was seen."""
    with st.container(key="lesson"), widgets.run():
        yield


def rows() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The two groups of controls: what is looked at, and how it is computed."""
    return st.container(key="choose", horizontal=True), st.container(key="set", horizontal=True)


def say(sentence: str) -> None:
    """One plain sentence for the person, never read as Markdown or HTML."""
    with st.container(key="message"):  # there without one too: the player keeps its place
        if sentence:
            st.text(sentence)


def image(pixels: npt.NDArray[np.uint8], name: str, width: int) -> None:
    """A picture (H, W) or (H, W, 3) with a name for those who cannot see it; width in px."""
    address = photo.address(pixels)
    st.html(f'<img src="{address}" alt="{html.escape(name)}" width="{width}">')


def fold(
    label: str, key: str, fill: Callable[[], object], turned: Callable[..., None] | None = None
) -> None:
    """A line that folds out; ``fill`` is called for what is in it only while it is open.

    ``turned`` is called when it opens or closes, before the page runs.
    """
    expander = st.expander(label, key=key, on_change=turned or "rerun")
    if expander.open:
        with expander:
            fill()
