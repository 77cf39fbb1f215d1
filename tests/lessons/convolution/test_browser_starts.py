"""Four starts over a photo, each with a plain sentence before its formula."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import settle
from tests.browser.reading import READ, painted, player

SENTENCES = {
    "Find edges": "Right minus left, three rows summed: darker by 740. output",
    "Blur": "The mean of the nine pixels: 134 becomes 140.89. output[94, 67] = ",
    "Sharpen": "Five times the middle minus its four neighbours: 134 becomes 118. output[94, ",
}


def sentence(page):
    settle(page)
    painted(page)
    return player(page).evaluate(READ)["sentence"]


@pytest.mark.parametrize("size", ["desk", "projector", "phone"])
def test_each_start_is_one_tap_and_says_what_it_does_before_any_formula(app, open_page, size):
    page = open_page(app, "/", size)
    assert sentence(page).startswith(SENTENCES["Find edges"])
    for name, start in SENTENCES.items():
        page.get_by_role("button", name=name, exact=True).click()
        assert sentence(page).startswith(start)
    assert "∂" not in player(page).inner_text()


def test_drawing_ones_own_opens_the_first_cell_and_typing_fills_the_kernel(app, open_page):
    page = open_page(app, "/?at=94,67")
    page.get_by_role("button", name="Draw your own").click()
    settle(page)
    field = page.locator(".slot.kernel input")
    expect(field).to_be_focused()
    expect(field).to_have_value("0")
    for text in ("1", "-1"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    settle(page)
    painted(page)
    shown = player(page).evaluate(READ)
    assert shown["result"] == "124"  # 241 − 117
    page.get_by_role("button", name="Undo").first.click()
    settle(page)


def test_where_padding_takes_part_only_the_formula_speaks(app, open_page):
    page = open_page(app, "/?padding=1&at=0,0")
    assert sentence(page).startswith("output[0, 0] = ")
