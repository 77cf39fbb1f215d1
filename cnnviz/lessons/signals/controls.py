"""The signals page: its computation, its player, and where its signals come from."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz import tables
from cnnviz.files import sound
from cnnviz.lessons.signals import controls_events as events
from cnnviz.lessons.signals import made, payload, trace, trace_reach, trace_sequence
from cnnviz.lessons.signals.payload import Traces
from cnnviz.lessons.signals.settings import (
    LONGEST,
    MOST_LEARNT,
    SIGNAL,
    SIGNAL_OF,
    Signals,
    View,
    numbers,
    to_text,
)
from cnnviz.ops import ReLU
from cnnviz.player.source import Source
from cnnviz.settings import link as links
from cnnviz.tables import Limits, Reading
from cnnviz.traces import Array
from cnnviz.ui import controls, mine, player, reading, state
from cnnviz.ui.caching import RESULTS, digest
from cnnviz.ui.state import PageState

PLAYER = Path(__file__).with_name("player.js")
MOST_TEXT = reading.room(100_000)  # characters
Page = PageState[Signals]


def compute(settings: Signals, _: object) -> Traces:
    """Everything the page shows; raises ``ValueError`` in one sentence where it does not fit."""
    return RESULTS.get(("signals", settings), lambda: _run(settings))


def _run(asked: Signals) -> Traces:
    x, w = numbers(asked.signal), numbers(asked.filter)
    own = trace.window(asked.edges, w.size, asked.stride, asked.dilation)
    ways = {"turned": bool(asked.turned), "relu": bool(asked.relu)}
    return Traces(
        trace.filtered(x, w, asked.bias, own, asked.edges, **ways),
        _sequence(asked),
        _reach(asked),
        _learn(asked, x[:MOST_LEARNT], w),
    )


def _sequence(asked: Signals) -> trace_sequence.SequenceTrace:
    key = (asked.melody, asked.first, asked.second, asked.biases, asked.swapped)

    def make() -> trace_sequence.SequenceTrace:
        return trace_sequence.sequence(*map(numbers, key[:4]), swapped=bool(asked.swapped))

    return RESULTS.get(("signals sequence", *key), make)


def _reach(asked: Signals) -> trace_reach.ReachTrace:
    names = ("far", "taps", "layers", "growth", "aligned", "residual", "future")
    key = tuple(getattr(asked, name) for name in names)

    def make() -> trace_reach.ReachTrace:
        options = {"growth": asked.growth, "aligned": asked.aligned}
        return trace_reach.stacked(
            numbers(asked.far), numbers(asked.taps), asked.layers, **options,
            residual=bool(asked.residual), future=bool(asked.future),
        )  # fmt: skip

    return RESULTS.get(("signals reach", *key), make)


def _learn(asked: Signals, x: Array, w: Array) -> trace.LearnTrace:
    """What a filter learns; without a goal of its own, what the filter of the first view finds."""
    key = (asked.signal, asked.filter, asked.start, asked.goal, asked.rate, asked.updates)

    def make() -> trace.LearnTrace:
        goal = numbers(asked.goal) if asked.goal else np.zeros(0)
        if goal.size != x.size:
            goal = ReLU().forward(
                trace.slide(x[None], w[None, None], trace.window("centred", w.size))
            )[0]
        start = numbers(asked.start)
        return trace.learnt(x, start, goal, rate=asked.rate, updates=asked.updates)

    return RESULTS.get(("signals learn", *key), make)


def visit() -> Page:
    """This session's visit; the first one also reads where the link stands."""
    visit = state.visit("signals", Signals, compute)
    if visit.view is None:
        visit.view, faults = links.from_link(View, st.query_params.to_dict())
        visit.message = visit.message or links.note(faults)
    return visit


def show(visit: Page, traces: Traces) -> None:
    """The player, where the link left it."""
    key = digest(traces.filter.x)
    source = Source("A signal", "signed", -1.0, 1.0, ("x",), key)
    data = payload.encode(visit.settings, traces, view=visit.view, source=source)
    player.play(visit, data, lambda event: events.on_event(visit, event), PLAYER)


def signal(visit: Page) -> None:
    """Made signals, numbers, a column of a table, a sound: for the view that is on the screen."""

    def ask() -> None:
        visit.counts["asked"] += 1

    popover = st.popover("Signal and filter", key="signals-signal", on_change=ask)
    with popover, st.container(width=420):
        if not popover.open:
            return
        field = SIGNAL_OF.get(links.from_link(View, visit.here)[0].view, "signal")
        controls.repeat(visit.message)
        _made(visit, field)
        mine.row(
            SIGNAL, getattr(visit.settings, field), _tile, lambda text: _use(visit, field, text)
        )
        _typed(visit, field)
        st.file_uploader(
            "Sound (WAV, up to 10 s) or table (CSV)", type=["wav", "csv", "txt"],
            key="signals-file", on_change=_brought, args=(visit, field),
        )  # fmt: skip
        if field == "signal":
            _filter(visit)


def _tile(text: str) -> mine.Tile:
    return f"{numbers(text).size} samples", None


def _made(visit: Page, field: str) -> None:
    """A pulse train, a chirp, two tones, noise from a seed, two claps."""
    kinds, lengths = made.KINDS, [n for n in made.LENGTHS if n <= events.MOST[field]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox("Made", list(kinds), format_func=kinds.__getitem__, width=140)
        length = st.selectbox("Samples", lengths, min(1, len(lengths) - 1), width=90)
        seed = st.number_input("Seed", 0, made.MOST_SEED, 1, width=84) if kind == "noise" else 0
        text = f"{kind}-{length}" + (f"-s{seed}" if seed else "")
        st.button("Use it", on_click=_use, args=(visit, field, text))


def _typed(visit: Page, field: str) -> None:
    """The signal as text, to change, to paste over or to copy."""
    values = numbers(getattr(visit.settings, field))
    key = f"signals-numbers-{field}-{digest(values)[:8]}"
    use, take = _taking(visit, key, field)
    reading.question(key, use)
    text = tables.tab_separated(values[None])
    label = "Numbers, in a row or a column; paste them from anywhere"
    st.text_area(label, text, height=90, max_chars=MOST_TEXT, key=key, on_change=take)


def _filter(visit: Page) -> None:
    """The filter as text: the way to another length."""
    text = visit.settings.filter.replace(",", ", ").replace("-", "−")
    key = f"signals-filter-{text}"
    use, take = _taking(visit, key, "filter")
    reading.question(key, use)
    st.text_input("Filter, 1 to 16 numbers", text, key=key, max_chars=MOST_TEXT, on_change=take)


def _taking(
    visit: Page, key: str, field: str
) -> tuple[Callable[[Reading], None], Callable[[], None]]:
    """What a text box does with numbers that were read, and with what was typed into it."""

    def use(found: Reading) -> None:
        _use(visit, field, to_text(found.grid.ravel()))

    return use, lambda: reading.take(visit, key, st.session_state[key], _readings, use)


def _readings(text: str) -> tuple[Reading, ...]:
    """The ways to read a row or a column of numbers."""
    ways = tables.readings(text, Limits("signal", LONGEST, 1, 1_000_000, 100_000, divided=True))
    lines = tuple(way for way in ways if 1 in way.grid.shape)
    if not lines:
        rows, columns = ways[0].grid.shape
        raise ValueError(f"A signal is one row or one column of numbers, not {rows} × {columns}.")
    return lines


def _use(visit: Page, field: str, text: str) -> None:
    events.change(visit, {field: text})


def _brought(visit: Page, field: str) -> None:
    """A file that somebody brought; what can't be read leaves everything as it is."""
    file = st.session_state["signals-file"]
    if file is None:
        return
    most: int = events.MOST[field]
    try:
        values, note = sound.read(file.getvalue(), most)
    except ValueError as problem:
        visit.message = str(problem)
        return
    _use(visit, field, to_text(values))
    visit.message = visit.message or note
