"""What a person takes home from a lesson: pictures, numbers and code, made when asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.figures.grid import Map
from cnnviz.figures.histogram import histogram as figure
from cnnviz.figures.sheet import sheet
from cnnviz.figures.theme import FONT
from cnnviz.files import csv_table, names, png, svg
from cnnviz.files.drawing import Drawing
from cnnviz.traces import Array, ConvolutionTrace
from cnnviz.ui import downloads, keep_page, keep_steps, layout, widgets
from cnnviz.ui.caching import digest
from cnnviz.ui.keep_steps import Steps
from cnnviz.ui.state import PageState

TITLE = "Save picture, numbers, code"
Played = tuple[bytes, Path]
SCHEMES = {"light": "Light", "dark": "Dark"}


@dataclass(frozen=True, slots=True, eq=False)
class TakeAway:
    """What a lesson gives: ``about`` says what all of it was made with.

    ``pictures`` are maps that are drawn side by side, ``drawn`` pictures of another kind in a
    colour scheme, made of the settings, the step and all in ``of``. ``numbers`` are tables (H, W),
    ``code`` programs, each by its name; ``more`` puts in what only this lesson has, below its
    numbers.
    """

    about: str
    pictures: Mapping[str, tuple[Map, ...]] = field(default_factory=dict)
    numbers: Mapping[str, Array] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)
    steps: Steps | None = None
    more: Callable[[], object] | None = None
    drawn: Mapping[str, Callable[[str], Drawing]] = field(default_factory=dict)
    of: tuple[object, ...] = ()


def fold(visit: PageState[Any], made: Callable[[], TakeAway]) -> None:
    """The fold of every lesson; what is in it is made only while it is open.

    Opening it asks the player at which step it stands.
    """

    def ask() -> None:
        visit.ask()
        keep_steps.leave(visit)

    played, visit.played = visit.played, None  # a session does not keep the bytes
    layout.fold(TITLE, f"{visit.page}-keep", lambda: _fill(visit, made(), played), ask)


def histogram(trace: ConvolutionTrace) -> None:
    """Which values the map holds, before and after the activation."""
    st.plotly_chart(figure(trace), key="histogram", config={"displayModeBar": False})


def _fill(visit: PageState[Any], take: TakeAway, played: Played | None) -> None:
    parts: dict[str, Callable[[PageState[Any], TakeAway], None]] = {}
    if take.pictures or take.drawn:
        parts["Picture"] = _picture
    if take.numbers or take.more:
        parts["Numbers"] = _numbers
    if take.code:
        parts["Code"] = _code
    if played:
        parts["Lesson"] = lambda visit, _: keep_page.section(visit, *played)
    for tab, write in zip(st.tabs(list(parts)), parts.values(), strict=True):
        with tab:
            write(visit, take)


def _picture(visit: PageState[Any], take: TakeAway) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = _chosen(visit, "Picture", [*take.pictures, *take.drawn])
        scheme = _scheme(visit)
        if name in take.drawn:
            draw = take.drawn[name]
            of = made_of(visit, name, scheme, take.about, take.of)
            drawings((visit.page, name, of), "Picture", lambda: draw(scheme))
        else:
            maps = take.pictures[name]
            of = names.mark(maps, scheme, take.about)
            about = (visit.page, name, _size(maps[-1].values), of)
            drawings(about, "Picture", lambda: sheet(maps, scheme, take.about))
    if take.steps:
        keep_steps.section(visit, take.steps, scheme, made_of(visit, scheme), drawings)


def made_of(visit: PageState[Any], *more: object) -> str:
    """Eight digits for a file of this page: others for another setting, photo or step."""
    photo = digest(visit.uploaded.pixels) if visit.uploaded else ""
    return names.mark(visit.settings, photo, visit.here, *more)


def drawings(about: tuple[str, ...], what: str, draw: Callable[[], Drawing]) -> None:
    """A drawing as PNG and as SVG; ``about`` names its file."""
    writers: dict[str, Callable[[], str | bytes]] = {
        "PNG": lambda: png.drawn(draw()),
        "SVG": lambda: svg.encode(draw(), FONT),
    }
    for kind, write in writers.items():
        file = names.safe(*about, ending=kind.lower())
        downloads.button(f"{what} as {kind}", write, file)


def _numbers(visit: PageState[Any], take: TakeAway) -> None:
    if take.numbers:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = _chosen(visit, "Numbers", list(take.numbers))
            values = take.numbers[name]
            title = f"{name} ({_size(values)}) - {take.about}"
            of = names.mark(values, title)
            file = names.safe(visit.page, name, _size(values), of, ending="csv")
            downloads.button("Numbers as CSV", lambda: csv_table.encode(values, title), file)
    if take.more:
        take.more()


def _code(visit: PageState[Any], take: TakeAway) -> None:
    steps = take.steps if take.steps and take.steps.code else None
    names_of = [*([keep_steps.CODE] if steps else []), *take.code]
    for tab, name in zip(st.tabs(names_of), names_of, strict=True):
        with tab:
            if name in take.code:
                st.code(take.code[name])
            elif steps:
                keep_steps.again(visit, "code")
                keep_steps.program(visit, steps, made_of(visit))


def _scheme(visit: PageState[Any]) -> str:
    key = f"{visit.page}-keep-scheme"
    st.session_state.setdefault(key, st.context.theme.type or "light")
    chosen = st.segmented_control(
        "Colours", list(SCHEMES), key=key, required=True, format_func=SCHEMES.__getitem__
    )
    return chosen or "light"


def _chosen(visit: PageState[Any], label: str, there: list[str]) -> str:
    """One of several by its name; where there is only one it is not asked for."""
    if len(there) == 1:
        return there[0]
    key = f"{visit.page}-keep-{label.lower()}"
    now = st.session_state.get(key)
    widgets.sync(key, now if now in there else there[0])
    return st.selectbox(label, there, key=key, width=260) or there[0]


def _size(values: Array) -> str:
    return f"{values.shape[-2]} by {values.shape[-1]}"
