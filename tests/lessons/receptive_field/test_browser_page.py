"""The receptive-field page as a person uses it: every number that is shown is the trace's."""

import re

import pytest
from playwright.sync_api import expect

from cnnviz.lessons.receptive_field.trace import trace
from cnnviz.networks import catalogue
from cnnviz.networks.catalogue import stacks
from cnnviz.networks.catalogue.notation import network, parse
from tests.browser.app import held_up, settle
from tests.browser.reading import MINUS, painted, player, written

PATH = "/receptive_field"
LENET = trace(network(stacks.LENET_5), (1, 1, 128, 128))
ODD = "c4s3p2,m2s1,a3s2p1,c2d3p1"  # even kernels, a stride that does not divide, dilation
THIN = "\u202f"
READ = """root => {
  const text = s => root.querySelector(s)?.textContent ?? "";
  const numbers = {};
  for (const dd of root.querySelectorAll("[data-testid=numbers] dd"))
    numbers[dd.dataset.name] = dd.querySelector("span").textContent;
  const rows = [...root.querySelectorAll("[data-testid=layers] tr")].slice(1).map(
    tr => [...tr.cells].map(td => td.querySelector("input, select")?.value ?? td.textContent));
  return {
    sentence: text("[data-testid=sentence]"), numbers, rows, cost: text("[data-testid=cost]"),
    captions: [...root.querySelectorAll(".map span")].map(e => e.textContent),
    on: [...root.querySelectorAll("[data-testid=layers] tr")].findIndex(r => r.className === "on"),
    lock: text(".lock span"), rev: Number(root.dataset.rev),
  };
}"""


def read(page):
    painted(page)
    return player(page).evaluate(READ)


def at(page, selector, x, y):
    """A point of an element, in shares of its width and height."""
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def hover(page, selector, x, y):
    page.mouse.move(*at(page, selector, x, y), steps=4)


def changed(page, before):
    """Wait for the answer to what was just done, and read the page again."""
    player(page).evaluate_handle(
        """(root, rev) => new Promise(done => {
          const look = () => Number(root.dataset.rev) > rev ? done() : setTimeout(look, 20);
          look();
        })""",
        before["rev"],
    )
    settle(page)
    return read(page)


def results(found, place):
    """Units, size, jump and start of a stage as the table writes them."""
    axis = found.stages[place].axes[0]
    values = (axis.units, axis.field.size, axis.field.jump, axis.field.start)
    return [written(value) for value in values]


@pytest.mark.parametrize("size", ["desk", "projector", "phone"])
def test_it_opens_with_an_answer_that_needs_no_scrolling(open_lesson, size):
    page = open_lesson("", size)
    shown = read(page)
    assert shown["sentence"] == (
        "Unit (4, 12) of layer 5 sees a 32 × 32 patch: rows 16–47, columns 48–79."
    )
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    photo = page.get_by_test_id("photo").bounding_box()
    assert photo["y"] + photo["height"] <= page.viewport_size["height"]
    if size != "phone":
        side = page.get_by_test_id("side").bounding_box()
        assert side["y"] + side["height"] <= page.viewport_size["height"] + 6
    fonts = page.locator("dd, dd b, td, td input, .map span").evaluate_all(
        "cells => cells.map(c => parseFloat(getComputedStyle(c).fontSize))"
    )
    assert min(fonts) >= 16


def test_every_number_of_the_table_and_the_formulas_is_the_trace_s(open_lesson):
    numbers = 0
    for link, found in (
        ("", LENET),
        ("?stack=dilated", trace(network(stacks.DILATED), (1, 1, 128, 128))),
        (
            "?stack=c4s3p2,m2s1,a3s2p1,c2d3p1",
            trace(network(parse("c4s3p2,m2s1,a3s2p1,c2d3p1")), (1, 1, 128, 128)),
        ),
    ):
        shown = read(open_lesson(link))
        for place, row in enumerate(shown["rows"][1:]):
            assert row[6:10] == results(found, place)
            weights = found.stages[place].weights
            assert row[10] == (f"{weights:,}".replace(",", THIN) if weights else "")
            numbers += 5
    assert numbers >= 50


def test_the_worked_example_stands_on_the_screen(open_lesson):
    page = open_lesson("?unit=5,6,12")
    assert read(page)["sentence"] == (
        "Unit (6, 12) of layer 5 sees a 32 × 32 patch: rows 24–55, columns 48–79."
    )
    assert read(page)["numbers"] == {
        "size": "16 + (5 − 1)·1·4 = 32",
        "jump": "4 · 1 = 4",
        "start": "7.5 + ((5 − 1)·1/2 − 0)·4 = 15.5",
        "rows": "15.5 + 6·4 = 39.5, ± 15.5: 24 … 55",
        "columns": "15.5 + 12·4 = 63.5, ± 15.5: 48 … 79",
    }


def test_pointing_at_photo_map_and_side_view_never_asks_the_server(open_lesson, watch):
    page = open_lesson()
    rows, columns = LENET.stages[4].axes
    with watch.silence(page):
        for x, y in ((0.3, 0.3), (0.8, 0.7), (0.5, 0.1)):
            hover(page, ".map:nth-child(5) canvas", x, y)
            row, column = int(25 * y), int(25 * x)
            (top, bottom), (left, right) = rows.field.box(row), columns.field.box(column)
            assert read(page)["sentence"] == (
                f"Unit ({row}, {column}) of layer 5 sees a 32 × 32 patch: "
                f"rows {top}–{bottom}, columns {left}–{right}."
            )
        hover(page, "[data-testid=photo]", 0.5, 0.5)
        assert read(page)["sentence"].startswith("Unit (12, 12) of layer 5 sees")
        hover(page, ".map:nth-child(1) canvas", 0.5, 0.5)
        assert "layer 1 sees a 5 × 5 patch" in read(page)["sentence"]
        page.mouse.click(*at(page, ".map:nth-child(3) canvas", 0.5, 0.5))
        page.mouse.move(5, 5)
        kept = read(page)
        assert "Unit (29, 29) of layer 3" in kept["sentence"] and kept["on"] == 4
        page.keyboard.press("d")
        hover(page, "[data-testid=photo]", 0.4, 0.4)
        assert re.match(r"Pixel \(\d+, \d+\) reaches 49 units of layer 3", read(page)["sentence"])


def test_a_unit_is_chosen_with_the_keyboard_alone(open_lesson, watch):
    page = open_lesson("?unit=5,6,12")
    with watch.silence(page):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        assert "Unit (7, 13) of layer 5" in read(page)["sentence"]
        page.keyboard.press("[")
        assert "of layer 4 sees a 16 × 16 patch" in read(page)["sentence"]
        page.keyboard.press("]")
        assert "Unit (7, 13) of layer 5" in read(page)["sentence"]
        page.keyboard.press("l")
        page.keyboard.press("ArrowRight")
        shown = read(page)
        assert shown["sentence"] == (  # 32 × 28 of 32 × 32
            "Unit A (7, 13) of layer 5 and unit B (7, 14) of layer 5 both see 896 pixels: "
            "88 % of B’s."
        )
        assert shown["lock"] == "share 32 × 28 = 896 pixels"
        page.keyboard.press("l")
        page.keyboard.press("?")
        expect(page.locator("dialog.keys")).to_be_visible()


def test_the_arrow_keys_step_right_after_a_click_on_a_choice(open_lesson):
    page = open_lesson()
    page.get_by_role("radio", name="Two 3×3").click()
    expect(page.get_by_test_id("sentence")).to_contain_text("of layer 2 ")
    unit = re.compile(r"Unit \((\d+), (\d+)\) of layer 2")
    row, column = map(int, unit.search(read(page)["sentence"]).groups())
    page.keyboard.press("ArrowRight")
    assert f"Unit ({row}, {column + 1}) of layer 2" in read(page)["sentence"]


def test_a_pixel_s_units_are_counted_in_every_layer(open_lesson):
    shown = read(open_lesson("?unit=5,6,12&mode=reach&pixel=46,62"))
    assert shown["sentence"] == (
        "Pixel (46, 62) reaches 64 units of layer 5: 8 rows × 8 columns out of 25 × 25."
    )
    assert shown["captions"] == ["5 × 5", "3 × 3", "7 × 7", "4 × 4", "8 × 8"]
    assert list(shown["numbers"].values()) == [
        "5 × 5 = 25 of 124²",
        "3 × 3 = 9 of 62²",
        "7 × 7 = 49 of 58²",
        "4 × 4 = 16 of 29²",
        "8 × 8 = 64 of 25²",
    ]


def test_shift_and_click_sends_a_pixel_on_its_way(open_lesson):
    page = open_lesson()
    page.keyboard.down("Shift")
    page.mouse.click(*at(page, "[data-testid=photo]", 0.5, 0.5))
    page.keyboard.up("Shift")
    assert read(page)["sentence"].startswith("Pixel (64, 64) reaches")


def test_at_the_border_the_padding_is_said(open_lesson):
    shown = read(open_lesson("?stack=dilated&unit=4,4,117"))
    assert shown["sentence"] == (
        "Unit (4, 117) of layer 4 sees a 31 × 31 patch: rows 0–19, columns 102–127. "
        "46 % of its box is padding, zeros outside the photo."
    )
    assert shown["numbers"]["rows"] == f"0 + 4·1 = 4, ± 15: {MINUS}11 … 19"
    assert shown["numbers"]["columns"] == "0 + 117·1 = 117, ± 15: 102 … 132"


def test_holes_are_said(open_lesson):
    shown = read(open_lesson("?stack=c3d3&unit=1,10,10"))
    assert shown["sentence"].endswith("It has holes: 9 of these 49 pixels are read.")


def test_a_hole_that_leaves_one_pixel_is_said_as_one(open_lesson):
    shown = read(open_lesson("?stack=c3d4p6&unit=1,0,0"))
    assert "It has holes: 1 of these 9 pixels is read." in shown["sentence"]


def test_a_layer_is_added_edited_and_removed_in_the_table(open_lesson):
    page = open_lesson("?stack=two-3x3&side=64")
    before = read(page)
    assert before["cost"].startswith("18 weights")
    page.get_by_role("button", name="+ layer").click()
    three = changed(page, before)
    assert [row[7] for row in three["rows"]] == ["1", "3", "5", "7"]
    assert "of layer 3 sees a 7 × 7 patch" in three["sentence"]
    page.get_by_label("dilation of layer 3").fill("4")
    page.keyboard.press("Enter")
    wide = changed(page, three)
    assert wide["rows"][3][7] == "13"  # 5 + 2 · 4
    page.get_by_label("Kind of layer 2").select_option("max")
    pooled = changed(page, wide)
    assert pooled["rows"][2] == ["max", "", "3", "1", "1", "1", "64", "5", "1", "0", "", "×"]
    page.get_by_label("Remove layer 3").click()
    two = changed(page, pooled)
    assert [row[7] for row in two["rows"]] == ["1", "3", "5"]
    page.wait_for_url(lambda url: "stack=c3p1,m3s1p1" in url)


def test_after_an_edit_one_goes_on_from_cell_to_cell(open_lesson, app):
    page = open_lesson("?stack=two-3x3&side=64")
    before = read(page)
    page.get_by_label("kernel size of layer 1").fill("5")
    page.keyboard.press("Tab")
    after = changed(page, before)
    focused = player(page).evaluate("r => r.getRootNode().activeElement.getAttribute('aria-label')")
    assert focused == "stride of layer 1"
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    assert [row[7] for row in changed(page, after)["rows"]] == ["1", "5", "9"]  # 5 + 2 · 2
    with held_up(app):  # two numbers before there is an answer to the first one
        page.get_by_label("kernel size of layer 2").fill("2")
        page.keyboard.press("Tab")
        page.keyboard.type("3")
        page.keyboard.press("Enter")
    settle(page)
    assert read(page)["rows"][2][2:4] == ["2", "3"]


def test_a_number_that_cannot_be_is_refused_and_the_table_shows_what_was(open_lesson):
    page = open_lesson()
    before = read(page)
    page.get_by_label("kernel size of layer 1").fill("99")
    page.keyboard.press("Enter")
    after = changed(page, before)
    assert after["rows"] == before["rows"]
    said = page.locator(".complaint")
    assert said.inner_text() == "The kernel size of a layer is a number from 1 to 15."
    assert said.get_attribute("role") == "status"
    assert after["sentence"] == before["sentence"]


def test_a_stack_that_shrinks_to_nothing_is_explained_where_it_happens(open_lesson):
    page = open_lesson("?stack=m2,m2,m2,m2,m2,m2,c3")
    shown = read(page)
    assert shown["sentence"].startswith("Layer 7 has nothing left to look at. A window of 3")
    assert "does not fit" in shown["rows"][7]
    page.get_by_label("kernel size of layer 7").fill("2")
    page.keyboard.press("Enter")
    assert "of layer 6" in changed(page, shown)["sentence"]


def test_what_a_unit_really_sees_comes_from_the_engine(open_lesson):
    page = open_lesson("?stack=two-3x3&side=64&unit=2,20,30")
    before = read(page)
    page.keyboard.press("e")
    # ways 1 2 3 2 1 along each axis: the middle, its four neighbours and two of the corners
    assert changed(page, before)["sentence"] == (
        "Unit (20, 30) of layer 2 could see 25 pixels, "
        "but half of what it sees comes from 7 of them (28 %)."
    )
    before = read(page)
    page.keyboard.press("ArrowRight")
    assert changed(page, before)["sentence"].startswith("Unit (20, 31) of layer 2 could see 25")
    page.wait_for_url(lambda url: "view=effective" in url)


@pytest.mark.nightly
def test_a_gradient_that_takes_long_is_stopped_and_begun_again(open_lesson):
    stack = ",".join(["c15p7"] * 20)
    page = open_lesson(f"?stack={stack}&side=448&weights=he&unit=20,200,200&view=effective")
    sentence = page.get_by_test_id("sentence")
    expect(sentence).to_contain_text("To follow this unit's gradient takes about 26 s and")
    page.get_by_role("button", name="Compute it").click()
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_visible()
    expect(sentence).to_contain_text("s are over.")
    stop.click()
    expect(sentence).to_have_text("Unit (200, 200) of layer 20: this was stopped.")
    expect(stop).to_be_hidden()
    page.get_by_role("button", name="Compute it").click()
    expect(sentence).to_contain_text(
        "of layer 20 could see 78\u202f961 pixels, but half", timeout=300_000
    )


def test_a_link_opens_what_was_copied(app, open_lesson):
    page = open_lesson("?stack=vgg-16&side=224&unit=10,5,7&lock=9,3,4")
    first = read(page)
    assert "Unit A (3, 4) of layer 9 and unit B (5, 7) of layer 10" in first["sentence"]
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("unit=10,5,8"))
    again = open_lesson(page.url.removeprefix(app.address + PATH))
    assert read(again) | {"rev": 0} == read(page) | {"rev": 0}


@pytest.mark.parametrize("name", ["ResNet-50", "ResNet-50, stride last"])
def test_a_residual_network_shows_its_blocks(open_lesson, name):
    slug = name.lower().replace(", ", "-").replace(" ", "-")
    page = open_lesson(f"?stack={slug}&side=448")
    found = trace(catalogue.build(name), (1, 3, 448, 448))
    shown = read(page)
    assert len(shown["rows"]) == 19
    assert [row[3:7] for row in shown["rows"][1:]] == [results(found, k) for k in range(18)]
    assert shown["rows"][18][4] == ("427" if name == "ResNet-50" else "483")


def test_a_finger_does_what_the_mouse_does(open_lesson):
    page = open_lesson("", "phone")
    x, y = at(page, "[data-testid=photo]", 0.5, 0.8)
    page.touchscreen.tap(x, y)
    assert "Unit (22, 12) of layer 5" in read(page)["sentence"]
    page.get_by_role("button", name="What a pixel reaches").tap()
    assert read(page)["sentence"].startswith("Pixel (")


def test_the_table_of_a_deep_network_has_room_on_a_small_projector(open_lesson):
    page = open_lesson("stack=vgg-16&side=224", "beamer")
    table = page.get_by_test_id("layers").bounding_box()
    assert table["x"] + table["width"] <= 1024 - 32


@pytest.mark.parametrize("query", ["unit=5,6,12", "unit=5,6,12&lock=5,5,11"])
def test_on_a_tablet_the_button_that_locks_a_unit_has_a_place_of_its_own(open_lesson, query):
    page = open_lesson(query, new=True)
    for width, height in ((820, 1180), (1000, 760), (800, 760)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        painted(page)
        button, numbers, name, view = (
            page.locator(part).bounding_box()
            for part in (".lock button", ".numbers", ".layer-detail", ".close-up")
        )
        formulas = page.get_by_test_id("numbers").bounding_box()
        assert numbers["x"] + numbers["width"] <= width - 32
        assert button["x"] + button["width"] <= numbers["x"] + numbers["width"] + 0.5
        assert button["height"] < 36  # its text stands in one line
        assert button["y"] + button["height"] <= formulas["y"]
        right = name["x"] + name["width"] <= button["x"]
        assert right or name["y"] + name["height"] <= button["y"]
        beside = view["x"] + view["width"] <= numbers["x"]
        assert beside or view["y"] + view["height"] <= numbers["y"]


def test_on_a_phone_the_legend_leaves_the_switch_in_its_line(open_lesson):
    page = open_lesson("view=effective", "phone")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        settle(page)
        painted(page)
        photo, legend, switch = (
            page.locator(part).bounding_box()
            for part in ("[data-testid=photo]", ".legend", ".photo .views")
        )
        assert legend["x"] >= photo["x"] and legend["x"] + legend["width"] <= switch["x"]
        assert switch["x"] + switch["width"] <= photo["x"] + photo["width"]


@pytest.mark.parametrize(
    "query", ["?stack=<script>alert(1)</script>&unit=NaN,1,2", "?stack=c99&lock=**x**"]
)
def test_a_broken_link_opens_something_legal(open_lesson, query):
    page = open_lesson(query)
    assert "sees a 32 × 32 patch" in read(page)["sentence"]
    body = page.locator("body").inner_text()
    assert all(raw not in body for raw in ("<script>", "NaN", "c99", "**x**"))
