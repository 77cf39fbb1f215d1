"""The receptive-field lesson stepped, predicted and presented; and what new users tripped over."""

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.lessons.receptive_field.trace import trace
from cnnviz.networks.catalogue.notation import network, parse
from tests import equations
from tests.browser.app import go_to, settle
from tests.browser.bringing import choose, encoded
from tests.browser.reading import announced, painted, player

PATH = "/receptive_field"
STACK = "c8s8,c3s2p1"  # 8 × 8 units, then 4 × 4, on a photo of 64 × 64
SMALL = trace(network(parse(STACK)), (1, 1, 64, 64))
READ = """root => {
  const text = s => root.querySelector(s)?.textContent ?? "";
  return {
    sentence: text("[data-testid=sentence]"), where: text(".where"), size: text(".view-size"),
    cost: text("[data-testid=cost]"), lock: text(".lock span"),
    numbers: [...root.querySelectorAll("[data-testid=numbers] dd span")].map(e => e.textContent),
    sizes: [...root.querySelectorAll("td.size")].map(e => e.textContent),
    captions: [...root.querySelectorAll(".map span")].map(e => e.textContent),
  };
}"""


def read(page):
    painted(page)
    return player(page).evaluate(READ)


def step_on(page, before):
    page.keyboard.press("Space")
    expect(page.locator(".where")).not_to_have_text(before["where"])
    return read(page)


def box(page, selector):
    found = page.locator(selector).first.bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def fits(element):
    return element.evaluate(
        "e => e.scrollHeight <= e.clientHeight && e.scrollWidth <= e.clientWidth"
    )


@pytest.mark.parametrize("layer", [1, 2])
def test_every_unit_of_a_layer_is_stepped_in_reading_order(open_lesson, watch, layer):
    page = open_lesson(f"side=64&stack={STACK}&unit={layer},0,0")
    rows, columns = SMALL.stages[layer - 1].axes
    seen = [read(page)]
    announced(page, seen[0]["sentence"])
    with watch.silence(page):
        for _ in range(rows.units * columns.units - 1):
            seen.append(step_on(page, seen[-1]))
            if layer == 2:
                announced(page, seen[-1]["sentence"])
    for k, shown in enumerate(seen):
        row, column = divmod(k, columns.units)
        (top, bottom), (left, right) = rows.field.box(row), columns.field.box(column)
        size = rows.field.size
        assert shown["where"] == f"unit {k + 1} of {rows.units * columns.units}"
        assert shown["sentence"].startswith(
            f"Unit ({row}, {column}) of layer {layer} sees a {size} × {size} patch: "
            f"rows {max(0, top)}–{min(63, bottom)}, columns {max(0, left)}–{min(63, right)}."
        )
    sentences = [shown["sentence"] for shown in seen]
    assert all(a != b for a, b in pairwise(sentences))
    assert equations.faults([line for shown in seen for line in shown["numbers"]]) == []


def test_a_pixel_s_steps_count_the_units_that_it_reaches(open_lesson, watch):
    page = open_lesson(f"side=64&stack={STACK}&unit=2,1,1&mode=reach&pixel=7,60")
    rows, columns = (0, 1)
    with watch.silence(page):
        seen = [read(page)]
        for _ in range(9):  # over the end of the row
            seen.append(step_on(page, seen[-1]))
    for k, shown in enumerate(seen):
        row, column = divmod(7 * 64 + 60 + k, 64)
        high = len(SMALL.reaches(1, rows, row))
        wide = len(SMALL.reaches(1, columns, column))
        assert shown["where"] == f"pixel {row * 64 + column + 1} of 4096"
        assert shown["sentence"].startswith(f"Pixel ({row}, {column}) reaches {high * wide} unit")
    assert all(a["sentence"] != b["sentence"] for a, b in pairwise(seen))
    assert equations.faults([line for shown in seen for line in shown["numbers"]]) == []


def test_first_last_rows_and_play(open_lesson):
    page = open_lesson(f"side=64&stack={STACK}&unit=2,1,2")
    where = page.locator(".where")
    for key, place in (("End", 16), ("ArrowLeft", 15), ("ArrowUp", 11), ("Home", 1), ("[", 1)):
        page.keyboard.press(key)
        expect(where).to_have_text(f"unit {place} of {16 if key != '[' else 64}")
    page.keyboard.press("]")
    page.keyboard.press("Home")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause (P)")).to_be_visible()  # it takes 16 s,
    for _ in range(4):
        page.keyboard.press("+")  # or one
    expect(where).to_have_text("unit 16 of 16")
    expect(page.get_by_role("button", name="Play (P)")).to_be_visible()


def test_the_keys_are_heard_wherever_the_focus_is(open_lesson):
    page = open_lesson(f"side=64&stack={STACK}&unit=2,0,0")
    where = page.locator(".where")
    page.locator("h1").click()
    page.keyboard.press("Space")
    expect(where).to_have_text("unit 2 of 16")
    page.get_by_role("button", name="Networks").click()
    settle(page)  # Streamlit hears Escape once the panel is drawn
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="VGG-16")).to_have_count(0)
    page.locator(".st-key-header").click()
    page.keyboard.press("ArrowRight")
    expect(where).to_have_text("unit 3 of 16")
    go_to(page, "Pooling")
    go_to(page, "Receptive field")
    expect(where).to_have_text(re.compile("^unit "))
    before = read(page)["where"]
    page.keyboard.press("Space")
    expect(where).not_to_have_text(before)


@pytest.mark.parametrize(
    ("query", "number", "question"),
    [
        ("unit=5,4,12", "32", "How many pixels wide is the patch that unit (4, 12) of layer 5"),
        ("mode=reach&unit=5,6,12&pixel=46,62", "64", "How many units of layer 5 does pixel (46"),
        ("unit=5,7,14&lock=5,7,13", "896", "How many pixels do unit A (7, 13) of layer 5 and"),
    ],
)
def test_predict_hides_the_number_everywhere_and_judges_the_guess(
    open_lesson, watch, query, number, question
):
    page = open_lesson(query)
    assert number in read(page)["sentence"]
    with watch.silence(page):
        page.keyboard.press("h")
        expect(page.locator(".predict")).to_be_visible()
        shown = read(page)
        assert shown["sentence"].startswith(question)
        whole = re.compile(rf"\b{number}\b")
        assert not any(
            whole.search(text)
            for text in (shown["size"], shown["lock"], *shown["numbers"], shown["captions"][4])
        )
        if "mode" not in query:
            assert shown["sizes"][4] == "?" and shown["size"] == "? × ?"
            x, y, right, bottom = box(page, ".map:nth-child(2) canvas")
            page.mouse.move((x + right) / 2, (y + bottom) / 2)  # what is pointed at tells nothing
            assert read(page)["sentence"] == shown["sentence"]
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        expect(page.locator(".predict p")).to_have_text(f"{number} is right.")
        assert number in read(page)["sentence"]
        page.keyboard.press("Space")
        expect(page.get_by_test_id("sentence")).to_contain_text("How many")
    expect(page).to_have_url(re.compile("hide=1$"))


@pytest.mark.parametrize("query", ["", "stack=resnet-18&side=224", "stack=vgg-16&side=224"])
def test_the_presenter_fills_a_small_projector(open_lesson, query):
    page = open_lesson(query)
    page.set_viewport_size({"width": 1024, "height": 768})
    page.keyboard.press("f")
    section = page.locator(".player.presenting")
    expect(section).to_be_visible()
    found = section.bounding_box()
    assert (found["width"], found["height"]) == (1024, 768)
    painted(page)
    assert fits(section)
    size = "parseFloat(getComputedStyle(e).fontSize)"
    assert page.get_by_test_id("sentence").evaluate(f"e => {size}") >= 28
    assert box(page, ".side")[3] <= box(page, ".transport")[1]
    page.keyboard.press("Escape")
    expect(section).to_have_count(0)


def test_a_stack_of_twenty_layers_says_why_no_more_can_be_added(open_lesson, watch):
    page = open_lesson("side=64&stack=" + ",".join(["c3p1"] * 20))
    before = read(page)
    with watch.silence(page):
        page.get_by_role("button", name="+ layer").click()
        expect(page.locator(".complaint")).to_have_text(
            "A stack has at most 20 layers: remove one to add another."
        )
    assert read(page) == before
    page = open_lesson("stack=resnet-18&side=224")
    page.get_by_role("button", name="+ layer").click()
    expect(page.locator(".complaint")).to_contain_text("can't be edited")


@pytest.mark.parametrize("size", ["desk", "projector"])
def test_a_refusal_covers_neither_sentence_nor_numbers(open_lesson, size):
    page = open_lesson("unit=9,999,999", size)
    said = page.locator(".complaint")
    expect(said).to_contain_text("a unit that is out of range; unit (5,4,12) is shown.")
    assert said.get_attribute("role") == "status"
    assert read(page)["sentence"].startswith("Unit (4, 12) of layer 5 sees")
    x, y, right, bottom = box(page, ".transport")
    inside = box(page, ".complaint")
    assert x <= inside[0] and inside[2] <= right and y <= inside[1] and inside[3] <= bottom
    for part in ("[data-testid=sentence]", "[data-testid=numbers]", "[data-testid=side]"):
        assert box(page, part)[3] <= y + 1


def test_the_captions_of_a_portrait_photo_s_maps_keep_apart(open_lesson):
    page = open_lesson("side=128")
    choose(page, encoded(np.full((128, 90, 3), 90)))
    expect(page.locator(".photo .size")).to_have_text("128 × 90")
    spans = page.locator(".map span").evaluate_all(
        """spans => spans.map(e => {
          const { left, right } = e.getBoundingClientRect();
          return { left, right, cut: e.scrollWidth > e.clientWidth, text: e.textContent };
        })"""
    )
    assert len(spans) == 5 and not any(span["cut"] for span in spans)
    assert all(a["right"] <= b["left"] for a, b in pairwise(spans))
    assert [span["text"].split()[0] for span in spans] == list("12345")


def test_every_picture_has_a_name(open_lesson):
    page = open_lesson("unit=5,6,12")
    named = page.locator("canvas[role=img], button.map").evaluate_all(
        "all => all.map(e => e.getAttribute('aria-label'))"
    )
    assert len(named) == 8 and all(named)
    view = page.get_by_test_id("view").get_attribute("aria-label")
    assert view.startswith("This unit’s view: Unit (6, 12) of layer 5 sees a 32 × 32 patch")
    third = page.get_by_role("button", name="Map of layer 3, conv, 58 × 58: 10 × 10")
    third.focus()
    page.keyboard.press("Enter")  # a map is reached by Tab, and keeps its layer
    expect(page.get_by_test_id("sentence")).to_contain_text("of layer 3 sees a 14 × 14 patch")


def test_a_thumb_that_scrolls_leaves_the_unit_where_it_is(open_lesson):
    page = open_lesson("unit=5,9,19", "phone")
    before = read(page)["sentence"]
    x, y, right, bottom = box(page, "[data-testid=photo]")
    touch = page.context.new_cdp_session(page)
    for k in range(9):
        point = {"x": (x + right) / 2, "y": (y + bottom) / 2 - 30 * k}
        kind = "touchMove" if k else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        painted(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert box(page, "[data-testid=photo]")[1] < y - 100
    assert read(page)["sentence"] == before


def test_on_a_phone_a_layer_is_a_card_that_needs_no_sideways_scrolling(open_lesson):
    page = open_lesson("", "phone")
    left, _, right, _ = box(page, "[data-testid=layers]")
    fields = page.locator("[data-testid=layers] :is(input, select, td.big)")
    assert fields.count() == 5 + 5 * 4 + 3 + 5 * 3 + 3
    for edge in fields.evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.left, b.right]; })"
    ):
        assert left <= edge[0] and edge[1] <= right <= 390
    heads = page.locator("tr[data-layer='1'] td").evaluate_all(
        "all => all.map(e => e.dataset.head)"
    )
    assert heads[1:11] == [
        "maps", "kernel", "stride", "dilation", "padding",
        "units", "size", "jump", "start", "weights",
    ]  # fmt: skip
    meaning = page.locator("dd[data-name=jump] em")
    expect(meaning).to_be_visible()
    assert meaning.inner_text() == "pixels from one unit to the next"


def test_where_no_layer_fits_nothing_is_pointed_at(open_lesson):
    page = open_lesson("stack=c15d32")
    said = read(page)["sentence"]
    assert said.startswith("Layer 1 has nothing left to look at.")
    for part in ("[data-testid=side]", "[data-testid=photo]"):
        x, y, right, bottom = box(page, part)
        page.mouse.move((x + right) / 2, (y + bottom) / 2, steps=3)
        page.mouse.click((x + right) / 2, (y + bottom) / 2)
    for key in ("Space", "]", "d", "l", "e", "h", "p"):
        page.keyboard.press(key)
    painted(page)
    expect(page.locator(".player")).to_have_attribute("data-mode", "see")


def test_a_click_ends_the_play(open_lesson):
    page = open_lesson(f"side=64&stack={STACK}&unit=2,0,0")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause (P)")).to_be_visible()
    _, _, right, bottom = box(page, ".map:nth-child(1) canvas")
    page.mouse.click(right - 2, bottom - 2)
    expect(page.get_by_role("button", name="Play (P)")).to_be_visible()
    expect(page.locator(".where")).to_have_text("unit 64 of 64")
