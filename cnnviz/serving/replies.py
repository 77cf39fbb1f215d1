"""Short answers that the middlewares give themselves, in the app's place."""

from collections.abc import Mapping

from starlette.types import Receive, Scope, Send


def header(scope: Scope, name: bytes) -> bytes | None:
    """The value of a request's header; None where there is none, or more than one."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[0] if len(found) == 1 else None


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    text: str,
    more: Mapping[str, str] | None = None,
) -> None:
    """Answer a request with one page or sentence; close a web socket before it opens."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1013, "reason": ""})
        return
    kind = "html" if text.startswith("<!DOCTYPE") else "plain"
    headers = {"content-type": f"text/{kind}; charset=utf-8", "cache-control": "no-store"}
    pairs = [(k.encode(), v.encode()) for k, v in {**headers, **(more or {})}.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": text.encode()})
