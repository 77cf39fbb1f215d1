"""Text boxes for numbers: what was read, a choice where it could mean several things, copies."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from cnnviz.tables import Reading
from cnnviz.ui import belongings
from cnnviz.ui.state import PageState

Use = Callable[[Reading], None]


def take(
    visit: PageState[Any],
    key: str,
    text: str | bytes,
    read: Callable[[Any], tuple[Reading, ...]],
    use: Use,
) -> None:
    """Read what stands in the widget ``key``: use it, ask what is meant, or say what is wrong.

    In each case the widget keeps its text.
    """
    st.session_state.pop(_ways(key), None)
    if isinstance(text, bytes):
        belongings.bring()
    try:
        ways = read(text)
    except ValueError as problem:
        visit.message = str(problem)
        return
    if len(ways) > 1:
        st.session_state[_ways(key)] = ways
        visit.message = ""
        return
    use(ways[0])
    visit.message = visit.message or ways[0].note


def room(most: int) -> int:
    """How many characters a field takes for a text of ``most``: one more.

    A browser cuts what is pasted at the limit of its field and says nothing. With room for one more
    a text that is too long is seen to be, and refused.
    """
    return most + 1


def within(text: str, most: int) -> str:
    """A text as it is; ValueError where it is longer than that."""
    if len(text) > most:
        raise ValueError(f"The text is longer than {most} characters.")
    return text


def question(key: str, use: Use) -> None:
    """The ways to read what stands in the widget ``key``, each one click away."""
    ways: tuple[Reading, ...] = st.session_state.get(_ways(key), ())
    with st.container():  # there without a question too: what follows keeps its place
        if ways:
            st.text("This can be read in several ways.")
            _choice(key, ways, use)


def _choice(key: str, ways: tuple[Reading, ...], use: Use) -> None:
    with st.container(horizontal=True):
        for place, way in enumerate(ways):
            label = f"as {way.label}" if place else f"Read it as {way.label}"
            st.button(label, key=f"{key}-way-{place}", on_click=partial(_chosen, key, way, use))


def copies(tabs: str, literal: str) -> None:
    """The same numbers to take along, each with a button that copies it."""
    for caption, text in (("Copy for a spreadsheet", tabs), ("Copy for NumPy", literal)):
        st.caption(caption)
        st.code(text, language=None, height=88)


def _chosen(key: str, way: Reading, use: Use) -> None:
    st.session_state.pop(_ways(key), None)
    use(way)


def _ways(key: str) -> str:
    return f"{key}-ways"
