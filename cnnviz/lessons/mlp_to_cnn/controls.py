"""The controls of the page from MLP to CNN, and what its player asks for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from cnnviz import settings as links
from cnnviz import tables
from cnnviz.analysis import matrix
from cnnviz.files import grids
from cnnviz.lessons.mlp_to_cnn import examples, payload, training
from cnnviz.lessons.mlp_to_cnn.settings import (
    CHANNELS,
    DIMENSIONS,
    HIDDEN,
    NO_PLACE,
    Scan,
    View,
)
from cnnviz.lessons.mlp_to_cnn.trace import ScanTrace
from cnnviz.lessons.mlp_to_cnn.training import Detector
from cnnviz.ui import controls, player, reading, state
from cnnviz.ui.caching import PACKED, RESULTS
from cnnviz.ui.pasting import edited, pasted
from cnnviz.ui.state import PageState

PLAYER = Path(__file__).with_name("player.js")
NAME = "mlp_to_cnn"
TYPED = {"x": "x", "w": "Kernel w", "b": "Bias b, one a filter"}
BETWEEN = (", a row for each channel", ", an empty line between channels")
TOO_MANY = "These are {there} channels, and there is room for {room}."
COUNTED = {"side": "Side", "size": "Kernel", "inputs": "Channels", "filters": "Filters"}


class Result(NamedTuple):
    """The layer, and the detector that was trained on it; none where W is too large."""

    trace: ScanTrace
    detector: Detector | None


def compute(settings: Scan, _: object = None) -> Result:
    """The numbers of a page; raises ``ValueError`` where the settings do not fit together."""
    return RESULTS.get((NAME, settings), lambda: _computed(settings))


def _computed(settings: Scan) -> Result:
    trace = examples.numbers(settings)
    if not trace.drawn:
        return Result(trace, None)
    return Result(trace, training.taught(trace, places(settings, trace), settings.seed))


def places(settings: Scan, trace: ScanTrace) -> tuple[int, ...]:
    """The places that were taught; without a word, the one where the pattern stands."""
    if settings.taught == NO_PLACE:
        return ()
    asked = [int(place) for place in settings.taught.split(",") if place]
    return tuple(place for place in asked if place < trace.places) or (training.first(trace),)


def visit() -> PageState[Scan]:
    """This session's visit; the first one also reads where the link stands."""
    return state.visit(NAME, Scan, compute, View)


def show(page: PageState[Scan], result: Result) -> None:
    """The player, where the link left it, with what there is to say to the person."""
    data = PACKED.get((page.settings, page.view), lambda: _packed(page, result))
    player.play(page, data, lambda event: on_event(page, event), PLAYER)


def _packed(page: PageState[Scan], result: Result) -> bytes:
    asked = page.settings
    mine = matrix.counts(asked.side, asked.size, asked.inputs, asked.filters)
    about, link = DIMENSIONS[asked.dimensions], links.to_link(asked)
    hidden = bool(asked.hidden)
    return payload.encode(*result, hidden=hidden, mine=mine, about=about, link=link, view=page.view)


def choose(page: PageState[Scan]) -> None:
    """Signal or picture, how many channels, and the numbers themselves."""
    controls.segmented(page, "dimensions", "Dimensions", DIMENSIONS)
    with controls.panel("Layer and numbers", f"{NAME}-layer", 420) as opened:
        if opened:
            controls.repeat(page.message)
            controls.segmented(page, "channels", "Channels → filters", CHANNELS)
            controls.segmented(page, "hidden", "Hidden layer, in Loops", HIDDEN)
            with st.container(horizontal=True):
                controls.steppers(page, "stride", "padding", "dilation", "seed")
            for array, label in TYPED.items():
                _typed(page, array, label)


def count(page: PageState[Scan]) -> None:
    """The size of a layer of one's own, to be counted."""
    for name, label in COUNTED.items():
        options = type(page.settings).__dataclass_fields__[name].metadata["codec"].options
        controls.stepper(page, name, label, options)


def _typed(page: PageState[Scan], array: str, label: str) -> None:
    """A text box for all channels; where one is typed, the others are made of it."""
    field, now = _arrays(page)[array]
    two = now.ndim == 3
    text = "\n\n".join(map(tables.tab_separated, now)) if two else tables.tab_separated(now)
    label += "" if len(now) == 1 else BETWEEN[two]
    key = f"{NAME}-{field}-{hash(text)}"

    def use(found: tables.Reading) -> None:
        typed = examples.divided(st.session_state[key], found.grid, two)
        if (there := typed.count("|") + 1) > len(now):
            page.message = TOO_MANY.format(there=there, room=len(now))
        else:
            page.change(**{field: typed})

    def read() -> None:
        reading.take(page, key, st.session_state[key], grids.read, use)

    reading.question(key, use)
    room = reading.room(grids.MAX_CHARACTERS)
    st.text_area(label, text, height=100, max_chars=room, key=key, on_change=read)


def on_event(page: PageState[Scan], event: Mapping[str, object]) -> None:
    """Edit or paste numbers, teach at a place, forget. It comes from a browser: not trusted."""
    answers = {"edit": _edit, "paste": _paste, "teach": _teach, "forget": _forget, "turn": _turn}
    player.by_kind(page, event, answers)


def _arrays(page: PageState[Scan]) -> dict[str, tuple[str, Any]]:
    """What can be changed: the field of the settings, and its numbers now."""
    trace: ScanTrace = page.result().trace
    taps, rank = trace.w.shape[2:], page.settings.dimensions
    pair = trace.pair.reshape(2, *([1] if rank == 2 else []), *taps)
    return {
        "x": (f"x{rank}", trace.x),
        "w": (f"w{rank}", trace.w.reshape(-1, *taps)),
        "b": ("bias", trace.bias[None]),
        "own": ("own", trace.own[None]),
        "error": ("error", trace.error[None]),
        "pattern": ("pattern", np.atleast_2d(pair[0])),
        "opposite": ("opposite", np.atleast_2d(pair[1])),
    }


def _edit(page: PageState[Scan], event: Mapping[str, object]) -> None:
    field, now = _array(page, event)
    page.change(**{field: examples.text_of(edited(now, event, grids.LARGEST))})


def _paste(page: PageState[Scan], event: Mapping[str, object]) -> None:
    field, now = _array(page, event)
    page.change(**{field: examples.text_of(pasted(now, event, "grid"))})


def _array(page: PageState[Scan], event: Mapping[str, object]) -> tuple[str, Any]:
    found = _arrays(page).get(str(event.get("array")))
    if found is None or not page.result().trace.drawn:
        raise ValueError("There are no such numbers to change.")
    return found


def _teach(page: PageState[Scan], event: Mapping[str, object]) -> None:
    trace, place = page.result().trace, event.get("place")
    if type(place) is not int or not 0 <= place < trace.places:
        raise ValueError("There is no such place.")
    known = {*places(page.settings, trace), place}
    page.change(taught=",".join(map(str, sorted(known))))


def _turn(page: PageState[Scan], _: Mapping[str, object]) -> None:
    page.change(dimensions=3 - page.settings.dimensions)


def _forget(page: PageState[Scan], _: Mapping[str, object]) -> None:
    page.change(taught=NO_PLACE)
