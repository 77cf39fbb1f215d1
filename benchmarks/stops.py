"""How long a training goes on once its button was pressed, in a headless Chromium.

    python -m benchmarks.stops --rounds 40

Each round trains on for a random time and is stopped; the time counts from the press of the button
to the last answer that the page gets. As long as a training runs its page asks for more, ten times
a second, so a page that gets nothing for a second has a training that stands still.
"""

import argparse
import contextlib
import os
import random
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.hover import PLAYER, spread, table
from tests.browser.app import ROOT, chromium, launch, serve, settle, visit

PATH = "training?data=clothes&depth=6&kernels=16&epochs=40"  # minutes
LONGEST = 1500  # ms of training in a round
QUIET = 1000  # ms
NOTES = """player => {
  window.answers = [];
  addEventListener("click", () => { window.pressed = performance.now(); }, { capture: true });
  new MutationObserver(() => answers.push(performance.now()))
    .observe(player, { attributes: true, attributeFilter: ["data-rev"] });
}"""
STILL = f"() => performance.now() - Math.max(pressed, ...answers.slice(-1)) > {QUIET}"
TOOK = "() => Math.max(0, ...answers.slice(-1).map((last) => last - pressed))"


def stops(page: Page, rounds: int, seed: int = 0) -> list[float]:
    """Milliseconds from the button to the last answer, of each round that was not over before."""
    chance = random.Random(seed)
    page.locator(PLAYER).evaluate(NOTES)
    button = page.locator(f"{PLAYER} .transport [data-action=play]")
    took = []
    for _ in range(rounds):
        button.click()
        page.wait_for_timeout(chance.uniform(0, LONGEST))
        button.click()
        page.wait_for_function(STILL)
        took.append(page.evaluate(TOOK))
    return [one for one in took if one]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    executable = chromium()
    assert executable, "there is no Chromium on this machine"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serve(ROOT / "app.py", folder / "log"))
        browser = launch(stack.enter_context(sync_playwright()), executable)
        page = visit(browser, "desk").new_page()
        page.goto(f"{server.address}/{PATH}")
        settle(page)
        print(f"load average before: {os.getloadavg()[0]:.1f}\n")
        took = stops(page, rounds)
        print(table({f"button to stand-still, {len(took)} times": spread(took)}))
        browser.close()


if __name__ == "__main__":
    main()
