"""Nothing that axe-core finds: every page, light and dark, with each panel and fold open."""

import pytest
from playwright.sync_api import expect

from pages.contents import LESSONS
from tests.browser.accessible import COLOURS, bring_axe, violations
from tests.browser.app import settle

PLAYER = '[data-testid="cnnviz-player"]:not([data-rev="0"])'
PATHS = ["/", *(f"/{lesson.url_path}" for lesson in LESSONS[1:])]
SCHEMES = {"desk": "light", "dark": "dark"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("size", ["desk", pytest.param("dark", marks=pytest.mark.nightly)])
def test_nobody_is_kept_out(open_page, app, path, size):
    page = open_page(app, path, size)
    page.locator(PLAYER).wait_for()
    bring_axe(page)
    found: list[str] = []
    for panel in page.get_by_test_id("stPopoverButton").all():
        name = panel.inner_text()
        panel.click()
        settle(page)
        found += violations(page, f"panel {name}", page.get_by_test_id("stPopoverBody"))
        page.keyboard.press("Escape")
        settle(page)
    for fold in page.locator("details:visible > summary").element_handles():
        fold.click()
    settle(page)
    found += violations(page, "folds open")
    page.emulate_media(color_scheme="light" if size == "dark" else "dark")
    page.locator(f"{PLAYER}:not([data-scheme={SCHEMES[size]}])").wait_for()
    settle(page)
    found += violations(page, "in the other scheme", asked=COLOURS)
    page.get_by_test_id("cnnviz-player").get_by_role("button", name="Keys").click()
    found += violations(page, "keys", page.locator("dialog.keys"))
    assert not found, "\n".join(found)


def test_a_panel_opened_by_keyboard_has_the_focus_and_gives_it_back(open_page, app):
    page = open_page(app)
    button = page.get_by_test_id("stPopoverButton").filter(has_text="Kernel")
    button.focus()
    for leave in ("Escape", "Shift+Tab"):
        page.keyboard.press("Enter")
        panel = page.get_by_test_id("stPopoverBody")
        expect(panel).to_be_focused()
        settle(page)
        page.keyboard.press("Tab")
        panel.locator(":focus").wait_for()
        page.keyboard.press(leave)
        expect(button).to_be_focused()
        settle(page)
