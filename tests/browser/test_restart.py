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
from tests.browser.bringing import answered, choose, encoded

PIXELS = np.random.default_rng(7).integers(0, 256, (20, 24), dtype=np.uint8)


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
        with killed(first) as port:
            connected(page).wait_for(state="detached")
    with serve(ROOT / "app.py", tmp_path / "second.log", port=port):
        started = time.monotonic()
        with answered(page):
            expect(button(page, "undo")).to_be_enabled()
        print(f"{lessons[-1]} is back {time.monotonic() - started:.1f} s after the start")
        watch.complaints.clear()  # of a server that was away
        for lesson in reversed(lessons):
            if lesson != lessons[-1]:
                page.get_by_role("link", name=lesson, exact=True).first.click()
                page.wait_for_url(
                    lambda url, left=left[lesson][0]: urlsplit(url).path == urlsplit(left).path
                )
            found(page, lesson, left[lesson])
        page.reload()
        found(page, lessons[0], left[lessons[0]])
        page.context.close()  # before its server goes
