"""A lesson saved as a file opens again: settings, photo and step."""

import json
import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.bringing import choose, drop, encoded
from tests.browser.test_history import arrives, type_weight

PIXELS = np.random.default_rng(5).integers(0, 256, (20, 24), np.uint8)


def save(page, tmp_path):
    """The bytes of the file that Save gives, and its name."""
    with page.expect_download() as waiting:
        page.locator("[data-action=save]:visible").click()
    waiting.value.save_as(tmp_path / "saved")
    return (tmp_path / "saved").read_bytes(), waiting.value.suggested_filename


def test_a_saved_file_brings_its_lesson_back_in_another_browser(app, open_page, tmp_path):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    type_weight(page, 4, "3")
    page.locator("h1").click()
    page.keyboard.press("Space")
    left = "?picture=five_by_five&kernel=1,1,1;1,3,1;1,1,1/9&origin=box&padding=1&at=0,1"
    arrives(page, f"/{left}")
    data, name = save(page, tmp_path)
    assert re.fullmatch(r"convolution_[0-9a-f]{8}\.json", name)
    assert json.loads(data) == {"cnnviz": 1, "lesson": "convolution", "query": left[1:]}
    other = open_page(app, "/pooling?stride=3")
    drop(other, data)
    arrives(other, f"/{left}")
    expect(other.locator("#weight-4")).to_have_text("3")


def test_a_photo_travels_in_the_file_and_not_in_the_link(app, open_page, tmp_path):
    page = open_page(app, "/pooling")
    choose(page, encoded(PIXELS))
    page.wait_for_function("location.search.includes('picture=upload')")
    page.locator("[data-action=copy]:visible").click()
    expect(page.locator(".complaint")).to_have_text(
        "Copied. Your photo stays in this browser; Save puts it into a file."
    )
    data, name = save(page, tmp_path)
    assert name.startswith("pooling_")
    other = open_page(app, "/")
    drop(other, data)
    other.wait_for_url("**/pooling?picture=upload*")
    expect(other.locator(".complaint")).to_be_empty()
    other.reload()
    other.wait_for_url("**/pooling?picture=upload*")
    expect(other.locator("[data-testid=cnnviz-photo].there")).to_be_visible()
