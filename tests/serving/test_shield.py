"""Host names and headers."""

import pytest

from cnnviz.serving.limits import Limits
from cnnviz.serving.shield import Shield, policy
from tests.serving.asgi import STREAM, answer, done, listens, scope


def shield():
    return Shield(listens, Limits(), allowed=lambda name: name in {"localhost", "127.0.0.1:8501"})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501"])
def test_a_known_name_is_answered_with_the_headers(host):
    status, headers, body = answer(shield(), scope("/", host=host))
    assert (status, body, headers[b"x-own"]) == (200, b"the app", b"1")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"same-origin"
    assert headers[b"content-security-policy"].startswith(b"default-src 'self'; script-src 'self' ")


def test_a_foreign_name_is_refused_but_for_the_question_of_health():
    status, headers, body = answer(shield(), scope("/", host="evil.example"))
    assert (status, headers[b"x-content-type-options"]) == (421, b"nosniff")
    assert body.startswith(b"This server was not told that it has this name.")
    assert answer(shield(), scope("/"))[0] == 421  # and one that names none
    twice = scope("/", host="localhost")
    twice["headers"].append((b"host", b"evil.example"))
    assert answer(shield(), twice)[0] == 421
    assert answer(shield(), scope("/_stcore/health", host="10.0.0.7:8501"))[0] == 200


def test_no_text_of_anybody_is_run_as_a_script():
    scripts = policy("").split("; ")[1].split()
    assert scripts[:3] == ["script-src", "'self'", "blob:"]
    assert all(one.startswith("'sha256-") for one in scripts[3:])
    assert policy("https://my.school").endswith("frame-ancestors 'self' https://my.school")
    assert policy("").endswith("frame-ancestors 'self'")


def test_a_web_socket_of_a_foreign_name_is_closed_before_it_opens():
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    done(shield()(scope(STREAM, "WS", host="evil.example"), receive, send))
    assert sent == ["websocket.close"]
