"""The button "Your photo": what it sends, and the photo on the page."""

from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.files.lesson_file import Saved
from cnnviz.settings import PHOTO, UPLOAD
from cnnviz.ui import album, memory, picture_kind, saved, widgets
from cnnviz.ui import photo as photos
from cnnviz.ui.photo import Brought, Event
from cnnviz.ui.state import PageState

FULL = "There was no place for every photo; the first ones are there."
SEEN = "photo seen"  # the number of the photo that a page has followed


def your_photo(visit: PageState[Any]) -> None:
    """The button "Your photo", and beside it the drop, the paste and the camera."""
    photos.mount(
        photos.said(shown=visit.settings.picture == UPLOAD), lambda event: on_event(visit, event)
    )


def follow(visit: PageState[Any]) -> None:
    """Once for each photo of one's own: a page that is opened after it was brought shows it.

    A link that names another picture is opened as it is.
    """
    photo = photos.brought()
    linked = SEEN not in visit.counts and "picture" in st.query_params
    if photo and photo.number != visit.counts[SEEN] and not linked:
        show_own(visit)
    visit.counts[SEEN] = photo.number if photo else 0


def on_event(visit: PageState[Any], event: Event) -> None:
    """What the button sends, in whatever order and from whomever.

    What is said of one of several photos stays while those behind it come.
    """
    said = visit.message if event.get("queued") is True else ""
    visit.message = ""
    acts = {"photo": _take, "show": _show_again, "cancel": _cancel, "forget": _forget}
    if act := acts.get(str(event.get("kind"))):
        act(visit, event)
    elif event.get("kind") == "problem":
        visit.message = photos.problem(event)
    visit.message = visit.message or said


def _take(visit: PageState[Any], event: Event) -> None:
    """Show a photo that arrived; one that can't be read leaves everything as it is."""
    before = photos.brought()
    try:
        photo = photos.receive(event)
        if isinstance(photo, Saved):
            return saved.open_file(photo, photos.answered())
    except ValueError as problem:
        visit.message = str(problem)
        return
    if photo is None or _placed(visit, photo, event, before):
        return
    visit.before_photo = photo.number, before
    visit.counts[SEEN] = photo.number
    if event.get("show") is True:
        show_own(visit)


def _placed(visit: PageState[Any], photo: Brought, event: Event, before: Brought | None) -> bool:
    """Whether a place on the page waits for the photo; other pages then keep theirs."""
    if getattr(visit.wanted, "gathers", False) and event.get("place") is not None:
        photos.cancel(before)
        visit.message = "" if album.add(photo.picture) else album.FULL
        return True
    with_photo = getattr(visit.wanted, "with_photo", None)
    wanted = with_photo(event.get("place"), photo.picture) if with_photo else None
    queued = event.get("queued") is True
    if wanted is None and not queued:
        return False
    photos.cancel(before)
    if wanted is None:
        visit.message = FULL
    else:
        visit.apply_nearest(wanted)
    return True


def _show_again(visit: PageState[Any], _: Event) -> None:
    if photos.brought():
        show_own(visit)


def show_own(visit: PageState[Any]) -> None:
    """The photo in place of what is shown, small numbers too; the panel that hides it closes."""
    widgets.give(picture_kind.opener(visit), False)
    photo = photos.brought()
    assert photo is not None
    changes = picture_kind.other_kind(visit, False) if visit.settings.small else {}
    wanted = visit.wanted
    wanted, note = wanted.for_photo() if hasattr(wanted, "for_photo") else (wanted, "")
    visit.apply_nearest(replace(wanted, **changes | {"picture": UPLOAD}), photo.picture)
    visit.message = visit.message or note


def _cancel(visit: PageState[Any], event: Event) -> None:
    """Back to what was there before the photo that was cancelled on its way."""
    number, before = visit.before_photo or (0, None)
    now = photos.brought()
    if not now or not number == now.number == event.get("number"):
        return
    photos.cancel(before)
    if visit.uploaded is now.picture:
        visit.undo()
        visit.history.future.clear()  # nobody wants to make it again


def _forget(visit: PageState[Any], _: Event) -> None:
    """Leave no photo anywhere in this session; pages that showed it show a sample."""
    photos.forget()
    memory.forget_own()
    for page in list(st.session_state.values()):
        if isinstance(page, PageState) and hasattr(page.settings, "picture"):
            _without_photo(page)


def _without_photo(page: PageState[Any]) -> None:
    page.before_photo = None
    kept = page.kept.get("small False", {})
    if kept.get("picture") == UPLOAD:
        kept["picture"] = PHOTO
    if page.wanted.picture == UPLOAD:
        page.apply_nearest(replace(page.wanted, picture=PHOTO))
    page.uploaded = None
    page.history.forget_photos()
    page.forget_private()
