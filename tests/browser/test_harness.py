"""The watch must see what it is there to see, or every test that relies on it proves nothing."""

import os
import signal
import threading

import pytest

from tests.browser.app import settle

SCRIPT = """
import streamlit as st

st.write("rerun with", st.slider("Stride", 1, 5, 2))
if st.button("Again"):
    st.text("again")
if st.button("Break"):
    raise RuntimeError("planted")
"""
PLANTED = {
    "console.error('planted')": "console: planted",
    "setTimeout(() => { throw new Error('planted') })": "error: planted",
    "fetch('http://planted.invalid/x').catch(() => {})": "leaves the machine: http://planted.invalid/x",
    "new WebSocket('ws://planted.invalid/')": "leaves the machine: ws://planted.invalid/",
}


@pytest.fixture(scope="module")
def toy(serve_script, tmp_path_factory):
    script = tmp_path_factory.mktemp("toy") / "toy_app.py"
    script.write_text(SCRIPT)
    return serve_script(script)


def test_silence_is_broken_by_a_message_and_settle_waits_for_its_rerun(open_page, watch, toy):
    page = open_page(toy)
    with watch.silence(page):
        page.mouse.move(300, 300, steps=5)
    broken = pytest.raises(AssertionError, match=r"^the page sent 1 messages to the server")
    with broken, watch.silence(page):
        page.get_by_role("slider").press("ArrowRight")
    page.get_by_role("slider").press("ArrowRight")
    settle(page)
    assert page.get_by_text("rerun with 4").count() == 1


def test_settle_waits_for_a_server_that_is_late_to_hear(open_page, toy):
    page = open_page(toy)
    os.kill(toy.process, signal.SIGSTOP)
    threading.Timer(1, os.kill, [toy.process, signal.SIGCONT]).start()
    page.get_by_role("button", name="Again").click()
    settle(page)
    assert page.get_by_text("again", exact=True).count() == 1


def test_the_watch_notes_errors_and_requests_that_leave_the_machine(open_page, watch, toy):
    page = open_page(toy)
    assert watch.take() == []
    for script, complaint in PLANTED.items():
        with _told(page, complaint.startswith("error")):
            page.evaluate(f"() => {{ {script} }}")
        assert complaint in watch.take()


def _told(page, thrown):
    """The browser's own word on what was planted, which comes after the watch's."""
    if thrown:
        return page.expect_event("pageerror")
    return page.expect_console_message(lambda said: "planted" in said.text + said.location["url"])


def test_a_traceback_is_noted_and_does_not_reach_the_page(open_page, watch, toy):
    page = open_page(toy)
    page.get_by_role("button", name="Break").click()
    page.get_by_test_id("stException").wait_for()
    assert "planted" not in page.content()
    [complaint] = watch.take()
    assert complaint.startswith("the server printed:")
    assert "RuntimeError: planted" in complaint
