"""A browser tab without a browser: Streamlit's own protocol, and what a player was shown.

It opens the stream, asks for a run, finds the widgets in what comes back, and from then on changes
one at a time, or sends what a player sends. The time of an action runs from sending it to the last
"script finished" that it causes.
"""

import asyncio
import itertools
import json
import random
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

from cnnviz.player.packing import unpack

PATIENCE = 30.0  # seconds until an unanswered action counts as lost
QUIET = 0.2  # seconds: a rerun that the script asks for itself belongs to the action
OPENING = "opening a page"
PLAYER, PHOTO = "player", "your-photo"
Times = dict[str, list[float]]


def numbers_between(low: float, high: float, step: float) -> list[float]:
    """At most twelve values that the widget can take.

    >>> numbers_between(1, 2, 0.5)
    [1.0, 1.5, 2.0]
    """
    count = min(int((high - low) / step) + 1, 12)
    return [float(low + step * index) for index in range(count)]


def number_input(element: Any, dice: random.Random) -> WidgetState:
    step = element.step or 1
    low = element.min if element.has_min else element.default
    high = element.max if element.has_max else low + 3 * step
    return number(element, dice.choice(numbers_between(low, high, step)))


def number(element: Any, value: float) -> WidgetState:
    if element.data_type == element.INT:
        return WidgetState(id=element.id, int_value=int(value))
    return WidgetState(id=element.id, double_value=value)


def choice(element: Any, dice: random.Random) -> WidgetState:
    return WidgetState(id=element.id, string_value=dice.choice(element.options))


def button_group(element: Any, dice: random.Random) -> WidgetState:
    state = WidgetState(id=element.id)
    state.string_array_value.data.append(dice.choice(element.options).content)
    return state


WIDGETS: dict[str, Callable[..., WidgetState]] = {
    "number_input": number_input,
    "selectbox": choice,
    "button_group": button_group,
}


def stands(element: Any) -> WidgetState:
    """What a widget says that was just set."""
    state = WidgetState(id=element.id)
    match element.DESCRIPTOR.name:
        case "NumberInput" if element.HasField("value"):  # else it is empty
            return number(element, element.value)
        case "Selectbox":
            state.string_value = element.raw_value
        case "ButtonGroup":
            state.string_array_value.data.extend(element.raw_values)
    return state


@dataclass
class Shown:
    """What a player was shown last; arrays that it held from the time before are not sent again."""

    header: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    held: dict[str, Any] = field(default_factory=dict)

    @property
    def link(self) -> dict[str, str]:
        return dict(parse_qsl(str(self.header.get("link", "")), keep_blank_values=True))

    @property
    def state(self) -> dict[str, Any]:
        """Where the player stands."""
        return {one["name"]: one["value"] for one in self.header["state"]}

    def take(self, data: bytes) -> None:
        """Read a payload and what only this session gets behind it."""
        (length,) = struct.unpack("<I", data[-4:])
        self.own = json.loads(data[-4 - length : -4])
        index = _index(data)
        self.header, self.arrays = unpack(_filled(data[: -4 - length], index))
        for name, (*_, offset, stamp) in index.items():
            if offset < 0:
                self.arrays[name] = self.held[stamp]
        self.held = {entry[3]: self.arrays[name] for name, entry in index.items()}


def _index(data: bytes) -> dict[str, list[Any]]:
    """The arrays that have a stamp."""
    (length,) = struct.unpack_from("<I", data)
    arrays = json.loads(data[4 : 4 + length])["arrays"]
    return {name: entry for name, entry in arrays.items() if len(entry) > 3}


def _filled(data: bytes, index: Mapping[str, list[Any]]) -> bytes:
    """The same with empty arrays for those that were not sent."""
    if all(entry[2] >= 0 for entry in index.values()):
        return data
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    for entry in header["arrays"].values():
        if entry[2] < 0:
            entry[1:3] = [0], 0
    text = json.dumps(header).encode()
    text += b" " * (-(len(text) + 4) % 8)
    return struct.pack("<I", len(text)) + text + data[4 + length :]


@dataclass
class Session:
    """One simulated browser tab."""

    stream: ClientConnection
    dice: random.Random
    times: Times
    path: str = ""
    query: str = ""
    widgets: dict[str, tuple[str, Any, str]] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    shown: Shown = field(default_factory=Shown)
    page: str = ""
    began: float = 0.0
    finished: float = 0.0
    exceptions: int = 0
    lost: int = 0
    count: Any = field(default_factory=lambda: itertools.count(1))
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        async for data in self.stream:
            self._take(ForwardMsg.FromString(data))
            self.news.set()

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.began = time.perf_counter()
            self._forget(set(message.metadata.run.fragment_ids))
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "delta":
            self._element(message.delta)
        elif kind == "script_finished":
            early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self.finished = self.finished if early else time.perf_counter()
            if not early:  # what is gone says nothing more
                self.states = {key: self.states[key] for key in self.states if key in self.widgets}

    def _forget(self, fragments: set[str]) -> None:
        """A run shows its fragments anew, or, without one, the whole page."""
        kept = {key: w for key, w in self.widgets.items() if fragments and w[2] not in fragments}
        self.widgets = kept

    def _element(self, delta: Any) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type") if delta.HasField("new_element") else None
        self.exceptions += kind == "exception"
        if kind == "bidi_component" or kind in WIDGETS:
            widget = getattr(element, kind)
            name = widget.id.split("-", 2)[-1]
            if kind == "bidi_component" and name == PLAYER:
                self.shown.take(widget.bytes)
            if getattr(widget, "set_value", False):
                self.states[widget.id] = stands(widget)  # the script has the last word
            if not getattr(widget, "disabled", False):
                self.widgets[widget.id] = (f"{kind}: {name}", widget, delta.fragment_id)

    async def open(self, path: str = "", query: str = "") -> bool:
        """Go to a page, as a link does."""
        self.page, self.path, self.query, self.states = "", path, query, {}
        # What was held stays so: the server sends again only what it has not sent last.
        self.widgets, self.shown = {}, Shown(held=self.shown.held)
        answered = await self.run(OPENING, {})
        await self._until(lambda: self.shown.header, PATIENCE if answered else 0)
        return answered

    async def move(self, name: str) -> WidgetState | None:
        """Change a widget at random; ``name`` is the end of its label. None without an answer."""
        label, widget, fragment = await self.found(name)
        state = WIDGETS[label.partition(":")[0]](widget, self.dice)
        self.states[state.id] = state
        return state if await self.run(label, self.states, fragment) else None

    async def found(self, name: str) -> tuple[str, Any, str]:
        """A widget, once it is there: the script may run again by itself."""

        def ready() -> list[tuple[str, Any, str]]:
            return [one for one in self.widgets.values() if one[0].endswith(name)]

        if await self._until(ready, PATIENCE):
            return ready()[0]
        raise LookupError(f"there is no {name} on /{self.path}")

    async def send(self, event: Mapping[str, Any], component: str = PLAYER) -> int:
        """What a player sends, or the button for photos; its number, or 0 without an answer."""
        number, states, fragment = await self.said(event, component)
        label = f"{component}: {event['kind']}"
        return number if await self.run(label, states, fragment) else 0

    async def said(
        self, event: Mapping[str, Any], component: str = PLAYER
    ) -> tuple[int, dict[str, WidgetState], str]:
        """The number of what is sent, all states with it, and the fragment that it is for."""
        number = next(self.count)
        _, widget, fragment = await self.found(f"bidi_component: {component}")
        value = {"event": "event", "value": {"events": [{"number": number, "event": event}]}}
        name = f"$$STREAMLIT_INTERNAL_KEY_{widget.id}__events"
        state = WidgetState(id=name, json_trigger_value=json.dumps([value]))
        return number, {**self.states, name: state}, fragment

    async def run(self, label: str, states: dict[str, WidgetState], fragment: str = "") -> bool:
        """Ask for a run and note, when all is quiet again, how long it took; whether it came."""
        message = self.request(states, fragment)
        start = time.perf_counter()
        await self.stream.send(message)
        end = start + PATIENCE

        def over() -> bool:
            return start < self.began < self.finished  # a run from before may end meanwhile

        while await self._until(over, end - time.perf_counter()):
            if not await self._until(lambda: self.finished < self.began, QUIET):
                break
        answered = over()
        self.lost += not answered
        self.times.setdefault(label, []).append(self.finished - start if answered else np.inf)
        return answered

    def request(self, states: dict[str, WidgetState], fragment: str = "") -> bytes:
        """What asks for a run."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string, request.fragment_id = self.query, fragment
        request.page_script_hash, request.page_name = self.page, "" if self.page else self.path
        request.widget_states.widgets.extend(states.values())
        return message.SerializeToString()

    async def _until(self, ready: Callable[[], object], seconds: float) -> bool:
        """Wait for messages until ``ready``; False where none made it so in time."""
        try:
            async with asyncio.timeout(seconds):
                while not ready():
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            return bool(ready())
        return True
