"""No text of a person, a link or a file becomes anything but text on the page."""

import json
from base64 import b64encode
from dataclasses import fields
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.files import onnx
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU
from cnnviz.ui.keep import TITLE
from pages.contents import LESSONS
from tests.browser.app import open_in, settle
from tests.browser.bringing import drop, encoded, uploaded
from tests.browser.hostile import TEXTS, made_of, shown
from tests.lessons.strangers import LESSONS as OPENED

SHAPE = (1, 1, 8, 8)
FILE = "$qqformula$:red[qqcolour]<b id=hostile>"  # the name of a file, which may have 40 signs
ALL = " ".join(TEXTS.values())
PLAYER = "section.player"


def network():
    """A small network whose nodes have the texts as names, and which says class 0 of anything."""
    plain = sequential((Conv(3), 4), ReLU(), MaxPool(2), Flatten(), (Dense(), 3))
    called = {node.name: text for node, text in zip(plain.nodes, TEXTS.values(), strict=False)}
    nodes = tuple(
        Node(called[node.name], node.layer, tuple(called.get(name, name) for name in node.inputs))
        for node in plain.nodes
    )
    params = {called[node]: own for node, own in plain.initial(SHAPE).items()}
    params[nodes[-1].name] |= {"bias": np.array([9, 0, 0], np.float32)}
    return onnx.save(Network(plain.inputs, nodes, (nodes[-1].name,)), params, SHAPE)


def panel(page, title):
    page.get_by_test_id("stPopover").filter(has_text=title).get_by_role("button").first.click()
    settle(page)


def holds(page, *words):
    """These stand on the page, and none of the texts is more than text."""
    settle(page)
    assert set(words) <= shown(page)
    assert made_of(page) == []


def test_the_name_of_a_model_and_of_its_classes_stay_text(app, open_page):
    page = open_page(app, "/network?network=digits&picture=digits-1430", new=True)
    panel(page, "Network")
    given = {"name": f"{FILE[:40]}.onnx", "mimeType": "", "buffer": network()}
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(given)
    expect(page.get_by_test_id("answer")).to_contain_text("of 3 classes")
    settle(page)
    page.get_by_label("Names of its 3 classes").fill(f"{ALL}\nb\nc")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("answer")).to_contain_text("qqhtml")
    holds(page, *TEXTS)
    page.keyboard.press("Escape")
    page.locator(f"{PLAYER} button").filter(has_text="conv").first.click()
    for view in ("Why", "Compare"):
        page.locator(PLAYER).get_by_role("button", name=view, exact=True).click()
        holds(page, *TEXTS)
    open_in(page, "backprop")
    holds(page, *TEXTS)
    for fold in ("How large are the gradients", TITLE):
        page.get_by_text(fold).first.click()
        holds(page, *TEXTS)
    page.go_back()
    page.wait_for_url("**/network?**")
    settle(page)
    open_in(page, "receptive_field")
    panel(page, "Open in")
    holds(page, "qqcolour", "qqformula")


def dropped(page, data, name):
    """A file let go on the page, and the sentence that it is answered with, if any."""
    drop(page, data, name, "text/plain")
    holds(page)


def test_what_a_file_says_or_is_called_stays_text(app, open_page):
    page = open_page(app, "/?picture=five_by_five", new=True)
    dropped(page, b"no picture", f"{ALL}.png")
    query = f"picture=upload&kernel={ALL}&stride={ALL}&at={ALL}&{ALL}={ALL}"
    told = {"png": b64encode(encoded(np.eye(32))).decode(), "notes": [ALL[:200], ALL[-200:]]}
    for lesson in ("convolution", ALL):
        saved = {"cnnviz": 1, "lesson": lesson, "query": query, "photo": told}
        dropped(page, json.dumps(saved).encode(), f"{ALL}.json")
    panel(page, "Picture")
    holds(page, "qqhtml", "qqcolour", "qqtable")
    page.keyboard.press("Escape")
    panel(page, "Kernel")
    page.get_by_text("Paste, load or save").click()
    settle(page)
    page.get_by_label("Paste weights").fill(ALL)
    page.keyboard.press("Control+Enter")
    holds(page, *TEXTS)
    for text in (ALL, f"# title: {ALL}\n1,2\n3,4\n"):  # one refused, one read
        given = {"name": f"{ALL[:60]}.csv", "mimeType": "", "buffer": text.encode()}
        with uploaded(page):
            page.get_by_test_id("stFileUploader").locator("input").last.set_input_files(given)
        holds(page)
    page.wait_for_url("**kernel=1,2;3,4**")
    page.get_by_text(TITLE).click()
    holds(page)


def test_what_is_typed_stays_text(app, open_page):
    page = open_page(app, "/training", new=True)
    panel(page, "Your pictures")
    page.get_by_label("Class 1").fill(TEXTS["qqcolour"])
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("A class has a name")
    file = {"name": f"{TEXTS['qqhtml']}.png", "mimeType": "image/png", "buffer": b"none"}
    page.get_by_test_id("stPopoverBody").locator("input[type=file]").first.set_input_files([file])
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("qqhtml")
    holds(page, "qqhtml")


@pytest.mark.nightly
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.url_path or "convolution")
def test_what_a_link_says_stays_text(app, open_page, lesson):
    tables = OPENED[lesson.url_path or "convolution"].tables
    names = {line.name for table in tables for line in fields(table)}
    link = urlencode(dict.fromkeys([*sorted(names), ALL], ALL), quote_via=quote)
    page = open_page(app, f"/{lesson.url_path}?{link}")
    holds(page)
    page.get_by_text(TITLE).click()
    holds(page)
