"""One's own photo on every page: shown, followed, cancelled, forgotten; and hostile events."""

import io
from base64 import b64encode
from contextlib import suppress
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.runtime.scriptrunner import StopException

from cnnviz.files import lesson_file
from cnnviz.player.photo.words import PROBLEMS
from cnnviz.ui import memory, photo, player
from pages.contents import LESSONS
from tests.pages.fixtures import bring, run

WITHOUT = ("signals", "mlp_to_cnn", "architectures", "training")  # lessons that show no picture
SHOWING = [lesson for lesson in LESSONS if lesson.url_path not in WITHOUT]
PAGES = [lesson.file for lesson in SHOWING]
BOTH = ("convolution", "pooling", "equivariance", "transposed_convolution")  # both kinds in the row
LINK = "The link asked for a picture that a link can't carry; picture Astronaut is shown."


def file(seed=0, shape=(40, 56, 3)):
    data = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    Image.fromarray(pixels).save(data, "PNG")
    return data.getvalue()


def send(app, shown, **event):
    shown.arriving.append(event)
    return run(app)


def picture(app, page):
    return app.session_state[page].settings.picture


def test_events_that_wait_for_one_run_are_all_answered_once(monkeypatch):
    """The button sends what was not answered yet with whatever comes next."""
    answer, seen = [], []
    said = lambda **more: answer.append(more["on_event_change"])  # noqa: E731
    monkeypatch.setattr(st, "session_state", state := {})
    monkeypatch.setattr(player, "component", lambda _: said)
    photo.mount(photo.said(shown=False), seen.append)
    two = [{"number": n, "event": {"kind": kind}} for n, kind in ((5, "photo"), (6, "problem"))]
    for sent in (two[:1], two, two):
        state[photo.KEY] = SimpleNamespace(event={"events": sent})
        answer[0]()
    assert [event["kind"] for event in seen] == ["photo", "problem"]
    assert photo.said(shown=False)["heard"] == 6


def test_an_event_whose_run_was_stopped_is_answered_in_the_next(monkeypatch):
    class Stopped(dict):
        def __setitem__(self, *_):
            raise StopException

    answer = []
    monkeypatch.setattr(
        player, "component", lambda _: lambda **more: answer.append(more["on_event_change"])
    )
    event = {"kind": "photo", "number": 3, "data": b64encode(file()).decode(), "show": True}
    sent = SimpleNamespace(event={"events": [{"number": 7, "event": event}]})
    for state in (Stopped({photo.KEY: sent}), {photo.KEY: sent}):
        monkeypatch.setattr(st, "session_state", state)
        photo.mount({}, photo.receive)
        with suppress(StopException):
            answer[-1]()
        assert dict(state).get(photo.HEARD) == (None if isinstance(state, Stopped) else 7)
    assert (photo.answered(), photo.brought().number) == (3, 3)


@pytest.mark.parametrize("page", PAGES)
def test_a_photo_is_shown_at_once_whatever_was_shown(open_app, shown, page):
    app = open_app(page)
    assert shown.said["thumbnail"] == "" and not shown.said["shown"]
    app = bring(app, shown, file())
    assert shown.link["picture"] == "upload"
    assert shown.message == ""
    assert shown.said["shown"]
    assert shown.said["thumbnail"].startswith("data:image/png;base64,")
    assert shown.said["number"] == shown.said["answered"] == 1


@pytest.mark.parametrize("name", BOTH)
def test_small_numbers_come_back_as_they_were(open_app, shown, name):
    app = open_app(f"pages/{name}.py", picture="arrow")
    before = app.session_state[name].settings
    app = bring(app, shown, file())
    run(app.segmented_control(key=f"{name}-kind").set_value(True))
    assert app.session_state[name].settings == before
    run(app.segmented_control(key=f"{name}-kind").set_value(False))
    assert shown.link["picture"] == "upload"


def test_the_panel_closes_by_itself(open_app, shown):
    app = open_app()
    app.session_state["convolution-pictures"] = True
    app = bring(run(app), shown, file())
    assert not app.session_state["convolution-pictures"]


def test_the_photo_follows_to_every_lesson_once(open_app, shown):
    app = bring(open_app(), shown, file())
    for page in PAGES[1:]:
        run(app.switch_page(page))
        assert shown.link["picture"] == "upload"
    run(app.switch_page(PAGES[0]))
    app.session_state["convolution-pictures"] = True
    run(run(app).button(key="picture-camera").click())
    run(app.switch_page(PAGES[2]))
    run(app.switch_page(PAGES[0]))
    assert shown.link["picture"] == "camera"
    app = send(app, shown, kind="show")
    assert shown.link["picture"] == "upload"


def test_a_newer_photo_replaces_the_older_everywhere(open_app, shown):
    app = bring(open_app(), shown, file(0, (6, 6)))
    run(app.switch_page("pages/equivariance.py"))
    app = bring(app, shown, file(1, (9, 7)))
    assert shown.arrays["picture"].shape == (9, 7)
    run(app.switch_page("pages/convolution.py"))
    assert np.shape(shown.picture) == (1, 9, 7)


def test_a_link_to_another_picture_is_opened_as_it_is(open_app, shown):
    app = bring(open_app(), shown, file())
    app.switch_page("pages/pooling.py")
    app.query_params["picture"] = "camera"
    run(app)
    assert shown.link["picture"] == "camera"


def test_what_the_browser_did_is_told(open_app, shown):
    app = bring(open_app(), shown, file(shape=(768, 1024)), done=[4000, 3000, 1024, 768])
    text = "\n".join(text.value for text in app.text)
    assert text.startswith(
        "What was done, width × height: shrunk in the browser from 4000 × 3000 to 1024 × 768; "
        "resized from 1024 × 768 to 128 × 96"
    )


@pytest.mark.parametrize(
    "done",
    [None, 7, "<b>", [1, 2, 3], [1, 2, 3, "<b>"], [True, 1, 1, 1], [0, 1, 1, 1], [1e9, 1, 1, 1],
     [10**7, 1, 1, 1], [4, 4, 4, 4], {"a": 1}],
    ids=repr,
)  # fmt: skip
def test_what_the_browser_did_is_told_only_if_it_can_be(open_app, shown, done):
    app = bring(open_app(), shown, file(), done=done)
    assert shown.link["picture"] == "upload"
    assert app.session_state["photo"].picture.notes == ()


@pytest.mark.parametrize("data", [None, 7, [], {}, "", "QQ", "Q" * 10 + "é", "<svg>", "QUJD" * 9])
def test_what_is_no_photo_leaves_everything_as_it_was(open_app, shown, data):
    app = bring(open_app(), shown, file())
    before = app.session_state["convolution"].settings
    app = send(app, shown, kind="photo", number=2, data=data, show=True)
    assert shown.message.endswith(".") and "svg" not in shown.message
    assert app.session_state["convolution"].settings == before
    assert (shown.said["answered"], shown.said["number"]) == (2, 1)


def test_a_photo_that_was_taken_out_of_its_message_is_refused_with_the_time(open_app, shown):
    app = bring(open_app(), shown, file())
    send(app, shown, kind="photo", number=2, data="later:8", show=True)
    assert shown.message == "Too much was uploaded in a short time. Try again in 8 s."
    assert (shown.said["answered"], shown.said["number"]) == (2, 1)


@pytest.mark.parametrize("number", [None, "2", 0, -1, 2.0, True, 2**53, 10**40, float("nan")])
def test_a_photo_without_a_number_is_no_photo(open_app, shown, number):
    app = open_app()
    data = b64encode(file()).decode()
    send(app, shown, kind="photo", number=number, data=data, show=True)
    assert shown.link == {} and shown.message == "" and shown.said["answered"] == 0


@pytest.mark.parametrize(
    "event",
    [{}, {"kind": None}, {"kind": []}, {"kind": "__class__"}, {"kind": "show"}, {"kind": "forget"},
     {"kind": "cancel"}, {"kind": "cancel", "number": 0}, {"kind": "none"}, {"kind": {"a": 1}}],
    ids=repr,
)  # fmt: skip
def test_an_event_that_means_nothing_changes_nothing(open_app, shown, event):
    send(open_app(), shown, **event)
    assert shown.link == {} and shown.message == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unkept", PROBLEMS["unkept"]),
        ("unread", PROBLEMS["unread"]),
        ("<b>", PROBLEMS["damaged"]),
        ([], PROBLEMS["damaged"]),
        (
            "large",
            "This file has more than 10 MB, and the browser can't show it as a picture; save it "
            "as a JPEG and bring that.",
        ),
    ],
)
def test_what_did_not_leave_the_browser_is_told(open_app, shown, name, said):
    send(open_app(), shown, kind="problem", name=name)
    assert shown.message == said


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"\0\0\0\x18ftypheic", "This is a HEIC picture, which cannot be read here; save it as"),
        (b"%PDF-1.7", "This is a PDF document, which cannot be read here; save it as PNG or JPEG."),
        (b"\0\0\0\x18ftypmp42", "This is a video, which cannot be read here; save one frame of it"),
        (b"what else", "This file has more than 10 MB, and the browser can't show it as a picture"),
        ("<b>", "This file has more than 10 MB, and the browser can't show it as a picture"),
    ],
)
def test_a_large_file_is_called_what_it_is(open_app, shown, head, said):
    sent = b64encode(head).decode() if isinstance(head, bytes) else head
    send(open_app(), shown, kind="problem", name="large", head=sent)
    assert shown.message.startswith(said)


def test_the_same_photo_twice_is_taken_once(open_app, shown):
    app = bring(open_app(), shown, file())
    first = app.session_state["photo"]
    send(app, shown, kind="photo", number=1, data="QUJD", show=True)
    assert app.session_state["photo"] is first and shown.message == ""


def test_a_cancelled_photo_leaves_the_one_before(open_app, shown):
    app = bring(open_app(), shown, file(0, (6, 6)))
    first, before = app.session_state["photo"], shown.picture
    app = bring(app, shown, file(1, (9, 9)))
    assert np.shape(shown.picture) == (1, 9, 9)
    app = send(app, shown, kind="cancel", number=1)
    assert np.shape(shown.picture) == (1, 9, 9)
    app = send(app, shown, kind="cancel", number=2)
    assert shown.picture == before and app.session_state["photo"] is first
    assert len(app.session_state["convolution"].history.past) == 1  # the first photo's
    app = bring(open_app(stride="2"), shown, file())
    send(app, shown, kind="cancel", number=1)
    assert shown.link == {"stride": "2"} and shown.said["thumbnail"] == ""


def chosen(app):
    """The row "Mine": what its buttons say."""
    app.session_state["convolution-pictures"] = True
    app = run(app)
    return app, [b for b in app.button if str(b.key).startswith("mine-photo-")]


def test_the_last_four_photos_are_one_click_away(open_app, shown):
    app = open_app()
    for number in range(1, 7):
        app = bring(app, shown, file(number, (9, 10 + number)))
    assert shown.said["last"] == [6, 5, 4, 3]
    app, row = chosen(app)
    assert [button.label for button in row] == ["15 × 9", "14 × 9", "13 × 9"]
    app = run(row[1].click())
    assert np.shape(shown.picture) == (1, 9, 14)
    assert (shown.said["number"], shown.said["last"]) == (4, [6, 5, 4, 3])
    app, row = chosen(app)
    assert [button.label for button in row] == ["16 × 9", "15 × 9", "13 × 9"]
    run(app.switch_page("pages/pooling.py"))
    assert np.shape(app.session_state["pooling"].uploaded.pixels)[:2] == (9, 14)


def test_a_photo_that_is_brought_again_stands_once_in_the_row(open_app, shown):
    app = open_app()
    for seed in (1, 2, 1):
        app = bring(app, shown, file(seed))
    assert shown.said["last"] == [3, 2]


def test_a_cancelled_photo_is_not_among_the_last(open_app, shown):
    app = bring(bring(open_app(), shown, file(1)), shown, file(2))
    send(app, shown, kind="cancel", number=2)
    assert (shown.said["number"], shown.said["last"]) == (1, [1])


def test_older_photos_come_back_behind_the_one_that_is_shown(open_app, shown):
    app = bring(open_app(), shown, file(1, (9, 11)), again=True)
    for seed in (2, 3, 3):
        app = bring(app, shown, file(seed, (9, 10 + seed)), again=True, older=True, show=False)
    assert np.shape(shown.picture) == (1, 9, 11)
    assert (shown.said["number"], shown.said["last"]) == (1, [1, 2, 3])
    app, row = chosen(app)
    assert [button.label for button in row] == ["12 × 9", "13 × 9"]
    app = send(app, shown, kind="forget")
    assert shown.said["last"] == [] and not chosen(app)[1]
    assert app.session_state["photos"] == ()


def test_forget_leaves_the_photo_nowhere(open_app, shown):
    app = bring(open_app(), shown, file())
    for page in PAGES[1:]:
        run(app.switch_page(page))
    run(app.switch_page("pages/pooling.py"))
    run(app.segmented_control(key="pooling-kind").set_value(True))
    app = send(app, shown, kind="forget")
    assert app.session_state["photo"] is None and shown.said["thumbnail"] == ""
    for lesson in SHOWING:
        visit = app.session_state[lesson.url_path]
        assert visit.uploaded is None and visit.settings.picture != "upload"
        assert visit.before_photo is None
    run(app.segmented_control(key="pooling-kind").set_value(False))
    assert shown.link["picture"] == "astronaut"
    run(app.switch_page("pages/convolution.py"))
    assert "picture" not in shown.link  # the astronaut, as without a link


def test_the_network_that_reads_a_line_gives_way_to_one_that_reads_photos(open_app, shown):
    bring(open_app("pages/backprop.py", network="line"), shown, file())
    assert shown.link == {"picture": "upload"}
    assert shown.message == (
        "The chapter's network reads one row of numbers; conv → ReLU → pool → dense reads a photo."
    )


def test_a_page_waits_for_the_photo_that_its_address_shows(open_app, shown):
    app = open_app("pages/pooling.py", picture="upload", window="2")
    assert shown.header == {} and shown.said["waits"]
    bring(app, shown, file())
    assert shown.link == {"picture": "upload", "window": "2"}
    assert shown.message == "" and not shown.said["waits"]


@pytest.mark.parametrize("event", [{"kind": "none"}, {"kind": "photo", "number": 1, "data": "x"}])
def test_a_page_whose_photo_is_nowhere_says_so(open_app, shown, event):
    app = open_app(picture="upload", stride="2")
    send(app, shown, **event)
    assert shown.link == {"stride": "2"}  # the astronaut, as without a link
    assert shown.message == LINK


def test_a_photo_that_comes_back_by_itself_waits_on_the_button(open_app, shown):
    app = bring(open_app(picture="camera"), shown, file(), show=False)
    assert shown.link["picture"] == "camera"
    assert shown.said["thumbnail"]
    app.switch_page("pages/pooling.py")
    app.query_params.clear()
    run(app)
    assert shown.link["picture"] == "upload"


def saved(app, shown, name):
    """The text of the lesson's file, as Save makes it."""
    shown.send({"kind": "save", "query": f"?{shown.header['link']}&at=2,3"})
    return app.session_state[name].saved


def followed(app):
    """The app where its player was told to go, as the browser goes there."""
    address = urlsplit(app.session_state[memory.GO])
    app.switch_page(f"pages/{address.path.removeprefix('./')}.py")
    app.query_params.clear()
    app.query_params.update(dict(parse_qsl(address.query)))
    return run(app)


def test_a_saved_lesson_opens_with_its_photo_where_it_was_left(open_app, shown):
    app = bring(open_app("pages/pooling.py"), shown, file(5, (20, 24, 3)))
    run(app.number_input(key="pooling-stride-step").set_value(3))
    settings, pixels = app.session_state["pooling"].settings, shown.picture
    text = saved(app, shown, "pooling").encode()
    other = followed(bring(open_app(), shown, text))
    assert other.session_state["pooling"].settings == settings
    assert shown.picture == pixels and shown.link["picture"] == "upload"
    assert shown.header["state"][0]["value"] == [2, 3]
    assert other.session_state["photo"].number == shown.said["answered"]


def test_a_saved_lesson_opened_on_its_own_page_is_a_change_to_undo(open_app, shown):
    app = open_app(kernel="box", stride="2")
    text = saved(app, shown, "convolution").encode()
    run(app.number_input(key="convolution-stride-step").set_value(1))
    app = bring(app, shown, text)
    assert shown.link == {"kernel": "box", "stride": "2"}
    shown.send({"kind": "undo"})
    run(app)
    assert shown.link == {"kernel": "box"}


def test_a_lesson_file_that_is_none_leaves_everything_and_says_so(open_app, shown):
    app = open_app(kernel="box")
    for text in (b'{"cnnviz": 9}', b'{"cnnviz": 1, "lesson": "nowhere", "query": ""}'):
        app = bring(app, shown, text)
        assert shown.message == lesson_file.NEWER and shown.link == {"kernel": "box"}


def test_a_file_that_the_browser_kept_gives_its_photo_back_and_opens_no_lesson(open_app, shown):
    app = bring(open_app("pages/pooling.py"), shown, file())
    text = saved(app, shown, "pooling").encode()
    app = open_app(kernel="box")
    data = b64encode(text).decode()
    app = send(app, shown, kind="photo", number=7, data=data, again=True, show=False)
    assert app.session_state["photo"].number == 7 and shown.link == {"kernel": "box"}


def test_a_saved_lesson_has_all_weights_also_those_that_are_too_many_for_a_link(open_app, shown):
    weights = "dense.weight," + ",".join(f"{n / 7:.12f}" for n in range(2 * 961))
    query = f"network=pooled&picture=astronaut&side=64&weights={weights}"
    text = lesson_file.write(lesson_file.Saved("backprop", query)).encode()
    app = followed(bring(open_app(), shown, text))
    assert len(app.session_state["backprop"].settings.weights) > 20_000
