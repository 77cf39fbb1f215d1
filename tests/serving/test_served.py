"""`streamlit run serve.py` with narrow limits, asked as programs ask, without a browser."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.browser.app import PATIENCE, ROOT, Server, serve
from tests.serving.asgi import STREAM, rerun

NARROW = {"SEATS": "3", "RERUNS": "5", "RERUNS_AT_ONCE": "10", "UPLOAD": "20", "HELD": "30"}
HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        for name, text in NARROW.items():
            patch.setenv(f"CNNVIZ_{name}", text)
        patch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "127.0.0.1 a.example b.example")
        with serve(ROOT / "serve.py", tmp_path_factory.mktemp("served") / "log") as server:
            yield server


def ask(server: Server, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
    """Status, headers and text of an answer, whatever it is."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(server.address + path, body, named, method=method)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE / 1000) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers, refusal.read().decode()


def stream(server: Server) -> str:
    return f"ws://{urlsplit(server.address).netloc}{STREAM}"


@contextmanager
def visitor(server: Server) -> Iterator[ClientConnection]:
    with _let_in(server) as opened:
        yield opened


def _let_in(server: Server) -> ClientConnection:
    """Somebody with a place: the server may not know yet that those before have left."""
    options = {
        "subprotocols": ["streamlit"],
        "compression": None,
        "max_size": None,
        "max_queue": None,
        "open_timeout": PATIENCE / 1000,
    }
    end = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            return connect(stream(server), **options)
        except InvalidStatus:
            if time.monotonic() > end:
                raise


def until(visit: ClientConnection, kind: str) -> ForwardMsg:
    while True:
        message = ForwardMsg.FromString(visit.recv(timeout=PATIENCE / 1000))
        if message.WhichOneof("type") == kind:
            return message


def until_said(visit: ClientConnection, sentence: str) -> str:
    """The player's message with this sentence in it."""
    while True:
        shown = until(visit, "delta").delta.new_element.bidi_component.bytes
        if sentence.encode() in shown:
            return shown.decode("latin-1")


def flooded(visit: ClientConnection) -> None:
    """33 requests; a server that is quick closes the connection before all of them are sent."""
    for _ in range(33):
        visit.send(rerun())
    until(visit, "all that is there")


def test_one_who_floods_is_cut_off_and_the_other_is_answered(narrow):
    with visitor(narrow) as flood, visitor(narrow) as other:
        flood.send(BackMsg(clear_cache=True).SerializeToString())
        with pytest.raises(ConnectionClosed) as closed:
            flooded(flood)
        assert closed.value.rcvd.code == 1013
        other.send(rerun())
        until(other, "script_finished")
    assert "Traceback" not in narrow.printed()


def test_every_answer_has_the_headers_and_a_foreign_host_none_but_a_sentence(narrow):
    for path in ("/", "/pooling", "/_stcore/health", "/static/none", "/media/none.png"):
        _, headers, _ = ask(narrow, path)
        assert all(headers[name] for name in HEADERS)
    assert headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert {ask(narrow, "/", Host=name)[0] for name in ("a.example", "b.example:443")} == {200}
    status, headers, text = ask(narrow, "/", Host="evil.example")
    assert (status, headers["x-content-type-options"]) == (421, "nosniff")
    assert text.startswith("This server was not told that it has this name.")
    assert ask(narrow, "/_stcore/health", Host="10.1.2.3:8501")[0] == 200
    for told in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        with pytest.raises(InvalidStatus), connect(stream(narrow), additional_headers=told):
            pass
    with connect(stream(narrow), origin=narrow.address):  # as the app's own page does
        pass


def upload(server: Server, session: str, name: str, data: bytes) -> int:
    """The status that an upload of these bytes gets."""
    _, headers, _ = ask(server, "/_stcore/health")
    cookie = headers["set-cookie"].partition(";")[0]
    told = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}
    told["Content-Type"] = "multipart/form-data; boundary=b"
    form = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n%s\r\n--b--\r\n'
    return ask(server, f"/_stcore/upload_file/{session}/{name}", "PUT", form % data, **told)[0]


def test_uploads_end_with_the_visitor_s_own_allowance(narrow):
    def put(session: str, k: int) -> int:
        return upload(narrow, session, str(k), bytes(9_000_000))

    with visitor(narrow) as one, visitor(narrow) as other:
        for visit in (one, other):
            visit.send(rerun("picture=five_by_five"))
        begun = [until(visit, "new_session").new_session for visit in (one, other)]
        names = [session.initialize.session_id for session in begun]
        for visit in (one, other):
            until(visit, "script_finished")  # the next run asks for what this one was asked for
        assert [put(names[0], k) for k in range(3)] == [204, 204, 429]
        # The page is run again, without a request, and says why.
        shown = until_said(one, "Too much was uploaded in a short time.")
        assert '"link":"picture=five_by_five"' in shown
        # The other has an allowance of its own, but of 30 MB that are kept 18 are there.
        assert [put(names[1], k) for k in range(2)] == [204, 507]
        assert upload(narrow, "nobody", "0", b"") == 400


def test_a_full_room_says_so_and_the_page_needs_nothing_else(narrow):
    with visitor(narrow), visitor(narrow), visitor(narrow):
        status, headers, page = ask(narrow, "/pooling?stride=2", Accept="text/html")
        assert (status, headers["retry-after"]) == (503, "20")
        assert "3 people have this page open" in page and "<script" not in page
        with pytest.raises(InvalidStatus):
            connect(stream(narrow))
        assert ask(narrow, "/_stcore/health")[0] == 200


def test_the_server_collects_no_figures_about_anybody(narrow):
    with visitor(narrow) as visit:
        visit.send(rerun())
        told = until(visit, "new_session").new_session.config
    assert not told.gather_usage_stats
    config = json.loads(ask(narrow, "/_stcore/host-config")[2])
    assert config["blockErrorDialogs"] is False and not config.get("metricsUrl")
