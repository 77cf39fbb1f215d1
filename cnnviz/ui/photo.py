"""The photo that a person brought: its button, what a browser sends, what a session keeps."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.files import UnreadableFile, images, lesson_file, png
from cnnviz.files.decoding import kinds
from cnnviz.files.images import Picture
from cnnviz.files.lesson_file import Saved
from cnnviz.player.photo.words import PROBLEMS, SHRUNK
from cnnviz.serving import refused
from cnnviz.settings import UPLOAD
from cnnviz.ui import album, belongings, intake, memory, player
from cnnviz.ui.caching import digest

ENTRY = Path(player.__file__).parents[1] / "player/photo/photo.js"
KEY = "your-photo"
BROUGHT, ANSWERED, ASKED = "photo", "photo-answered", "photo-asked"
HEARD = "photo-heard"  # the number of the last event answered
LAST, MOST = "photos", 4  # those that were brought last, the newest first
THUMBNAIL = 160  # px
LARGEST_SIZE = 1_000_000  # px a side that a browser may say a photo had

# It comes from a browser, so nothing in it is trusted.
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """The photo of a session; ``number`` is the browser's, another one for each photo."""

    picture: Picture
    number: int
    thumbnail: str


def brought() -> Brought | None:
    """The photo that this session has, on whichever page it was brought."""
    found: Brought | None = st.session_state.get(BROUGHT)
    return found


def last() -> tuple[Brought, ...]:
    """The photos that were brought last, the newest first."""
    found: tuple[Brought, ...] = st.session_state.get(LAST, ())
    return found


def named(name: str) -> Brought | None:
    """The one of the last photos whose pixels have this digest."""
    return next((one for one in last() if digest(one.picture.pixels) == name), None)


def choose(number: int) -> bool:
    """Make one of the last photos that of the session again; False where it is none of them."""
    found = next((one for one in last() if one.number == number), None)
    if found:
        st.session_state[BROUGHT] = found
    return found is not None


def mount(said: dict[str, Any], on_event: Callable[[Event], None]) -> None:
    """The button and the ways in; ``on_event`` gets what the browser sends."""

    def answer() -> None:
        sent = getattr(st.session_state.get(KEY), "event", None)
        for number, event in player.unheard(sent, st.session_state.get(HEARD, 0)).items():
            try:
                on_event(event)
            finally:  # unless this run was stopped, which stops here too: then it is sent again
                st.session_state[HEARD] = number

    player.component(ENTRY)(data=said, key=KEY, on_event_change=answer, width="content")


def said(*, shown: bool, waits: bool = False) -> dict[str, Any]:
    """What the browser is told: this session's name, what it answered last, and what it has."""
    photo = brought()
    return {
        "session": memory.session(),
        "answered": st.session_state.get(ANSWERED, 0),
        "number": photo.number if photo else 0,
        "last": [one.number for one in last()],
        "thumbnail": photo.thumbnail if photo else "",
        "shown": shown,
        "waits": waits,
        "heard": st.session_state.get(HEARD, 0),
    }


def at_hand(lesson: str) -> bool:
    """Whether a lesson can be opened: the photo that it shows is here, or nowhere.

    An address can't carry a photo. The browser that opens it may have kept it, and is asked once.
    """
    wanted = memory.opening(lesson).get("picture") == UPLOAD
    if not wanted or brought() or st.session_state.get(ASKED):
        return True
    mount(said(shown=False, waits=True), _answer)
    return False


def _answer(event: Event) -> None:
    st.session_state[ASKED] = True
    if event.get("kind") == "photo":
        try:
            receive(event)
        except ValueError:
            return  # the page says that a link can't carry a photo


def receive(event: Event) -> Brought | Saved | None:
    """Take the photo of an event, or a saved lesson; None where it was taken before.

    Raises
    ------
    ValueError
        In one sentence, when it is none; the one before stays.
    """
    number = event.get("number")
    if type(number) is not int or not 0 < number < 2**53 or number == answered():
        return None
    try:
        return _received(event, number)
    finally:
        st.session_state[ANSWERED] = number


def _received(event: Event, number: int) -> Brought | Saved | None:
    if later := refused.sentence(event.get("data")):
        raise UnreadableFile(later)
    data = _bytes_of(event.get("data"))
    if lesson_file.is_one(data):
        saved = lesson_file.read(data)
        if event.get("again") is not True:
            return saved
        # The browser kept the file for its photo: the lesson was opened before.
        return take(saved.photo, number) if saved.photo else None
    picture = intake.upload(data, "", _teller())
    picture = replace(picture, notes=(*_done(event.get("done")), *picture.notes))
    if event.get("older") is True and brought():
        _remember(Brought(picture, number, encoded(picture, THUMBNAIL)), first=False)
        return None
    return take(picture, number)


def take(picture: Picture, number: int) -> Brought:
    """Make a picture the photo of this session."""
    belongings.bring()
    photo = Brought(picture, number, encoded(picture, THUMBNAIL))
    st.session_state[BROUGHT] = photo
    st.session_state[ASKED] = True  # there was one: a browser need not be asked for another
    _remember(photo, first=True)
    return photo


def _remember(photo: Brought, *, first: bool) -> None:
    """Put a photo among the last ones; the same one, brought again, stands there once."""
    pixels = photo.picture.pixels
    others = [one for one in last() if not np.array_equal(one.picture.pixels, pixels)]
    if first:
        st.session_state[LAST] = (photo, *others)[:MOST]
    elif len(others) == len(last()):
        st.session_state[LAST] = (*others, photo)[:MOST]


def answered() -> int:
    """The number of the photo that was last taken or refused."""
    number: int = st.session_state.get(ANSWERED, 0)
    return number


def cancel(before: Brought | None) -> None:
    """Make the photo before that of the session again; the one that was cancelled is forgotten."""
    now = brought()
    st.session_state[LAST] = tuple(one for one in last() if one is not now)
    st.session_state[BROUGHT] = before


def forget() -> None:
    """Leave no photo in this session."""
    st.session_state[BROUGHT] = None
    st.session_state[LAST] = ()
    album.forget()


def problem(event: Event) -> str:
    """The sentence for a photo that did not leave the browser; a large file's ``head`` did."""
    try:
        kind = kinds.other(_bytes_of(event.get("head")))
    except UnreadableFile:
        kind = ""
    sentence = PROBLEMS.get(str(event.get("name")), PROBLEMS["damaged"])
    return kind or sentence.format(limit=images.MAX_BYTES // 10**6)


def encoded(picture: Picture, side: int) -> str:
    """A small copy of a picture as a data address."""
    pixels = images.fit(picture, side).pixels
    return address(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def address(pixels: Any) -> str:
    """Pixels (H, W) or (H, W, 3) as the address of a PNG."""
    return png.address(pixels)


def _teller() -> Callable[[str], None]:
    """Tells a person who waits in line where they are, each time that it is another place."""
    told: list[str] = []

    def tell(sentence: str) -> None:
        if sentence not in told:
            told.append(sentence)
            st.toast(sentence)

    return tell


def _bytes_of(data: object) -> bytes:
    try:
        return b64decode(data, validate=True) if isinstance(data, str) else b""
    except ValueError:
        raise UnreadableFile(PROBLEMS["damaged"]) from None


def _done(sizes: object) -> tuple[str, ...]:
    """What the browser says that it did: the size before and after."""
    if not isinstance(sizes, list) or len(sizes) != 4 or sizes[:2] == sizes[2:]:
        return ()
    if any(type(size) is not int or not 0 < size <= LARGEST_SIZE for size in sizes):
        return ()
    names = ("width", "height", "to_width", "to_height")
    return (SHRUNK.format(**dict(zip(names, sizes, strict=True))),)
