"""The network page as a person uses it: every number on the screen is the engine's."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.files import onnx
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import controls, controls_why, why
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Flatten, GlobalAveragePool
from tests.browser.app import ROOT, settle
from tests.browser.bringing import bring_model
from tests.browser.reading import painted, written

PAGE = "/network"


@pytest.fixture(scope="module")
def coffee():
    return controls.compute(NetworkPage(), None)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    painted(page)


def result(page):
    return page.get_by_test_id("result").inner_text()


def strongest(maps):
    number = int(np.abs(maps).mean(axis=(1, 2)).argmax())
    flat = int(np.abs(maps[number]).argmax())
    return number, divmod(flat, maps.shape[2])


def bars(page):
    """Names and numbers of the bars, as they are read aloud."""
    return page.locator("svg.bars").get_attribute("aria-label").split(", ")


def test_the_answer_and_the_first_layer(open_lesson, coffee):
    page = open_lesson()
    shown = page.get_by_test_id("answer").locator("li").all_inner_texts()
    assert shown[0].split("\n") == ["espresso", "94.7 %"]
    assert [line.split("\n")[0] for line in shown] == [a.name for a in coffee.answers()]
    expect(page.get_by_test_id("columns").get_by_role("option")).to_have_count(20)
    number, (row, column) = strongest(coffee.maps(1))
    assert result(page) == written(coffee.maps(1)[number, row, column])
    place = page.locator(".number .size").inner_text()
    assert place == f"row {row}, column {column} of map {number}"


def test_a_walk_from_the_picture_to_the_answer(open_lesson, coffee):
    """Each column: what it says, and the number that is opened, with the sum behind it."""
    page = open_lesson()
    for k, step in enumerate(coffee.columns):
        if k:
            press(page, "Space")
        info, maps = coffee.layers[step.face], coffee.maps(step.face)
        expect(page.locator(".where")).to_have_text(
            f"{info.label} layer {step.face + 1} of {len(coffee.layers)}"
        )
        if k not in (1, 2, 9, 17, 18, 19):
            continue
        number, (row, column) = strongest(maps)
        expect(page.get_by_test_id("result")).to_have_text(written(maps[number, row, column]))
        if k == 18:  # a mean
            continue
        unit = coffee.unit(step.face - 1 if k == 17 else step.face, number)
        names, values = zip(*(bar.rsplit(" ", 1) for bar in bars(page)), strict=True)
        assert names[0] == "bias" and len(names) <= 7
        total = sum(float(value.replace("−", "-")) for value in values)
        assert total == pytest.approx(unit.y[0, row, column], abs=0.005 * len(values))


def test_pointing_and_choosing_a_place_ask_nothing_of_the_server(open_lesson, coffee, watch):
    page = open_lesson("?layer=38&map=12")
    expect(page.get_by_test_id("result")).to_be_visible()
    y = coffee.maps(37)[11]
    canvas = page.get_by_test_id("map")
    box = canvas.bounding_box()
    with watch.silence(page):
        cell = (box["width"]) / 14
        for row, column in ((0, 0), (5, 9), (13, 13)):
            page.mouse.move(box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * cell)
            painted(page)
            assert result(page) == written(y[row, column])
        page.mouse.down()
        page.mouse.up()
    expect(page).to_have_url(re.compile("row=14&column=14"))


def test_another_map_brings_its_numbers_and_undo_of_pointing_is_not_needed(open_lesson, coffee):
    page = open_lesson("?layer=38")
    order = np.argsort(-np.abs(coffee.maps(37)).mean(axis=(1, 2)), kind="stable")
    press(page, "]", "]")
    number = int(order[2])
    expect(page.locator(".large .title")).to_have_text(f"Map {number}")
    value = coffee.maps(37)[number]
    flat = int(np.abs(value).argmax())
    expect(page.get_by_test_id("result")).to_have_text(written(value.flat[flat]))
    press(page, "o")
    assert "layer 38 of 93" in page.locator(".where").inner_text()
    press(page, "i")
    expect(page.locator(".where")).to_have_text("conv layer 37 of 93")


# ---- why


@pytest.fixture(scope="module")
def reasons():
    settings = NetworkPage(network="digits", picture="digits-50")
    seen = controls.compute(settings, None)
    asking = (2, None, False)
    question = controls_why.question_of(seen, TRAINED["digits"].recipe, asking)
    return list(why.reasons(question))[-1]


def card(page, name):
    return page.locator(f".card.{name}")


def test_four_reasons_on_one_square(open_lesson, reasons):
    page = open_lesson("?view=why&network=digits&picture=digits-50&square=18")
    expect(page.locator(".progress")).to_be_hidden()
    expect(card(page, "shares").locator(".check")).to_contain_text("gained over black")
    for square in (17, 18, 24):
        if square > 17:
            press(page, *["ArrowRight"] * (square - int(place(page)) + 1))
        row, column = divmod(square, 7)
        top, left = reasons.starts[0][row], reasons.starts[1][column]
        expected = {
            "pixels": 0.1 * why.in_squares(reasons.pixels["gradient"], reasons)[row, column],
            "cover": reasons.drops[row, column],
            "shares": why.in_squares(reasons.gains, reasons)[row, column],
        }
        for name, value in expected.items():
            shown = card(page, name).locator(".value b")
            expect(shown).to_have_text(("+" if value > 0 else "") + written(value))
        expect(page.get_by_test_id("sentence")).to_have_text(
            f"Why 2? Its score is {written(reasons.score)}. "
            f"This square: rows {top} to {top + 1}, columns {left} to {left + 1}."
        )
    expect(card(page, "pixels").locator(".check")).to_contain_text("measured")
    expect(page).to_have_url(re.compile("square=25"))


def place(page):
    return page.locator(".where").inner_text().split(" ")[1]


def test_another_class_other_weights_and_a_name_that_is_none(open_lesson):
    page = open_lesson("?network=digits&picture=digits-50")
    page.get_by_test_id("answer").get_by_role("button").nth(1).click()
    second = page.get_by_test_id("answer").locator("li span").nth(1).inner_text()
    expect(page.get_by_test_id("sentence")).to_contain_text(f"Why {second}?")
    page.locator(".asking input").fill("unicorn")
    page.keyboard.press("Enter")
    expect(page.locator(".complaint")).to_have_text("There is no class of that name.")
    page.get_by_role("button", name="Shuffled").click()
    check = card(page, "cover").locator(".check")
    expect(check).to_contain_text("likeness to the trained one")


# ---- one's own model


def test_a_model_of_ones_own_is_brought_refused_and_shown(open_lesson):
    page = open_lesson()
    panel = page.get_by_test_id("stPopover").filter(has_text="Network")
    panel.get_by_role("button").click()
    door = page.locator("[data-testid=stFileUploader] input")
    door.set_input_files({"name": "no.onnx", "mimeType": "", "buffer": b"hello" * 99})
    expect(page.locator(".complaint")).to_contain_text("is not an ONNX model")
    expect(page.get_by_test_id("answer")).to_contain_text("espresso")
    settle(page)
    door.set_input_files(ROOT / "assets/networks/digits.onnx")
    expect(page.get_by_test_id("answer")).to_contain_text("of 10 classes")
    settle(page)
    ways = page.get_by_role("radio")
    expect(ways).to_have_count(7)
    page.get_by_label("Names of its 10 classes, one a line").fill("\n".join("abcdefghij"))
    page.keyboard.press("Control+Enter")
    first = page.get_by_test_id("answer").locator("li span").first
    expect(first).to_have_text(re.compile("^[a-j]$"))
    settle(page)
    page.wait_for_url(lambda url: "model=" in url)  # it is so small that a link has room for it


def test_a_lens_shows_the_numbers_of_a_kernel_too_large_to_write_them_out(open_lesson, tmp_path):
    """An 11 by 11 kernel: the largest product, and any other that is pointed at."""
    network = sequential(("conv", Conv(11, stride=4), 2), GlobalAveragePool(), Flatten())
    params = network.initial((1, 3, 40, 40))
    file = tmp_path / "large.onnx"
    file.write_bytes(onnx.save(network, params, (1, 3, 40, 40)))
    page = open_lesson()
    bring_model(page, file, 2)
    page.get_by_test_id("stPopover").filter(has_text="Network").get_by_role("button").click()
    settle(page)
    said = page.get_by_test_id("lens")
    place, _, equation = said.inner_text().partition(": ")
    products = page.get_by_role("grid", name="Products").get_by_role("gridcell")
    expect(products).to_have_count(121)
    numbers = [cell.rpartition(", ")[2] for cell in labels(products)]
    row, column = map(int, re.findall(r"\d+", place))
    assert equation.split()[-1] == numbers[11 * row + column]
    sizes = [abs(float(number.replace("−", "-"))) for number in numbers]
    assert sizes[11 * row + column] == max(sizes)
    products.nth(5 * 11 + 2).hover()
    expect(said).to_contain_text("row 5, column 2:")
    assert said.inner_text().split()[-1] == numbers[5 * 11 + 2]


def labels(cells):
    return cells.evaluate_all("all => all.map(cell => cell.getAttribute('aria-label'))")
