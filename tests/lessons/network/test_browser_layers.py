"""The layers of a network in the browser: table, drawing, colours and times."""

import re

import pytest
from playwright.sync_api import expect

from cnnviz.lessons.network import controls
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.network.wiring import wiring
from tests.browser.app import held_up, settle


@pytest.fixture(scope="module")
def coffee():
    return controls.compute(NetworkPage(), None)


def rows_of(page):
    return page.get_by_test_id("layers").locator("tbody tr")


def test_the_table_the_drawing_and_the_strip_show_the_same_layers(app, open_lesson, coffee):
    page = open_lesson("?view=layers&layer=38")
    rows, drawing = rows_of(page), page.get_by_test_id("wires")
    told = rows.last.locator("td").all_inner_texts()
    assert told == ["in all", "", "", "4,631,000", "385,187,552", "", ""]
    cells = rows.first.locator("td")
    expected = ["1 conv", "picture", "32 × 112 × 112", "896", "10,838,016", "3²", "−"]
    assert cells.all_inner_texts() == expected
    expect(page.get_by_test_id("sentence")).to_have_text(
        "Layer 93, dense, has 28 % of the weights and does 0.3 % of the work; "
        "Layer 90, conv, does 5 % of the work with 9 % of the weights."
    )
    # The block of layer 38 is open, all others are one mark each.
    groups = wiring(coffee.layers).groups
    (opened,) = (group for group in groups if 37 in group.layers)
    marks = drawing.get_by_role("option")
    expect(marks).to_have_count(len(groups) - 1 + len(opened.layers))
    expect(drawing.locator("[aria-selected=true]")).to_have_attribute(
        "aria-label", "Layer 38, add: 80 maps of 14 × 14; reads 32, 37"
    )
    # Pointing at one of the three lights all three.
    rows.nth(38).hover()
    expect(drawing.locator(".lit")).to_have_attribute(
        "aria-label", re.compile("^Block 8: 6 layers; Enter opens it$")
    )
    expect(page.get_by_test_id("columns").locator(".lit .kind")).to_have_text("8")
    marks.last.hover()
    expect(page.get_by_test_id("layers").locator(".lit td").first).to_have_text("93 dense")
    expect(drawing.locator(".caption")).to_have_text(
        "93 dense1,000 numbers, 1,281,000 weights, 1,280,000 multiply-adds"
    )
    # By keys: two marks on is block 8; Enter opens it.
    page.mouse.move(5, 5)
    drawing.get_by_role("listbox").focus()
    page.keyboard.press("ArrowRight")
    expect(drawing.locator(".caption b")).to_have_text("Block 8: 6 layers")
    # An answer that was on its way leaves the table where it was scrolled to.
    table = page.get_by_test_id("layers")
    with held_up(app):
        page.keyboard.press("Enter")
        expect(page.locator(".where")).to_have_text("add layer 44 of 93")
        rows.last.scroll_into_view_if_needed()
        top = table.evaluate("table => (table.scrollTop = 10_000, table.scrollTop)")
    page.wait_for_url(re.compile("layer=44"))
    settle(page)
    assert table.evaluate("table => table.scrollTop") == top > 0
    page.keyboard.press("ArrowUp")
    expect(drawing.locator(".caption b")).to_have_text("44 add")
    rows.nth(89).click()
    expect(page.locator(".where")).to_have_text("conv layer 90 of 93")


def test_colours_and_times(open_lesson):
    page = open_lesson("?view=layers&network=digits&picture=digits-50&tint=work")
    sizes = page.get_by_test_id("columns").locator(".size")
    counts = rows_of(page).locator("td:nth-child(5)").all_inner_texts()
    assert counts[0] == "2,304" and sizes.first.inner_text() == "2.3k"
    expect(page.locator(".tint .high")).to_have_text(
        re.compile(r"^[\d.]+ k multiply-adds in a column$")
    )
    first = page.get_by_test_id("columns").get_by_role("option").first
    expect(first).to_have_attribute("aria-description", "2.3 k multiply-adds in a column")
    page.locator(".tint select").select_option("field")
    expect(sizes.first).to_have_text("3")
    expect(page.locator(".tint .high")).to_have_text("8 pixels seen along a side")
    page.get_by_role("button", name="Measure time").click()
    expect(page.locator(".clock")).to_contain_text("median of 9 runs")
    settle(page)
    taken = rows_of(page).locator("td:nth-child(7)").all_inner_texts()
    assert all(re.fullmatch(r"< 0\.01|[\d.]+", text) for text in taken)
    page.locator(".tint select").select_option("time")
    expect(page.locator(".tint .high")).to_have_text(
        re.compile(r"^(< 0\.01|[\d.]+) ms in a column$")
    )
    expect(page).to_have_url(re.compile("tint=time"))
