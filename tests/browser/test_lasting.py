"""What a browser keeps where that is hard: the largest model, an edit without a connection."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cnnviz.files import onnx
from cnnviz.networks.graph import sequential
from cnnviz.ops import Dense, Flatten, ReLU
from cnnviz.player.model import words
from cnnviz.ui import models
from tests.browser.app import ROOT, connected, serve, settle
from tests.browser.bringing import bring_model
from tests.browser.line import FORGETFUL, Line
from tests.nightly import by_night

SHAPE, WIDE = (1, 1, 64, 64), 7_780


def model(path, wide, classes):
    net = sequential(Flatten(), (Dense(), wide), ReLU(), (Dense(), classes))
    path.write_bytes(onnx.save(net, net.initial(SHAPE), SHAPE))
    return path


@pytest.mark.nightly
def test_the_largest_model_comes_back_after_a_restart(open_page, watch, tmp_path):
    path = model(tmp_path / "wide.onnx", WIDE, 7)
    assert 127e6 < path.stat().st_size <= models.MEGABYTES * 2**20
    with serve(ROOT / "app.py", tmp_path / "first.log") as first:
        page = open_page(first, "/network?picture=digits-50", new=True)
        bring_model(page, path, 7, wait=240_000)
        expect(page.get_by_test_id("cnnviz-model")).to_have_attribute("data-kept", "true")
        before = page.get_by_test_id("answer").inner_text()
        port = urlsplit(first.address).port
    connected(page).wait_for(state="detached")
    with serve(ROOT / "app.py", tmp_path / "second.log", port=port):
        settle(page)
        watch.complaints.clear()  # of a server that was away
        expect(page.get_by_test_id("answer")).to_have_text(
            before, use_inner_text=True, timeout=240_000
        )
        page.context.close()  # before its server goes


def edited(page, cell, text):
    page.locator(cell).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.fixture(params=[False, *by_night(True)], ids=["held", "forgotten"])
def server(request, tmp_path):
    """The app; or one that forgets a session as soon as it has no connection."""
    if not request.param:
        yield request.getfixturevalue("app")
        return
    with serve(ROOT / "app.py", tmp_path / "log", options=FORGETFUL) as forgetful:
        yield forgetful


def test_what_is_changed_without_a_connection_is_heard_when_there_is_one(server, open_page, watch):
    page = open_page(server, "/", new=True)
    line = Line(page)
    page.goto(f"{server.address}/?picture=five_by_five&kernel=box&padding=1")
    settle(page)
    edited(page, "#weight-0", "9")
    settle(page)
    line.end()
    connected(page).wait_for(state="detached")
    edited(page, "#weight-4", "7")
    line.cut = False
    connected(page).wait_for(timeout=240_000)
    expect(page.locator("#weight-4")).to_have_text("7")
    expect(page.locator("#weight-0")).to_have_text("9")
    page.wait_for_url("**kernel=9,1,1;1,7,1;1,1,1/9**")
    watch.complaints.clear()  # of a server that could not be reached
    page.context.close()  # before its server goes


# A store whose disk is full: what is put into it is refused at once, or with its whole transaction.
REFUSES = """
const { put } = IDBObjectStore.prototype, full = new DOMException("full", "QuotaExceededError");
IDBObjectStore.prototype.put = function (...what) {
  if (FULL_AT_ONCE) throw full;
  const asked = put.apply(this, what);
  this.transaction.abort();
  return asked;
};
"""


@pytest.mark.nightly
@pytest.mark.parametrize("at_once", [True, False])
def test_a_browser_without_room_says_so_and_shows_the_model(app, open_page, tmp_path, at_once):
    page = open_page(app, "/network?picture=digits-50", new=True)
    page.add_init_script(REFUSES.replace("FULL_AT_ONCE", str(at_once).lower()))
    page.reload()
    settle(page)
    bring_model(page, model(tmp_path / "small.onnx", 64, 7), 7)
    expect(page.locator(".complaint")).to_have_text(words.UNKEPT)
    answer = page.get_by_test_id("answer").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    settle(page)
    assert page.get_by_test_id("answer").inner_text() == answer
