"""The pooling page: what it computes, its player and its controls."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import streamlit as st

from cnnviz import kernels as bank
from cnnviz import settings as links
from cnnviz.analysis import convolution
from cnnviz.analysis.question import Question
from cnnviz.files import grids
from cnnviz.files.images import Picture
from cnnviz.kernels import BANK
from cnnviz.kernels.cells import number
from cnnviz.lessons.pooling import payload, words
from cnnviz.lessons.pooling import questions as pooling_questions
from cnnviz.lessons.pooling import trace as pooling
from cnnviz.lessons.pooling.records import PooledTrace, Shifted
from cnnviz.lessons.pooling.settings import (
    BLURS,
    BOX,
    LARGEST_POOL_PADDING,
    LARGEST_POWER,
    LARGEST_WINDOW,
    MAP_ACTIVATIONS,
    MOST_CELLS,
    NUMBERS,
    PoolingLook,
    PoolingPage,
)
from cnnviz.lessons.pooling.shift import shifted
from cnnviz.lessons.pooling.trace import KINDS
from cnnviz.player.source import grid
from cnnviz.settings import PADDING_MODES, to_link
from cnnviz.traces import Array
from cnnviz.ui import controls, intake, player, reading, state, widgets
from cnnviz.ui.caching import PACKED, RESULTS, digest
from cnnviz.ui.intake import Prepared
from cnnviz.ui.pasting import pasted
from cnnviz.ui.state import PageState
from cnnviz.ui.window import number_of

PLAYER = Path(__file__).with_name("player.js")
LONGEST = 100  # characters of a box

Result = tuple[Prepared, PooledTrace, dict[str, Shifted]]
Event = Mapping[str, object]


def visit() -> PageState[PoolingPage]:
    """This session's visit; the first one reads from the address how the player looks too."""
    return state.visit("pooling", PoolingPage, compute, PoolingLook)


def compute(settings: PoolingPage, uploaded: Picture | None) -> Result:
    """The map, its pooling and its shifts; raises ``ValueError`` in one sentence."""
    picture = intake.prepare(settings.picture, settings.side, "grey", uploaded)
    map_ = _map(settings, picture)
    key = replace(settings, picture="", side=128)
    trace = RESULTS.get(
        ("pooled", key, map_.digest),
        lambda: pooling.trace(map_.x[0], settings.pooling(), grids.parse(settings.gradient)),
    )
    moved = RESULTS.get(
        ("shifted", settings.pooling().sides, settings.stride, settings.blur, map_.digest),
        lambda: shifted(map_.x[0], settings.pooling().sides, settings.stride, settings.blur),
    )
    return map_, trace, moved


def _map(settings: PoolingPage, picture: Prepared) -> Prepared:
    """The picture itself, or what a kernel makes of it."""
    kernel = settings.build_kernel()
    if kernel is None:
        return picture

    def make() -> tuple[Array, str]:
        activation = settings.activation
        y = convolution.trace(picture.x, kernel, padding="same", activation=activation).y[:1]
        return y, digest(y)

    asked = ("map", picture.digest, settings.kernel, settings.activation)
    y, key = RESULTS.get(asked, make)
    return Prepared(y, key, picture.notes, grid(f"{picture.source.about}, {kernel.title}", y, key))


def show(visit: PageState[PoolingPage], result: Result) -> None:
    """The player."""
    map_, *_ = result
    key = (visit.settings, map_.source, visit.view)
    data = PACKED.get(key, lambda: _packed(visit, result))
    # The trace is asked for when it is needed: kept here, each session would hold one.
    player.play(visit, data, lambda event: on_event(visit, visit.result()[1], event), PLAYER)


def _packed(visit: PageState[PoolingPage], result: Result) -> bytes:
    map_, trace, moved = result
    settings = visit.settings
    return payload.pooling(
        trace,
        moved,
        source=map_.source,
        link=to_link(settings),
        stride=settings.stride,
        title="Feature map" if settings.kernel else "Input",
        about=words.setup(_about(settings, map_), trace, settings.pooling()),
        look=visit.view,
    )


def _about(settings: PoolingPage, map_: Prepared) -> str:
    """What is pooled, in words; the numbers that the page comes with have no name."""
    own = settings.picture != NUMBERS
    about = map_.source.about if own else map_.source.about.partition(", ")[2]
    return about + (f", {MAP_ACTIVATIONS[settings.activation]}" * bool(settings.kernel))


def on_event(visit: PageState[PoolingPage], trace: PooledTrace, event: Event) -> None:
    """A number of the gradient typed, or a box drawn. It comes from a browser: nothing is sure."""
    try:
        if event.get("kind") == "gradient":
            visit.change(gradient=grids.to_text(_typed(trace, event)))
        if event.get("kind") == "paste":
            visit.change(gradient=grids.to_text(_pasted(trace, event)))
        if event.get("kind") == "box":
            visit.change(box=links.nearest(PoolingPage, "box", _corners(event)))
    except ValueError as problem:
        visit.message = str(problem)


def _typed(trace: PooledTrace, event: Event) -> Array:
    """The user's gradient with one number changed."""
    dy = trace.own.dy.copy()
    row, column = (number(event.get(name), f"The {name}") for name in ("row", "column"))
    rows, columns = dy.shape
    if max(dy.shape) > payload.LARGEST_OWN or not (0 <= row < rows and 0 <= column < columns):
        raise ValueError("This output can't be given a gradient of its own.")
    dy[int(row), int(column)] = number_of(event, "value")
    return dy


def _pasted(trace: PooledTrace, event: Event) -> Array:
    """The user's gradient with a block of numbers from one output on."""
    dy, (row, column) = trace.own.dy, (event.get(name) for name in ("row", "column"))
    if max(dy.shape) > payload.LARGEST_OWN or type(row) is not int or type(column) is not int:
        raise ValueError("This output can't be given a gradient of its own.")
    return pasted(dy, {**event, "index": row * dy.shape[1] + column}, "gradient")


def _corners(event: Event) -> tuple[int, ...]:
    corners = [number(event.get(name), name) for name in ("left", "top", "right", "bottom")]
    if not all(0 <= corner < 1000 for corner in corners):
        raise ValueError("A box needs four places on the picture.")
    return tuple(map(int, corners))


def pool(visit: PageState[PoolingPage]) -> None:
    """Which pooling; the first three side by side, all in the panel."""
    chosen = visit.settings.pool
    names = dict.fromkeys(("max", "average", "blur", chosen))
    controls.segmented(visit, "pool", "Pooling", {name: KINDS[name] for name in names})


def sizes(visit: PageState[PoolingPage]) -> None:
    """What this kind of pooling is set by."""
    kind = visit.settings.pool
    if kind == "roi":
        controls.stepper(visit, "cells", "Cells", range(1, MOST_CELLS + 1))
        return
    if kind.startswith("global"):
        return
    controls.stepper(visit, "window", "Window", range(1, LARGEST_WINDOW + 1))
    controls.stride(visit)
    if kind == "lp":
        controls.stepper(visit, "power", "Power", range(1, LARGEST_POWER + 1))


def more(visit: PageState[PoolingPage]) -> None:
    """What is set less often."""
    with controls.panel("More", "pooling-more", 340) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        controls.select(visit, "pool", "Pooling", {**KINDS, **words.EXPLAINED})
        kind = visit.settings.pool
        if kind in ("max", "average", "lp", "blur"):
            controls.select(visit, "width", "Width of the window", words.WIDTHS)
            _padding(visit)
        if kind in ("max", "average", "lp"):
            rounding = {False: "Down", True: "Up (ceil mode)"}
            controls.segmented(visit, "ceil_mode", "Output size rounded", rounding)
        if kind == "average" and visit.settings.pooling().border == "zeros":
            counts = {True: "Counts", False: "Does not count"}
            controls.segmented(visit, "counted", "Padding in the mean", counts)
        if kind == "blur":
            controls.segmented(visit, "blur", "Blur", BLURS)
        if kind == "roi":
            _box(visit)


def _padding(visit: PageState[PoolingPage]) -> None:
    """Its amount, on all sides or on each, and what it holds."""
    settings, kind = visit.settings, visit.settings.pool
    if not isinstance(settings.padding, tuple):
        controls.stepper(visit, "padding", "Padding", range(LARGEST_POOL_PADDING + 1))
    controls.each_side(
        visit,
        settings.padding,
        settings.pooling().pads,
        LARGEST_POOL_PADDING,
        lambda padding: visit.change(padding=padding),
    )
    if kind in pooling.BORDERED:
        nothing = {"zeros": words.NEVER_WINS} if kind == "max" else {}
        controls.select(visit, "padding_mode", controls.HOLDS, {**PADDING_MODES, **nothing})
    if settings.pooling().border == "replicate" and kind == "max":
        st.caption(words.EDGE_OF_MAXIMUM)


def _box(visit: PageState[PoolingPage]) -> None:
    """The box of RoI pooling, for whoever does not draw it."""
    key = widgets.sync("pooling-box", BOX.write(visit.settings.box))
    st.text_input(
        "Box: left, top, right, bottom; drag over the input to draw it",
        placeholder="the middle of the map",
        max_chars=reading.room(LONGEST),
        key=key,
        on_change=widgets.answer(key, lambda: _read_box(visit, st.session_state[key])),
    )


def _read_box(visit: PageState[PoolingPage], text: str) -> None:
    try:
        box, _ = BOX.read(reading.within(text, LONGEST).replace(" ", ""))
        visit.change(box=box)
    except ValueError:
        visit.message = "A box is four whole numbers: left, top, right, bottom, such as 1, 1, 6, 6."


def questions(visit: PageState[PoolingPage], trace: PooledTrace) -> tuple[Question, ...]:
    """The chapter's questions on the numbers of the page."""
    return pooling_questions.questions(trace.x, visit.settings.window, visit.settings.stride)


def feature_map(visit: PageState[PoolingPage]) -> None:
    """Pool the picture itself, or a feature map of it."""
    names = {"": "Picture itself", **{bank.to_link(f.build()): f.title for f in BANK}}
    with controls.panel("Feature map", "pooling-map", 340) as opened:
        if not opened:
            return
        controls.repeat(visit.message)
        kernel = visit.settings.kernel
        if kernel not in names:
            names[kernel] = bank.from_link(kernel).title
        controls.select(visit, "kernel", "Pool the map of this kernel", names)
        if kernel:
            controls.segmented(visit, "activation", "Activation", MAP_ACTIVATIONS)
