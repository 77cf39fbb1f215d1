"""How long an edit of a chain takes until everything has changed on the screen.

    python -m benchmarks.backprop                                # starts the app
    python -m benchmarks.backprop --url http://127.0.0.1:8501    # an app that already runs here

A kernel cell is edited in the player of the backprop page; the time is from the Enter key to the
start of the frame after the one in which the player has taken the new payload, gradients and all.
The engine's part is measured beside it: trace, payload, and the largest picture.
"""

import argparse
import contextlib
import os
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.hover import EDIT, PLAYER, spread, table
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop import payload
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.settings import to_link
from tests.browser.app import ROOT, SIZES, chromium, launch, serve, settle

EDITS, RUNS = 14, 20
CASES = {
    "pooled, 6²": Backprop(),
    "two blocks, 8²": Backprop(network="two_blocks"),
    "two blocks, 28²": Backprop(network="two_blocks", picture="astronaut", side=28),
    "two blocks, 64²": Backprop(network="two_blocks", picture="astronaut", side=64),
    "two blocks, 128²": Backprop(network="two_blocks", picture="astronaut", side=128),
    "pooled, 128²": Backprop(network="pooled", picture="astronaut", side=128),
}


def edits(browser: Browser, address: str, settings: Backprop) -> dict[str, float]:
    """Change the first kernel's first cell again and again."""
    with contextlib.closing(browser.new_context(**SIZES["desk"])) as context:
        page = context.new_page()
        page.goto(f"{address}/backprop?{to_link(settings)}&step=1")
        page.wait_for_selector(f'{PLAYER}:not([data-rev="0"])')
        settle(page)
        page.locator(PLAYER).evaluate(EDIT)
        return spread([_edit(page, n) for n in range(EDITS)])


def _edit(page: Page, n: int) -> float:
    page.evaluate("waits.length = 0")
    page.locator('.bench .cell[data-at*="weight:"]').first.dblclick()
    field = page.locator("input.edit")
    field.fill(str(n % 5 + 2))
    field.press("Enter")
    page.wait_for_function("waits.length > 0")
    page.wait_for_timeout(150)
    return float(page.evaluate("waits[0]"))


def engine(settings: Backprop) -> dict[str, float]:
    """Trace and payload alone, without a browser; each time with another weight."""
    node = "conv1" if settings.network == "two_blocks" else "conv"
    waits = []
    for n in range(RUNS):
        edited = Backprop(
            settings.network, settings.picture, settings.side, f"{node}.weight~0,{n}.5"
        )
        start = time.perf_counter()
        picture, lesson = backprop.compute(edited, None)
        payload.chain(lesson.trace, source=picture.source, classes=lesson.start.classes, link="")
        waits.append(1000 * (time.perf_counter() - start))
    return spread(waits[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", default="", help="a running app on this machine")
    args = parser.parse_args()
    executable = chromium()
    assert executable, "there is no Chromium on this machine"
    print(f"load average before: {os.getloadavg()[0]:.1f}\n")
    rows = {f"engine and payload, {name}": engine(case) for name, case in CASES.items()}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = args.url or stack.enter_context(serve(ROOT / "app.py", folder / "log")).address
        browser = launch(stack.enter_context(sync_playwright()), executable)
        for name, case in CASES.items():
            rows[f"edit on the screen, {name}"] = edits(browser, url.rstrip("/"), case)
        browser.close()
    print(table(rows))


if __name__ == "__main__":
    main()
