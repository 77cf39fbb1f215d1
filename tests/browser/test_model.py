"""A model of one's own is kept by the browser: over a restart, in other tabs only if asked."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cnnviz.files import onnx
from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten, GlobalAveragePool, ReLU
from cnnviz.player.model.words import LABELS
from tests.browser.app import ROOT, connected, open_in, serve, settle
from tests.browser.bringing import bring_model

pytestmark = pytest.mark.browser
SHAPE = (1, 3, 12, 12)
PARTS = """async () => {
  const opening = indexedDB.open("cnnviz-model");
  await new Promise((done) => { opening.onsuccess = done; });
  const all = opening.result.transaction("cnnviz-model").objectStore("cnnviz-model").getAllKeys();
  await new Promise((done) => { all.onsuccess = done; });
  opening.result.close();
  return all.result.length;
}"""


def named_model(page):
    """A model that is too large for a link, and the names of its classes."""
    net = sequential((Conv(3), 16), ReLU(), (Conv(3), 16), GlobalAveragePool(), Flatten(),
                     (Dense(), 3))  # fmt: skip
    bring_model(page, onnx.save(net, net.initial(SHAPE), SHAPE), 3)
    page.get_by_label("Names of its 3 classes, one a line").fill("ant\nbee\ncow")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("answer").locator("li span").first).to_have_text(
        re.compile("ant|bee|cow")
    )
    settle(page)


def menu(page):
    button = page.get_by_test_id("cnnviz-model")
    button.get_by_role("button", name=LABELS["yours"], exact=True).click()
    return button


def shows_names(page):
    answers = page.get_by_test_id("answer").locator("li span")
    expect(answers).to_have_count(3, timeout=120_000)  # a process that reads it starts anew
    for name in ("ant", "bee", "cow"):
        expect(answers.filter(has_text=re.compile(f"^{name}$"))).to_have_count(1)


def test_a_model_comes_back_is_told_of_in_a_link_and_is_forgotten(open_page, watch, tmp_path):
    with serve(ROOT / "app.py", tmp_path / "first.log") as first:
        page = open_page(first, "/network", new=True)
        named_model(page)
        expect(page.get_by_test_id("cnnviz-model")).to_have_attribute("data-kept", "true")
        port = urlsplit(first.address).port
    connected(page).wait_for(state="detached")
    with serve(ROOT / "app.py", tmp_path / "second.log", port=port):
        settle(page)
        watch.complaints.clear()  # of a server that was away
        shows_names(page)
        link = page.url
        other = page.context.new_page()
        other.goto(link)
        settle(other)
        expect(other.locator(".complaint")).to_contain_text("that this browser does not have")
        other.close()
        opened = menu(page)
        opened.get_by_label(LABELS["keep"]).check()
        page.wait_for_function(PARTS.replace("length", "length === 4"))
        opened.get_by_role("button", name=LABELS["forget"]).click()
        expect(page.get_by_test_id("answer")).to_contain_text("of 1000 classes")
        page.wait_for_function(PARTS.replace("length", "length === 0"))
        page.context.close()  # before its server goes


@pytest.mark.nightly
def test_a_model_that_is_to_last_is_there_for_the_next_tab(app, open_page):
    page = open_page(app, "/network", new=True)
    named_model(page)
    link = page.url
    menu(page).get_by_label(LABELS["keep"]).check()
    page.wait_for_function(PARTS.replace("length", "length === 4"))
    other = page.context.new_page()
    page.close()
    other.goto(link)
    settle(other)
    shows_names(other)


@pytest.mark.nightly
def test_a_network_that_was_trained_here_comes_back_after_a_restart(open_page, watch, tmp_path):
    with serve(ROOT / "app.py", tmp_path / "first.log") as first:
        page = open_page(first, "/training?kernels=16&epochs=5&look=4", new=True)
        page.keyboard.press("ArrowDown")
        expect(page.get_by_test_id("where")).to_have_text("epoch 1 · step 44")
        settle(page)
        open_in(page, "network")
        expect(page.get_by_test_id("cnnviz-model")).to_have_attribute("data-kept", "true")
        answer = page.get_by_test_id("answer").inner_text()
        assert "of 10 classes" in answer
        port = urlsplit(first.address).port
    connected(page).wait_for(state="detached")
    with serve(ROOT / "app.py", tmp_path / "second.log", port=port):
        settle(page)
        watch.complaints.clear()  # of a server that was away
        expect(page.get_by_test_id("answer")).to_have_text(answer, use_inner_text=True)
        page.context.close()  # before its server goes
