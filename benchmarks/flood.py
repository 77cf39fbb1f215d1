"""A class beside one client that floods the server: how long the others wait, with it and without.

    python -m benchmarks.flood                                    # starts `serve.py`, twice 60 s
    python -m benchmarks.flood --rate 33 --sessions 30 --seconds 300

The client sends another kernel for a photo of 256 by 256 so many times a second, and comes back at
once when it is cut off; the class works as in `benchmarks.load`, with its answers checked. It ends
with 1 if an answer was wrong or never came, or if the others wait longer than the goal beside it.
"""

import argparse
import asyncio
import contextlib
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from benchmarks.load import arguments as of_load
from benchmarks.load import lessons, warmed
from benchmarks.sessions import Session
from benchmarks.summary import Run, percentiles, table
from tests.browser.app import ROOT, Server, serve

QUERY = "picture=astronaut&side=256"
GOAL, WAIT = 1.0, 0.1  # seconds


@dataclass
class Flood:
    """One client that sends ``rate`` changes a second, whatever comes back."""

    address: str
    rate: float
    sent: int = 0
    cut_off: int = 0
    turned_away: int = 0

    async def go_on(self) -> None:
        """Until it is cancelled: each time that it is cut off it comes back."""
        uri = f"ws://{urlsplit(self.address).netloc}/_stcore/stream"
        while True:
            try:
                async with connect(
                    uri, subprotocols=["streamlit"], max_size=None, compression=None
                ) as stream:
                    await self._visit(stream)
            except InvalidStatus:
                self.turned_away += 1
            except (ConnectionClosed, LookupError):
                self.cut_off += 1
            await asyncio.sleep(WAIT)

    async def _visit(self, stream: ClientConnection) -> None:
        session = Session(stream, random.Random(0), {})
        listener = asyncio.create_task(session.listen())
        try:
            await session.open("", QUERY)
            due = time.monotonic()
            while True:
                due += 1 / self.rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                await self._change(session)
        finally:
            listener.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                await listener

    async def _change(self, session: Session) -> None:
        weight = [[[session.dice.randint(-4, 4) for _ in range(3)] for _ in range(3)]]
        event = {"kind": "edit", "weight": weight, "bias": 0}
        _, states, fragment = await session.said(event)
        await session.stream.send(session.request(states, fragment))
        self.sent += 1


async def beside(server: Server, args: argparse.Namespace, run: Run, rate: float) -> Flood:
    """The class at work, beside one who floods where there is a rate."""
    flood = Flood(server.address, rate)
    going = asyncio.create_task(flood.go_on()) if rate else None
    try:
        await lessons(server, args, run)
    finally:
        if going:
            going.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await going
    return flood


def measured(args: argparse.Namespace, rate: float) -> Run:
    """One run on a server of its own, printed."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve(ROOT / "serve.py", folder / "log"))
        asyncio.run(warmed(server.address))
        print(f"load average before: {os.getloadavg()[0]:.1f}")
        run = Run(args.sessions)
        flood = asyncio.run(beside(server, args, run, rate))
        run.look()
        if rate:
            print(f"the one who floods: {flood.sent} sent, {flood.cut_off} times cut off,")
            print(f"{flood.turned_away} times turned away")
        print(f"\n{table(run.times)}\n\n{run.errors} errors, {len(run.faults)} wrong answers,")
        print(f"{run.crossed} of them crossed, {run.lost} without an answer\n")
        for fault in dict.fromkeys(run.faults):
            print(fault, file=sys.stderr)
    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rate", type=float, default=33, help="changes a second")
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5, help="seconds between actions")
    args = parser.parse_args()
    given = [f"--{name}={getattr(args, name)}" for name in ("sessions", "seconds", "every")]
    alone, flooded = (measured(of_load(given), rate) for rate in (0, args.rate))
    waited = [percentiles(run)[1] for run in (alone, flooded)]
    print("p95 of all actions: {:.2f} s alone, {:.2f} s beside the flood".format(*waited))
    sys.exit(not (alone.is_clean and flooded.is_clean and waited[1] <= GOAL))


if __name__ == "__main__":
    main()
