"""Files that a page offers: a click gets what the page showed, also where it is drawn anew.

Streamlit gives what a button makes another name in each run. It forgets the name of before, and a
file that was made, at the end of anybody's next runs: a page that on a busy server waits for its
own run asks for what is gone. Here both last a while.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from time import monotonic
from typing import Generic, TypeVar

import streamlit as st
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager, MediaFileMetadata

LASTS = 60.0  # s
OLDER = 3  # of what one button made in earlier runs: each has its arrays
Made = str | bytes
T = TypeVar("T", bound=Hashable)


def button(
    label: str,
    data: Made | Callable[[], Made],
    file: str,
    mime: str | None = None,
    key: str | None = None,
) -> None:
    """A button that saves ``data``, or what that makes, as ``file``.

    ``key`` is its name where the label changes: with a name it stays the same button in the browser
    whatever it saves, so that a press on it is not lost while the page is drawn anew.
    """
    let_last()
    name = f"save {key or label}"
    st.download_button(label, data, file, mime, key=name, on_click="ignore")


def let_last() -> None:
    """From now on what this server's pages offer lasts."""
    if runtime.exists():
        server = runtime.get_instance()
        if not isinstance(server.media_file_mgr, Lasting):
            server._media_file_mgr = Lasting(server.media_file_mgr)


class Lasting(MediaFileManager):
    """Streamlit's manager of files, which keeps for a while what no page refers to any more."""

    def __init__(self, manager: MediaFileManager, clock: Callable[[], float] = monotonic) -> None:
        vars(self).update(vars(manager))
        self._files = _Unused[MediaFileMetadata](clock)
        self._offers = _Unused[str](clock)

    def _get_inactive_file_ids(self) -> set[str]:
        """A file that is made again has other metadata, and lasts as long again."""
        unused = {self._file_metadata[name]: name for name in super()._get_inactive_file_ids()}
        return {unused[one] for one in self._files.for_long(unused)}

    def _remove_orphaned_deferred_callables(self) -> None:
        used = {name for own in self._files_by_session_and_coord.values() for name in own.values()}
        unused = [name for name in self._deferred_callables if name not in used]
        for name in {*self._offers.for_long(unused), *self._older(unused)}:
            self._drop_deferred_id(name)

    def _older(self, unused: Iterable[str]) -> Iterable[str]:
        """What one button offered several runs ago: a page that is dragged along has many."""
        places = defaultdict(list)
        for name in unused:
            offer = self._deferred_callables[name]
            places[offer["session_id"], offer["coordinates"]].append(name)
        return [name for names in places.values() for name in names[:-OLDER]]


class _Unused(Generic[T]):
    """Since when things are not used."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: dict[T, float] = {}

    def for_long(self, unused: Iterable[T]) -> list[T]:
        """Those that have not been used for so long that nobody comes for them."""
        now = self._clock()
        since = {one: self._since.get(one, now) for one in unused}
        self._since = since
        return [one for one, then in since.items() if now - then >= LASTS]
