"""The page walked as a person walks it; every number on it is the engine's."""

from dataclasses import replace

from playwright.sync_api import expect

from cnnviz.figures.numbers import percent
from cnnviz.lessons.regions import words
from cnnviz.lessons.regions.controls import LESSON
from cnnviz.lessons.regions.settings import Regions
from tests.browser.app import held_up, settle
from tests.browser.reading import painted

CLASSES = """table => [...table.querySelectorAll('tbody tr')]
  .map(row => [...row.children].map(cell => cell.textContent))"""


def traced(**changes):
    return LESSON._result(replace(Regions(), **changes), None)[1]


def rows(seen):
    """The table of classes as it should stand there."""
    columns = [seen.shares, seen.looked.shares, *([] if seen.alone is None else [seen.alone])]
    return [[seen.looked.names[k], *(percent(one[k]) for one in columns)] for k in seen.best]


def plain(text):
    return text.replace("*", "")


def test_a_region_is_followed_dragged_and_cut_out(open_lesson, app):
    page, seen = open_lesson(), traced()
    sentence, table, photo = map(page.get_by_test_id, ("sentence", "classes", "photo"))
    assert table.evaluate(CLASSES) == rows(seen)
    for said in words.sentences(seen):
        expect(sentence).to_have_text(plain(said))
        page.keyboard.press("Space")
    # A cell is guessed from the numbers of the map.
    page.keyboard.press("Home")
    for key in ("Space", "Space", "h"):
        page.keyboard.press(key)
    expect(sentence).to_contain_text("What is cell 0, 0?")
    page.keyboard.type(f"{seen.pooled[seen.number, 0, 0]:g}")
    page.keyboard.press("Enter")
    expect(page.locator("form.predict p")).to_have_text("6 is right.")
    page.keyboard.press("h")
    # Its place is dragged to the helmet: the lower right corner, then the upper left one.
    box = photo.bounding_box()
    px = box["width"] / 224
    for start, end in (((223, 119), (223, 223)), ((136, 0), (80, 120))):
        page.mouse.move(box["x"] + start[0] * px + 1, box["y"] + start[1] * px + 1)
        page.mouse.down()
        page.mouse.move(box["x"] + end[0] * px + 1, box["y"] + end[1] * px + 1, steps=3)
        page.mouse.up()
        settle(page)
    told = page.evaluate("new URL(location).searchParams.get('box')")
    moved = traced(box=tuple(map(int, told.split(","))))
    assert moved.on_maps == (2, 3, 6, 6)
    assert moved.looked.names[moved.best[0]] == "football helmet"
    expect(table.locator("tbody tr").first).to_contain_text("football helmet")
    assert table.evaluate(CLASSES) == rows(moved)
    # By keyboard eight pixels up, and back with an undo.
    with held_up(app):
        photo.press("ArrowUp")
        expect(sentence).to_have_text(words.HEARD["waits"])
    expect(sentence).not_to_have_text(words.HEARD["waits"])
    settle(page)
    assert page.evaluate("new URL(location).searchParams.get('box')") != told
    page.keyboard.press("Control+z")
    settle(page)
    assert page.evaluate("new URL(location).searchParams.get('box')") == told
    page.get_by_role("radio", name="Cut out too").click()
    settle(page)
    cut = traced(box=moved.box, cut=1)
    assert table.evaluate(CLASSES) == rows(cut)
    page.keyboard.press("End")
    expect(sentence).to_have_text(plain(words.sentences(cut)[-1]))


def test_on_a_phone_what_is_cut_out_stands_in_a_second_line(open_lesson):
    page, cut = open_lesson("cut=1", "phone"), traced(cut=1)
    table = page.get_by_test_id("classes")
    lines = table.locator("td.alone")
    expect(lines).to_have_text([percent(cut.alone[k]) for k in cut.best])
    for k in range(len(cut.best)):
        line, name = lines.nth(k), table.locator("tbody th").nth(k)
        expect(line).to_be_visible()
        assert line.evaluate("e => getComputedStyle(e, '::before').content") == '"cut out"'
        above, below = name.bounding_box(), line.bounding_box()
        assert below["y"] >= above["y"] + above["height"]
        assert below["x"] + below["width"] <= 390 - 16
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_button_that_opens_a_menu_drags_nothing(open_lesson):
    page = open_lesson()
    sentence, box = page.get_by_test_id("sentence"), page.get_by_test_id("photo").bounding_box()
    before = sentence.inner_text()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] - 10)
    page.mouse.down(button="right")
    page.mouse.move(box["x"] + 100, box["y"] + box["height"] - 100, steps=3)
    painted(page)
    assert sentence.inner_text() == before
    page.mouse.up(button="right")
    page.mouse.move(box["x"] + 150, box["y"] + 50, steps=3)
    painted(page)
    assert sentence.inner_text() == before
