"""How long a person waits, in a headless Chromium: hover, edits, opening the page, a big photo.

    python -m benchmarks.hover                                # starts the app
    python -m benchmarks.hover --url http://127.0.0.1:8501    # an app that already runs here

A hover counts from the page's pointermove event to the start of the frame after the one that
answers it, so one frame at 60 Hz shows as up to 17 ms. Edits count from the key press or click to
the same moment after the player has taken the new payload (its ``data-rev`` goes up).
"""

import argparse
import contextlib
import io
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.app import ROOT, SIZES, Watch, chromium, launch, serve, settle

PLAYER = '[data-testid="cnnviz-player"]'
OUTPUT, SENTENCE = f'{PLAYER} [data-testid="output"]', f'{PLAYER} [data-testid="sentence"]'
CELL, EDITED = f'{PLAYER} [data-testid="kernel"] > :first-child', f"{PLAYER} input.edit"
STEPPERS = [f'.stNumberInput:has-text("Stride") [data-testid="stNumberInputStep{way}"]'
            for way in ("Up", "Down")]  # fmt: skip
SHARED, ROW = "guise=shared&step=2", f"x1={','.join('0123' * 16)}"
# Players that draw more for a move than the convolution's: the page, and what is moved over.
LESSONS = {
    "pooling's mask, 256²": ("pooling?picture=astronaut&side=256&window=3&view=mask", "right"),
    "pooling's gradient, 256²": ("pooling?picture=astronaut&side=256&window=3&view=route", "right"),
    "backprop's terms": ("backprop?step=83", "bench"),
    "network's map, 112²": ("network?layer=3", "large canvas"),
    "network's 1,280 maps": ("network?layer=91", "sheet canvas"),
    "network's reasons": ("network?view=why", "cover canvas"),
    "a matrix of 48 cells": (f"mlp_to_cnn?{SHARED}", "object"),
    "a matrix of 3,968 cells": (f"mlp_to_cnn?{SHARED}&{ROW}", "object"),
    "a block matrix of 2-D": (f"mlp_to_cnn?{SHARED}&dimensions=2&channels=2", "object"),
}
LONG = "signals?signal=chirp-4096&filter=-1,1"  # moved over for 5 s, and edited by a choice
BIASES = [f"{PLAYER} .panel [data-set=bias][data-value='{bias}']" for bias in ("0.5", "0")]
QUERY = "picture=astronaut&side={side}&padding=1"
MOVES, EDITS, OPENINGS, PHOTOS = 80, 20, 5, 7
PICTURES = ["Chelsea the cat", "Astronaut", "Brick wall", "Cup of coffee"] * 2
# Notes the time from an event to the second animation frame after it, when it has been painted.
HOVER = """() => {
  window.waits = [];
  addEventListener("pointermove", () => {
    const start = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => waits.push(performance.now() - start)));
  }, { capture: true });
}"""
EDIT = """player => {
  window.waits = [];
  for (const kind of ["keydown", "click"])
    addEventListener(kind, () => { window.started = performance.now(); }, { capture: true });
  new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => {
    waits.push(performance.now() - started);
  }))).observe(player, { attributes: true, attributeFilter: ["data-rev"] });
}"""


# Moves the pointer along a canvas once a frame and notes the time from frame to frame.
SCRUB = """async (canvas, seconds) => {
  const box = canvas.getBoundingClientRect(), frames = [], start = performance.now();
  for (let last = start, now = start; now - start < 1000 * seconds; last = now) {
    now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    const part = Math.abs(((now - start) / 2500) % 2 - 1);
    canvas.dispatchEvent(new PointerEvent("pointermove", {
      clientX: box.left + 102 + part * (box.width - 120), clientY: box.top + 0.75 * box.height,
      pointerType: "mouse", bubbles: true,
    }));
  }
  return frames.slice(2);
}"""
# A file that is chosen is told to the button alone.
CHOSEN = """input => {
  input.addEventListener("change", () => { window.started = performance.now(); }, true);
}"""


@contextlib.contextmanager
def opened(browser: Browser, address: str, path: str) -> Iterator[tuple[Page, Watch]]:
    """A page with its player, at rest."""
    with contextlib.closing(browser.new_context(**SIZES["desk"])) as context:
        watch = Watch()
        page = context.new_page()
        watch.follow(page)
        page.goto(f"{address}/{path}")
        page.wait_for_selector(f'{PLAYER}:not([data-rev="0"])')
        settle(page)
        yield page, watch


def hover(page: Page, watch: Watch, over: str = OUTPUT) -> dict[str, float]:
    """Move over a part of the player; says also how many different sentences that brought up."""
    page.evaluate(HOVER)
    page.locator(over).scroll_into_view_if_needed()
    box = page.locator(over).bounding_box()
    assert box, f"{over} is not on the screen"
    sentences, sent = set(), watch.sent
    for step in np.linspace(0.03, 0.97, MOVES):
        page.mouse.move(
            box["x"] + step * box["width"], box["y"] + (step * 7 % 0.94) * box["height"]
        )
        page.wait_for_timeout(25)
        sentences.add(page.locator(SENTENCE).inner_text())
    page.wait_for_timeout(100)
    waits = page.evaluate("waits")
    assert len(waits) == MOVES, f"{len(waits)} of {MOVES} moves reached the page"
    return {
        **spread(waits),
        "sentences": len(sentences),
        "messages": watch.sent - sent,
    }


def kernel_edits(page: Page) -> dict[str, float]:
    """Arrow up in the kernel's first cell, one after the other."""
    page.locator(PLAYER).evaluate(EDIT)
    page.locator(CELL).click()
    return spread(
        [_wait(page, lambda: page.locator(EDITED).press("ArrowUp")) for _ in range(EDITS)]
    )


def typed_edits(page: Page) -> dict[str, float]:
    """A number of the matrix, typed with the key E: from Enter to the new outputs."""
    page.locator(PLAYER).evaluate(EDIT)
    waits = []
    for _ in range(EDITS):
        page.keyboard.press("e")
        page.keyboard.press("ArrowUp")
        waits.append(_wait(page, lambda: page.keyboard.press("Enter")))
    return spread(waits)


def stride_steps(page: Page) -> dict[str, float]:
    """A widget of Streamlit's: the stride up and down."""
    page.locator(PLAYER).evaluate(EDIT)
    steps = [page.locator(step) for step in STEPPERS]
    return spread([_wait(page, steps[n % 2].click) for n in range(EDITS)])


def scrubbing(page: Page) -> dict[str, float]:
    """From frame to frame, while the pointer moves over a signal in each of them for 5 s."""
    waits = page.locator(f"{PLAYER} canvas").first.evaluate(SCRUB, 5)
    return {**spread(waits), "frames": len(waits)}


def choices(page: Page, buttons: list[str]) -> dict[str, float]:
    """Two choices of the player's panel, in turn, until their numbers are there."""
    page.locator(PLAYER).evaluate(EDIT)
    shown = [page.locator(button) for button in buttons]
    return spread([_wait(page, shown[n % 2].click) for n in range(EDITS)])


def pictures(page: Page) -> dict[str, float]:
    """Another of the app's pictures through the whole network, from the click to its maps."""
    page.locator(PLAYER).evaluate(EDIT)
    waits = []
    panel = page.get_by_test_id("stPopoverBody")
    for name in PICTURES:
        if not panel.is_visible():
            page.get_by_role("button", name="Picture").first.click()
        waits.append(_wait(page, panel.get_by_role("button", name=name).click))
        settle(page)
    return spread(waits)


def photos(page: Page) -> dict[str, float]:
    """A 12-megapixel JPEG, from the moment the browser has it to the new map."""
    page.locator(PLAYER).evaluate(EDIT)
    chooser = page.get_by_test_id("cnnviz-photo").locator("input[type=file]")
    chooser.evaluate(CHOSEN)
    waits = []
    for seed in range(PHOTOS):
        file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo(seed)}
        waits.append(_wait(page, lambda f=file: chooser.set_input_files(f)))
        settle(page)
    page.get_by_text("4000 × 3000").first.wait_for()  # and not a refusal, which would be quick
    return spread(waits)


def photo(seed: int) -> bytes:
    """Soft noise, 4000×3000, as large a file as a camera makes."""
    small = np.random.default_rng(seed).integers(0, 256, (750, 1000, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(small).resize((4000, 3000)).save(file, "JPEG", quality=90)
    return file.getvalue()


def openings(browser: Browser, address: str, path: str) -> dict[str, float]:
    """From asking for the address, with nothing in the browser's cache, to the first map."""
    waits = []
    for _ in range(OPENINGS):
        with contextlib.closing(browser.new_context(**SIZES["desk"])) as context:
            page = context.new_page()
            start = time.perf_counter()
            page.goto(f"{address}/{path}")
            page.wait_for_selector(f'{PLAYER}:not([data-rev="0"])')
            waits.append(1000 * (time.perf_counter() - start))
    return spread(waits)


def _wait(page: Page, act) -> float:
    """The time until the player shows the answer to one act, in milliseconds."""
    page.evaluate("waits.length = 0")
    act()
    page.wait_for_function("waits.length > 0")
    page.wait_for_timeout(100)
    return page.evaluate("waits.at(-1)")


def spread(waits: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum.

    >>> spread([1.0, 2.0, 3.0])["median"]
    2.0
    """
    return {
        "median": statistics.median(waits),
        "p95": float(np.percentile(waits, 95)),
        "max": max(waits),
    }


def table(rows: dict[str, dict[str, float]]) -> str:
    """Markdown; a column for everything that any row has."""
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = [f"| ms | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    for label, row in rows.items():
        cells = (f"{row[name]:.0f}" if name in row else "" for name in names)
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def measure(browser: Browser, address: str) -> Iterator[tuple[str, dict[str, float]]]:
    yield "opening the page, 256²", openings(browser, address, f"?{QUERY.format(side=256)}")
    yield "opening Network", openings(browser, address, "network")
    with opened(browser, address, "network") as (page, _):
        yield "another picture, its answer and maps", pictures(page)
    for side in (64, 256, 512):
        path = f"?{QUERY.format(side=side)}"
        with opened(browser, address, path) as (page, watch):
            yield f"hover, {side}²", hover(page, watch)
        with opened(browser, address, path) as (page, _):
            yield f"kernel edit, {side}²", kernel_edits(page)
        with opened(browser, address, path) as (page, _):
            yield f"stride, {side}²", stride_steps(page)
    for name, (path, part) in LESSONS.items():
        with opened(browser, address, path) as (page, watch):
            yield f"hover, {name}", hover(page, watch, f"{PLAYER} .{part}")
        if path.startswith("mlp_to_cnn"):
            with opened(browser, address, path) as (page, _):
                yield f"edit, {name}", typed_edits(page)
    with opened(browser, address, LONG) as (page, _):
        yield "frames over 4,096 samples", scrubbing(page)
        yield "edit, 4,096 samples", choices(page, BIASES)
    with opened(browser, address, f"?{QUERY.format(side=256)}") as (page, _):
        yield "12-megapixel photo", photos(page)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", default="", help="a running app on this machine")
    args = parser.parse_args()
    executable = chromium()
    assert executable, "there is no Chromium on this machine"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = args.url or stack.enter_context(serve(ROOT / "app.py", folder / "log")).address
        browser = launch(stack.enter_context(sync_playwright()), executable)
        print(f"load average before: {os.getloadavg()[0]:.1f}\n")
        print(table(dict(measure(browser, url.rstrip("/")))))
        browser.close()


if __name__ == "__main__":
    main()
