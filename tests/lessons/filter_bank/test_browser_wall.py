"""The wall of maps: large enough to see, whole names, and every map reached by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import SIZES, held_up, settle
from tests.browser.reading import painted, player

ELEVEN = (
    "gabor-9x9~laplacian_of_gaussian~sobel_x~edge_135~horizontal_line~box~gaussian~sharpen"
    "~motion_blur~random-s1~random-s2"
)
CUT = """(section) => [...section.querySelectorAll("b, h2, figcaption, .next")]
  .some((text) => text.scrollWidth > text.clientWidth + 1)"""
WALL = """(section) => {
  const wall = section.querySelector(".gallery"), core = section.querySelector(".core");
  const maps = [...wall.querySelectorAll(".item canvas")].map((e) => e.getBoundingClientRect());
  const names = [...wall.querySelectorAll(".item span, .tab")];
  const reasons = [...wall.querySelectorAll(".why")];
  const edge = wall.querySelector(".items").getBoundingClientRect().bottom;
  return {
    widths: maps.map((map) => Math.max(map.width, map.height)),
    columns: new Set(maps.map((map) => Math.round(map.left))).size,
    cut: names.filter((name) => name.scrollWidth > name.clientWidth + 1).length,
    halved: names.filter((name) => {
      const { top, bottom } = name.getBoundingClientRect();
      return name.matches(".item *") && top < edge && bottom > edge + 1;
    }).length,
    reasons: reasons.map((reason) => reason.textContent),
    short: reasons.filter((reason) => reason.scrollHeight > reason.clientHeight + 1).length,
    apart: section.querySelector(".caption.of-output").getBoundingClientRect().left
      - section.querySelector(".caption.of-input").getBoundingClientRect().right,
    below: wall.getBoundingClientRect().bottom - core.getBoundingClientRect().bottom,
  };
}"""


@pytest.mark.parametrize(
    "path",
    [
        "/filter_bank",
        "/filter_bank?picture=coffee",
        f"/filter_bank?picture=coffee&bank={ELEVEN}",
        "/filter_bank?second=random-c4",
        "/?colour=each",
        "/?picture=five_by_five",
    ],
)
def test_maps_are_large_and_their_names_whole(app, open_page, path):
    page = open_page(app, path)
    for size in ("desk", "projector"):
        page.set_viewport_size(SIZES[size]["viewport"])
        painted(page)
        wall = player(page).evaluate(WALL)
        assert min(wall["widths"]) >= 120
        assert 2 <= wall["columns"] <= 4
        assert wall["cut"] == wall["halved"] == wall["short"] == 0
        assert len(wall["reasons"]) == (2 if "five" in path else 0)  # of kernels 9 pixels wide
        assert all("does not fit in an input of 5" in reason for reason in wall["reasons"])
        assert wall["below"] <= 1  # it scrolls inside, beside the pictures
        assert wall["apart"] >= 8  # the captions of the two pictures


def test_arrows_walk_over_the_wall_and_enter_enlarges_a_map(app, open_page):
    page = open_page(app, "/filter_bank")
    grid = page.get_by_role("grid", name="Feature maps")
    chosen = grid.get_by_role("button", name="Feature maps: Horizontal edge")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    chosen.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    sharpen = grid.get_by_role("button", name="Feature maps: Sharpen")
    expect(sharpen).to_be_focused()
    page.keyboard.press("Enter")
    settle(page)
    expect(sharpen).to_have_attribute("aria-pressed", "true")
    expect(sharpen).to_be_focused()
    expect(page.locator(".slot.kernel .label span")).to_contain_text("Sharpen")
    page.get_by_role("button", name="Pooled").click()
    settle(page)
    pooled = page.get_by_role("grid", name="After 2 × 2 max pooling")
    expect(pooled.get_by_role("button", pressed=True)).to_have_text("Sharpen")


def test_what_was_typed_is_sent_before_what_is_done_next(app, open_page):
    page = open_page(app, "/filter_bank")
    with held_up(app):
        page.locator("#weight-4").click()
        page.keyboard.type("12")  # 1 is on its way, and 12 waits for its answer
        page.get_by_role("button", name="Feature maps: Sharpen").click()
    settle(page)
    expect(page.locator(".slot.kernel .label span")).to_have_text("Sharpen")
    page.get_by_role("button", name="Feature maps: Horizontal edge").click()
    settle(page)
    expect(page.locator("#weight-4")).to_have_attribute("data-value", "12")


def test_space_presses_a_map_that_an_answer_draws_anew_meanwhile(app, open_page):
    page = open_page(app, "/filter_bank")
    first = page.get_by_role("button", name="Feature maps: Horizontal edge")
    first.focus()
    with held_up(app):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowRight")
        page.keyboard.down("Space")
    expect(first).to_have_attribute("aria-pressed", "false")
    page.keyboard.up("Space")
    settle(page)
    sharpen = page.get_by_role("button", name="Feature maps: Sharpen")
    expect(sharpen).to_have_attribute("aria-pressed", "true")


def test_a_round_is_played_by_keyboard_and_leaves_no_trace(app, open_page):
    page = open_page(app, "/filter_bank?round=7")
    dialog, right = page.get_by_test_id("round"), 0
    for number in range(1, 6):
        expect(dialog.locator(".score")).to_contain_text(f"Question {number} of 5")
        page.keyboard.press("Tab" if number == 1 else "ArrowUp")  # the lesson hears no keys now
        dialog.locator(".choices button").first.focus()
        page.keyboard.press("Enter")
        painted(page)
        told = dialog.locator("footer p").inner_text()
        right += told.startswith("Right:")
        name = dialog.locator(".choices .right b").inner_text()
        assert name in told
        expect(dialog.locator(".score")).to_contain_text(f"{right} of {number} right")
        page.keyboard.press("Enter")  # the next map
    expect(dialog.locator("footer p")).to_have_text(f"{right} of 5 right.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    settle(page)
    page.wait_for_function("!location.search.includes('round')")
    assert page.get_by_role("button", name="Undo").first.is_disabled()


@pytest.mark.parametrize("size", ["desk", "projector", "phone"])
def test_a_round_fits_the_screen_and_another_is_begun_on_the_wall(app, open_page, size):
    page = open_page(app, "/filter_bank?picture=coffee&round=2", size)  # one of the longest answers
    dialog = page.get_by_test_id("round")
    dialog.locator(".choices button").last.click()
    painted(page)
    box = dialog.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    assert dialog.evaluate(
        "e => e.scrollHeight <= e.clientHeight && e.scrollWidth <= e.clientWidth"
    )
    assert not dialog.evaluate(CUT)
    expect(dialog.locator("footer p")).to_contain_text(re.compile("^(Right|Not .*):"))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    settle(page)
    page.get_by_role("button", name="Which kernel made this map?").click()
    expect(dialog.locator(".score")).to_have_text("Question 1 of 5")
