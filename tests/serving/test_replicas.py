"""Several copies behind the nginx of deploy/nginx.conf: one ends, and its students go on."""

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from benchmarks.people import Person
from benchmarks.sessions import PLAYER, Shown
from benchmarks.summary import Run
from benchmarks.works import WORKS
from tests.browser.app import PATIENCE, ROOT, Server, await_health, free_port, serve, settle
from tests.serving.asgi import STREAM, rerun

NOTES = "log_format notes '$upstream_addr $status $uri'; access_log"
SERVER = "server app:8501 max_fails=1 fail_timeout=10s;"
# However soon the page has another connection, it notes that it had none.
NOTICES = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  new MutationObserver(() => {
    window.lost ||= app.dataset.testConnectionState !== 'CONNECTED';
  }).observe(app, { attributes: true });
}"""
SENTENCE = "output[0, 1] = max(2, 1, 0, 5, 3, 1, 4, 0, 8) = 8, at row 2, column 5."


@dataclass(frozen=True)
class Room:
    """Copies of the app, the proxy in front of them, and what that noted of each request."""

    copies: tuple[Server, ...]
    proxy: Server
    notes: Path

    def end_the_copy_of(self, path: str) -> Server:
        """Kill the copy that last sent the page at this path, and return it."""
        lines = [line.rsplit(" ", 2) for line in self.notes.read_text().splitlines()]
        there = next(copy for copy, status, asked in reversed(lines) if asked == path)
        copy = next(one for one in self.copies if one.address == f"http://{there}")
        os.kill(copy.process, signal.SIGKILL)
        return copy


@contextmanager
def behind_nginx(folder: Path, count: int) -> Iterator[Room]:
    """``count`` processes of the app behind the proxy, with the configuration that is deployed."""
    with ExitStack() as running:
        copies = tuple(
            running.enter_context(serve(ROOT / "serve.py", folder / f"{k}.log"))
            for k in range(count)
        )
        port = free_port()
        servers = (SERVER.replace("app:8501", urlsplit(one.address).netloc) for one in copies)
        config = (ROOT / "deploy/nginx.conf").read_text("utf-8").replace("/tmp/", f"{folder}/")
        for deployed, here in (
            (SERVER, "\n".join(servers)),
            ("listen 8080;", f"listen 127.0.0.1:{port};"),
            ("access_log off;", f"{NOTES} {folder}/notes notes;"),
        ):
            assert config.count(deployed) == 1
            config = config.replace(deployed, here)
        (folder / "nginx.conf").write_text(config, "utf-8")
        log = folder / "nginx.log"
        command = ["nginx", "-c", f"{folder}/nginx.conf", "-g", "daemon off; user root;"]
        with log.open("wb") as output:
            process = subprocess.Popen(command, stderr=output)
        running.callback(process.wait)
        running.callback(process.terminate)
        proxy = Server(f"http://127.0.0.1:{port}", log, process.pid)
        await_health(process, proxy, time.monotonic() + 60)
        yield Room(copies, proxy, folder / "notes")


@dataclass
class Student:
    """Somebody who goes on asking, one run after the other, whatever happens to a connection.

    Each has a picture of their own, by which somebody else's answer is known.
    """

    address: str
    person: Person
    answers: int = 0
    enough: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        cookie = {"Cookie": f"cnnviz_place={self.person.who:032x}"}
        options = {"additional_headers": cookie, "proxy": None, "max_size": None, "max_queue": None}
        uri = f"ws://{urlsplit(self.address).netloc}{STREAM}"
        while not self.enough.is_set():
            try:
                with connect(uri, **options) as visit:
                    self.ask(visit)
            except (ConnectionClosed, InvalidStatus, OSError):
                self.enough.wait(0.2)  # the copy has ended: the next connection leads to another
            except Exception as fault:  # in another thread than the test's
                self.person.faults.append(repr(fault))
                return

    def ask(self, visit: ClientConnection) -> None:
        shown = self.person.session.shown = Shown()
        while not self.enough.is_set():
            visit.send(rerun(WORKS[0].query(self.person.who)))
            while not is_over(message := received(visit)):
                component = message.delta.new_element.bidi_component
                if component.id.endswith(f"-{PLAYER}"):
                    shown.take(component.bytes)
            self.person.check("looking", lambda settings, shown: True)
            self.answers += 1

    def faults(self) -> list[str]:
        """What was wrong with any answer, once all is over."""
        run = Run(answers=self.person.answers, faults=self.person.faults)
        run.look()
        return run.faults


def received(visit: ClientConnection) -> ForwardMsg:
    return ForwardMsg.FromString(visit.recv(timeout=PATIENCE / 1000))


def is_over(message: ForwardMsg) -> bool:
    """Whether a run is over that does not begin anew by itself."""
    ended = message.WhichOneof("type") == "script_finished"
    return ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


@contextmanager
def at_work(address: str, count: int) -> Iterator[list[Student]]:
    people = (
        Person(SimpleNamespace(shown=Shown()), who, random.Random(who), count + 1)
        for who in range(1, count + 1)
    )
    students = [Student(address, person) for person in people]
    threads = [threading.Thread(target=one.work) for one in students]
    for thread in threads:
        thread.start()
    try:
        yield students
    finally:
        for student in students:
            student.enough.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("copies", "students"), [(2, 2), pytest.param(3, 12, marks=pytest.mark.nightly)]
)
def test_when_a_copy_ends_its_students_go_on_where_they_were(
    open_page, watch, tmp_path, copies, students
):
    if shutil.which("nginx") is None:
        pytest.skip("there is no nginx on this machine (Debian: apt-get install nginx-light)")
    with behind_nginx(tmp_path, copies) as room, at_work(room.proxy.address, students) as others:
        page = open_page(room.proxy, "/pooling?stride=3", new=True)
        page.locator("h1").click()
        page.keyboard.press("Space")
        step = "/pooling?stride=3&at=0,1"
        here = "step => location.pathname + location.search === step"
        page.wait_for_function(here, arg=step)
        assert "cnnviz_place" in {one["name"] for one in page.context.cookies()}
        player = page.get_by_test_id("cnnviz-player")
        expect(player).to_contain_text(SENTENCE)
        page.evaluate(NOTICES)
        ended = room.end_the_copy_of("/pooling")
        page.wait_for_function("() => window.lost")
        before = [one.answers for one in others]
        settle(page)
        page.wait_for_function(here, arg=step)
        expect(player).to_contain_text(SENTENCE)
        page.keyboard.press("Space")
        page.wait_for_function(here, arg="/pooling?stride=3&at=1,0")
        # A new page meets one of the others too, with the old cookie and without one.
        page.reload()
        settle(page)
        page.wait_for_function(here, arg="/pooling?stride=3&at=1,0")
        wait = threading.Event().wait
        asked = list(zip(others, before, strict=True))
        while not all(one.answers > was + 1 or one.person.faults for one, was in asked):
            wait(0.05)  # each is answered again, those of the ended copy too
        page.context.close()
        assert all("Traceback" not in one.printed() for one in room.copies)
        assert ended.address not in {one.address for one in room.copies if alive(one)}
    assert [fault for one in others for fault in one.faults()] == []
    assert not any(one.person.crossed for one in others)
    unreached = ("WebSocket connection to", "/_stcore/health", "server is not responding", "502")
    assert [one for one in watch.take() if not any(part in one for part in unreached)] == []


def alive(copy: Server) -> bool:
    try:
        status = Path(f"/proc/{copy.process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return status != "Z"
