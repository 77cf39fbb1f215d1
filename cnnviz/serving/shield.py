"""Names that the server answers to, and what it tells browsers to refuse."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import streamlit
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from .limits import Limits
from .replies import header, refuse
from .words import FOREIGN_HOST

HERE = ("localhost", "127.0.0.1", "::1")
HEALTH = "/_stcore/health"  # asked by proxies and containers under whatever address they have
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def only_known_hosts() -> None:
    """Answer to this machine's own names where `server.allowedHosts` names no others."""
    if not config.get_option("server.allowedHosts"):
        config.set_option("server.allowedHosts", list(HERE))


def inline_scripts() -> list[str]:
    """What a policy calls the scripts inside Streamlit's own page: their digests."""
    page = Path(streamlit.__file__).with_name("static") / "index.html"
    digests = (hashlib.sha256(s.encode()).digest() for s in INLINE.findall(page.read_text("utf-8")))
    return [f"'sha256-{base64.b64encode(one).decode()}'" for one in digests]


def policy(frames: str) -> str:
    """The Content-Security-Policy: everything from this server, scripts from nobody's text.

    Streamlit gives a component's script its own address in memory (blob:), and writes styles
    into the page while it runs.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {' '.join(inline_scripts())}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors 'self' {frames}".strip(),
        )
    )


def headers(limits: Limits) -> dict[bytes, bytes]:
    return {
        b"content-security-policy": policy(limits.frames).encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"permissions-policy": b"camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    }


class Shield:
    """Refuses foreign host names, and gives every answer the headers above."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        allowed: Callable[[str | None], bool] = is_host_allowed,
    ) -> None:
        self.app, self._allowed, self._headers = app, allowed, headers(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = [(k, v) for k, v in message["headers"] if k.lower() not in self._headers]
                message = {**message, "headers": told + list(self._headers.items())}
            await send(message)

        host = header(scope, b"host")
        name = host.decode("latin-1") if host else None
        if scope["path"].endswith(HEALTH) or self._allowed(name):
            await self.app(scope, receive, with_headers)
        else:
            await refuse(scope, receive, with_headers, 421, FOREIGN_HOST)
