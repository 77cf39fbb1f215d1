"""Numbers typed, asked about, copied and pasted in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import NUMBERS, settle

pytestmark = pytest.mark.browser
TOO_LONG = "'1 '.repeat(1_500_000)"  # Streamlit's server closes the connection above 2 MB


def open_numbers(open_page, app):
    """The convolution page with its panel of pictures open, and the box of its numbers."""
    page = open_page(app, NUMBERS)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Picture", exact=True).click()
    settle(page)
    return page, page.get_by_role("textbox", name="Numbers, a row a line")


def test_a_list_is_asked_about_and_can_be_copied_back(open_page, app):
    page, box = open_numbers(open_page, app)
    box.fill("1 2 1 2 4 2 1 2 1")
    box.press("Control+Enter")
    settle(page)
    expect(page.get_by_text("This can be read in several ways.")).to_be_visible()
    expect(box).to_have_value("1 2 1 2 4 2 1 2 1")
    page.get_by_role("button", name="Read it as 3 × 3").click()
    settle(page)
    expect(box).to_have_value("1\t2\t1\n2\t4\t2\n1\t2\t1")
    copied = []
    for block in page.get_by_test_id("stCode").all():
        block.hover()
        page.evaluate("navigator.clipboard.writeText('')")
        block.get_by_role("button", name="Copy to clipboard").click()
        copied.append(page.wait_for_function("navigator.clipboard.readText()").json_value())
    assert copied[0] == "1\t2\t1\n2\t4\t2\n1\t2\t1"
    assert copied[1].split() == "np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]])".split()


def test_a_paste_beyond_all_limits_leaves_the_page_alive(open_page, app):
    page, box = open_numbers(open_page, app)
    box.fill("1 2")
    page.evaluate(f"navigator.clipboard.writeText({TOO_LONG})")
    box.press("Control+v")
    expect(box).to_have_value("1 2")
    box.fill("1\t2\n3\t4")
    box.press("Control+Enter")
    settle(page)
    expect(box).to_have_value("1\t2\n3\t4")
