"""The way among the lessons: by link, on the line of all, on the panel of all, and onward."""

import shutil

import pytest
from playwright.sync_api import expect

from pages.contents import LESSONS, opening
from tests.browser.accessible import bring_axe, violations
from tests.browser.app import ROOT, serve, settle

WANTED = {
    "See": ("Convolution", "Filter bank", "Pooling", "Transposed"),
    "Understand": ("Signals", "From MLP to CNN", "Receptive field", "Equivariance"),
    "Learn": ("Backprop", "Training"),
    "Networks": ("Network", "Regions", "Architectures"),
}
NAMES = [name for names in WANTED.values() for name in names]
PAGE = """import streamlit as st
from cnnviz.ui import layout

layout.header("What is not here yet?", "")
st.text("Nothing.")
"""
MORE = """
_there = {{lesson.title: lesson for lesson in LESSONS}}
_wanted = [(group, name) for group, names in {wanted}.items() for name in names]
LESSONS = tuple(
    _there.get(name)
    or Lesson(f"pages/toy_{{k}}.py", name, group, "What is not here yet?", "", LESSONS[0].picture)
    for k, (group, name) in enumerate(_wanted)
)
"""
# Every lesson that is seen on the line: its name, and whether all of it can be read.
LINE = """() => [...document.querySelectorAll('[data-testid="stTopNavLink"]')].map((link) => {
  const text = link.querySelector('p').getBoundingClientRect();
  const at = document.elementFromPoint(text.right - 2, text.top + text.height / 2);
  return [link.textContent, link.contains(at) && text.right <= innerWidth];
})"""
# Of pictures, once each is there.
WIDTHS = """async (all) => {
  await Promise.all(all.map((one) => one.decode()));
  return all.map((one) => one.naturalWidth);
}"""
HEADS = """() => [...document.querySelectorAll('.rc-overflow-item')]
  .map((item) => getComputedStyle(item, '::before').content)
  .filter((text) => text !== 'none').map((text) => text.split('"')[1])"""


@pytest.fixture(scope="module")
def all_lessons(browser, tmp_path_factory):
    """The app with toys in the place of the lessons that are not there yet."""
    folder = tmp_path_factory.mktemp("all")
    shutil.copy(ROOT / "app.py", folder)
    shutil.copytree(ROOT / "pages", folder / "pages")
    contents = folder / "pages/contents.py"
    contents.write_text(contents.read_text("utf-8") + MORE.format(wanted=WANTED), "utf-8")
    for k in range(len(NAMES)):
        (folder / f"pages/toy_{k}.py").write_text(PAGE, "utf-8")
    with serve(folder / "app.py", folder / "server.log") as server:
        yield server


@pytest.mark.parametrize(
    "name", ["receptive_field", pytest.param("convolution", marks=pytest.mark.nightly)]
)
def test_the_first_visitor_may_follow_a_link(open_page, tmp_path, name):
    with serve(ROOT / "app.py", tmp_path / "server.log") as fresh:
        page = open_page(fresh, f"/{name}")
        page.get_by_role("heading", name=opening(name)[0]).wait_for()
        page.get_by_role("link", name=LESSONS[-1].title, exact=True).wait_for()
        assert page.get_by_text("Page not found").count() == 0
        assert page.url.startswith(f"{fresh.address}/{name}")
        page.close()  # before its server goes


@pytest.mark.parametrize("size", ["projector", "beamer"])
def test_all_names_are_read_in_four_groups_without_a_menu(open_page, all_lessons, size):
    page = open_page(all_lessons, "/pooling", size)
    read = f"names => JSON.stringify(({LINE})()) === JSON.stringify(names)"
    page.wait_for_function(read, arg=[[name, True] for name in NAMES])
    assert page.evaluate(HEADS) == list(WANTED)
    current = page.locator('[aria-current="page"]')
    expect(current).to_have_text("Pooling")
    expect(current).to_have_accessible_description("Which pixel won?")


def test_all_names_are_read_in_a_window_of_any_width(open_page, all_lessons):
    page = open_page(all_lessons, "/pooling")
    read = f"names => JSON.stringify(({LINE})()) === JSON.stringify(names)"
    for width in (1600, 1440, 1439, 1366, 1321, 1320, 1260, 1241, 1240, 1100, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_function(read, arg=[[name, True] for name in NAMES])


def test_the_panel_shows_all_lessons_and_leads_to_one_by_keyboard(open_page, all_lessons):
    page = open_page(all_lessons, size="projector")
    page.get_by_role("button", name="Lessons").focus()
    page.keyboard.press("Enter")
    settle(page)
    panel = page.get_by_test_id("stPopoverBody")
    cards = panel.get_by_role("link")
    assert cards.locator("strong").all_text_contents() == NAMES
    for lesson in LESSONS:
        card = cards.filter(has=page.get_by_text(lesson.title, exact=True))
        expect(card).to_contain_text(lesson.question)
    assert set(cards.locator("img").evaluate_all(WIDTHS)) == {72}
    bring_axe(page)
    assert violations(page, "the panel of all") == []
    expect(cards.filter(has_text="You are here")).to_contain_text("Convolution")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=opening("pooling")[0]).wait_for()
    expect(panel).to_have_count(0)


def test_before_and_next_lead_through_the_course(open_page, app):
    page = open_page(app, "/filter_bank")
    page.get_by_role("link", name="Next: Pooling").click()
    page.get_by_role("heading", name=opening("pooling")[0]).wait_for()
    page.get_by_role("link", name="Before: Filter bank").click()
    page.get_by_role("heading", name=opening("filter_bank")[0]).wait_for()
    page.get_by_role("link", name="Before: Convolution").click()
    page.get_by_role("heading", name=opening("convolution")[0]).wait_for()
    expect(page.locator('[aria-current="page"]')).to_have_text("Convolution")


def test_on_a_phone_one_tap_opens_a_lesson_and_another_shows_them_all(open_page, app):
    page = open_page(app, "/receptive_field", size="phone")
    line = page.locator(".st-key-line").get_by_role("link")
    expect(line).to_have_text([lesson.title for lesson in LESSONS])
    expect(line.filter(has_text="Receptive field")).to_be_in_viewport(ratio=1)
    expect(line.first).not_to_be_in_viewport()
    assert min(link.bounding_box()["height"] for link in line.all()) >= 44
    line.filter(has_text="Signals").tap()
    page.get_by_role("heading", name=opening("signals")[0]).wait_for()
    settle(page)
    page.get_by_role("button", name="Lessons").tap()
    settle(page)
    panel = page.get_by_test_id("stPopoverBody")
    cards = panel.get_by_role("link")
    expect(cards).to_have_count(len(LESSONS))
    assert panel.evaluate("(panel) => panel.scrollWidth - panel.clientWidth") <= 0
    assert min(card.bounding_box()["height"] for card in cards.all()) >= 44
    bring_axe(page)
    assert violations(page, "the panel on a phone") == []
    cards.filter(has_text="Which pixel won?").tap()
    page.get_by_role("heading", name=opening("pooling")[0]).wait_for()
    expect(panel).to_have_count(0)
