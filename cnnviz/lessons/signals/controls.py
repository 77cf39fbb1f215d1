"""The signals page: its computation, its player, and where its signals come from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import tables
from cnnviz.files import sound
from cnnviz.lessons.signals import controls_events as events
from cnnviz.lessons.signals import made, payload, trace, trace_reach, trace_sequence
from cnnviz.lessons.signals.payload import Traces
from cnnviz.lessons.signals.settings import (
    LONGEST,
    MOST,
    MOST_CHANNELS,
    MOST_LEARNT,
    SIGNAL,
    SIGNAL_OF,
    Signals,
    View,
    channels,
    numbers,
    to_text,
)
from cnnviz.ops import ReLU
from cnnviz.player.phrases import plural
from cnnviz.player.source import Source
from cnnviz.settings import link as links
from cnnviz.tables import Limits, Reading
from cnnviz.traces import Array
from cnnviz.ui import belongings, controls, mine, player, reading, state
from cnnviz.ui.caching import PACKED, RESULTS, digest
from cnnviz.ui.state import PageState

PLAYER = Path(__file__).with_name("player.js")
MOST_TEXT = reading.room(100_000)  # characters
Page = PageState[Signals]
KIND, LENGTH, SEED = "signals-made", "signals-length", "signals-seed"  # of a made signal


def compute(settings: Signals, _: object) -> Traces:
    """Everything the page shows; raises ``ValueError`` in one sentence where it does not fit."""
    return RESULTS.get(("signals", settings), lambda: Traces(*(
        _part(settings, make, names) for make, names in PARTS.items()
    )))  # fmt: skip


def _part(asked: Signals, make: Callable[[Signals], Any], names: str) -> Any:
    """What one view shows: made anew only where a setting of its own has changed."""
    key = tuple(getattr(asked, name) for name in names.split())
    return RESULTS.get(("signals", make.__name__, *key), lambda: make(asked))


def _filter(asked: Signals) -> trace.FilterTrace:
    x, w = channels(asked.signal), channels(asked.filter)
    before, after = map(int, numbers(asked.zeros))
    own = trace.window(asked.edges, w.shape[1], asked.stride, asked.dilation, (before, after))
    ways = {"turned": bool(asked.turned), "relu": bool(asked.relu)}
    return trace.filtered(x, w, asked.bias, own, asked.edges, **ways)


def _sequence(asked: Signals) -> trace_sequence.SequenceTrace:
    rows = map(numbers, (asked.melody, asked.first, asked.second, asked.biases))
    return trace_sequence.sequence(*rows, swapped=bool(asked.swapped))


def _reach(asked: Signals) -> trace_reach.ReachTrace:
    return trace_reach.stacked(
        numbers(asked.far), numbers(asked.taps), asked.layers, growth=asked.growth,
        aligned=asked.aligned, residual=bool(asked.residual), future=bool(asked.future),
    )  # fmt: skip


def _learn(asked: Signals) -> trace.LearnTrace:
    """Without a goal of its own it learns to find what the filter of the first view finds."""
    x, w = numbers(asked.signal)[:MOST_LEARNT], channels(asked.filter)[:1]
    goal = numbers(asked.goal) if asked.goal else np.zeros(0)
    if goal.size != x.size:
        own = trace.slide(x[None], w[None], trace.window("centred", w.shape[1]))[0]
        goal = ReLU().forward(own)
    return trace.learnt(
        x, numbers(asked.start), goal, rate=asked.rate, updates=asked.updates,
        bias=asked.offset if asked.biased else None,
    )  # fmt: skip


PARTS: dict[Callable[[Signals], Any], str] = {
    _filter: "signal filter bias edges zeros stride dilation turned relu",
    _sequence: "melody first second biases swapped",
    _reach: "far taps layers growth aligned residual future",
    _learn: "signal filter start goal rate biased offset updates",
}


def visit() -> Page:
    """This session's visit; the first one also reads where the link stands."""
    return state.visit("signals", Signals, compute, View)


def show(visit: Page, traces: Traces) -> None:
    """The player, where the link left it."""
    key = digest(traces.filter.x)
    source = Source("A signal", "signed", -1.0, 1.0, ("x",), key)
    asked, view = visit.settings, visit.view
    data = PACKED.get(
        (asked, view), lambda: payload.encode(asked, traces, view=view, source=source)
    )
    player.play(visit, data, lambda event: events.on_event(visit, event), PLAYER)


def signal(visit: Page) -> None:
    """Made signals, numbers, columns of a table, a sound: for the view that is on the screen."""
    popover = st.popover("Signal and filter", key="signals-signal", on_change=visit.ask)
    with popover, st.container(width=420):
        if not popover.open:
            return
        field = SIGNAL_OF.get(links.from_link(View, visit.here)[0].view, "signal")
        now = getattr(visit.settings, field)
        controls.repeat(visit.message)
        _made(visit, field)
        mine.row(SIGNAL, now, _tile, lambda text: _use(visit, field, text))
        label = "Numbers, in a row or a column; paste them from anywhere"
        if field == "signal":
            label = "Numbers, a row or a column for each of one or two channels"
        _typed(visit, field, label)
        st.file_uploader(
            "Sound (WAV, up to 10 s) or table (CSV)", type=["wav", "csv", "txt"],
            max_upload_size=10, key="signals-file", on_change=_brought, args=(visit, field),
        )  # fmt: skip
        if field == "signal":
            _typed(visit, "filter", "Filter, 1 to 16 numbers a channel", height=68)


def _tile(text: str) -> mine.Tile:
    count = channels(text).shape[1]
    return f"{count} {plural(count, 'sample')}", None


def _made(visit: Page, field: str) -> None:
    """A pulse train, a chirp, two tones, noise from a seed, two claps; alone or as a channel."""
    kinds, lengths = made.KINDS, [n for n in made.LENGTHS if n <= MOST[field]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox("Made", list(kinds), format_func=kinds.__getitem__, width=140, key=KIND)
        usual = min(1, len(lengths) - 1)
        st.selectbox("Samples", lengths, usual, width=90, key=f"{LENGTH}-{field}")
        if kind == "noise":
            st.number_input("Seed", 0, made.MOST_SEED, 1, width=84, key=SEED)
        st.button("Use it", on_click=lambda: _use(visit, field, _chosen(field)))
    if field == "signal":
        with st.container(horizontal=True):
            st.button(
                "Use it as channel 1",
                on_click=lambda: _use(visit, field, f"{_first(visit)};{_chosen(field)}"),
            )
            if ";" in visit.settings.signal:
                st.button("Only channel 0", on_click=lambda: _use(visit, field, _first(visit)))


def _chosen(field: str) -> str:
    """The made signal as it stands there now: a click may come before the page has followed."""
    state = st.session_state
    kind, length = state[KIND], state[f"{LENGTH}-{field}"]
    seed = state.get(SEED, 1) if kind == "noise" else 0
    return f"{kind}-{length}" + (f"-s{seed}" if seed else "")


def _first(visit: Page) -> str:
    return str(visit.settings.signal.split(";")[0])


def _typed(visit: Page, field: str, label: str, height: int = 90) -> None:
    """Numbers as text, to change, to paste over or to copy; the way to another length."""
    values = channels(getattr(visit.settings, field))
    key, text = f"signals-numbers-{field}-{digest(values)[:8]}", tables.tab_separated(values)
    rows = MOST_CHANNELS if field in ("signal", "filter") else 1

    def use(found: Reading) -> None:
        _use(visit, field, to_text(_rows(found.grid)))

    def take() -> None:
        reading.take(visit, key, st.session_state[key], lambda text: _readings(text, rows), use)

    reading.question(key, use)
    st.text_area(label, text, height=height, max_chars=MOST_TEXT, key=key, on_change=take)


def _readings(text: str, rows: int) -> tuple[Reading, ...]:
    """The ways to read up to so many rows, or columns, of numbers."""
    ways = tables.readings(text, Limits("signal", LONGEST, 1, 1_000_000, 100_000, divided=True))
    lines = tuple(way for way in ways if min(way.grid.shape) <= rows)
    if not lines:
        high, wide = ways[0].grid.shape
        two = ", or two of them" if rows > 1 else ""
        raise ValueError(f"It takes one row or one column of numbers{two}, not {high} × {wide}.")
    return lines


def _rows(grid: Array) -> Array:
    """Channels as rows: the shorter way."""
    return grid.T if grid.shape[0] > grid.shape[1] else grid


def _use(visit: Page, field: str, text: str) -> None:
    try:
        events.change(visit, {field: text})
    except ValueError as problem:
        visit.message = str(problem)


def _brought(visit: Page, field: str) -> None:
    """A file that somebody brought; what can't be read leaves everything as it is."""
    file = st.session_state["signals-file"]
    if file is None:
        return
    belongings.bring()
    rows = MOST_CHANNELS if field == "signal" else 1
    try:
        values, note = sound.read(file.getvalue(), MOST[field], rows)
    except ValueError as problem:
        visit.message = str(problem)
        return
    _use(visit, field, to_text(values))
    visit.message = visit.message or note
