"""A class at work: simulated sessions that change a widget or a kernel every two seconds.

    python -m benchmarks.load                            # starts the app, 30 sessions, 30 seconds
    python -m benchmarks.load --sessions 100 --path /pooling
    python -m benchmarks.load --url http://127.0.0.1:8501    # a server that already runs here

Each session speaks Streamlit's own protocol, as the browser does: it opens the stream, asks for a
run, finds the widgets in what comes back, and from then on changes one at a time. The time of an
action runs from sending it to the last "script finished" that it causes.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.app import ROOT, serve

PATIENCE = 30.0  # seconds until an unanswered action counts as lost
Times = dict[str, list[float]]


def numbers_between(low: float, high: float, step: float) -> list[float]:
    """At most twelve values that the widget can take.

    >>> numbers_between(1, 2, 0.5)
    [1.0, 1.5, 2.0]
    """
    count = min(int((high - low) / step) + 1, 12)
    return [float(low + step * index) for index in range(count)]


def slider(element, dice: random.Random) -> WidgetState:
    choices = numbers_between(element.min, element.max, element.step or 1)
    state = WidgetState(id=element.id)
    state.double_array_value.data.extend([dice.choice(choices)] * len(element.default))
    return state


def number_input(element, dice: random.Random) -> WidgetState:
    step = element.step or 1
    low = element.min if element.has_min else element.default
    high = element.max if element.has_max else low + 3 * step
    value = dice.choice(numbers_between(low, high, step))
    if element.data_type == element.INT:
        return WidgetState(id=element.id, int_value=int(value))
    return WidgetState(id=element.id, double_value=value)


def choice(element, dice: random.Random) -> WidgetState:
    return WidgetState(id=element.id, string_value=dice.choice(element.options))


def button_group(element, dice: random.Random) -> WidgetState:
    state = WidgetState(id=element.id)
    state.string_array_value.data.append(dice.choice(element.options).content)
    return state


def checkbox(element, dice: random.Random) -> WidgetState:
    return WidgetState(id=element.id, bool_value=dice.random() < 0.5)


def player(element, dice: random.Random) -> WidgetState:
    """A 3×3 kernel edited: what the player sends, under the name that Streamlit expects it."""
    weight = [[[dice.randint(-4, 4) for _ in range(3)] for _ in range(3)]]
    event = {"event": "event", "value": {"kind": "edit", "weight": weight, "bias": 0}}
    name = f"$$STREAMLIT_INTERNAL_KEY_{element.id}__events"
    return WidgetState(id=name, json_trigger_value=json.dumps([event]))


def button(element, dice: random.Random) -> WidgetState:
    return WidgetState(id=element.id, trigger_value=True)


WIDGETS: dict[str, Callable[..., WidgetState]] = {
    "slider": slider,
    "number_input": number_input,
    "selectbox": choice,
    "radio": choice,
    "button_group": button_group,
    "checkbox": checkbox,
    "button": button,
    "bidi_component": player,
}
TRIGGERS = {"trigger_value", "json_trigger_value"}  # for one run only


@dataclass
class Session:
    """One simulated browser tab."""

    stream: ClientConnection
    path: str
    query: str
    dice: random.Random
    times: Times
    widgets: dict[str, tuple[str, object, str]] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    page: str = ""
    finished: float = 0.0
    exceptions: int = 0

    async def listen(self) -> None:
        async for data in self.stream:
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._forget(set(message.metadata.run.fragment_ids))
            elif kind == "navigation":
                self.page = message.navigation.page_script_hash
            elif kind == "delta":
                self._element(message.delta)
            elif kind == "script_finished":
                early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
                self.finished = self.finished if early else time.perf_counter()

    def _forget(self, fragments: set[str]) -> None:
        """A run shows its fragments anew, or, without one, the whole page."""
        kept = {key: w for key, w in self.widgets.items() if fragments and w[2] not in fragments}
        self.widgets = kept

    def _element(self, delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type") if delta.HasField("new_element") else None
        self.exceptions += kind == "exception"
        if kind in WIDGETS:
            widget = getattr(element, kind)
            if getattr(widget, "set_value", False):
                self.states.pop(widget.id, None)  # the script has the last word
            if not getattr(widget, "disabled", False):
                label = f"{kind}: {getattr(widget, 'label', widget.id.rpartition('-')[2])}"
                self.widgets[widget.id] = (label, widget, delta.fragment_id)

    async def act(self, only: str) -> None:
        """Change one widget at random, of those whose label contains ``only``."""
        fitting = [key for key, (label, *_) in self.widgets.items() if only in label]
        if not fitting:
            raise LookupError(f"no widget on {self.path or '/'} has {only!r} in its label")
        label, widget, fragment = self.widgets[self.dice.choice(fitting)]
        state = WIDGETS[label.partition(":")[0]](widget, self.dice)
        sent = {**self.states, state.id: state}
        if state.WhichOneof("value") not in TRIGGERS:
            self.states = sent
        await self.run(label, sent, fragment)

    async def run(self, label: str, states: dict[str, WidgetState], fragment: str = "") -> None:
        """Ask for a run and note, when all is quiet again, how long it took."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string, request.fragment_id = self.query, fragment
        request.page_script_hash, request.page_name = self.page, "" if self.page else self.path
        request.widget_states.widgets.extend(states.values())
        start = time.perf_counter()
        await self.stream.send(message.SerializeToString())
        while self.finished < start and time.perf_counter() < start + PATIENCE:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.2)  # a rerun that the script asks for itself belongs to the action
        self.times[label].append(self.finished - start if self.finished > start else np.inf)


async def simulate(address: str, args: argparse.Namespace) -> tuple[Times, int]:
    """Open every session, then let all of them act until the time is up."""
    times: Times = defaultdict(list)
    uri = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as group:

        async def start(number: int) -> Session:
            dice = random.Random(number)
            await asyncio.sleep(dice.uniform(0, args.every))
            stream = await stack.enter_async_context(
                connect(uri, subprotocols=["streamlit"], max_size=None, compression=None)
            )
            session = Session(stream, args.path.strip("/"), args.query, dice, times)
            listeners.append(group.create_task(session.listen()))
            await session.run("opening the page", {})
            return session

        listeners: list[asyncio.Task[None]] = []
        sessions = await asyncio.gather(*map(start, range(args.sessions)))
        end = time.perf_counter() + args.seconds
        await asyncio.gather(*(keep_acting(session, end, args) for session in sessions))
        for listener in listeners:
            listener.cancel()
    return times, sum(session.exceptions for session in sessions)


async def keep_acting(session: Session, end: float, args: argparse.Namespace) -> None:
    due = time.perf_counter() + session.dice.uniform(0, args.every)  # or all would act as one
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        due = time.perf_counter() + session.dice.uniform(0.75, 1.25) * args.every
        await session.act(args.only)


def table(times: Times) -> str:
    """Markdown, milliseconds: one row an action, and all actions but the opening together."""
    actions = {label: times[label] for label in sorted(times)}
    opening = actions.pop("opening the page")
    rows = {
        "opening the page": opening,
        **actions,
        "**all actions**": [*itertools.chain(*actions.values())],
    }
    lines = ["| action | times | median | p95 | max |", "|---|--:|--:|--:|--:|"]
    for label, values in rows.items():
        if values:
            median, p95, most = 1000 * np.percentile(values, (50, 95, 100))
            lines.append(f"| {label} | {len(values)} | {median:.0f} | {p95:.0f} | {most:.0f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--url", default="", help="a running app on this machine; default: start it"
    )
    parser.add_argument("--path", default="", help="which page, for example /pooling")
    parser.add_argument("--query", default="", help="its query string, without the question mark")
    parser.add_argument("--only", default="", help="act only on widgets whose label contains this")
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--every", type=float, default=2, help="seconds between actions")
    args = parser.parse_args()
    if args.url and urlsplit(args.url).hostname not in {"127.0.0.1", "localhost"}:
        sys.exit("This puts load on a server: it only talks to one on this machine.")
    busy = os.getloadavg()[0]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        log = folder / "log"
        url = args.url or stack.enter_context(serve(ROOT / "app.py", log)).address
        times, exceptions = asyncio.run(simulate(url, args))
        printed = log.read_text("utf-8") if log.exists() else ""
    print(f"{args.sessions} sessions, one action every {args.every:g} s, milliseconds; ", end="")
    print(f"load average before: {busy:.1f}\n")
    print(table(times))
    lost = sum(np.isinf(values).sum() for values in times.values())
    if exceptions or lost:
        print(printed, file=sys.stderr)
        sys.exit(f"{exceptions} exceptions on the pages, {lost} actions without an answer")


if __name__ == "__main__":
    main()
