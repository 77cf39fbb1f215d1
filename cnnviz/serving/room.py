"""A bound on open pages: who finds no place reads so, and the others notice nothing."""

from collections import deque
from collections.abc import Callable
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from .limits import Limits
from .replies import header, refuse
from .words import RETRY, room_is_full

STREAM = "/_stcore/stream"
ARRIVING = 30.0  # seconds that a place is kept for a page that was handed out
# Streamlit's own paths; every other one is a page of the app.
NO_PAGE = ("/_stcore/", "/static/", "/media/", "/component/")


class Room:
    """Lets in as many as there are seats.

    A page that is handed out keeps a place until its connection comes, so that nobody is shown
    the app and then left without an answer. Who was here before, and says so, finds a place in a
    quarter more: a lost connection costs nobody the lesson.
    """

    def __init__(
        self, app: ASGIApp, limits: Limits, clock: Callable[[], float] = monotonic
    ) -> None:
        self.app, self._limits, self._clock = app, limits, clock
        self._open = 0
        self._arriving: deque[float] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            await self._connection(scope, receive, send)
        elif scope["type"] == "http" and _asks_for_a_page(scope):
            await self._page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._taken() >= self._limits.seats:
            page = room_is_full(self._limits.seats)
            await refuse(scope, receive, send, 503, page, {"retry-after": str(RETRY)})
            return
        self._arriving.append(self._clock())
        await self.app(scope, receive, send)

    async def _connection(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._has_a_place(scope):
            await refuse(scope, receive, send, 503, "")
            return
        self._open += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._open -= 1

    def _has_a_place(self, scope: Scope) -> bool:
        taken = self._taken()
        if _comes_back(scope):
            return self._open < self._limits.seats_for_returning
        if self._arriving and self._open < self._limits.seats:
            self._arriving.popleft()
            return True
        return taken < self._limits.seats

    def _taken(self) -> int:
        """Places with somebody in them, or kept for somebody on the way."""
        while self._arriving and self._arriving[0] < self._clock() - ARRIVING:
            self._arriving.popleft()
        return self._open + len(self._arriving)


def _asks_for_a_page(scope: Scope) -> bool:
    accepts = header(scope, b"accept") or b""
    own = any(part in scope["path"] for part in NO_PAGE)
    return scope["method"] == "GET" and b"text/html" in accepts and not own


def _comes_back(scope: Scope) -> bool:
    """Whether the third subprotocol names a session, as that of a page that reconnects does."""
    entries = (header(scope, b"sec-websocket-protocol") or b"").split(b",")
    return len(entries) > 2 and bool(entries[2].strip())
