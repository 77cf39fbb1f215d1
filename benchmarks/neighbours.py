"""What a person feels of others whose networks are asked why, or trained, on the same server.

    python -m benchmarks.neighbours                        # starts the app, three rounds
    python -m benchmarks.neighbours --rounds 5
    python -m benchmarks.neighbours --work training        # three networks are trained beside

In each round a person hovers over a map, chooses other maps and edits a kernel, first alone and
then while two sessions ask why of one class after the other, so that both processes of the pool are
busy all the time, or while three train one network after the other. Printed are medians over all
rounds, the median of the ratios of each round, and the most memory that the server and its
processes had together.
"""

import argparse
import asyncio
import contextlib
import os
import random
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright
from websockets.asyncio.client import connect

from benchmarks.hover import EDIT, PLAYER, QUERY, _wait, hover, kernel_edits, opened, spread
from benchmarks.measure import Peak
from benchmarks.sessions import Session
from tests.browser.app import ROOT, chromium, launch, serve

SESSIONS = {"why": 2, "training": 3}
ASK_S, CLASS_S, LABELS, SEEDS = 0.5, 8.0, 1000, 1000
LONG = "epochs=40&kernels=16&seed={seed}"
HOVERED, CHOICES, PAUSE_MS = f"{PLAYER} .large canvas", 12, 250
MEGABYTE = 1_000_000


class Neighbours:
    """Sessions in a thread of their own, in Streamlit's own protocol; ``busy`` says if they ask."""

    def __init__(self, address: str, work: str) -> None:
        self.uri, self.work = f"ws://{urlsplit(address).netloc}/_stcore/stream", work
        self.busy, self.over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._all()))

    async def _all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(SESSIONS[self.work]):
                group.create_task(self._one(number))

    async def _one(self, number: int) -> None:
        dice, times = random.Random(number), {}
        async with connect(
            self.uri, subprotocols=["streamlit"], max_size=None, compression=None
        ) as stream:
            session = Session(stream, dice, times)
            listener = asyncio.ensure_future(session.listen())
            await session.open("network" if self.work == "why" else "training")
            while not self.over.is_set():
                if not self.busy.is_set():
                    await asyncio.sleep(0.1)
                    continue
                await (self._why(session) if self.work == "why" else self._train(session))
                await session.send({"kind": "stop"})
            listener.cancel()

    def _until(self) -> Callable[[], bool]:
        end = time.monotonic() + CLASS_S
        return lambda: self.busy.is_set() and time.monotonic() < end

    async def _why(self, session: Session) -> None:
        label, goes_on = session.dice.randrange(LABELS), self._until()
        while goes_on():
            asked = {"kind": "why", "label": label, "versus": -1, "shuffled": False}
            await session.send(asked)
            await asyncio.sleep(ASK_S)

    async def _train(self, session: Session) -> None:
        goes_on = self._until()
        await session.open("training", LONG.format(seed=session.dice.randrange(SEEDS)))
        await session.send({"kind": "train"})
        while goes_on():
            await session.send({"kind": "more"})
            await asyncio.sleep(ASK_S)


@contextlib.contextmanager
def beside(address: str, work: str) -> Iterator[Neighbours]:
    found = Neighbours(address, work)
    found.thread.start()
    try:
        yield found
    finally:
        found.busy.clear()
        found.over.set()
        found.thread.join()


def one_round(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    """What the third person does, and how long each took."""
    with opened(browser, address, "network?layer=3") as (page, watch):
        hovered = hover(page, watch, HOVERED)
        page.locator(PLAYER).evaluate(EDIT)
        page.mouse.move(2, 2)
        waits = []
        for _ in range(CHOICES):
            waits.append(_wait(page, lambda: page.keyboard.press("]")))
            page.wait_for_timeout(PAUSE_MS)
    with opened(browser, address, f"?{QUERY.format(side=256)}") as (page, _):
        edits = kernel_edits(page)
    return {"hover over a map": hovered, "another map": spread(waits), "kernel edit, 256²": edits}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", choices=SESSIONS, default="why")
    args = parser.parse_args()
    executable = chromium()
    assert executable, "there is no Chromium on this machine"
    rows: dict[str, list[tuple[float, float]]] = defaultdict(list)
    print(f"load average before: {os.getloadavg()[0]:.1f}\n")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve(ROOT / "app.py", folder / "log"))
        browser = launch(stack.enter_context(sync_playwright()), executable)
        neighbours = stack.enter_context(beside(server.address, args.work))
        peak = Peak(server.process)
        one_round(browser, server.address)  # everything is read once
        for _ in range(args.rounds):
            alone = one_round(browser, server.address)
            neighbours.busy.set()
            together = one_round(browser, server.address)
            neighbours.busy.clear()
            for name, found in alone.items():
                rows[name].append((found["median"], together[name]["median"]))
        browser.close()
    print(f"| median ms | alone | beside {SESSIONS[args.work]} others | ratio |\n|---|--:|--:|--:|")
    for name, pairs in rows.items():
        alone_ms, beside_ms = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in pairs)
        print(f"| {name} | {alone_ms:.0f} | {beside_ms:.0f} | {ratio:.2f} |")
    print(f"\nMemory at most, server and its processes: {peak.most / MEGABYTE:.0f} MB")
    print(f"load average after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
