"""How fast a visitor may ask: what is too fast waits, and makes nobody else wait."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from .bucket import Bucket
from .limits import MB, Limits
from .room import STREAM

# Asked for by no page of the app, and at the cost of everybody's results, or of the server's time.
UNHEARD = frozenset({"clear_cache", "set_run_on_save", "load_git_info"})


class Flow:
    """Holds up the messages of a visitor who sends more than the limits allow.

    A message that waits is read later, and with it all that comes behind it on the same
    connection; the network's own flow control holds up the sender, so nothing piles up here.
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.app, self._limits, self._clock, self._sleep = app, limits, clock, sleep
        self._all = Bucket(limits.all_reruns_at_once, limits.all_reruns, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            receive = self._slowed(receive)
        await self.app(scope, receive, send)

    def _slowed(self, receive: Receive) -> Receive:
        limits, clock = self._limits, self._clock
        own = Bucket(limits.reruns_at_once, limits.reruns, clock)
        size = Bucket(limits.upload * MB, limits.upload_rate * MB, clock)

        async def slowed() -> Message:
            while True:
                message = await receive()
                data = message.get("bytes")
                if data is None:
                    return message
                wait = max(own.wait(1), size.wait(len(data)))
                if wait:
                    await self._sleep(wait)
                if unheard(data):
                    continue
                wait = self._all.wait(1)
                if wait:
                    await self._sleep(wait)
                return message

        return slowed


def unheard(data: bytes) -> bool:
    """Whether a message asks for what no page of the app ever asks for."""
    try:
        return BackMsg.FromString(data).WhichOneof("type") in UNHEARD
    except DecodeError:
        return False  # Streamlit closes a connection that speaks another language
