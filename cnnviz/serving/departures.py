"""Who closed a page and did not come back in time has left: nothing of theirs stays in memory.

Streamlit looks whose time is over only when the next page is closed, after the last one never; and
what a session had is part of circles that are freed when somebody looks for them.
"""

import contextlib
import threading
import time

from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage

PAUSE = 10.0  # seconds


def keep_looking() -> None:
    """Look from now on, every few seconds."""
    threading.Thread(target=_watch, name="departures", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(PAUSE)
        with contextlib.suppress(RuntimeError):  # the server is being stopped
            server = runtime.get_instance()
            sessions = getattr(server, "_session_mgr", None)
            if sessions:
                # They come and go in the thread of the event loop only.
                loop = server._get_async_objs().eventloop
                loop.call_soon_threadsafe(clear, sessions._session_storage)


def clear(storage: MemorySessionStorage) -> None:
    """Leave nothing of the sessions whose time is over."""
    for _, left in storage._cache.expire():  # type: ignore[attr-defined]
        left.session.shutdown()
        left.session.session_state.clear()
