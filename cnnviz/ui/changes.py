"""The changes of a page in the browser's tab: told as they are made, and recalled once.

A session ends with its server, and with a reload; a tab still has what could be undone in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st

from cnnviz import settings as links
from cnnviz.settings import PHOTO, UPLOAD
from cnnviz.ui import photo
from cnnviz.ui.history import LONGEST, MOST_CHANGES, Moment

if TYPE_CHECKING:
    from cnnviz.ui.state import PageState

TOLD, RECALLED = "changes told", "changes recalled"  # in the session's state, by page
MOST = 100_000  # characters of all changes of a page: a tab has room for those of every page
NO_PHOTO = "The photo of that change is no longer in this browser; picture Astronaut is shown."


@dataclass(frozen=True, slots=True)
class Told:
    """What a browser was told last: ``texts`` from the ``first`` change that it still keeps.

    ``place`` is where in them the page stands.
    """

    stamp: str = ""
    first: int = 0
    texts: tuple[str, ...] = ()
    place: int = 0


def told(visit: "PageState[Any]") -> dict[str, Any]:
    """What is new in a page's changes since the browser was told; it says where it lacks some."""
    known: dict[str, Told] = st.session_state.setdefault(TOLD, {})
    before = known.get(visit.page, Told())
    now = _written(visit)
    if now.first < before.first:
        before = Told()
    dropped = now.first - before.first
    kept = before.texts[dropped:]
    pairs = zip(kept, now.texts, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    if before.stamp and replace(now, stamp=before.stamp) == before:
        now = before
    known[visit.page] = now
    return {
        "stamp": now.stamp,
        "after": before.stamp,
        "dropped": dropped,
        "same": same,
        "texts": now.texts[same:],
        "place": now.place,
        "recalled": visit.page in st.session_state.get(RECALLED, ()),
    }


def _written(visit: "PageState[Any]") -> Told:
    history = visit.history
    texts = [one.text for one in (*history.past, visit.now, *history.future)]
    size, left_out = sum(map(len, texts)), 0
    while size > MOST and left_out < len(history.past):
        size -= len(texts[left_out])
        left_out += 1
    place = len(history.past) - left_out
    return Told(uuid4().hex[:12], history.dropped + left_out, tuple(texts[left_out:]), place)


def tell_anew(page: str) -> None:
    """Tell all of a page's changes the next time."""
    st.session_state.get(TOLD, {}).pop(page, None)


def recall(visit: "PageState[Any]", event: Mapping[str, object]) -> None:
    """Take the changes that a tab remembers before those of this session; once."""
    recalled = st.session_state.setdefault(RECALLED, set())
    if visit.page in recalled:
        return
    recalled.add(visit.page)
    tell_anew(visit.page)
    texts, place = _read(event.get("texts"), event.get("place"))
    if not texts:
        return
    history, page = visit.history, type(visit.settings)
    opened = history.past[0] if history.past else visit.now
    as_left = _says(texts[place], visit, opened)
    past = _moments(page, texts[: place if as_left else place + 1])
    goes_on = as_left and not history.past and not history.future
    history.recall(past, _moments(page, texts[place + 1 :]) if goes_on else ())


def _says(text: str, visit: "PageState[Any]", moment: Moment) -> bool:
    """Whether a text is of this moment, in other words too, or where only the player has moved."""
    if text == moment.text:
        return True
    said, here = read(type(moment.settings), text)[0], moment.settings
    viewed = {line.name for line in fields(visit.view)} if visit.view else set()
    of_player = {
        line.name: getattr(said, line.name) for line in fields(here) if line.name in viewed
    }
    names = {one.partition("?")[0] for one in (text, moment.text)}
    return len(names) == 1 and said == replace(here, **of_player)


def _read(texts: object, place: object) -> tuple[list[str], int]:
    """What a browser says, if it can be so."""
    if not isinstance(texts, list) or len(texts) > 2 * MOST_CHANGES + 1 or type(place) is not int:
        return [], 0
    if not 0 <= place < len(texts) or not all(isinstance(one, str) for one in texts):
        return [], 0
    short = all(len(one) <= LONGEST for one in texts) and sum(map(len, texts)) <= 2 * MOST
    return (texts, place) if short else ([], 0)


def _moments(page: type[Any], texts: Sequence[str]) -> list[Moment]:
    return [Moment(read(page, text)[0], None, {}, {}, text) for text in texts if text]


def read(page: type[Any], text: str) -> tuple[Any, str]:
    """The settings that the text of a moment says, and a sentence for what can't be had.

    A photo of one's own stays asked for, whether it is here or not.
    """
    parts = links.parts(text.partition("?")[2])
    own = parts.get("picture") == UPLOAD and "picture" in page.__dataclass_fields__
    if own:
        del parts["picture"]
    settings, faults = links.from_link(page, parts)
    return (replace(settings, picture=UPLOAD) if own else settings), links.note(faults)


def found(page: type[Any], moment: Moment) -> tuple[Moment, str]:
    """A recalled moment with the photo that it shows, or the nearest and a sentence."""
    settings, note = read(page, moment.told)
    if not moment.shows_photo:
        return replace(moment, settings=settings), note
    own = photo.named(moment.told.partition("?")[0])
    if own is None:
        return replace(moment, settings=replace(settings, picture=PHOTO)), NO_PHOTO
    return replace(moment, settings=settings, uploaded=own.picture), note
