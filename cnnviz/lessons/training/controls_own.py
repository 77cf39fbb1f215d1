"""Classes of one's own: their names, and pictures from files or the camera."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.files import images, png
from cnnviz.files.names import shown
from cnnviz.lessons.training import own
from cnnviz.lessons.training.settings import Training
from cnnviz.settings import class_names
from cnnviz.ui import controls, intake, widgets
from cnnviz.ui.state import PageState

Page = PageState[Training]
FULL = "Class “{name}” has {most} pictures, and that is all there is room for."
SMALL = {"data": "own", "epochs": 40, "batch": 8, "shift": 2, "look": 0, "drawn": ""}
WIDTH = 440


def panel(page: Page) -> None:
    """The button that opens one's own classes."""
    with controls.panel("Your pictures", f"{page.page}-own", WIDTH) as opened:
        if opened:
            _fill(page)


def _fill(page: Page) -> None:
    names = page.settings.classes.split(",")
    st.caption("Two to five classes, two to ten pictures each. They stay in this browser.")
    with st.container(horizontal=True):
        st.button("Train on these", type="primary", on_click=_train, args=(page,))
        if page.settings.photos:
            st.button("Forget these pictures", on_click=page.forget_private)
    controls.repeat(page.message)
    for place, name in enumerate(names):
        _class(page, place, name)
    with st.container(horizontal=True):
        if len(names) < own.MOST:
            st.button("Another class", on_click=_add, args=(page,))
        if len(names) > own.FEWEST:
            st.button("Without the last class", on_click=_drop, args=(page,))


def _class(page: Page, place: int, name: str) -> None:
    """The name of a class, what it has, and the ways in."""
    there = _pictures(page)[place]
    key = widgets.sync(f"{page.page}-class-{place}", name)
    st.text_input(
        f"Class {place + 1}",
        key=key,
        max_chars=40,
        on_change=widgets.answer(key, _name, page, place, key),
    )
    if there:
        _thumbs(there, name)
    door = f"{page.page}-files-{place}-{page.counts['own']}"
    st.file_uploader(
        f"Pictures of {name}: {len(there)} of {own.PICTURES}",
        accept_multiple_files=True,
        max_upload_size=images.MAX_BYTES // 10**6,
        key=door,
        on_change=_files,
        args=(page, place, door),
    )
    if st.toggle("Camera", key=f"{page.page}-camera-{place}"):
        shot = f"{page.page}-shot-{place}-{page.counts['own']}"
        st.camera_input(f"Picture of {name}", key=shot, on_change=_files, args=(page, place, shot))


def _thumbs(texts: Iterable[str], name: str) -> None:
    shown = "".join(
        f'<img src="{png.address(own.pixels(text))}" alt="" width="32" height="32"> '
        for text in texts
    )
    st.html(shown)


def _pictures(page: Page) -> list[list[str]]:
    settings = page.settings
    return own.pictures(settings.photos, settings.classes.count(",") + 1)


def _name(page: Page, place: int, key: str) -> None:
    names = page.settings.classes.split(",")
    try:
        names[place] = class_names.name(str(st.session_state[key])[:200])
        page.change(classes=own.read_names(",".join(names))[0])
    except ValueError as problem:
        page.message = str(problem)


def _add(page: Page) -> None:
    names = page.settings.classes.split(",")
    free = next(letter for letter in "ABCDEF" if letter not in names)
    _change(page, [*names, free], [*_pictures(page), []])


def _drop(page: Page) -> None:
    _change(page, page.settings.classes.split(",")[:-1], _pictures(page)[:-1])


def _change(page: Page, names: list[str], found: list[list[str]]) -> None:
    """Other classes; where these can't be trained on yet, digits are until they can."""
    now = page.settings
    wanted = replace(now, classes=",".join(names), photos=own.joined(found))
    if now.data == "own":
        page.apply_nearest(wanted)
    else:
        page.change(classes=wanted.classes, photos=wanted.photos)


def _files(page: Page, place: int, key: str) -> None:
    given: Any = st.session_state[key] or []
    page.counts["own"] += 1  # the next ones meet an empty door
    take(page, place, [(one.name, one.getvalue()) for one in _listed(given)])


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def take(page: Page, place: int, files: Iterable[tuple[str, bytes]]) -> None:
    """Put pictures into a class; one that can't be read is told of, and the others are taken."""
    found, problem = _pictures(page), ""
    name = page.settings.classes.split(",")[place]
    for title, data in files:
        if len(found[place]) == own.PICTURES:
            problem = FULL.format(name=name, most=own.PICTURES)
            break
        try:
            picture = intake.upload(data, title)
        except ValueError as refused:
            problem = f"{shown(title)}: {refused}"
            continue
        found[place].append(own.encoded(images.square(picture, own.SIDE)))
    _change(page, page.settings.classes.split(","), found)
    page.message = problem or page.message


def _train(page: Page) -> None:
    page.change(**SMALL)
