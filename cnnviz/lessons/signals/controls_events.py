"""What the signals player asks for. It comes from a browser, so nothing in it is trusted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cnnviz.kernels.cells import number
from cnnviz.lessons.signals import words
from cnnviz.lessons.signals.payload import Traces
from cnnviz.lessons.signals.settings import (
    LARGEST,
    LONGEST,
    MOST_FAR,
    MOST_MELODY,
    Signals,
    numbers,
    to_text,
)
from cnnviz.traces import Array
from cnnviz.ui import player
from cnnviz.ui.pasting import pasted
from cnnviz.ui.state import PageState

Event = Mapping[str, object]
MOST = {"signal": LONGEST, "melody": MOST_MELODY, "far": MOST_FAR}
# The arrays of the player that can be written into, and the fields of the settings behind them.
ARRAYS = {
    "x": "signal", "w": "filter", "sx": "melody", "sw1": "first", "sw2": "second", "sb": "biases",
    "r0": "far", "rw": "taps", "lx": "signal", "lw": "start", "goal": "goal",
}  # fmt: skip
CHOSEN = (
    "filter", "bias", "edges", "stride", "dilation", "turned", "relu", "swapped", "layers",
    "growth", "aligned", "taps", "residual", "future", "rate",
)  # fmt: skip


def on_event(visit: PageState[Signals], event: Event) -> None:
    """Edit or paste numbers, choose, move the signal, update the filter, go to the next idea."""
    answers = {
        "edit": _edit,
        "paste": _paste,
        "set": _set,
        "move": _move,
        "update": _update,
        "stop": _stop,
    }
    player.by_kind(visit, event, answers)


def change(visit: PageState[Signals], changes: dict[str, Any]) -> None:
    """Change some fields, if their table takes them and they can be computed."""
    settings = visit.settings
    for name, value in changes.items():
        codec = Signals.__dataclass_fields__[name].metadata["codec"]
        changes[name], reason = codec.read(value) if isinstance(value, str) else (value, "")
        if reason:
            raise ValueError(f"The {name} can't be that.")
    visit.try_settings(replace(settings, **changes))


def _values(cells: object, size: int) -> Array:
    if not isinstance(cells, list) or len(cells) != size:
        raise ValueError(f"These should be {size} numbers.")
    values = np.array([number(cell, f"Number {k}") for k, cell in enumerate(cells)])
    if not (np.abs(values) <= LARGEST).all():
        raise ValueError(f"Numbers can be from -{LARGEST} to {LARGEST}.")
    return values


def _shown(visit: PageState[Signals], array: str) -> Array:
    """An array as the player shows it, flat."""
    traces: Traces = visit.result()
    one, two, three = traces.filter, traces.sequence, traces.learn
    shown = {
        "x": one.x, "w": one.w, "sx": two.x, "sw1": two.weights[0], "sw2": two.weights[1],
        "sb": np.concatenate(two.biases), "r0": traces.reach.y[0], "rw": traces.reach.w,
        "lx": one.x, "lw": three.w, "goal": three.goal,
    }  # fmt: skip
    if array not in shown:
        raise ValueError("There are no such numbers to change.")
    values: Array = shown[array].ravel()
    return values


def _put(visit: PageState[Signals], array: str, values: Array) -> None:
    """Numbers as the player shows them, turned back to how the settings have them."""
    asked = visit.settings
    if array == "w" and asked.turned:
        values = values[::-1]
    if array == "sw2" and asked.swapped:
        values = values.reshape(2, -1)[::-1].ravel()
    changes: dict[str, Any] = {ARRAYS[array]: to_text(values)}
    if array == "lw":
        changes["updates"] = 0
    change(visit, changes)


def _edit(visit: PageState[Signals], event: Event) -> None:
    array = str(event.get("array"))
    if array == "bias":
        change(visit, {"bias": float(_values(event.get("values"), 1)[0])})
        return
    now = _shown(visit, array)
    if array == "lx":  # the view shows the beginning of a long signal
        cells = event.get("values")
        size = visit.result().learn.x.size
        _put(visit, array, np.concatenate([_values(cells, size), now[size:]]))
        return
    _put(visit, array, _values(event.get("values"), now.size))


def _paste(visit: PageState[Signals], event: Event) -> None:
    """A block of numbers pasted onto a bar: it lies there from that bar on."""
    array = str(event.get("array"))
    values = pasted(_shown(visit, array), event, "signal")
    _put(visit, array, _values(values.ravel().tolist(), values.size))


def _set(visit: PageState[Signals], event: Event) -> None:
    name, value = str(event.get("name")), event.get("value")
    if name not in CHOSEN or not isinstance(value, str | int | float) or len(str(value)) > 400:
        raise ValueError("There is no such choice.")
    codec = Signals.__dataclass_fields__[name].metadata["codec"]
    try:
        visit.change(**{name: codec.read(str(value))[0]})
    except ValueError:
        raise ValueError("There is no such choice.") from None


def _move(visit: PageState[Signals], event: Event) -> None:
    """The signal by one place; what leaves at one end comes in at the other."""
    by = event.get("by")
    if type(by) is not int or abs(by) > LONGEST:
        raise ValueError("A signal moves by a whole number of places.")
    change(visit, {"signal": to_text(np.roll(numbers(visit.settings.signal), by))})


def _update(visit: PageState[Signals], event: Event) -> None:
    times = event.get("times")
    if type(times) is not int or not 0 <= times <= 100:
        raise ValueError("Take 1 to 100 updates at a time.")
    done = min(200, visit.settings.updates + times) if times else 0
    visit.change(updates=done)


def _stop(visit: PageState[Signals], event: Event) -> None:
    """The settings of an idea on the guided way; the player goes to its view and step."""
    stop = event.get("number")
    if type(stop) is not int or not 0 <= stop < len(words.STOPS):
        raise ValueError("There is no such idea.")
    changes = dict(words.STOPS[stop]["set"])
    if changes.get("filter") == "learnt":
        learnt: Traces = visit.result()
        changes["filter"] = to_text(learnt.learn.w)
    change(visit, changes)
