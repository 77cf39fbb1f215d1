"""Seats: pages that are open, on the way, and come back."""

import asyncio

from cnnviz.serving.limits import Limits
from cnnviz.serving.room import ARRIVING, Room
from tests.serving.asgi import STREAM, Clock, answer, done, listens, scope

PAGE = scope("/pooling", accept="text/html,*/*")
TASKS: set[asyncio.Task] = set()  # a loop holds its own weakly: nobody leaves by being forgotten


class Visitor:
    """A connection that stays until ``leave``; ``refused`` where it was closed at once."""

    def __init__(self, room: Room, session: str = "") -> None:
        self.messages: asyncio.Queue[dict] = asyncio.Queue()
        self.sent: list[dict] = []
        self.messages.put_nowait({"type": "websocket.connect"})
        spoken = f"streamlit, token, {session}" if session else "streamlit, token"
        request = scope(STREAM, "WS", sec_websocket_protocol=spoken)
        self.task = asyncio.ensure_future(room(request, self.messages.get, self._send))
        TASKS.add(self.task)
        self.task.add_done_callback(TASKS.discard)

    async def _send(self, message: dict) -> None:
        self.sent.append(message)

    async def is_in(self) -> bool:
        while not self.sent:
            await asyncio.sleep(0)
        return self.sent[0]["type"] == "websocket.accept"

    async def leave(self) -> None:
        self.messages.put_nowait({"type": "websocket.disconnect"})
        await self.task


def test_who_comes_to_a_full_room_reads_so_and_comes_in_when_somebody_leaves():
    async def day():
        room = Room(listens, Limits(seats=2), Clock())
        first, second, third = (Visitor(room) for _ in range(3))
        assert [await one.is_in() for one in (first, second, third)] == [True, True, False]
        assert third.sent == [{"type": "websocket.close", "code": 1013, "reason": ""}]
        await first.leave()
        assert await Visitor(room).is_in()
        assert not await Visitor(room).is_in()

    done(day())


def test_the_page_of_a_full_room_is_plain_and_tries_again():
    clock = Clock()
    room = Room(listens, Limits(seats=1), clock)
    assert answer(room, PAGE)[0] == 200
    status, headers, body = answer(room, PAGE)
    assert (status, headers[b"retry-after"], headers[b"cache-control"]) == (503, b"20", b"no-store")
    assert b"<h1>The room is full</h1>" in body and b"1 person has this page open" in body
    assert b'<meta http-equiv="refresh" content="20">' in body
    # What a page already has still reaches it, and so does the question whether the server lives.
    for path in ("/static/js/index.js", "/_stcore/health", "/media/x.png", "/component/a/b.html"):
        assert answer(room, scope(path, accept="text/html"))[0] == 200
    clock.now = ARRIVING + 1  # whoever was on the way did not come
    assert answer(room, PAGE)[0] == 200


def test_a_page_that_was_handed_out_has_its_place():
    async def arrival():
        room = Room(listens, Limits(seats=2), Clock())
        here = Visitor(room)
        assert await here.is_in()
        await room(PAGE, None, here._send)
        refused: list[dict] = []

        async def send(message):
            refused.append(message)

        await room(PAGE, None, send)
        assert refused[0]["status"] == 503  # one is here, one on the way
        assert await Visitor(room).is_in()
        assert not await Visitor(room).is_in()

    done(arrival())


def test_who_lost_the_connection_finds_a_place_in_a_full_room():
    async def back():
        room = Room(listens, Limits(seats=4), Clock())
        here = [Visitor(room) for _ in range(4)]
        assert all([await one.is_in() for one in here])
        assert await Visitor(room, session="before").is_in()
        assert not await Visitor(room, session="another").is_in()  # and even those are bounded
        assert not await Visitor(room).is_in()

    done(back())
