"""The picture chooser: samples, a photo of one's own, small grids of numbers."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from cnnviz import tables
from cnnviz.files import grids, images, png
from cnnviz.files.images import Picture
from cnnviz.settings import DIGITS, GRIDS, PHOTO, PHOTOS, TITLES, UPLOAD
from cnnviz.ui import controls, intake, reading
from cnnviz.ui.state import PageState

TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp"]
THUMBNAIL, WIDTH = 56, 474
BROUGHT = "photo"  # where a session keeps the photo that it brought last
OWN = ("picture", "side")  # what small numbers and photos each keep for themselves


def kind(visit: PageState[Any]) -> None:
    """Small numbers or a photo; each comes back as it was left."""
    key = controls.sync_widget(f"{visit.page}-kind", visit.settings.small)
    st.segmented_control(
        "Picture",
        [True, False],
        required=True,
        format_func={True: "Small numbers", False: "Photo"}.__getitem__,
        key=key,
        on_change=_switch,
        args=(visit, key),
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
        tiles(visit, {name: TITLES[name] for name in names}, photos=not visit.settings.small)
        controls.repeat(visit.message)
        if visit.settings.small:
            _numbers(visit)
        else:
            own(visit, sides, done)


def tiles(visit: PageState[Any], titles: Mapping[str, str], *, photos: bool) -> None:
    """Pictures to choose from, and among photos the one that was brought last."""
    with st.container(key="tiles", horizontal=True):
        for name, title in titles.items():
            _tile(visit, name, title)
        if photos:
            _own_tile(visit)


def own(visit: PageState[Any], sides: Mapping[int, str], done: tuple[str, ...]) -> None:
    """The ways to bring a photo of one's own, and how large it is shown."""
    st.caption(_sentence(done))
    _own(visit)
    controls.segmented(visit, "side", "Longest side", sides)


def notes(done: tuple[str, ...]) -> None:
    """What was done to the picture, in words."""
    with st.container(key="notes"):
        if done:
            st.text(_sentence(done))


def _sentence(done: tuple[str, ...]) -> str:
    return f"What was done: {'; '.join(done)}." if done else ""


@cache
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
        pixels = images.fit(picture, THUMBNAIL).pixels
        pixels = pixels[:, :, 0] if pixels.shape[2] == 1 else pixels
    else:
        low, high = min(picture.min(), 0), picture.max()
        pixels = (248 - 150 * (picture - low) / (high - low or 1)).astype(np.uint8)
    return "data:image/png;base64," + b64encode(png.encode(pixels)).decode()


def _tile(visit: PageState[Any], name: str, title: str, photo: Picture | None = None) -> None:
    st.button(
        title,
        key=f"picture-{name}",
        type="primary" if visit.settings.picture == name else "secondary",
        on_click=_show,
        args=(visit, name, photo),
        wrap=True,
    )


def _own_tile(visit: PageState[Any]) -> None:
    """The photo that was brought last, on whichever page."""
    photo: Picture | None = st.session_state.get(BROUGHT)
    if photo:
        st.html(f"<style>{_rule(UPLOAD, _encoded(photo))}</style>")
        _tile(visit, UPLOAD, "Your photo", photo)


def _show(visit: PageState[Any], picture: str, photo: Picture | None = None) -> None:
    visit.apply_nearest(replace(visit.wanted, picture=picture), photo)


def _numbers(visit: PageState[Any]) -> None:
    typed(visit, intake.prepare(visit.settings.picture, 64, "grey", None))


def typed(visit: PageState[Any], picture: intake.Prepared) -> None:
    """The numbers of a small picture as text, to change, to paste over or to copy."""
    text = tables.tab_separated(picture.x[0])
    key = f"numbers-{picture.digest}"
    st.text_area(
        "Numbers, a row a line; paste from a spreadsheet, NumPy, MATLAB …",
        text,
        height=130,
        max_chars=grids.MAX_CHARACTERS,
        key=key,
        on_change=_read_numbers,
        args=(visit, key),
    )
    reading.question(key, partial(_use_numbers, visit))
    reading.copies(text, tables.numpy_literal(picture.x[0]))


def _read_numbers(visit: PageState[Any], key: str) -> None:
    reading.take(visit, key, st.session_state[key], grids.read, partial(_use_numbers, visit))


def _use_numbers(visit: PageState[Any], found: tables.Reading) -> None:
    _show(visit, grids.to_text(found.grid))


def _own(visit: PageState[Any]) -> None:
    """Upload, paste or take a photo. The widgets are new after each, and so keep no file."""
    count = visit.kept.setdefault("brought", 0)
    uploader, paste = f"upload-{count}", f"paste-{count}"
    st.file_uploader(
        "Drop or choose a photo",
        TYPES,
        key=uploader,
        on_change=_bring,
        args=(visit, uploader),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.chat_input(
            "Paste a photo here",
            max_chars=100,
            key=paste,
            accept_file=True,
            file_type=TYPES,
            on_submit=_paste,
            args=(visit, paste),
        )
        camera = st.button("Use the camera", on_click=_close, args=(visit,))
    if camera:
        _camera(visit)


def _bring(visit: PageState[Any], key: str) -> None:
    file = st.session_state.get(key)
    if file is not None:
        take(visit, file.getvalue(), file.name)


def _paste(visit: PageState[Any], key: str) -> None:
    pasted = st.session_state.get(key)
    if pasted and pasted.files:
        take(visit, pasted.files[0].getvalue(), pasted.files[0].name)
    else:
        visit.message = "There was no picture in what was pasted."


def _opener(visit: PageState[Any]) -> str:
    return f"{visit.page}-pictures"


def _close(visit: PageState[Any]) -> None:
    st.session_state[_opener(visit)] = False


@st.dialog("Take a photo")
def _camera(visit: PageState[Any]) -> None:
    # Only here, so that no browser asks for the camera before somebody wants to use it.
    shot = st.camera_input("Camera", label_visibility="collapsed")
    if shot is not None:
        take(visit, shot.getvalue(), shot.name)
        st.rerun()


def take(visit: PageState[Any], data: bytes, name: str) -> None:
    """Show an uploaded photo; one that can't be read leaves everything as it is."""
    visit.kept["brought"] = visit.kept.get("brought", 0) + 1
    try:
        photo = intake.upload(data, name)
    except ValueError as problem:
        visit.message = str(problem)
        return
    st.session_state[BROUGHT] = photo
    _show(visit, UPLOAD, photo)


def _switch(visit: PageState[Any], key: str) -> None:
    small = bool(st.session_state[key])
    if small == visit.settings.small:
        return
    own = _own_fields(visit)
    visit.kept[f"small {not small}"] = {name: getattr(visit.wanted, name) for name in own}
    wanted = visit.kept.get(f"small {small}") or _first(visit, small)
    visit.apply_nearest(replace(visit.wanted, **wanted))


def _own_fields(visit: PageState[Any]) -> tuple[str, ...]:
    """The padding too, on a page that pads a photo so that it keeps its size."""
    return (*OWN, "padding") if getattr(visit.settings, "pads_photos", True) else OWN


def _first(visit: PageState[Any], small: bool) -> dict[str, Any]:
    """What a kind of picture starts with."""
    defaults, own = type(visit.settings)(), _own_fields(visit)
    first = {name: getattr(defaults, name) for name in own}
    photo = {"picture": PHOTO} | ({"padding": defaults.padding or 1} if "padding" in own else {})
    return first if small else first | photo
