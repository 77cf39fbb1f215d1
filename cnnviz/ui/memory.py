"""What a browser's tab still has when the session is new: after a reload, or the server's restart.

All of it comes from a browser: it is read as links are, and only where a page has no address.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl
from uuid import uuid4

import streamlit as st

LESSONS, OPENED, SESSION = "left lessons", "opened lesson", "session"  # in the session's state
MOST_LESSONS, LONGEST_NAME, LONGEST = 20, 40, 20_000


def session() -> str:
    """A name of this session: a browser that does not know it tells what it still has."""
    name: str = st.session_state.setdefault(SESSION, uuid4().hex)
    return name


def remember(lessons: object) -> None:
    """Keep the queries of lessons that were left, to open them there."""
    if isinstance(lessons, Mapping):
        st.session_state[LESSONS] = {
            name: _read(query)
            for name, query in list(lessons.items())[:MOST_LESSONS]
            if isinstance(name, str) and len(name) <= LONGEST_NAME
            if isinstance(query, str) and len(query) <= LONGEST
        }


def open_next(lesson: str, query: str) -> None:
    """Open a lesson with this query, whatever the address will say; once."""
    st.session_state[OPENED] = {lesson: _read(query)}


def to_open(lesson: str) -> dict[str, str]:
    """The query that `open_next` left for this lesson, for the last time."""
    queries: dict[str, dict[str, str]] = st.session_state.get(OPENED, {})
    return queries.pop(lesson, {})


def _read(query: str) -> dict[str, str]:
    return dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))


def left(lesson: str) -> dict[str, str]:
    """The query that a lesson was left with, if the browser told one."""
    queries: Mapping[str, dict[str, str]] = st.session_state.get(LESSONS, {})
    return queries.get(lesson, {})
