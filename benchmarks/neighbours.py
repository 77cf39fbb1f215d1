"""What a person feels of two others whose networks are asked why, all on one server.

    python -m benchmarks.neighbours              # starts the app, three rounds
    python -m benchmarks.neighbours --rounds 5

In each round a third person hovers over a map, chooses other maps and edits a kernel, first alone
and then while two sessions ask why of one class after the other, so that both processes of the
pool are busy all the time. Printed are medians over all rounds, the median of the ratios of each
round, and the most memory that the server and its processes had together.
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
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright
from websockets.asyncio.client import connect

from benchmarks.hover import EDIT, PLAYER, QUERY, _wait, hover, kernel_edits, opened, spread
from benchmarks.measure import Peak
from benchmarks.sessions import Session
from tests.browser.app import ROOT, chromium, launch, serve

SESSIONS, ASK_S, CLASS_S, LABELS = 2, 0.5, 8.0, 1000
HOVERED, CHOICES, PAUSE_MS = f"{PLAYER} .large canvas", 12, 250
MEGABYTE = 1_000_000


class Neighbours:
    """Two sessions of their own thread, in Streamlit's own protocol; ``busy`` says if they ask."""

    def __init__(self, address: str) -> None:
        self.uri = f"ws://{urlsplit(address).netloc}/_stcore/stream"
        self.busy, self.over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._all()))

    async def _all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(SESSIONS):
                group.create_task(self._one(number))

    async def _one(self, number: int) -> None:
        dice, times = random.Random(number), {}
        async with connect(
            self.uri, subprotocols=["streamlit"], max_size=None, compression=None
        ) as stream:
            session = Session(stream, dice, times)
            listener = asyncio.ensure_future(session.listen())
            await session.open("network")
            while not self.over.is_set():
                if not self.busy.is_set():
                    await asyncio.sleep(0.1)
                    continue
                label, end = dice.randrange(LABELS), time.monotonic() + CLASS_S
                while self.busy.is_set() and time.monotonic() < end:
                    asked = {"kind": "why", "label": label, "versus": -1, "shuffled": False}
                    await session.send(asked)
                    await asyncio.sleep(ASK_S)
                await session.send({"kind": "stop"})
            listener.cancel()


@contextlib.contextmanager
def beside(address: str) -> Iterator[Neighbours]:
    found = Neighbours(address)
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
    args = parser.parse_args()
    executable = chromium()
    assert executable, "there is no Chromium on this machine"
    rows: dict[str, list[tuple[float, float]]] = defaultdict(list)
    print(f"load average before: {os.getloadavg()[0]:.1f}\n")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve(ROOT / "app.py", folder / "log"))
        browser = launch(stack.enter_context(sync_playwright()), executable)
        neighbours, peak = stack.enter_context(beside(server.address)), Peak(server.process)
        one_round(browser, server.address)  # everything is read once
        for _ in range(args.rounds):
            alone = one_round(browser, server.address)
            neighbours.busy.set()
            together = one_round(browser, server.address)
            neighbours.busy.clear()
            for name, found in alone.items():
                rows[name].append((found["median"], together[name]["median"]))
        browser.close()
    print("| median ms | alone | beside two others | ratio |\n|---|--:|--:|--:|")
    for name, pairs in rows.items():
        alone_ms, beside_ms = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in pairs)
        print(f"| {name} | {alone_ms:.0f} | {beside_ms:.0f} | {ratio:.2f} |")
    print(f"\nMemory at most, server and its processes: {peak.most / MEGABYTE:.0f} MB")
    print(f"load average after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
