"""How every page looks: pictures of many states, and what differs between two sets, pixel by pixel.

    python -m benchmarks.pictures take before                   # of the app here
    python -m benchmarks.pictures take after --app ../other     # of the app in another folder
    python -m benchmarks.pictures compare before after          # differences go to differences/

Each state gives two pictures: the window as it opens, and `.full`, the whole page in a window as
high as the page. Beside them, `payloads.json` says how many bytes the browser received.
"""

import argparse
import contextlib
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import differences
from benchmarks.states import SCREENS, State, states
from tests.browser.app import ROOT, Server, Watch, chromium, launch, serve, settle

DRAWN = '.player[data-rev]:not([data-rev="0"])'
HIGHEST = 8000  # CSS px: twice that on a phone's screen is the most that Chromium can draw
LOOKS = 20  # until two in a row are equal
# Also inside the players' shadow trees, where a page's own style sheet doesn't reach.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
HEIGHT = """() => Math.max(...[...document.querySelectorAll('[data-testid="stMain"], html')]
  .map(element => element.scrollHeight))"""
# A player measures its room when it is mounted, a part of a pixel or a whole line before the page
# above it has come to rest. At another zoom and back, everything is laid out and painted anew.
ANEW = """async () => {
  const { style } = document.documentElement;
  const frame = () => new Promise(requestAnimationFrame), frames = () => frame().then(frame);
  await document.fonts.ready;
  style.zoom = 1.01;
  await frames();
  style.zoom = "";
  await frames();
}"""


@dataclass
class Received:
    """Bytes that the browser was sent: in all, and as the data of the player, the last time."""

    messages: int = 0
    player: int = 0

    def follow(self, page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))

    def counts(self) -> dict[str, int]:
        return {"messages": self.messages, "player": self.player}

    def _frame(self, frame: str | bytes) -> None:
        if isinstance(frame, str):
            return
        self.messages += len(frame)
        element = ForwardMsg.FromString(frame).delta.new_element
        if element.WhichOneof("type") == "bidi_component":
            component = element.bidi_component
            data = getattr(component, component.WhichOneof("data") or "bytes")
            self.player = len(data) if isinstance(data, str | bytes) else data.ByteSize()


def rest(page: Page) -> bytes:
    """The window, once two looks at it in a row are equal."""
    before = b""
    for _ in range(LOOKS):
        page.evaluate(ANEW)
        now = page.screenshot(animations="disabled", caret="hide", style=STILL)
        if now == before:
            return now
        before = now
        settle(page)
    raise RuntimeError(f"{page.url} does not come to rest")


def click(page: Page, text: str) -> None:
    """Click on what has this text, without leaving the pointer or the focus there."""
    target = page.get_by_text(text, exact=True).filter(visible=True).first
    target.wait_for()
    target.evaluate("element => { element.click(); element.blur(); }")
    settle(page)


def grow(page: Page, width: int) -> None:
    """Make the window as high as the page; some pages grow with it once."""
    for _ in range(4):
        height = min(int(page.evaluate(HEIGHT)), HIGHEST)
        if page.viewport_size == {"width": width, "height": height}:
            return
        page.set_viewport_size({"width": width, "height": height})
        settle(page)


def look(page: Page, address: str, state: State) -> dict[str, bytes]:
    """The pictures of a state by their names."""
    page.goto(address + state.path)
    page.wait_for_selector(DRAWN)
    settle(page)
    for text in state.clicks:
        click(page, text)
    pictures = {f"{state.name}.png": rest(page)}
    if "Presenter" not in state.clicks:
        grow(page, SCREENS[state.screen]["viewport"]["width"])
        pictures[f"{state.name}.full.png"] = rest(page)
    return pictures


class Camera:
    """A browser with one context for each screen and scheme, so that it keeps what it has read."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: dict[tuple[str, str], BrowserContext] = {}
        self.watch = Watch()

    def take(self, server: Server, state: State, out: Path) -> dict[str, int]:
        """Write the pictures of a state; gives how many bytes the browser received for it."""
        received = Received()
        with contextlib.closing(self._context(state).new_page()) as page:
            received.follow(page)
            self.watch.follow(page)
            for name, content in look(page, server.address, state).items():
                (out / name).write_bytes(content)
        for complaint in self.watch.take():
            print(f"{state.name}: {complaint}", file=sys.stderr)
        return received.counts()

    def _context(self, state: State) -> BrowserContext:
        key = state.screen, state.scheme
        if key not in self.contexts:
            screen = {**SCREENS[state.screen], "color_scheme": state.scheme}
            self.contexts[key] = self.browser.new_context(**screen, reduced_motion="reduce")
        return self.contexts[key]


def _take_part(server: Server, part: tuple[State, ...], out: Path) -> dict[str, Any]:
    """Write the pictures of these states; what was received for each, or why there is none."""
    executable = chromium()
    assert executable, "there is no Chromium on this machine"
    found: dict[str, Any] = {}
    with sync_playwright() as playwright, contextlib.closing(launch(playwright, executable)) as own:
        camera = Camera(own)
        for state in part:
            try:
                found[state.name] = camera.take(server, state, out)
            except (Error, RuntimeError) as problem:
                found[state.name] = str(problem)
    return found


def take(out: Path, only: str, workers: int, app: Path) -> int:
    """Write the pictures of all states into ``out``; 1 if one of them could not be taken."""
    out.mkdir(parents=True, exist_ok=True)
    chosen = states(app, only)
    found: dict[str, Any] = {}
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(serve(app / "app.py", Path(folder) / "log", folder=app))
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        parts = [chosen[k::workers] for k in range(workers)]
        for part in pool.map(lambda part: _take_part(server, part, out), parts):
            found |= part
        printed = server.printed() if "Traceback" in server.printed() else ""
    problems = {name: why for name, why in found.items() if isinstance(why, str)}
    _record(out / "payloads.json", {n: v for n, v in found.items() if n not in problems})
    for name, why in problems.items():
        print(f"{name}: {why}")
    print(f"{printed}{len(found) - len(problems)} of {len(chosen)} states taken")
    return int(bool(problems or printed))


def _record(table: Path, sizes: dict[str, dict[str, int]]) -> None:
    before = json.loads(table.read_text("utf-8")) if table.exists() else {}
    table.write_text(json.dumps(dict(sorted((before | sizes).items())), indent=1) + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    deeds = parser.add_subparsers(dest="deed", required=True)
    taking = deeds.add_parser("take", help="take the pictures")
    taking.add_argument("out", type=Path)
    taking.add_argument("--workers", type=int, default=1, help="browsers at once")
    taking.add_argument("--app", type=Path, default=ROOT, help="the folder with the app.py to see")
    comparing = deeds.add_parser("compare", help="compare two sets of pictures")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--out", type=Path, default=Path("differences"))
    for deed in (taking, comparing):
        deed.add_argument("--only", default="", help="states whose name contains this")
    args = parser.parse_args()
    if args.deed == "take":
        return take(args.out, args.only, args.workers, args.app.resolve())
    return differences.report(args.before, args.after, args.out, args.only)


if __name__ == "__main__":
    sys.exit(main())
