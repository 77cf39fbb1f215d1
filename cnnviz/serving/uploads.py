"""How much a visitor, and all of them together, may upload, and how much is kept."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, runtime

from . import refused
from .bucket import Bucket
from .limits import MB, Limits
from .replies import header, refuse
from .words import NO_LENGTH, no_room_for_a_file, too_much

DOOR = "/_stcore/upload_file/"
SHOW_EVERY = 2.0  # seconds: who sends many files at once is shown one sentence


def keep_off_the_disk() -> None:
    """Let every upload stay in memory: nothing of anybody is written, and a disk may be full."""
    MultiPartParser.spool_max_size = config.get_option("server.maxUploadSize") * 1024 * 1024 + MB


def is_here(session: str) -> bool:
    """Whether a session of this name is connected."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def kept() -> int:
    """Bytes of uploaded files in memory, of all sessions."""
    files = runtime.get_instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
    return sum(len(one.data) for own in list(files.values()) for one in list(own.values()))


class Uploads:
    """Refuses a file that the limits have no room for, and keeps nothing of it."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        clock: Callable[[], float] = monotonic,
        is_here: Callable[[str], bool] = is_here,
        kept: Callable[[], int] = kept,
        show: Callable[[str], None] = refused.show,
    ) -> None:
        self.app, self._limits, self._clock = app, limits, clock
        self._is_here, self._kept, self._show = is_here, kept, show
        self._all = Bucket(limits.all_uploads * MB, limits.all_uploads_rate * MB, clock)
        self._own: OrderedDict[str, Bucket] = OrderedDict()
        self._shown: OrderedDict[str, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, door, rest = scope.get("path", "").partition(DOOR)
        session = rest.partition("/")[0]
        # Streamlit itself refuses what names no session, and no allowance should go to it.
        if scope["type"] == "http" and scope["method"] == "PUT" and door and self._is_here(session):
            length = header(scope, b"content-length")
            if length is None or not length.isdigit():
                await refuse(scope, receive, send, 411, NO_LENGTH)
                return
            if refusal := self._refusal(session, int(length)):
                await _discard(receive)
                await refuse(scope, receive, send, *refusal)
                self._tell(session, refusal[1])
                return
        await self.app(scope, receive, send)

    def _refusal(self, session: str, size: int) -> tuple[int, str, dict[str, str]] | None:
        own = self._allowance(session)
        if not (own.fits(size) and self._all.fits(size)):
            seconds = max(own.seconds_to(size), self._all.seconds_to(size))
            return 429, too_much(seconds), {"retry-after": str(max(1, round(seconds)))}
        if self._kept() + size > self._limits.held * MB:
            return 507, no_room_for_a_file(), {}
        own.take(size)
        self._all.take(size)
        return None

    def _tell(self, session: str, sentence: str) -> None:
        """Let the session's page say it: the browser shows its person a red mark and no words."""
        refused.note(session, sentence)
        now = self._clock()
        if now >= self._shown.get(session, -SHOW_EVERY) + SHOW_EVERY:
            self._shown[session] = now
            self._shown.move_to_end(session)
            if len(self._shown) > 2 * self._limits.seats_for_returning:
                self._shown.popitem(last=False)
            self._show(session)

    def _allowance(self, session: str) -> Bucket:
        """The session's own bucket; of sessions that are gone, the oldest are forgotten."""
        limits = self._limits
        own = self._own.pop(session, None) or Bucket(
            limits.upload * MB, limits.upload_rate * MB, self._clock
        )
        self._own[session] = own
        while len(self._own) > 2 * limits.seats_for_returning:
            self._own.popitem(last=False)
        return own


async def _discard(receive: Receive) -> None:
    """Let all of an upload pass by: a browser reads an answer only when it has sent everything."""
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
