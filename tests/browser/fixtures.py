"""Fixtures for tests that look at the app through a headless Chromium.

``page`` is the app's first page on small numbers, settled; ``open_page`` opens any path of any
server in any of the sizes. Whatever the pages of a test print as an error, throw, or ask of another
machine fails it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.app import (
    NUMBERS,
    ROOT,
    TURNED,
    Server,
    Watch,
    chromium,
    launch,
    serve,
    settle,
    visit,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "open_page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium()
    if executable is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = launch(playwright, executable)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve_script(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Server]]:
    """Start a script with Streamlit, once a session; all of them end with it."""
    with ExitStack() as running:

        @cache
        def start(script: Path) -> Server:
            log = tmp_path_factory.mktemp("server") / f"{script.stem}.log"
            return running.enter_context(serve(script, log))

        yield start


@pytest.fixture(scope="session")
def app(browser: Browser, serve_script: Callable[[Path], Server]) -> Server:
    """The app itself; without a browser it is not started."""
    return serve_script(ROOT / "app.py")


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    if complaints := watch.take():
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Callable[[str], BrowserContext]:
    """The context of a size that tests share: it has the app's scripts, compiled, in its cache."""
    shared: dict[str, BrowserContext] = {}

    def visitor(size: str) -> BrowserContext:
        if size in shared and shared[size] in TURNED:
            shared.pop(size).close()
        if size not in shared:
            shared[size] = visit(browser, size)
        return shared[size]

    return visitor


@pytest.fixture
def open_page(
    browser: Browser, visitor: Callable[[str], BrowserContext], watch: Watch
) -> Iterator[Callable[..., Page]]:
    """Open ``path`` of ``server`` in one of SIZES, and settle.

    Pages share what a browser keeps beyond a tab, unless the visitor is a ``new`` one.
    """
    with ExitStack() as opened:
        followed: set[BrowserContext] = set()

        def open_page(
            server: Server, path: str = "/", size: str = "desk", new: bool = False
        ) -> Page:
            context = visit(browser, size) if new else visitor(size)
            if new:
                opened.callback(context.close)
            if context not in followed:
                followed.add(context)
                opened.enter_context(watch.following(context))
            watch.read_on(server)
            page = context.new_page()
            page.goto(server.address + path)
            settle(page)
            return page

        yield open_page


@pytest.fixture
def open_lesson(
    request: pytest.FixtureRequest, app: Server, open_page: Callable[..., Page]
) -> Callable[..., Page]:
    """Open the lesson in whose folder the test stands, with or without what a link asks for."""
    address = f"/{request.path.parent.name}?"

    def open_lesson(query: str = "", size: str = "desk", new: bool = False) -> Page:
        return open_page(app, address + query.removeprefix("?"), size, new)

    return open_lesson


@pytest.fixture
def page(app: Server, open_page: Callable[..., Page]) -> Page:
    """The convolution page on small numbers."""
    return open_page(app, NUMBERS)
