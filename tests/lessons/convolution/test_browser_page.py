"""The convolution page as a person uses it, from opening it to sending a link."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.analysis import convolution
from cnnviz.files import images
from cnnviz.kernels import build
from tests.browser.app import settle
from tests.browser.bringing import choose, encoded
from tests.browser.reading import READ, all_written, painted, player, written

RANDOM = np.random.default_rng(11)
PIXELS = RANDOM.integers(0, 256, (20, 24), dtype=np.uint8)


def read(page):
    painted(page)
    return player(page).evaluate(READ)


def wait_for_result(page, text):
    page.get_by_test_id("result").get_by_text(text, exact=True).wait_for()


@pytest.mark.parametrize("size", ["desk", "projector", "phone"])
def test_the_first_page_shows_a_number_and_its_sum_without_scrolling(app, open_page, size):
    page = open_page(app, size=size)
    shown = read(page)
    assert shown["result"] == "−740"
    terms = "241·(−1) + 117·0 + … + 44·1"
    if size == "desk":
        terms = "241·(−1) + 117·0 + 63·1 + 237·(−2) + 134·0 + 51·2 + 234·(−1) + 147·0 + 44·1"
    assert shown["sentence"] == (
        f"Right minus left, three rows summed: darker by 740. output[94, 67] = {terms} = −740."
    )
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    transport = page.locator(".transport").bounding_box()
    assert transport["y"] + transport["height"] <= page.viewport_size["height"]
    fonts = page.locator(".cells span").evaluate_all(
        "cells => cells.map(c => parseFloat(getComputedStyle(c).fontSize))"
    )
    assert min(fonts) >= 16
    wall, chosen = page.locator(".items").bounding_box(), page.locator(".item[aria-pressed=true]")
    seen = chosen.bounding_box()  # Sobel x; on a phone the page scrolls to it
    assert wall["y"] <= seen["y"] and seen["y"] + seen["height"] <= wall["y"] + wall["height"]


def test_pointing_and_stepping_back(page, watch):
    with watch.silence(page):
        box = page.locator("canvas.output").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        assert read(page)["result"] == "4"
        page.mouse.move(5, 5)
        page.keyboard.press("End")
        assert read(page)["result"] == "−30"
        page.keyboard.press("ArrowLeft")
        assert read(page)["result"] == "5"


def test_the_arrow_keys_step_right_after_a_click_on_a_choice(page):
    page.get_by_text("Photo", exact=True).click()
    settle(page)
    column = page.get_by_label("Output column")
    before = int(column.input_value())
    page.keyboard.press("ArrowRight")
    read(page)
    assert int(column.input_value()) == before + 1


def test_an_edited_weight_gives_a_new_map_and_a_link_that_opens_it(app, page, open_page):
    page.get_by_test_id("kernel").locator("span").nth(4).click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    wait_for_result(page, "37")
    page.keyboard.press("Escape")
    page.locator("canvas.output").click(position={"x": 10, "y": 10})
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("kernel=.*at=2,2$"))
    link = page.url.removeprefix(app.address)
    again = open_page(app, link)
    assert read(again)["kernel"] == ["−1", "0", "1", "−2", "3", "2", "−1", "0", "1"]
    assert read(again)["result"] == "−27"
    assert read(again) | {"rev": ""} == read(page) | {"rev": ""}


def test_a_photo_of_ones_own_is_convolved_pixel_by_pixel(page):
    choose(page, encoded(PIXELS))
    x = images.channels(images.load(encoded(PIXELS)), "grey")[0]
    trace = convolution.trace(x, build("sobel_x"), padding=1)
    page.get_by_label("Output row").fill("7")
    page.get_by_label("Output column").fill("9")
    page.get_by_label("Output column").press("Enter")
    shown = read(page)
    terms = trace.terms(0, 7, 9)
    assert shown["window"] == all_written(terms.inputs)
    assert shown["result"] == written(trace.y[0, 7, 9])


def test_what_cannot_be_read_leaves_the_picture_and_says_one_sentence(page):
    page.get_by_text("Photo", exact=True).click()
    settle(page)
    before = read(page)["window"]
    choose(page, b"<svg onload=alert(1)>", "**evil**<img src=x>.png")
    said = page.locator(".complaint")
    assert said.inner_text().strip().endswith(".")
    assert "evil" not in said.inner_text()
    assert read(page)["window"] == before


def test_a_true_convolution_turns_the_kernel(app, open_page):
    shown = read(open_page(app, "/?picture=five_by_five&flip=True&at=0,0"))
    assert shown["kernel"] == ["1", "0", "−1", "2", "0", "−2", "1", "0", "−1"]
    assert shown["result"] == "−31"


def test_the_numpy_line_of_a_step_gives_the_number_on_the_screen(app, open_page):
    page = open_page(
        app, "/?picture=five_by_five&stride=2&padding=1&at=1,2&bias=0.5&activation=relu"
    )
    shown = read(page)
    rows = "0 1 8 2 0,1 2 9 1 0,0 1 7 3 1,2 0 8 1 0,0 1 9 2 1".split(",")
    names = {"image": np.array([row.split() for row in rows], dtype=float)}
    assert "# output row 1, column 2\n" in shown["numpy"]
    exec(shown["numpy"], {"np": np}, names)
    assert written(float(names["output"])) == shown["result"]


@pytest.mark.parametrize(
    "query",
    [
        "/?picture=five_by_five&stride=<script>alert(1)</script>&kernel=1,x;3&padding_mode=nope",
        "/?picture=**bold**&at=NaN,-1&by=product&done=1e99",
        *(
            pytest.param(f"/?picture=five_by_five&{query}", marks=pytest.mark.nightly)
            for query in ("stride=0", "padding=same&dilation=99", "at=99,99")
        ),
    ],
)
def test_a_broken_link_opens_something_legal_with_one_note(app, open_page, query):
    page = open_page(app, query)
    assert read(page)["result"]
    text = page.locator("body").inner_text()
    for raw in ("<script>", "**bold**", "nope", "1,x;3", "NaN", "1e99"):
        assert raw not in text
