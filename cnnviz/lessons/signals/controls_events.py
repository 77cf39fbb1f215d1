"""What the signals player asks for. It comes from a browser, so nothing in it is trusted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cnnviz.kernels.cells import number
from cnnviz.lessons.signals import words
from cnnviz.lessons.signals.payload import FIELDS, Traces, shown
from cnnviz.lessons.signals.settings import (
    LARGEST,
    LONGEST,
    Signals,
    channels,
    to_text,
)
from cnnviz.traces import Array
from cnnviz.ui import player
from cnnviz.ui.pasting import pasted
from cnnviz.ui.state import PageState

Event = Mapping[str, object]
Page = PageState[Signals]
CHOSEN = (
    "filter", "bias", "edges", "stride", "dilation", "turned", "relu", "swapped", "layers",
    "growth", "aligned", "taps", "residual", "future", "rate", "biased",
)  # fmt: skip


def on_event(visit: Page, event: Event) -> None:
    """Edit or paste numbers, choose, move the signal, update the filter, go to the next idea."""
    answers = {"edit": _edit, "paste": _paste, "set": _set, "move": _move, "update": _update,
               "stop": _stop}  # fmt: skip
    player.by_kind(visit, event, answers)


def change(visit: Page, changes: Mapping[str, Any]) -> None:
    """Change some fields, texts as a link writes them, if they can be computed."""
    read: dict[str, Any] = {}
    for name, value in changes.items():
        codec = Signals.__dataclass_fields__[name].metadata["codec"]
        read[name], reason = codec.read(value) if isinstance(value, str) else (value, "")
        if reason:
            raise ValueError(f"The {name} can't be that.")
    visit.try_settings(replace(visit.settings, **read))


def _shown(visit: Page, event: Event) -> tuple[str, Array]:
    """An array that can be written into, and its numbers now."""
    array = str(event.get("array"))
    if array not in FIELDS:
        raise ValueError("There are no such numbers to change.")
    return array, shown(visit.result())[array]


def _checked(cells: object, like: Array) -> Array:
    if not isinstance(cells, list) or len(cells) != like.size:
        raise ValueError(f"These should be {like.size} numbers.")
    values = np.array([number(cell, f"Number {k}") for k, cell in enumerate(cells)])
    if not (np.abs(values) <= LARGEST).all():
        raise ValueError(f"Numbers can be from -{LARGEST} to {LARGEST}.")
    return values.reshape(like.shape)


def _put(visit: Page, array: str, values: Array) -> None:
    """Numbers as the player shows them, turned back to how the settings have them."""
    asked = visit.settings
    more: dict[str, Any] = {}
    if array in ("x", "w"):
        values = values[:, 0, :: -1 if array == "w" and asked.turned else 1]
    elif array == "sw2" and asked.swapped:
        values = values[:, ::-1]
    elif array == "pad":
        more = {"edges": "own"}
    elif array == "lx":  # the first samples of the first channel
        whole = np.array(channels(asked.signal))
        whole[0, : values.size] = values
        values = whole
    elif array == "lw":
        more = {"updates": 0}
        if asked.biased:
            more["offset"], values = float(values[0, -1]), values[:, :-1]
    rows = values if array in ("x", "w", "lx") else values.ravel()
    change(visit, {FIELDS[array]: to_text(rows), **more})


def _edit(visit: Page, event: Event) -> None:
    array, now = _shown(visit, event)
    _put(visit, array, _checked(event.get("values"), now))


def _paste(visit: Page, event: Event) -> None:
    """A block of numbers pasted onto a bar: it lies there from that bar on."""
    array, now = _shown(visit, event)
    _put(visit, array, _checked(pasted(now, event, "signal").ravel().tolist(), now))


def _set(visit: Page, event: Event) -> None:
    name, value = str(event.get("name")), event.get("value")
    if name not in CHOSEN or not isinstance(value, str | int | float) or len(str(value)) > 400:
        raise ValueError("There is no such choice.")
    codec = Signals.__dataclass_fields__[name].metadata["codec"]
    try:
        visit.change(**{name: codec.read(str(value))[0]})
    except ValueError:
        raise ValueError("There is no such choice.") from None


def _move(visit: Page, event: Event) -> None:
    """The signal by one place; what leaves at one end comes in at the other."""
    by = event.get("by")
    if type(by) is not int or abs(by) > LONGEST:
        raise ValueError("A signal moves by a whole number of places.")
    change(visit, {"signal": to_text(np.roll(channels(visit.settings.signal), by, axis=1))})


def _update(visit: Page, event: Event) -> None:
    times = event.get("times")
    if type(times) is not int or not 0 <= times <= 100:
        raise ValueError("Take 1 to 100 updates at a time.")
    done = min(200, visit.settings.updates + times) if times else 0
    visit.change(updates=done)


def _stop(visit: Page, event: Event) -> None:
    """The settings of an idea on the guided way; the player goes to its view and step."""
    stop = event.get("number")
    if type(stop) is not int or not 0 <= stop < len(words.STOPS):
        raise ValueError("There is no such idea.")
    changes = dict(words.STOPS[stop]["set"])
    if changes.get("filter") == "learnt":
        traces: Traces = visit.result()
        changes |= {"filter": to_text(traces.learn.taps), "bias": traces.learn.bias}
    change(visit, changes)
