"""A middleware driven by hand: requests made up, a clock that the test moves, answers noted."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg

STREAM = "/_stcore/stream"


def scope(path: str, method: str = "GET", **headers: str) -> dict:
    """An HTTP request, or with method "WS" a web socket; ``_`` in a header's name is ``-``."""
    told = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    if method == "WS":
        return {"type": "websocket", "path": path, "headers": told}
    return {"type": "http", "path": path, "method": method, "headers": told}


def rerun(query: str = "") -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = query
    return message.SerializeToString()


@dataclass
class Clock:
    """Seconds that pass only when somebody sleeps, or the test says so."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def done(work: Coroutine, loop: type[asyncio.AbstractEventLoop] = asyncio.SelectorEventLoop) -> Any:
    """Run it in a thread of its own: in a test's, the browser of other tests has its own loop."""

    def run() -> Any:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result()


async def listens(scope, receive, send):
    """An app that answers a request with 200, and takes a web socket's messages until it closes."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
        await send({"type": "http.response.body", "body": b"the app"})
        return
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


def answer(app, scope: dict) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer to a request."""
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    done(app(scope, receive, send))
    start, *bodies = sent
    return start["status"], dict(start["headers"]), b"".join(one["body"] for one in bodies)
