"""The picture chooser: samples, a photo of one's own, small grids of numbers."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from cnnviz import tables
from cnnviz.files import grids, own_model, set_pictures
from cnnviz.files.images import Picture
from cnnviz.files.lesson_file import Saved
from cnnviz.files.trained import TRAINED
from cnnviz.settings import DIGITS, GRIDS, PHOTO, PHOTOS, TITLES, UPLOAD
from cnnviz.settings.shared import NUMBERS, PICTURE, is_small
from cnnviz.ui import album, controls, intake, memory, mine, reading, saved, widgets
from cnnviz.ui import photo as photos
from cnnviz.ui.photo import Brought, Event
from cnnviz.ui.state import PageState, nearest

THUMBNAIL, WIDTH = 56, 474
FULL = "There was no place for every photo; the first ones are there."
SEEN = "photo seen"  # the number of the photo that a page has followed
OWN = ("picture", "side")  # what small numbers and photos each keep for themselves


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
        _show_own(visit)
    visit.counts[SEEN] = photo.number if photo else 0


def kind(visit: PageState[Any]) -> None:
    """Small numbers or a photo; each comes back as it was left."""
    key = widgets.sync(f"{visit.page}-kind", visit.settings.small)
    st.segmented_control(
        "Picture",
        [True, False],
        required=True,
        format_func={True: "Small numbers", False: "Photo"}.__getitem__,
        key=key,
        on_change=widgets.answer(key, _switch, visit, key, options=(True, False)),
        label_visibility="collapsed",
    )


def chooser(
    visit: PageState[Any], sides: Mapping[int, str], done: tuple[str, ...], *, kinds: bool = False
) -> None:
    """All pictures of the kind that is shown, and the ways to bring one's own."""
    with controls.panel("Picture", _opener(visit), WIDTH) as opened:
        if not opened:
            return
        if kinds:
            kind(visit)
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
        st.html(f"<style>{style(name, picture)}</style>")
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
            [(_size(one), one.thumbnail, partial(_choose, visit, one.number)) for one in others],
        )


def _size(photo: photos.Brought) -> str:
    height, width = photo.picture.pixels.shape[:2]
    return f"{width} × {height}"


def _choose(visit: PageState[Any], number: int) -> None:
    if photos.choose(number):
        visit.counts[SEEN] = number
        _show_own(visit)


def made(visit: PageState[Any]) -> None:
    """Numbers that the person wrote before."""
    mine.row(PICTURE, visit.settings.picture, _numbers_tile, partial(_show, visit))


def _numbers_tile(text: str) -> mine.Tile:
    grid = grids.parse(text)
    return "{} × {}".format(*grid.shape), _grey(grid)


def own(visit: PageState[Any], sides: Mapping[int, str], done: tuple[str, ...]) -> None:
    """What was done to a photo, and how large it is shown."""
    st.caption(_sentence(done))
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


@lru_cache(maxsize=1)
def tile_style() -> str:
    """Style rules that put each sample's thumbnail on its button."""
    return "".join(
        _rule(name, _encoded(intake.sample(name))) for name in (*GRIDS, *DIGITS, *PHOTOS)
    )


def style(name: str, picture: Picture | npt.NDArray[np.float64]) -> str:
    """The style rule that puts a picture's thumbnail on the button of that name."""
    return _rule(name, _encoded(picture))


def _rule(name: str, url: str) -> str:
    return f".st-key-picture-{name} button::before{{background-image:url({url})}}"


def _encoded(picture: Picture | npt.NDArray[np.float64]) -> str:
    """A small picture as a data address."""
    if isinstance(picture, Picture):
        return photos.encoded(picture, THUMBNAIL)
    return photos.address(_grey(picture))


def _grey(grid: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Larger numbers darker, as the grids of small numbers are drawn."""
    low, high = min(grid.min(), 0), grid.max()
    levels: npt.NDArray[np.uint8] = (248 - 150 * (grid - low) / (high - low or 1)).astype(np.uint8)
    return levels


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
        st.html(f"<style>{_rule(UPLOAD, photo.thumbnail)}</style>")
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
        _show_own(visit)


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
        _show_own(visit)


def _show_own(visit: PageState[Any]) -> None:
    """The photo in place of what is shown, small numbers too; the panel that hides it closes."""
    widgets.give(_opener(visit), False)
    photo = photos.brought()
    assert photo is not None
    changes = _other_kind(visit, False) if visit.settings.small else {}
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


def _opener(visit: PageState[Any]) -> str:
    return f"{visit.page}-pictures"


def _switch(visit: PageState[Any], key: str) -> None:
    small = bool(st.session_state[key])
    if small != visit.settings.small:
        visit.apply_nearest(replace(visit.wanted, **_other_kind(visit, small)))


def _other_kind(visit: PageState[Any], small: bool) -> dict[str, Any]:
    """What the other kind of picture was left with; what this one has is kept for its return."""
    own = _own_fields(visit)
    visit.kept[f"small {not small}"] = {name: getattr(visit.wanted, name) for name in own}
    return visit.kept.get(f"small {small}") or _first(visit, small)


def _own_fields(visit: PageState[Any]) -> tuple[str, ...]:
    """The padding too, on a page that pads a photo so that it keeps its size."""
    pads = getattr(visit.settings, "pads_photos", hasattr(visit.settings, "padding"))
    return (*OWN, "padding") if pads else OWN


def _first(visit: PageState[Any], small: bool) -> dict[str, Any]:
    """What a kind of picture starts with."""
    defaults, own = type(visit.settings)(), _own_fields(visit)
    first = {name: getattr(defaults, name) for name in own}
    photo = {"picture": PHOTO} | ({"padding": defaults.padding or 1} if "padding" in own else {})
    if small:
        return first if is_small(first["picture"]) else first | {"picture": NUMBERS}
    return first | photo
