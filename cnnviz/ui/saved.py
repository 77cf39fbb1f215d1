"""A lesson that somebody saved as a file and brings back."""

from pathlib import Path

import streamlit as st

from cnnviz import settings as links
from cnnviz.files import UnreadableFile
from cnnviz.files.lesson_file import NEWER, Saved
from cnnviz.ui import memory, photo
from cnnviz.ui.state import PageState

PAGES = Path(__file__).parents[2] / "pages"
GO = "lesson to open"  # in the session's state


def open_file(saved: Saved, number: int) -> None:
    """Open the lesson at its step, with its photo as this ``number``; an undo there goes back.

    Raises
    ------
    UnreadableFile
        In one sentence, where there is no such lesson here.
    """
    if not (PAGES / f"{saved.lesson}.py").is_file():
        raise UnreadableFile(NEWER)
    if saved.photo:
        photo.take(saved.photo, number)
    page = st.session_state.get(saved.lesson)
    if isinstance(page, PageState):
        page.reopen(saved.parts, anew=True)
    else:
        memory.open_next(saved.lesson, saved.parts)
    st.session_state[GO] = saved


def go_there() -> None:
    """Go to the page of a lesson that was just opened, its step in the address."""
    saved: Saved | None = st.session_state.pop(GO, None)
    if saved:
        query = {k: v for k, v in saved.parts.items() if len(v) <= links.LONGEST}
        st.switch_page(f"pages/{saved.lesson}.py", query_params=query)
