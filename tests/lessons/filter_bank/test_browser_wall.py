"""The wall of maps: large enough to see, whole names, and every map reached by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import settle
from tests.browser.reading import player

ELEVEN = (
    "gabor-9x9~laplacian_of_gaussian~sobel_x~edge_135~horizontal_line~box~gaussian~sharpen"
    "~motion_blur~random-s1~random-s2"
)
WALL = """(section) => {
  const wall = section.querySelector(".gallery"), core = section.querySelector(".core");
  const maps = [...wall.querySelectorAll(".item canvas")].map((e) => e.getBoundingClientRect());
  const names = [...wall.querySelectorAll(".item span, .tab")];
  return {
    widths: maps.map((map) => Math.max(map.width, map.height)),
    columns: new Set(maps.map((map) => Math.round(map.left))).size,
    cut: names.filter((name) => name.scrollWidth > name.clientWidth + 1).length,
    below: wall.getBoundingClientRect().bottom - core.getBoundingClientRect().bottom,
  };
}"""


@pytest.mark.parametrize("size", ["desk", "projector"])
@pytest.mark.parametrize(
    "query", ["", "?picture=coffee", f"?picture=coffee&bank={ELEVEN}", "?second=random-c4"]
)
def test_maps_are_large_and_their_names_whole(app, open_page, size, query):
    wall = player(open_page(app, f"/filter_bank{query}", size)).evaluate(WALL)
    assert min(wall["widths"]) >= 120
    assert 2 <= wall["columns"] <= 4
    assert wall["cut"] == 0
    assert wall["below"] <= 1  # it scrolls inside, beside the pictures


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
