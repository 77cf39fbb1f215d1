"""How fast a visitor may ask: what is too fast waits, and makes nobody else wait."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from time import monotonic

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from . import refused
from .bucket import Bucket
from .limits import MB, Limits
from .room import STREAM

# Asked for by no page of the app, and at the cost of everybody's results, or of the server's time.
UNHEARD = frozenset({"clear_cache", "set_run_on_save", "load_git_info"})
CAUTION = 10.0  # seconds after a flood in which newcomers have no allowance to spend at once
WAITING = 16 * MB  # bytes of one visitor that wait here; more waits in the network
PHOTO = re.compile(rb'("data": ?")[A-Za-z0-9+/=]{65536,}"')  # as the button "Your photo" sends it


class Flow:
    """Holds up the messages of a visitor who sends more than the limits allow.

    A photo in one counts as an upload: after the allowance it is taken out, and the page says so.

    As many as may come at once may also wait. With one more the connection is closed: no person is
    so fast, and the page of one comes back by itself with all that it shows. Who floods comes back
    too: for some seconds then, whoever comes begins with nothing to spend at once.
    """

    def __init__(
        self, app: ASGIApp, limits: Limits, clock: Callable[[], float] = monotonic
    ) -> None:
        self.app, self._limits, self._clock = app, limits, clock
        self._all = Bucket(limits.all_reruns_at_once, limits.all_reruns, clock)
        self._photos = Bucket(limits.all_uploads * MB, limits.all_uploads_rate * MB, clock)
        self._flooded = -CAUTION

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM):
            await self.app(scope, receive, send)
            return
        cautious = self._clock() < self._flooded + CAUTION
        queue = _Queue(self._limits, self._clock, self._all, self._photos, cautious)
        reader = asyncio.ensure_future(queue.fill(receive, send))
        try:
            await self.app(scope, queue.next, send)
        finally:
            reader.cancel()
            if queue.flooded:
                self._flooded = self._clock()


class _Queue:
    """What one connection has sent and the app has not yet read."""

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float],
        everybody: Bucket,
        photos: Bucket,
        cautious: bool,
    ) -> None:
        self.flooded = False
        self._own = Bucket(limits.reruns_at_once, limits.reruns, clock)
        if cautious:
            self._own.take(limits.reruns_at_once)
        self._size = Bucket(limits.upload * MB, limits.upload_rate * MB, clock)
        self._all, self._photos, self._room = everybody, photos, limits.reruns_at_once
        self._waiting: deque[tuple[Message, int]] = deque()  # and what each still has to pay
        self._end: Message | None = None
        self._changed = asyncio.Event()

    async def fill(self, receive: Receive, send: Send) -> None:
        """Read what comes, so that a connection that ends is noticed at once."""
        while self._end is None:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                self._end = message
            elif not unheard(message.get("bytes") or b""):
                self._waiting.append(self._paid(message))
            if len(self._waiting) > self._room:
                await send({"type": "websocket.close", "code": 1013, "reason": "too fast"})
                self._end = {"type": "websocket.disconnect", "code": 1013}
                self.flooded = True
            self._changed.set()
            while self._end is None and self._bytes() > WAITING:
                await self._change()

    async def next(self) -> Message:
        """The next message, when it may be read; the end before all that still waits."""
        while not self._waiting and self._end is None:
            await self._change()
        if self._end is None:
            _, size = self._waiting[0]
            await self._pause(max(self._own.wait(1), self._size.wait(size), self._all.wait(1)))
        if self._end is not None:
            return self._end
        self._changed.set()
        return self._waiting.popleft()[0]

    def _paid(self, message: Message) -> tuple[Message, int]:
        """A message and what it has to wait for: a photo waits for nothing, or is taken out."""
        data, buckets = message.get("bytes") or b"", (self._size, self._photos)
        size = len(data)
        if not PHOTO.search(data):
            return message, size
        if all(one.fits(size) for one in buckets):
            for one in buckets:
                one.take(size)
            return message, 0
        bare = without_photos(data, max(one.seconds_to(size) for one in buckets))
        return {**message, "bytes": bare}, len(bare)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not for the sake of a connection that has ended."""
        try:
            async with asyncio.timeout(seconds):
                while seconds and self._end is None:
                    await self._change()
        except TimeoutError:
            pass

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _bytes(self) -> int:
        return sum(len(one.get("bytes") or b"") for one, _ in self._waiting)


def unheard(data: bytes) -> bool:
    """Whether a message asks for what no page of the app ever asks for."""
    try:
        return BackMsg.FromString(data).WhichOneof("type") in UNHEARD
    except DecodeError:
        return False  # Streamlit closes a connection that speaks another language


def without_photos(data: bytes, seconds: float) -> bytes:
    """The message with a word in each photo's place, which says how long the photo has to wait."""
    try:
        message = BackMsg.FromString(data)
    except DecodeError:
        return b""
    put = rb'\1%s"' % refused.later(seconds).encode()
    for widget in message.rerun_script.widget_states.widgets:
        if widget.HasField("json_trigger_value"):
            text = widget.json_trigger_value.encode()
            widget.json_trigger_value = PHOTO.sub(put, text).decode()
    short = message.SerializeToString()
    return bytes(short if not PHOTO.search(short) else b"")  # nothing else sends a photo
