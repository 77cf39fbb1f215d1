"""The app as a browser meets it: starting it, finding a browser, watching what a page does."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakSet

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    WebSocket,
    expect,
)

from pages.contents import LESSONS

# On a busy machine an answer may take this long; where it comes, nothing waits for it.
PATIENCE = 60_000  # ms
expect.set_options(timeout=PATIENCE)

ROOT = Path(__file__).parents[2]
# The first is Chromium without the windows of a browser: the same pages in 0.6 of the time.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# The address bar's popup is a page of its own in each window, which no test looks at.
POPUPS = "WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup"
# This list takes the place of Playwright's own, of which these matter.
NEEDLESS = "HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding"
# The last five keep Chromium itself from calling anybody; the camera is a test picture.
FLAGS = (
    f"--disable-features={POPUPS},{NEEDLESS}",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NUMBERS = "/?picture=five_by_five"  # the first page, on the example that is worked by hand
SIZES = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "projector": {"viewport": {"width": 1280, "height": 720}},
    "laptop": {"viewport": {"width": 1366, "height": 768}},
    "beamer": {"viewport": {"width": 1024, "height": 768}},
    "tablet": {"viewport": {"width": 820, "height": 1180}},
    # 1440 by 900 at 200 %: half as many px for the page, each of them twice as large
    "zoomed": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
}
# Each page notes whether its script runs, or will: Streamlit's own mark comes when the server has
# heard what was asked. A request to run is field 11 of a BackMsg; field 9 of a ForwardMsg says that
# a run began, or, where it is empty, ended. What was asked of a page that is left starts nothing.
LISTENS = """(() => {
  const RUN = 11 << 3 | 2, STATUS = 9 << 3 | 2, LEFT = 10_000, Own = window.WebSocket;
  let asked = -LEFT, runs = false;
  window.awaits = () => runs || performance.now() - asked < LEFT;
  window.WebSocket = class extends Own {
    constructor(...at) {
      super(...at);
      this.addEventListener("message", ({ data }) => {
        const [kind, length] = new Uint8Array(data, 0, Math.min(2, data.byteLength));
        if (kind !== STATUS) return;
        runs = length > 0;
        if (runs) asked = -LEFT;
      });
      this.addEventListener("close", () => { runs = false; });
    }
    send(data) {
      if (data[0] === RUN) asked = performance.now();
      super.send(data);
    }
  };
})()"""
# A page is at rest after 200 ms, and 12 frames, in which nothing ran and all was drawn: what a key
# sets a timer for is asked for within them. Players stand in a shadow root each, hear no key before
# their script has run, and tell whether what they asked was answered.
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const drawn = ({ shadowRoot }) =>
    shadowRoot?.firstElementChild && !shadowRoot.querySelector('[data-rev="0"], [data-waits]');
  const rests = app?.dataset.testScriptState === 'notRunning' && !window.awaits?.() &&
    app.dataset.testConnectionState === 'CONNECTED' &&
    !document.querySelector('[data-testid=stSkeleton]') &&
    !document.getAnimations().some(({ effect }) => effect?.target?.matches?.('details')) &&
    [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')].every(drawn);
  window.restsFor = rests ? (window.restsFor ?? 0) + 1 : 0;
  if (window.restsFor < 2) window.restsSince = performance.now();
  return window.restsFor > 12 && performance.now() - window.restsSince > 200;
}"""

TURNED: WeakSet[BrowserContext] = WeakSet()  # whose clock was turned on: for all its pages to come


@dataclass(frozen=True, slots=True)
class Server:
    """A running app: where it is, and what it has printed so far."""

    address: str
    log: Path
    process: int

    def printed(self) -> str:
        return self.log.read_text("utf-8", errors="replace")


@contextlib.contextmanager
def serve(
    script: Path,
    log: Path,
    wait: float = 120,
    folder: Path = ROOT,
    port: int = 0,
    options: tuple[str, ...] = (),
) -> Iterator[Server]:
    """Run ``script`` with the configuration in ``folder``, on this machine only.

    Without a ``port`` on a free one; with one it takes the place of a server that has ended.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", log, process.pid)
    try:
        await_health(process, server, time.monotonic() + wait)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE / 1000)
        finally:
            process.kill()  # one that does not end by itself does not stay either
            process.wait()


@contextlib.contextmanager
def held_up(server: Server) -> Iterator[None]:
    """What is sent to the server inside the block arrives all at once at its end."""
    os.kill(server.process, signal.SIGSTOP)
    try:
        yield
    finally:  # whatever fails: other tests use the server too
        os.kill(server.process, signal.SIGCONT)


def free_port() -> int:
    """One below those that connections get of the system: none can have it before the server."""
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def await_health(process: "subprocess.Popen[bytes]", server: Server, deadline: float) -> None:
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=1).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"the app did not start; it printed:\n{server.printed()}")


def chromium() -> str | None:
    """Where this machine's Chromium is."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def launch(playwright: Playwright, executable: str) -> Browser:
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)


def visit(browser: Browser, size: str) -> BrowserContext:
    """A visitor with a window of one of SIZES, whose pages can be waited for."""
    context = browser.new_context(**SIZES[size])
    context.set_default_timeout(PATIENCE)
    context.add_init_script(LISTENS)
    return context


def settle(page: Page) -> None:
    """Wait until the page has its answer, its script is at rest and its players are awake.

    No fold moves either: what is pressed while it moves is no longer there at the release.
    """
    page.evaluate("window.restsFor = 0")
    page.wait_for_function(QUIET, timeout=2 * PATIENCE)


def go_to(page: Page, lesson: str) -> None:
    """Go to another lesson by its name on the line of all."""
    path = next(one.url_path for one in LESSONS[1:] if one.title == lesson)
    page.get_by_role("link", name=lesson, exact=True).first.click()
    page.wait_for_url(lambda url: urlsplit(url).path == f"/{path}")
    settle(page)


def open_in(page: Page, lesson: str) -> None:
    """Go on with what is shown in another lesson, by the panel of ways there."""
    page.get_by_test_id("stPopover").filter(has_text="Open in").get_by_role("button").click()
    settle(page)
    page.locator(f".st-key-to-{lesson} button").click()
    page.wait_for_url(lambda url: urlsplit(url).path == f"/{lesson}")
    settle(page)


def connected(page: Page) -> Locator:
    """The app, where it is connected with its server."""
    return page.locator('[data-testid=stApp][data-test-connection-state="CONNECTED"]')


def run_timers(page: Page, milliseconds: int) -> None:
    """Turn the page's clock on: all that it would do in this time it does now.

    From the first call on; a timer that was set before keeps real time.
    """
    if not page.evaluate("'clockIsOurs' in window"):
        page.clock.install()
        page.evaluate("window.clockIsOurs = true")
        TURNED.add(page.context)
    page.clock.run_for(milliseconds)


@dataclass
class Watch:
    """What the pages of a test did: messages sent to the server, and what they should not do."""

    complaints: list[str] = field(default_factory=list)
    sent: int = 0
    read: dict[Server, int] = field(default_factory=dict)

    def follow(self, page: Page) -> None:
        """Watch a page from here on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("websocket", self._websocket)

    @contextlib.contextmanager
    def following(self, context: BrowserContext) -> Iterator[None]:
        """Watch every page that this context opens inside the block; at its end they are closed."""
        pages: list[Page] = []

        def opened(page: Page) -> None:
            pages.append(page)
            self.follow(page)

        context.on("page", opened)
        yield
        context.remove_listener("page", opened)
        for page in pages:
            page.close()

    def read_on(self, server: Server) -> None:
        """From here on, a traceback that the server prints is a complaint."""
        self.read.setdefault(server, len(server.printed()))

    def take(self) -> list[str]:
        """All complaints since the last time, what the servers printed included."""
        taken, self.complaints = self.complaints, []
        for server, start in self.read.items():
            new = server.printed()[start:]
            self.read[server] = start + len(new)
            if "Traceback" in new:
                taken.append(f"the server printed: {new}")
        return taken

    @contextlib.contextmanager
    def silence(self, page: Page) -> Iterator[None]:
        """Fail if any message goes to the server inside the block, or by what it set a timer for.

        The page's own clock is turned on by two seconds, so that nobody has to wait for them.
        """
        run_timers(page, 0)
        before = self.sent
        yield
        run_timers(page, 2000)
        assert self.sent == before, f"the page sent {self.sent - before} messages to the server"

    def _console(self, message: ConsoleMessage) -> None:
        # On an address with a path, Streamlit's page first looks for its server beside that path.
        probe = "/_stcore/" in message.location["url"] and "404" in message.text
        if message.type == "error" and not probe:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self._leaves(request.url)

    def _websocket(self, socket: WebSocket) -> None:
        self._leaves(socket.url)
        socket.on("framesent", self._frame)

    def _frame(self, _: str | bytes) -> None:
        self.sent += 1

    def _leaves(self, url: str) -> None:
        if urlsplit(url).hostname not in {None, "127.0.0.1", "localhost"}:
            self.complaints.append(f"leaves the machine: {url}")
