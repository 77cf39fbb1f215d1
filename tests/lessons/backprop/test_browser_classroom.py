"""The backprop page before a class: keys, presenter, predicting, a small projector, a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import go_to, settle
from tests.browser.reading import painted
from tests.lessons.backprop.test_browser_page import after, last, opened

SMALL_PROJECTOR = (1024, 768)


def where(page):
    return page.get_by_test_id("where")


def steps_with_space(page, step):
    page.keyboard.press("Space")
    expect(where(page)).to_have_text(re.compile(rf"step {step} of"))


def test_space_steps_after_the_menu_a_click_and_a_closed_panel(app, open_page):
    page = open_page(app, "/", "desk")
    go_to(page, "Backprop")
    steps_with_space(page, 2)
    page.get_by_role("heading", level=1).click()
    steps_with_space(page, 3)
    page.get_by_role("button", name="Picture").click()
    page.locator("[data-testid=stPopoverBody]").wait_for()
    settle(page)  # Streamlit hears Escape once the panel is drawn
    page.keyboard.press("Escape")
    page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    steps_with_space(page, 4)
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_hidden()
    steps_with_space(page, 5)


def test_space_steps_after_undo_and_takes_nothing_back(app, open_page):
    page = opened(app, open_page)
    last(page)
    for _ in range(2):
        after(page, page.locator('[data-action="take-1"]').click)
    after(page, page.locator(".transport [data-action=undo]").click)
    expect(page.locator(".bench")).to_contain_text("1 taken so far")
    page.keyboard.press("Space")
    expect(where(page)).to_have_text(re.compile("step 1 of"))
    last(page)
    expect(page.locator(".bench")).to_contain_text("1 taken so far")


@pytest.mark.parametrize("step", [12, 60, 84, 110])
def test_in_presenter_the_class_answers_and_nothing_gives_it_away(app, open_page, step):
    page = opened(app, open_page, f"?step={step}&hide=1", "projector")
    answer = page.locator(".slot.write .cell text", has_text="?")
    page.keyboard.press("f")
    expect(page.locator(".player.presenting")).to_have_count(1)
    expect(page.get_by_label("Your number")).to_be_visible()
    expect(answer).to_have_count(1)
    for place in ("total", "formula"):
        assert page.get_by_test_id(place).inner_text().rstrip().endswith("?") or step == 60
    for term in page.locator(".term").all():
        assert "winner" not in (term.get_attribute("title") or "") or "?" in term.inner_text()
    page.keyboard.type("7")
    expect(page.get_by_label("Your number")).to_have_value("7")
    expect(page.locator("input.edit")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".predict p")).to_contain_text("=")
    expect(answer).to_have_count(0)


@pytest.mark.parametrize("query", ["?step=84", "?network=two_blocks&step=474", "?step=3"])
def test_on_a_small_projector_every_number_is_on_the_board(app, open_page, query):
    page = opened(app, open_page, query)
    page.set_viewport_size(dict(zip(("width", "height"), SMALL_PROJECTOR, strict=True)))
    settle(page)
    every_number_is_on_the_board(page, presenting=False)
    page.keyboard.press("f")
    every_number_is_on_the_board(page, presenting=True)


def every_number_is_on_the_board(page, presenting):
    painted(page)
    board = page.locator(".board").bounding_box()
    for part in page.locator(".slot, .terms, .total, .term, .transport button:visible").all():
        box = part.bounding_box()
        assert box["x"] >= board["x"] and box["x"] + box["width"] <= board["x"] + board["width"]
    terms, beside = page.locator(".terms").bounding_box(), page.locator("aside").bounding_box()
    assert presenting or beside["y"] >= terms["y"] + terms["height"]
    bar = page.locator(".transport").bounding_box()
    assert bar["y"] + bar["height"] <= SMALL_PROJECTOR[1]
    assert presenting or beside["y"] + beside["height"] <= bar["y"]  # the code is not under the bar
    say, sentence = (page.locator(s).bounding_box() for s in (".say", ".sentence"))
    assert say["y"] <= sentence["y"]
    assert sentence["y"] + sentence["height"] <= say["y"] + say["height"]


def test_a_phone_has_play_predict_and_copy_link(app, open_page):
    page = opened(app, open_page, size="phone")
    for action in ("play", "predict", "copy", "next"):
        buttons = page.locator(f'[data-action="{action}"]:visible')
        assert buttons.count() == 1, action
        assert buttons.bounding_box()["width"] >= 40
    page.locator('[data-action="predict"]:visible').click()
    page.locator('[data-action="next"]').click()
    expect(page.get_by_label("Your number")).to_be_visible()
