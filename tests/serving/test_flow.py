"""One visitor who asks 33 times a second is slowed; the others are not.

Time is the event loop's own and passes only when all is waiting: 100 s are over at once.
"""

import asyncio
import json
from base64 import b64encode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from cnnviz.serving.flow import Flow
from cnnviz.serving.limits import Limits
from cnnviz.serving.refused import sentence
from tests.serving.asgi import STREAM, done, rerun, scope


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock goes to the next thing that is planned, and no further."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        planned = [one.when() for one in self._scheduled if not one.cancelled()]
        if not self._ready and planned:
            self.now = max(self.now, min(planned))
        super()._run_once()


def run(day):
    return done(day, Loop)


def now() -> float:
    return asyncio.get_running_loop().time()


async def visit(flow_of, sent):
    """When the app reads what is ``sent`` at its times, and what is sent to the visitor."""
    read: list[float] = []
    told: list[dict] = []
    coming = iter(sent)

    async def app(_scope, receive, _send):
        while (await receive())["type"] != "websocket.disconnect":
            read.append(round(now(), 6))

    async def receive():
        at, data = next(coming, (None, None))
        if at is None:
            await asyncio.sleep(10_000 - now())  # the page stays open
            return {"type": "websocket.disconnect"}
        await asyncio.sleep(at - now())
        return {"type": "websocket.receive", "bytes": data}

    async def send(message):
        told.append(message)

    flow = flow_of(app)
    await flow(scope(STREAM, "WS"), receive, send)
    return read, told


def alone(limits: Limits, sent):
    return run(visit(lambda app: Flow(app, limits, now), sent))


def test_as_many_as_may_come_at_once_are_read_at_once_and_the_others_in_their_time():
    read, told = alone(Limits(reruns=6.0, reruns_at_once=30), [(0.0, rerun())] * 60)
    assert read == [0.0] * 30 + [pytest.approx(k / 6, abs=1e-5) for k in range(1, 31)]
    assert told == []


def test_a_flood_of_33_a_second_is_cut_off_and_was_read_at_the_rate_of_one():
    flood = [(k / 33, rerun()) for k in range(330)]
    read, told = alone(Limits(reruns=6.0, reruns_at_once=30), flood)
    # With 33 coming and 6 leaving each second, 30 and then 30 waiting are passed after 60/27 s.
    assert [one["code"] for one in told] == [1013]
    assert len(read) == 30 + int(60 / 27 * 6) == 43
    assert 0 < read[-1] < 60 / 27 + 0.2


def test_who_floods_again_has_nothing_to_spend_at_once():
    async def day():
        flows = []

        def one_server(app):
            flows.append(flows[0] if flows else Flow(app, Limits(reruns=6.0), now))
            flows[0].app = app
            return flows[0]

        def flood():
            return [(now() + k / 33, rerun()) for k in range(330)]

        first, _ = await visit(one_server, flood())
        second, told = await visit(one_server, flood())
        await asyncio.sleep(20)
        calm, _ = await visit(one_server, [(0.0, rerun())] * 30)
        return len(first), len(second), told[0]["code"], set(calm) == {calm[0]}

    # Without the 30 at once 27 more wait each second, 30 after 30/27 s; 6 a second are read.
    assert run(day()) == (43, int(30 / 27 * 6), 1013, True)


def test_a_visitor_as_fast_as_people_are_never_waits():
    quick = [(k / 5, rerun()) for k in range(500)]  # five a second for 100 s
    read, told = alone(Limits(), quick)
    assert (read, told) == ([round(k / 5, 6) for k in range(500)], [])


def test_the_others_go_on_beside_a_flood():
    async def both():
        flows = []

        def one_server(app):
            """Both visitors come to the same middleware, each with an app that notes its own."""
            if not flows:
                flows.append(Flow(None, Limits(), now))

            async def middleware(*request):
                flows[0].app = app
                await flows[0](*request)

            return middleware

        flood = [(k / 33, rerun()) for k in range(50)]
        person = [(0.01 + k / 3, rerun()) for k in range(10)]
        return await asyncio.gather(visit(one_server, flood), visit(one_server, person))

    (flooded, _), (read, told) = run(both())
    assert (read, told) == ([round(0.01 + k / 3, 6) for k in range(10)], [])
    assert flooded[-1] > 50 / 33


def test_all_together_are_held_to_what_the_server_can_do():
    limits = Limits(reruns=1e3, reruns_at_once=40, all_reruns=10.0, all_reruns_at_once=20)
    read, _ = alone(limits, [(0.0, rerun())] * 40)
    assert read == [0.0] * 20 + [pytest.approx(k / 10) for k in range(1, 21)]


def test_large_messages_wait_when_the_allowance_is_used_up():
    photo = rerun("x" * 4_000_000)
    read, _ = alone(Limits(upload=12.0, upload_rate=2.0), [(0.0, photo)] * 5)
    assert read == [pytest.approx(at, abs=1e-3) for at in (0, 0, 0, 2, 4)]


def said(event: dict) -> bytes:
    """What a component sends."""
    message = BackMsg()
    states = message.rerun_script.widget_states.widgets
    states.add(id="a", string_value="kept")
    events = {"events": [{"number": 1, "event": event}]}
    sent = json.dumps([{"event": "event", "value": events}], separators=(",", ":"))
    states.add(id="b", json_trigger_value=sent)
    return message.SerializeToString()


def heard(data: bytes) -> dict:
    """The event of a message that the app reads."""
    kept, sent = BackMsg.FromString(data).rerun_script.widget_states.widgets
    assert kept.string_value == "kept"
    return json.loads(sent.json_trigger_value)[0]["value"]["events"][0]["event"]


async def read_of(limits, sent):
    """What the app reads, and when."""
    read = []

    async def app(_scope, receive, _send):
        while (message := await receive())["type"] != "websocket.disconnect":
            read.append((now(), message["bytes"]))

    await visit(lambda _: Flow(app, limits, now), sent)
    return read


def test_40_photos_of_9_mb_are_taken_out_after_the_budget_and_the_page_says_so():
    photo = {"kind": "photo", "number": 7, "data": b64encode(bytes(9_000_000)).decode()}
    limits = Limits(upload=160, upload_rate=1, reruns_at_once=40)
    read = run(read_of(limits, [(0.0, said(photo))] * 40))
    assert [at for at, _ in read] == [0.0] * 40
    whole, bare = [data for _, data in read[:13]], [data for _, data in read[13:]]
    assert all(heard(data) == photo for data in whole)  # 13 × 12.0 MB as base64, 14 are 168
    # 160 - 13 × 12.0 = 4 MB are left, so 8 more are there after 8 s.
    assert all(heard(data) == photo | {"data": "later:8"} for data in bare)
    assert sum(map(len, bare)) < 5_000
    assert sentence("later:8") == "Too much was uploaded in a short time. Try again in 8 s."


def test_a_photo_hidden_in_another_field_is_dropped_with_its_message():
    message = BackMsg()
    text = '"data":"' + "A" * 1_000_000 + '"'
    message.rerun_script.widget_states.widgets.add(id="a", json_value=text)
    sent = message.SerializeToString()
    read = run(read_of(Limits(upload=1), [(0.0, sent), (1.0, b"\xff" + sent), (2.0, rerun())]))
    assert [data for _, data in read] == [b"", b"", rerun()]


def test_photos_of_all_together_have_an_allowance_too():
    photo = said({"kind": "photo", "data": "A" * 1_000_000})

    async def day():
        flow, read = Flow(None, Limits(all_uploads=2.5, all_uploads_rate=0.5), now), []
        for _ in range(4):

            async def app(_scope, receive, _send):
                while (message := await receive())["type"] != "websocket.disconnect":
                    read.append(heard(message["bytes"])["data"][:9])

            flow.app = app
            coming = iter([{"type": "websocket.receive", "bytes": photo}])

            async def receive(coming=coming):
                await asyncio.sleep(1e-3)
                return next(coming, {"type": "websocket.disconnect"})

            await flow(scope(STREAM, "WS"), receive, None)
        return read

    assert run(day()) == ["A" * 9, "A" * 9, "later:1", "later:1"]


def test_who_leaves_is_gone_at_once_whatever_still_waited():
    async def day():
        read = []

        async def app(_scope, receive, _send):
            while (await receive())["type"] != "websocket.disconnect":
                read.append(now())

        coming = iter([{"type": "websocket.receive", "bytes": rerun()}] * 5)

        async def receive():
            return next(coming, {"type": "websocket.disconnect"})

        limits = Limits(reruns=0.001, reruns_at_once=5)
        await Flow(app, limits, now)(scope(STREAM, "WS"), receive, None)
        return read, now()

    assert run(day()) == ([], 0.0)


@pytest.mark.parametrize("kind", ["clear_cache", "set_run_on_save", "load_git_info"])
def test_nobody_can_empty_the_caches_of_all(kind):
    asked = BackMsg(**{kind: True}).SerializeToString()
    read, _ = alone(Limits(), [(0.0, asked), (1.0, rerun()), (2.0, b"\xff\xff")])
    assert read == [1.0, 2.0]  # nonsense reaches Streamlit, which closes the connection
