"""Uploads: an allowance for each visitor and for all, and a bound on what is kept."""

from cnnviz.serving import refused
from cnnviz.serving.limits import MB, Limits
from cnnviz.serving.uploads import Uploads
from tests.serving.asgi import Clock, answer, listens, scope


def door(limits: Limits, clock: Clock, kept=lambda: 0, show=lambda session: None):
    def is_here(name):
        return name != "nobody"

    return Uploads(listens, limits, clock, is_here, kept, show)


def put(app, size: int | str, session: str = "ann") -> tuple[int, bytes]:
    path = f"/_stcore/upload_file/{session}/file"
    status, _, body = answer(app, scope(path, "PUT", content_length=str(size)))
    return status, body


def test_40_uploads_of_9_mb_are_refused_after_the_budget():
    clock = Clock()
    app = door(Limits(upload=160, upload_rate=1), clock)
    said = [put(app, 9 * MB) for _ in range(40)]
    assert [status for status, _ in said] == [200] * 17 + [429] * 23  # 17 × 9 = 153, 18 × 9 = 162
    assert said[-1][1] == b"Too much was uploaded in a short time. Try again in 2 s."
    assert put(app, 9 * MB, "ben")[0] == 200  # the others have their own
    clock.now = 2.0
    assert [put(app, 9 * MB)[0] for _ in range(2)] == [200, 429]


def test_the_page_is_shown_again_to_say_why_but_not_for_each_of_many_files():
    clock, shown = Clock(), []
    app = door(Limits(upload=10, upload_rate=1), clock, show=shown.append)
    assert [put(app, 6 * MB)[0] for _ in range(3)] == [200, 429, 429]
    assert shown == ["ann"]
    assert refused.take("ann") == "Too much was uploaded in a short time. Try again in 2 s."
    assert refused.take("ann") == ""
    clock.now = 1.9
    assert (put(app, 6 * MB)[0], shown) == (429, ["ann"])
    put(app, 11 * MB, "ben")
    clock.now = 2.0
    assert (put(app, 7 * MB)[0], shown) == (429, ["ann", "ben", "ann"])


def test_sentences_that_nobody_comes_for_are_forgotten_the_oldest_first():
    for k in range(refused.MOST + 2):
        refused.note(f"visitor {k}", "said")
    assert [refused.take(f"visitor {k}") for k in (0, 1, 2)] == ["", "", "said"]


def test_all_together_have_an_allowance_too():
    clock = Clock()
    app = door(Limits(all_uploads=100, all_uploads_rate=5), clock)
    statuses = [put(app, 30 * MB, f"visitor {k}")[0] for k in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    clock.now = 4.0
    assert put(app, 30 * MB, "visitor 3")[0] == 200


def test_no_more_is_kept_than_there_is_room_for():
    app = door(Limits(held=1000), Clock(), kept=lambda: 995 * MB)
    assert put(app, 5 * MB)[0] == 200
    status, body = put(app, 5 * MB + 1)
    assert status == 507 and body.startswith(b"The server keeps as many files")


def test_an_upload_says_how_long_it_is():
    app = door(Limits(), Clock())
    for length in ("", "-1", "1e3", "9" * 30):
        assert put(app, length)[0] in {411, 429}
    status, _, body = answer(app, scope("/_stcore/upload_file/ann/file", "PUT"))
    assert (status, body) == (411, b"An upload has to say how long it is.")


def test_what_names_no_session_takes_nothing_from_those_who_are_here():
    """Streamlit refuses it: the app's own answer passes."""
    app = door(Limits(all_uploads=100), Clock())
    assert put(app, 10_000 * MB, "nobody") == (200, b"the app")
    assert put(app, 90 * MB)[0] == 200


def test_the_allowances_of_those_who_left_are_forgotten_the_oldest_first():
    clock = Clock()
    app = door(Limits(seats=4, upload=10, upload_rate=1), clock)
    for k in range(50):
        put(app, 10 * MB, f"visitor {k}")
    assert len(app._own) == 2 * 5
    assert put(app, 10 * MB, "visitor 49")[0] == 429
