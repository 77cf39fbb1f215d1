"""The picture chooser: samples, a photo of one's own, small grids of numbers."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cnnviz import tables
from cnnviz.files import grids, own_model, set_pictures
from cnnviz.files.trained import TRAINED
from cnnviz.settings import GRIDS, PHOTOS, TITLES, UPLOAD
from cnnviz.settings.shared import PICTURE
from cnnviz.ui import controls, intake, mine, own_photo, picture_kind, reading, thumbnails
from cnnviz.ui import photo as photos
from cnnviz.ui.literal import literal
from cnnviz.ui.state import PageState, nearest

WIDTH = 474


def chooser(
    visit: PageState[Any], sides: Mapping[int, str], done: tuple[str, ...], *, kinds: bool = False
) -> None:
    """All pictures of the kind that is shown, and the ways to bring one's own."""
    with controls.panel("Picture", picture_kind.opener(visit), WIDTH) as opened:
        if not opened:
            return
        if kinds:
            picture_kind.kind(visit)
        names = GRIDS if visit.settings.small else PHOTOS
        tiles(visit, {name: TITLES[name] for name in names}, own=not visit.settings.small)
        controls.repeat(visit.message)
        if visit.settings.small:
            made(visit)
            _numbers(visit)
        else:
            own(visit, sides, done)


def tiles(
    visit: PageState[Any], titles: Mapping[str, str], *, own: bool, now: str | None = None
) -> None:
    """Pictures to choose from, and among photos the one that was brought last.

    ``now`` is the one that is shown, where the settings do not say it.
    """
    with st.container(key="tiles", horizontal=True):
        for name, title in titles.items():
            _tile(visit, name, title, now)
        if own:
            _own_tile(visit)
    if own:
        _last(visit)


def titled(name: str) -> str:
    """The same, with the picture of one of a set on its button."""
    picture = set_pictures.find(name)
    if picture is not None:
        st.html(f"<style>{thumbnails.style(name, picture)}</style>")
    return title(name)


def title(name: str) -> str:
    """A sample's title; for one of a set its class."""
    if name in TITLES:
        return TITLES[name]
    kind = name.partition("-")[0]
    reader = next(one.name for one in TRAINED.values() if one.labelled == kind)
    return own_model.loaded(reader).classes[set_pictures.label(name)]


def _last(visit: PageState[Any]) -> None:
    """The photos that were brought before, each one click away."""
    now = photos.brought()
    others = [one for one in photos.last() if one is not now]
    if others:
        mine.tiles(
            "photo",
            {
                str(one.number): (_size(one), one.thumbnail, partial(_choose, visit, one.number))
                for one in others
            },
        )


def _size(photo: photos.Brought) -> str:
    height, width = photo.picture.pixels.shape[:2]
    return f"{width} × {height}"


def _choose(visit: PageState[Any], number: int) -> None:
    if photos.choose(number):
        visit.counts[own_photo.SEEN] = number
        own_photo.show_own(visit)


def made(visit: PageState[Any]) -> None:
    """Numbers that the person wrote before."""
    mine.row(PICTURE, visit.settings.picture, _numbers_tile, partial(_show, visit))


def _numbers_tile(text: str) -> mine.Tile:
    grid = grids.parse(text)
    return "{} × {}".format(*grid.shape), thumbnails.grey(grid)


def own(visit: PageState[Any], sides: Mapping[int, str], done: tuple[str, ...]) -> None:
    """What was done to a photo, and how large it is shown."""
    st.caption(literal(_sentence(done)))
    controls.segmented(visit, "side", "Longest side", sides)


def notes(done: tuple[str, ...]) -> None:
    """What was done to the picture, in words."""
    with st.container(key="notes"):
        if done:
            st.text(_sentence(done))


def _sentence(done: tuple[str, ...]) -> str:
    """What was done; the sizes of files are said as people know them, unlike those of maps.

    >>> _sentence(("resized from 800 × 600 to 128 × 96",))
    'What was done, width × height: resized from 800 × 600 to 128 × 96.'
    """
    order = ", width × height" if any("×" in note for note in done) else ""
    return f"What was done{order}: {'; '.join(done)}." if done else ""


def _tile(visit: PageState[Any], name: str, title: str, now: str | None = None) -> None:
    st.button(
        title,
        key=f"picture-{name}",
        type="primary" if (now or visit.settings.picture) == name else "secondary",
        on_click=_show,
        args=(visit, name),
        wrap=True,
    )


def _own_tile(visit: PageState[Any]) -> None:
    """The photo that was brought last, on whichever page."""
    if photo := photos.brought():
        st.html(f"<style>{thumbnails.rule(UPLOAD, photo.thumbnail)}</style>")
        _tile(visit, UPLOAD, "Your photo")


def _show(visit: PageState[Any], picture: str) -> None:
    photo = photos.brought()
    visit.apply_nearest(replace(visit.wanted, picture=picture), photo.picture if photo else None)


def _numbers(visit: PageState[Any]) -> None:
    typed(visit, intake.prepare(visit.settings.picture, 64, "grey", None))


def typed(visit: PageState[Any], picture: intake.Prepared) -> None:
    """The numbers of a small picture as text, to change, to paste over or to copy."""
    text = tables.tab_separated(picture.x[0])
    key = f"numbers-{picture.digest}"
    reading.question(key, partial(_use_numbers, visit))  # above the box: a phone shows no more
    st.text_area(
        "Numbers, a row a line; paste from a spreadsheet, NumPy, MATLAB …",
        text,
        height=130,
        max_chars=reading.room(grids.MAX_CHARACTERS),
        key=key,
        on_change=_read_numbers,
        args=(visit, key),
    )
    reading.copies(text, tables.numpy_literal(picture.x[0]))


def _read_numbers(visit: PageState[Any], key: str) -> None:
    reading.take(visit, key, st.session_state[key], grids.read, partial(_use_numbers, visit))


def _use_numbers(visit: PageState[Any], found: tables.Reading) -> None:
    """Show typed numbers; where nothing else can give way for them, say why they can't be shown."""
    picture = grids.to_text(found.grid)
    fitting, _ = nearest(replace(visit.wanted, picture=picture), visit.compute, visit.uploaded)
    if fitting.picture == picture:
        _show(visit, picture)
    else:
        visit.change(picture=picture)
