"""The browser player as a Streamlit component."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import settings as links
from cnnviz.files import names
from cnnviz.files.lesson_file import LONGEST_QUERY
from cnnviz.player.component import WINDOW, Parts, parts
from cnnviz.player.packing import thinned, with_message
from cnnviz.player.phrases import STAYS
from cnnviz.ui import changes, memory, mine, widgets

if TYPE_CHECKING:
    from cnnviz.ui.state import PageState

KEY = "player"
HEARD = "player was heard"  # in the session's state, by page: the number of the last event answered
MOST_EVENTS = 100  # that are answered in one run
HELD = "player holds"  # in the session's state: of which page, and the stamps of its arrays
Answer = Callable[[dict[str, Any]], object]
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
    visit: "PageState[Any]",
    payload: bytes,
    on_event: Answer,
    player: Path = WINDOW,
) -> None:
    """Show ``payload`` in the player whose entry script is ``player``.

    ``on_event`` gets what the person changed, before the page runs again: a dict with a ``kind``
    such as ``"edit"`` (``weight``, ``bias``), ``"action"`` (``name``) or ``"select"`` (``key``). It
    comes from the browser: treat it as input from a stranger. Undo, redo, what the browser
    remembers and holds, and where the player stands are answered here.
    """
    go, number = memory.going(visit.page)
    if not go:
        visit.publish()
    visit.played = payload, player
    if widgets.is_seen(f"{visit.page} saved"):
        visit.saved = ""
    history, counts = visit.history, visit.counts
    data = with_message(
        _unheld(visit, payload, whole=bool(go)),
        visit.message,
        undo=bool(history.past),
        redo=bool(history.future),
        opening=visit.opening,
        lesson=visit.page,
        session=memory.session(),
        heard=st.session_state.get(HEARD, {}).get(visit.page, 0),
        asks=counts["asked"] if counts["asked"] != counts["told"] else 0,
        mine=mine.told(),
        changes=changes.told(visit),
        own=links.private(visit.settings),
        stays=STAYS.get(visit.stays, ""),
        saved=_saved(visit),
        go={"address": go, "number": number},
    )
    component(player)(data=data, key=KEY, on_event_change=lambda: _heard(visit, on_event))


def _saved(visit: "PageState[Any]") -> dict[str, object]:
    """The lesson as a file, if it was asked for and the browser has not got it."""
    name = names.safe(visit.page, names.mark(visit.saved), ending="json")
    return {"name": name, "text": visit.saved, "number": visit.counts["saved"]}


def _unheld(visit: "PageState[Any]", payload: bytes, *, whole: bool) -> bytes:
    """What the player does not hold from the payload before; what comes once comes with all."""
    page, held = st.session_state.get(HELD, ("", frozenset()))
    known = held if page == visit.page and not (visit.saved or whole) else frozenset()
    thin, held = thinned(payload, known)
    st.session_state[HELD] = visit.page, held
    return thin


def _heard(visit: "PageState[Any]", on_event: Answer) -> None:
    for event in taken(getattr(st.session_state.get(KEY), "event", None), visit.page):
        answer(visit, event, on_event)


def taken(sent: object, page: str) -> list[dict[str, Any]]:
    """The events of a page's player that were not answered yet; they are answered now.

    Each page counts alone: what it was not heard to say waits while others are answered.
    """
    heard = st.session_state.setdefault(HEARD, {})
    last = heard.get(page, 0)
    found = unheard(sent, last)
    heard[page] = max([last, *found])
    return list(found.values())


def unheard(sent: object, last: int) -> dict[int, dict[str, Any]]:
    """The events, by their numbers, that were not answered yet: a browser sends each until it was.

    ``last`` is the number of the last one that was.
    """
    events = sent.get("events") if isinstance(sent, dict) else None
    return {
        one["number"]: one["event"]
        for one in (events[-MOST_EVENTS:] if isinstance(events, list) else ())
        if isinstance(one, dict) and isinstance(one.get("event"), dict)
        if type(one.get("number")) is int and last < one["number"] < 2**53
    }


def answer(visit: "PageState[Any]", event: dict[str, Any], on_event: Answer) -> None:
    """Undo, redo, or what the lesson does with it; all that one gesture changes is one change."""
    gesture = event.get("gesture")
    visit.gesture = gesture if type(gesture) is int else None
    kind = str(event.get("kind"))
    if kind in ("undo", "redo"):
        {"undo": visit.undo, "redo": visit.redo}[kind]()
    elif kind == "save":
        visit.counts["saved"] += 1
        widgets.tell(f"{visit.page} saved")
        visit.saved = visit.file(str(event.get("query"))[:LONGEST_QUERY])
    elif kind == "remember":
        memory.remember(event.get("lessons"), event.get("own"))
        mine.remember(event.get("mine"))
        if event.get("again") is True and memory.kept_own(visit.page):
            visit.reopen(memory.left(visit.page))
    elif kind == "recall":
        changes.recall(visit, event)
    elif kind == "retell":
        changes.tell_anew(visit.page)
    elif kind == "whole":  # it never got, or no longer holds, what was left out
        st.session_state.pop(HELD, None)
    elif kind == "here":
        visit.here = memory.read(event.get("query"))
        visit.counts["told"] = visit.counts["asked"]
    else:
        on_event(event)
    visit.gesture = None


def by_kind(
    visit: "PageState[Any]",
    event: Mapping[str, object],
    answers: Mapping[str, Callable[["PageState[Any]", Mapping[str, object]], object]],
    *,
    unasked: str = "",
) -> None:
    """Answer an event by its kind; a ``ValueError`` is said in its sentence, and all stays.

    After one that a player sends by itself, ``unasked``, what was said before is still to be read.
    """
    kind = str(event.get("kind"))
    found = answers.get(kind)
    if found is None:
        return
    if kind != unasked:
        visit.message = ""
    try:
        found(visit, event)
    except ValueError as problem:
        visit.message = str(problem)
