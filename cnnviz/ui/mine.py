"""What a person made: own kernels, numbers, stacks and banks, which no other click loses."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from functools import partial
from typing import Any

import numpy.typing as npt
import streamlit as st

from cnnviz.files import names
from cnnviz.settings.values import Codec
from cnnviz.ui import photo

MINE, MOST = "mine", 12  # in the session's state; of each kind, the newest first
KINDS = ("picture", "kernel", "stack", "bank", "signal")
LONGEST = 2_000  # characters of one text that a browser's tab remembers
Tile = tuple[str, npt.NDArray[Any] | None]  # words, and pixels if it has some


def of(kind: str) -> tuple[str, ...]:
    """The texts of one kind, as links write them, the newest first."""
    made: dict[str, tuple[str, ...]] = st.session_state.get(MINE, {})
    return made.get(kind, ())


def keep(kind: str, text: str) -> None:
    """Put a text first."""
    made = st.session_state.setdefault(MINE, {})
    made[kind] = tuple(dict.fromkeys((text, *of(kind))))[:MOST]


def note(before: Any, after: Any, *, drawing: bool) -> None:
    """Settings change: keep what was made in ``before`` and is left behind in ``after``.

    While somebody is ``drawing`` one thing, one number after the other, only its last state counts.
    """
    for line in fields(before):
        codec = line.metadata["codec"]
        left, taken = getattr(before, line.name), getattr(after, line.name)
        made = codec.kind and left not in (taken, line.default) and codec.own(left)
        if made and not (drawing and codec.own(taken)):
            keep(codec.kind, codec.write(left))


def told() -> dict[str, list[str]]:
    """What a browser's tab is given to remember: all that is not too long."""
    return {
        kind: short for kind in KINDS if (short := [one for one in of(kind) if len(one) <= LONGEST])
    }


def remember(made: object) -> None:
    """Take what a tab remembered; it comes from a browser, and is read where it is shown."""
    if not isinstance(made, Mapping):
        return
    for kind in KINDS:
        texts = made.get(kind)
        for text in reversed(texts[:MOST] if isinstance(texts, list) else []):
            if isinstance(text, str) and len(text) <= LONGEST:
                keep(kind, text)


def row(
    codec: Codec[Any], now: Any, tile: Callable[[Any], Tile], act: Callable[[Any], None]
) -> None:
    """A row of what was made and is not shown ``now``; a click brings it back.

    ``tile`` says how a value looks, and ``act`` takes one.
    """
    values = [value for value in _values(codec) if value != now]
    if not values:
        return
    shown = {}
    for value in values:
        words, pixels = tile(value)
        image = "" if pixels is None else photo.address(pixels)
        shown[names.mark(value)] = words, image, partial(act, value)
    tiles(codec.kind, shown)


def tiles(kind: str, shown: Mapping[str, tuple[str, str, Callable[[], None]]]) -> None:
    """A row of buttons: what each says, the address of its picture or none, what a click does.

    Each is called by what it stands for, and not by its place: another that comes before it while a
    click is on its way is not what was clicked on.
    """
    st.caption("Mine")
    with st.container(key=f"mine-{kind}", horizontal=True):
        for name, (words, address, act) in shown.items():
            key = f"mine-{kind}-{name}"
            if address:
                image = f"background-image:url({address})"
                st.html(f"<style>.st-key-{key} button::before{{{image}}}</style>")
            st.button(words, key=key, on_click=act, wrap=True)


def _values(codec: Codec[Any]) -> list[Any]:
    values = []
    for text in of(codec.kind):
        with suppress(ValueError):
            values.append(codec.read(text)[0])
    return values
