"""A block of numbers pasted onto a cell, as people copy it from a spreadsheet."""

from playwright.sync_api import expect

from tests.browser.app import settle

PASTE = """(element, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { clipboardData, bubbles: true, composed: true, cancelable: true };
  const event = new ClipboardEvent("paste", options);
  element.dispatchEvent(event);
}"""


def test_onto_the_kernel_from_the_open_cell_on_and_undone(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    page.locator("#weight-4").click()
    page.locator("input.edit:visible").evaluate(PASTE, "2,5\t3\n4\t5\n")
    expect(page.locator("#weight-4")).to_have_text("2.5")
    assert [page.locator(f"#weight-{tap}").inner_text() for tap in range(9)] == [
        "1", "1", "1", "1", "2.5", "3", "1", "4", "5",
    ]  # fmt: skip
    settle(page)
    page.keyboard.press("Control+z")
    expect(page.locator("#weight-4")).to_have_text("1")


def test_without_room_it_says_so_and_keeps_what_there_was(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    page.locator("#weight-8").click()
    page.locator("input.edit:visible").evaluate(PASTE, "1\t2\n3\t4")
    expect(page.locator(".complaint")).to_have_text(
        "These are 2 × 2 numbers; from row 2, column 2 on there is room for 1 × 1."
    )
    expect(page.locator("#weight-8")).to_have_text("1")


def test_onto_the_picture_of_a_network(app, open_page):
    page = open_page(app, "/backprop?step=1")
    cell = page.locator('.bench .cell[data-at="x:7"]')
    cell.dblclick()
    page.locator("input.edit:visible").evaluate(PASTE, "7\t8\n9\t6")
    expect(cell).to_have_text("7")
    expect(page.locator('.bench .cell[data-at="x:14"]')).to_have_text("6")
