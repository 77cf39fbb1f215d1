"""A lesson and an edit without a mouse, each step read aloud with what it comes to."""

import re

from playwright.sync_api import expect

from tests.browser.app import run_timers, settle
from tests.browser.reading import painted

PLAYER = '[data-testid="cnnviz-player"]:not([data-rev="0"])'
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.dataset.testid ?? '';
}"""
AT = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const cell = at?.getRootNode().getElementById(at.getAttribute("aria-activedescendant"));
  return [at?.dataset.testid ?? "", cell?.ariaLabel ?? null];
}"""


def test_the_whole_of_backprop_by_space_and_every_step_is_told(open_page, app):
    page = open_page(app, "/backprop")
    page.locator(PLAYER).wait_for()
    where, spoken = page.get_by_test_id("where"), page.locator(f"{PLAYER} .spoken")
    count = int(re.search(r"of (\d+)", where.inner_text()).group(1))
    assert count > 100
    expect(spoken).not_to_be_empty()
    run_timers(page, 0)
    told = [spoken.text_content()]
    for _ in range(count - 1):
        page.keyboard.press("Space")
        run_timers(page, 600)
        told.append(spoken.text_content())
    expect(where).to_have_text(f"step {count} of {count}")
    assert all(told)
    assert [here for here, before in zip(told[1:], told, strict=False) if here == before] == []


def test_a_kernel_is_edited_by_tab_digits_and_enter(open_page, app):
    page = open_page(app, "/?picture=5,6,7;8,9,1;2,3,4")
    page.locator(PLAYER).wait_for()
    for _ in range(80):
        page.keyboard.press("Tab")
        painted(page)
        if page.evaluate(FOCUSED) == "kernel":
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    settle(page)
    weight = page.get_by_test_id("kernel").get_by_role("gridcell").nth(1)
    expect(weight).to_have_attribute("aria-label", "row 0, column 1: 7")
    expect(page.locator(f"{PLAYER} .spoken")).to_contain_text("output")
    page.keyboard.type("9999999999")  # the first eight digits are taken, and answered later
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator(f"{PLAYER} .complaint")).to_contain_text("weight[0, 1] stays 7")
    expect(weight).to_have_attribute("aria-label", "row 0, column 1: 7")
    for sheet, name in (("Window", "row 1, column 2: 1"), ("Products", "row 0, column 1: 42")):
        cell = page.get_by_role("grid", name=sheet).get_by_role("gridcell", name=name, exact=True)
        expect(cell).to_have_count(1)
    page.keyboard.press("Tab")
    painted(page)
    assert page.evaluate(AT) == ["products", "row 0, column 0: −5"]
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"):  # it ends at the border
        page.keyboard.press(key)
    painted(page)
    assert page.evaluate(AT) == ["products", "row 1, column 2: 2"]
    # 1 · 2 = 2 in each sheet
    expect(page.locator(f"{PLAYER} .cells .mark")).to_have_text(["1", "2", "2"])
    page.keyboard.press("Escape")
    painted(page)
    assert page.evaluate(AT) == ["", None]
    expect(page.locator(f"{PLAYER} .cells .mark")).to_have_count(0)
    table = page.get_by_test_id("input").locator("tr")  # of a canvas, with its indices
    assert table.all_text_contents() == ["012", "0567", "1891", "2234"]
