"""The server is killed in mid-lesson: all comes back as it was, and can still be undone."""

import os
import signal
import time
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import ROOT, connected, go_to, serve, settle
from tests.browser.bringing import choose, encoded
from tests.browser.line import FORGETFUL, Line

RANDOM = np.random.default_rng(7)
PIXELS = RANDOM.integers(0, 256, (20, 24), dtype=np.uint8)
OTHER = RANDOM.integers(0, 256, (9, 7), dtype=np.uint8)
SESSION = "() => sessionStorage.getItem('cnnviz session')"


def up(label):
    """One more in a field for a number."""

    def act(page):
        page.locator(f'.stNumberInput:has-text("{label}")').get_by_test_id(
            "stNumberInputStepUp"
        ).click()

    return act


def chosen(row, label):
    """Another one of a row of choices."""

    def act(page):
        choices = page.get_by_test_id("stButtonGroup").filter(has_text=row)
        choices.get_by_text(label, exact=True).click()

    return act


def pressed(label):
    """A button of the player."""
    return lambda page: page.get_by_role("button", name=label).first.click()


def side(page):
    """Another side of the picture that one network is laid out for."""
    page.get_by_role("button", name="One network").click()
    page.get_by_label("Picture", exact=True).fill("64")
    page.keyboard.press("Enter")


STEPS = {"at", "step", "unit"}
PHOTO = "Your photo"  # a page that is opened after it was brought shows it: that is the change
CHANGES = {
    "Convolution": up("Stride"),
    "Filter bank": chosen("Pooling", "None"),
    "Pooling": chosen("Pooling", "Average"),
    "Transposed": up("Stride"),
    "Signals": pressed("Sum of 3"),
    "From MLP to CNN": up("Channels"),
    "Receptive field": chosen("LeNet-5", "One 5×5"),
    "Equivariance": chosen("Dense", "Max"),
    "Backprop": chosen("Step size", "large"),
    "Training": chosen("Kernels", "4"),
    "Network": PHOTO,
    "Regions": up("Cells"),
    "Architectures": side,
}


def button(page, name):
    return page.locator(f".transport [data-action={name}]")


def shows(page):
    """Where the page stands, and what it says there."""
    settle(page)
    return page.url, page.locator(".sentence").inner_text()


def changed(page, lesson, act):
    """Make a change in a lesson and go three steps on; what it shows before and after."""
    settle(page)
    before = page.url
    if act is not PHOTO:
        act(page)
        settle(page)
        assert page.url != before, lesson
    page.evaluate("document.activeElement?.blur()")
    page.locator("h1").click()
    for _ in range(3):
        page.keyboard.press("Space")
    settle(page)
    expect(button(page, "undo")).to_be_enabled()
    return shows(page)


@contextmanager
def killed(server):
    """Until another one takes its place, as if the machine had lost its power."""
    os.kill(server.process, signal.SIGKILL)
    yield urlsplit(server.address).port


def walk(page, lessons):
    """Change each lesson; what each shows at the end."""
    left = {}
    for lesson in lessons:
        go_to(page, lesson) if lesson != "Convolution" else None
        left[lesson] = changed(page, lesson, CHANGES[lesson])
    return left


def back_to(page, lesson, url):
    """By the menu to a lesson that was left at this address."""
    page.get_by_role("link", name=lesson, exact=True).first.click()
    page.wait_for_url(lambda now: urlsplit(now).path == urlsplit(url).path)


def says(url):
    """What an address says of the settings: a step may go with a change and come back without."""
    query = dict(parse_qsl(urlsplit(url).query))
    return {name: text for name, text in query.items() if name not in STEPS}


def found(page, lesson, left):
    """A lesson is as it was left, and its change can be undone and made again."""
    assert shows(page) == left, lesson
    for name, same in (("undo", False), ("redo", True)):
        expect(button(page, name)).to_be_enabled()
        button(page, name).click()
        settle(page)
        assert (says(page.url) == says(left[0])) == same, (lesson, name)
    assert page.locator(".complaint").inner_text() == ""


@pytest.mark.parametrize(
    "lessons",
    [
        ("Convolution", "Pooling"),
        pytest.param(tuple(CHANGES), marks=pytest.mark.nightly),
    ],
    ids=["two", "all"],
)
def test_a_killed_server_that_starts_again_finds_every_lesson_as_it_was(
    open_page, watch, tmp_path, lessons
):
    with serve(ROOT / "app.py", tmp_path / "first.log") as first:
        page = open_page(first, new=True)
        choose(page, encoded(PIXELS))
        left = walk(page, lessons)
        other = page.context.new_page()  # a second tab, with a photo of its own
        other.goto(first.address)
        settle(other)
        choose(other, encoded(OTHER))
        beside = shows(other)
        with killed(first) as port:
            connected(page).wait_for(state="detached")
    with serve(ROOT / "app.py", tmp_path / "second.log", port=port):
        started = time.monotonic()
        connected(page).wait_for()
        settle(page)
        expect(button(page, "undo")).to_be_enabled()
        print(f"{lessons[-1]} is back {time.monotonic() - started:.1f} s after the start")
        watch.complaints.clear()  # of a server that was away
        for lesson in reversed(lessons):
            if lesson != lessons[-1]:
                back_to(page, lesson, left[lesson][0])
            found(page, lesson, left[lesson])
        page.reload()
        found(page, lessons[0], left[lessons[0]])
        expect(page.locator(".size").first).to_have_text("20 × 24")
        found(other, "Convolution", beside)
        expect(other.locator(".size").first).to_have_text("9 × 7")
        page.context.close()  # before its server goes


def asleep(page):
    """Stop the page, as a browser does with a tab that nobody looks at; and wake it."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    return lambda: browser.send("Page.setWebLifecycleState", {"state": "active"})


def test_a_tab_that_slept_until_the_server_forgot_it_wakes_as_it_was(open_page, watch, tmp_path):
    with serve(ROOT / "app.py", tmp_path / "log", options=FORGETFUL) as server:
        page = open_page(server, new=True)
        line = Line(page)
        page.reload()
        settle(page)
        choose(page, encoded(PIXELS))
        left = changed(page, "Convolution", CHANGES["Convolution"])
        session = page.evaluate(SESSION)
        line.end()
        wake = asleep(page)
        line.cut = False
        wake()
        page.wait_for_function(f"before => ({SESSION})() !== before", arg=session)
        found(page, "Convolution", left)
        watch.complaints.clear()  # of a server that could not be reached
        page.context.close()  # before its server goes


def place(url):
    """Row and column of the step in an address."""
    return tuple(map(int, parse_qsl(urlsplit(url).query)[-1][1].split(",")))


def test_a_reload_in_the_middle_of_an_animation_opens_where_it_was(app, open_page):
    page = open_page(app, "/?at=0,0")
    for key in "+++++p":
        page.keyboard.press(key)
    page.wait_for_url(lambda url: place(url) > (0, 9))
    reached = place(page.url)
    expect(page.get_by_role("button", name="Pause (P)")).to_be_visible()
    page.reload()
    settle(page)
    row, column = place(page.url)
    assert (row, column) >= reached
    expect(page.locator(".sentence")).to_contain_text(f"output[{row}, {column}] =")
