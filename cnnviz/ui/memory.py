"""What a browser's tab still has when the session is new: after a reload, or the server's restart.

All of it comes from a browser: it is read as links are, and only where a page has no address.
"""

from collections.abc import Mapping
from typing import TypeGuard
from urllib.parse import quote, urlencode
from uuid import uuid4

import streamlit as st

from cnnviz import settings as links
from cnnviz.ui import widgets

LESSONS, OPENED, SESSION = "left lessons", "opened lesson", "session"  # in the session's state
OWN = "own parts of left lessons"
GO, PATHS = "lesson to go to", "paths of lessons"
GOES = "from which page, and which going that is"  # in the session's state
MOST_LESSONS, LONGEST_NAME, LONGEST = 20, 40, 20_000


def session() -> str:
    """A name of this session: a browser that does not know it tells what it still has."""
    name: str = st.session_state.setdefault(SESSION, uuid4().hex)
    return name


def remember(lessons: object, own: object = None) -> None:
    """Keep the queries of lessons that were left, to open them there, and their ``own`` parts.

    These are what no address carries.
    """
    if isinstance(lessons, Mapping):
        st.session_state[LESSONS], st.session_state[OWN] = _queries(lessons), _queries(own)


def _queries(told: object) -> dict[str, dict[str, str]]:
    return {
        name: read(query)
        for name, query in (list(told.items())[:MOST_LESSONS] if isinstance(told, Mapping) else ())
        if isinstance(name, str) and len(name) <= LONGEST_NAME
        if _is_query(query)
    }


def kept_own(lesson: str) -> dict[str, str]:
    """What the browser told of a lesson that no address carries."""
    parts: Mapping[str, dict[str, str]] = st.session_state.get(OWN, {})
    return parts.get(lesson, {})


def forget_own() -> None:
    """Keep nothing that no address carries."""
    st.session_state[OWN] = {}


def open_next(lesson: str, query: dict[str, str]) -> None:
    """Open a lesson with this query, whatever the address will say; once."""
    st.session_state[OPENED] = {lesson: query}


def coming(lesson: str) -> dict[str, str]:
    """The query that `to_open` will give for this lesson."""
    queries: dict[str, dict[str, str]] = st.session_state.get(OPENED, {})
    return queries.get(lesson, {})


def opening(lesson: str) -> dict[str, str]:
    """What a lesson will be opened from."""
    return coming(lesson) or st.query_params.to_dict() or left(lesson)


def to_open(lesson: str) -> dict[str, str]:
    """The query that `open_next` left for this lesson, for the last time."""
    queries: dict[str, dict[str, str]] = st.session_state.get(OPENED, {})
    return queries.pop(lesson, {})


def know(paths: Mapping[str, str]) -> None:
    """The path of each lesson in an address; that of the first one is empty."""
    st.session_state[PATHS] = dict(paths)


def is_in_app() -> bool:
    """Whether this session has come through the app; a session is told once that it has not."""
    there = PATHS in st.session_state
    st.session_state.setdefault(PATHS, {})
    return there


def go(lesson: str, query: Mapping[str, str]) -> None:
    """Let the player go to a lesson, its place in the address as far as one carries it."""
    short = dict(query)
    while len(urlencode(short)) > links.LONGEST:
        del short[max(short, key=lambda name: len(short[name]))]
    st.session_state[GO] = f"./{_path(lesson)}?{urlencode(short, quote_via=quote)}"
    st.session_state.pop(GOES, None)


def going(page: str) -> tuple[str, int]:
    """The address that `go` left, relative to that of any lesson, and which going that is.

    The first page that asks goes there, and hears it until its browser has, or is there.
    """
    address = str(st.session_state.get(GO, ""))
    if not address:
        return "", 0
    if GOES not in st.session_state:
        st.session_state[GOES] = page, widgets.tell(GO)
    source, number = st.session_state[GOES]
    if source == page and not widgets.is_seen(GO) and not _is_at(page, address):
        return address, number
    del st.session_state[GO]
    return "", 0


def _is_at(lesson: str, address: str) -> bool:
    """Whether the browser shows this lesson by this address."""
    path, _, query = address.removeprefix("./").partition("?")
    return path == _path(lesson) and links.parts(query) == st.query_params.to_dict()


def _path(lesson: str) -> str:
    paths: Mapping[str, str] = st.session_state.get(PATHS, {})
    return paths.get(lesson, lesson)


def left(lesson: str) -> dict[str, str]:
    """The query that a lesson was left with, if the browser told one."""
    queries: Mapping[str, dict[str, str]] = st.session_state.get(LESSONS, {})
    return queries[lesson] | kept_own(lesson) if lesson in queries else {}


def read(query: object) -> dict[str, str]:
    """The fields of a query that a browser told; none of one that is no query, or too long."""
    return links.parts(query) if _is_query(query) else {}


def _is_query(query: object) -> TypeGuard[str]:
    return isinstance(query, str) and len(query) <= LONGEST
