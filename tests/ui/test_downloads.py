"""A click on what a page showed gets it, also where the server has gone on meanwhile."""

from pathlib import Path

import pytest
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from cnnviz.ui.downloads import LASTS, OLDER, Lasting

ROOT = Path(__file__).parents[2]


class Server:
    """One button a session, and a clock that goes when the test says so."""

    def __init__(self, monkeypatch):
        monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: self.session)
        self.now, self.session = 0.0, ""
        self.storage = MemoryMediaFileStorage("/media")
        self.files = Lasting(MediaFileManager(self.storage), lambda: self.now)

    def begin(self, session):
        """The page of this session is about to be drawn anew."""
        self.session = session
        self.files.clear_session_refs(session)

    def run(self, session, made=""):
        """A run of this session's page; what it calls what its button makes."""
        self.begin(session)
        name = self.files.add_deferred(lambda: made, "text/plain", "place", "file.txt")
        self.files.remove_orphaned_files()
        return name

    def clicked(self, name):
        """The address that a browser gets for its click."""
        return self.files.execute_deferred(name)

    def fetched(self, address):
        return self.storage.get_file(address.rpartition("/")[2]).content.decode()


@pytest.fixture
def server(monkeypatch):
    return Server(monkeypatch)


def test_what_a_page_still_shows_is_saved_whoever_was_answered_since(server):
    shown = server.run("ann", "one")
    server.run("ann", "two")
    server.run("ben")
    assert server.fetched(server.clicked(shown)) == "one"
    server.begin("ann")
    server.run("ben")
    assert server.fetched(server.clicked(shown)) == "one"


def test_a_file_that_was_made_waits_for_its_browser_and_as_long_again_where_it_is_made_again(
    server,
):
    shown = server.run("ann", "one")
    address = server.clicked(shown)
    for _ in range(3):
        server.run("ben")
    assert server.fetched(address) == "one"
    server.now = LASTS - 1
    assert server.clicked(shown) == address
    server.now = LASTS + 1
    for _ in range(3):
        server.run("ben")
    assert server.fetched(address) == "one"
    server.now += LASTS
    for _ in range(3):
        server.run("ben")
    with pytest.raises(MediaFileStorageError):
        server.fetched(address)


def test_what_nobody_comes_for_is_forgotten_and_of_one_button_all_but_the_last_at_once(server):
    server.run("ben")
    names = [server.run("ann", str(k)) for k in range(OLDER + 3)]
    assert [server.files._deferred_callables.get(name) is not None for name in names] == [
        *(False, False),
        *[True] * (OLDER + 1),
    ]
    server.now = LASTS
    server.run("ben")
    assert server.clicked(names[-1])
    with pytest.raises(MediaFileStorageError):
        server.clicked(names[-2])


def test_every_file_is_offered_by_such_a_button():
    offers = [
        path.name
        for folder in ("cnnviz", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if "download_button(" in path.read_text("utf-8")
    ]
    assert offers == ["downloads.py"]
