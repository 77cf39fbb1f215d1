"""The backprop page as a person uses it: edit, check, step, undo, link, by keyboard."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.lessons.backprop import chain
from cnnviz.lessons.backprop.controls_show import compute
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.words import CAPTIONS
from cnnviz.networks.presets import pooled
from cnnviz.ui.keep import TITLE
from tests.browser.app import held_up, settle
from tests.browser.reading import all_written, painted, written
from tests.browser.test_keep import saved
from tests.lessons.backprop.test_code import executed
from tests.networks.worked_example import W

CONVOLVE, WEIGHTS = 1, 80  # the first step of each in the default network
PATH = "/backprop"


def player(page):
    root = page.get_by_test_id("cnnviz-player")
    root.wait_for()
    page.wait_for_function("document.querySelector('.stApp')")
    return root


def opened(app, open_page, query="", size="desk"):
    page = open_page(app, PATH + query, size)
    player(page).locator(".bench > *").first.wait_for()
    return page


def after(page, act):
    """Do something that goes to the server, and wait for the player to take the answer."""
    before = player(page).get_attribute("data-rev")
    act()
    expect(player(page)).not_to_have_attribute("data-rev", before)
    settle(page)


def cells(page, panel):
    """The numbers of a panel on the bench, by their place."""
    found = page.locator(f'.bench .cell[data-at^="{panel}:"]').evaluate_all(
        "cells => cells.map(c => [Number(c.dataset.at.split(':').pop()), c.textContent])"
    )
    return dict(found)


def last(page):
    """Go to the last step, the update."""
    page.locator(".board").focus()
    page.keyboard.press("End")
    page.get_by_test_id("loss-after").wait_for()


def short(text):
    """Without the 0 before the point, as in a narrow cell."""
    return re.sub(r"^(\u2212?)0\.", r"\1.", text)


def in_a_cell(value):
    """All that a cell may say of a number, depending on how wide it is: at least one decimal."""
    tenths = short(written(np.floor(10 * value + 0.5) / 10))
    return {written(value), short(written(value)), "≈0" if 0 < abs(value) < 0.05 else tenths}


def loss(page, which):
    return float(page.get_by_test_id(f"loss-{which}").inner_text())


def type_into(page, panel, place, text):
    page.locator(f'.bench .cell[data-at="{panel}:{place}"]').first.dblclick()
    field = page.locator("input.edit")
    field.fill(text)
    field.press("Enter")


def trace_with(weight):
    preset = pooled()
    conv = {**preset.params["conv"], "weight": weight.reshape(1, 1, 3, 3)}
    params = {**preset.params, "conv": conv}
    return chain.trace(preset.network, params, preset.x, preset.loss, preset.target, 0.01)


@pytest.mark.parametrize("size", ["desk", "projector", "phone"])
def test_the_page_opens_with_its_question_and_its_steps_in_sight(app, open_page, size):
    page = opened(app, open_page, size=size)
    assert page.get_by_role("heading", level=1).inner_text() == (
        "How does one wrong answer tell every number what to change?"
    )
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    transport = page.locator(".transport").bounding_box()
    assert transport["y"] + transport["height"] <= page.viewport_size["height"]
    sizes = page.locator(".bench .cell text").evaluate_all(
        "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize))"
    )
    assert min(sizes) >= 16
    if size != "phone":
        the_controls_are_one_row(page)


def the_controls_are_one_row(page):
    row = page.locator(".st-key-choose, .st-key-set")
    boxes = [box.bounding_box() for box in row.all()]
    assert all(box["height"] <= 40 for box in boxes)
    assert abs(boxes[0]["y"] - boxes[1]["y"]) <= 4


def test_one_edited_kernel_cell_changes_every_map_the_loss_and_every_gradient(app, open_page):
    page = opened(app, open_page, f"?step={CONVOLVE}")
    assert cells(page, "conv.weight")[8] == "−1"
    after(page, lambda: type_into(page, "conv.weight", 8, "0"))
    assert cells(page, "conv.weight")[8] == "0"
    changed = W.copy()
    changed[2, 2] = 0
    trace = trace_with(changed)
    conv = trace.stages[0]
    for step, panel, numbers in (
        (WEIGHTS - 1, "d:conv", conv.dy),
        (WEIGHTS + 8, "d:conv.weight", conv.grads["weight"]),
    ):
        again = opened(app, open_page, f"?weights=conv.weight~8,0&step={step}")
        texts = list(cells(again, panel).values())
        assert len(texts) == numbers.size
        for text, value in zip(texts, numbers.ravel(), strict=True):
            assert text in in_a_cell(value), (panel, value)
    last(page)
    assert loss(page, "before") == pytest.approx(trace.value, abs=5e-5)
    assert loss(page, "after") == pytest.approx(trace.loss_after, abs=5e-5)
    page.wait_for_url(lambda url: "weights=conv.weight~8,0" in url)


def test_two_weights_typed_one_after_the_other_are_both_kept(app, open_page):
    page = opened(app, open_page)
    weights = [page.locator(f'.bench .cell[data-at="conv.weight:{k}"]').first for k in (0, 1)]
    weights[0].dblclick()
    for text, key in (("5", "Tab"), ("6", "Enter")):
        page.keyboard.type(text)
        page.keyboard.press(key)
    for cell, text in zip(weights, ("5", "6"), strict=True):
        expect(cell.locator("text")).to_have_text(text)


def test_a_step_and_ten_more_and_undo_come_back_to_the_same_numbers(app, open_page):
    page = opened(app, open_page)
    last(page)
    first = page.locator(".bench").inner_text()
    assert loss(page, "after") == pytest.approx(0.338475, abs=5e-5)
    after(page, lambda: page.locator('[data-action="take-1"]').click())
    assert loss(page, "before") == pytest.approx(0.338475, abs=5e-5)
    after(page, lambda: page.locator('[data-action="take-10"]').click())
    assert "11 taken so far" in page.locator(".bench").inner_text()
    for _ in range(2):
        after(page, lambda: page.locator(".transport [data-action=undo]").click())
    assert page.locator(".bench").inner_text() == first
    assert page.locator(".transport [data-action=undo]").is_disabled()


def test_a_step_too_large_is_named_and_can_be_undone(app, open_page):
    page = opened(app, open_page, "?network=line&rate=0.1")
    last(page)
    after(page, lambda: page.locator('[data-action="take-10"]').click())
    said = page.locator(".complaint").inner_text()
    assert said.startswith("Stopped after 3 of the steps: with a step size of 0.1")
    after(page, lambda: page.locator('.bench [data-action="undo"]').click())
    assert "Stopped" not in page.locator("body").inner_text()
    assert loss(page, "before") == 9


def test_a_gradient_is_checked_on_the_spot(app, open_page):
    page = opened(app, open_page, f"?step={WEIGHTS + 3}")
    assert page.get_by_test_id("total").inner_text().endswith("3")  # ∂W[1, 0]
    page.locator('[data-action="check-tab"]').click()
    after(page, lambda: page.locator('.ask [data-action="check"]').click())
    found = page.get_by_test_id("check").inner_text()
    assert re.search(r"\b3\b|3\.0000", found) and "Agrees" in found
    slider = page.locator(".check input")
    slider.fill("1")
    after(page, lambda: page.locator('[data-action="check-all"]').click())
    expect(slider).to_have_value("1")
    assert "94 of 94 gradients agree" in page.get_by_test_id("check").inner_text()


@pytest.mark.parametrize(
    "query",
    [
        f"?weights=conv.weight~4,3&target=1&rate=0.1&step={WEIGHTS}",
        "?network=vanishing&step=300&view=scatter",
        *(
            pytest.param(query, marks=pytest.mark.nightly)
            for query in (
                "?network=two_blocks&picture=written_3&step=40",
                "?network=line&weights=conv.weight,1,-2,0.5&target=-3&step=12",
                "?picture=0,1,2,0;3,0,1,1;0,2,2,0;1,1,0,0&step=9",
            )
        ),
    ],
)
def test_a_link_opens_the_very_same_step(app, open_page, query):
    page = opened(app, open_page, query)
    page.keyboard.press("ArrowRight")
    step = int(re.search(r"step=(\d+)", query)[1]) + 1
    expect(page).to_have_url(re.compile(rf"[?&]step={step}(&|$)"))
    link = page.url.removeprefix(app.address)
    again = open_page(app, link)
    player(again).locator(".bench > *").first.wait_for()
    for part in ("sentence", "bench", "formula", "where"):
        selector = f'[data-testid="{part}"]'
        assert again.locator(selector).inner_text() == page.locator(selector).inner_text()


def test_the_whole_lesson_by_keyboard_there_and_back(app, open_page, watch):
    page = opened(app, open_page)
    start = page.locator(".bench").inner_html()
    with watch.silence(page):
        page.keyboard.press("Space")
        expect(page.get_by_test_id("where")).to_contain_text("step 2 of")
        for _ in range(30):
            page.keyboard.press("PageDown")
        page.keyboard.press("End")
        expect(page.get_by_test_id("loss-after")).to_be_visible()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Home")
        painted(page)
    assert page.locator(".bench").inner_html() == start


def test_the_notebook_that_is_saved_runs_and_agrees(app, open_page, tmp_path):
    page = opened(app, open_page, "?network=two_blocks")
    page.get_by_text(TITLE, exact=True).click()
    page.get_by_role("tab", name="Numbers").click()
    text = saved(page, "Notebook", tmp_path).read_text("utf-8")
    assert np.isfinite(executed(text)["loss"])
    assert json.loads(text)["nbformat"] == 4


def test_every_fold_opens_without_a_complaint(app, open_page):
    page = opened(app, open_page, "?network=line")
    for label in (
        "How large are the gradients, layer by layer?",
        "The chain rule as matrices, multiplied out",
        "Check every gradient",
        TITLE,
    ):
        page.get_by_text(label, exact=True).click()
        settle(page)
    expect(page.locator(".katex").nth(5)).to_be_attached()
    expect(page.get_by_text("29 of 29 gradients agree to seven digits")).to_be_visible()


@pytest.mark.parametrize(
    "query",
    [
        "?network=<script>alert(1)</script>&weights=conv.weight~400,1&step=99999999",
        "?network=line&picture=**bold**&target=99&rate=-3&view=sideways&hide=maybe",
        pytest.param("?step=NaN", marks=pytest.mark.nightly),
    ],
)
def test_a_broken_link_opens_something_legal_with_one_note(app, open_page, query):
    page = opened(app, open_page, query)
    assert page.locator(".complaint").inner_text().startswith("The link asked for ")
    assert page.get_by_test_id("sentence").inner_text()
    text = page.locator("body").inner_text()
    for raw in ("<script>", "**bold**", "sideways", "maybe", "NaN"):
        assert raw not in text


def test_a_sentence_pushes_no_step_out_of_sight(app, open_page):
    page = opened(app, open_page, "?target=9", "projector")
    expect(page.locator(".complaint")).to_be_visible()
    transport = page.locator(".transport").bounding_box()
    assert transport["y"] + transport["height"] <= page.viewport_size["height"]


def test_the_numbers_on_the_bench_are_the_engines(app, open_page):
    page = opened(app, open_page, f"?step={WEIGHTS + 8}")
    stage = trace_with(W).stages[0]
    assert list(cells(page, "x").values()) == all_written(stage.x)
    assert list(cells(page, "d:conv").values()) == all_written(stage.dy)
    assert list(cells(page, "d:conv.weight").values()) == all_written(stage.grads["weight"])


def test_the_arrow_keys_step_right_after_a_click_on_a_choice(app, open_page):
    page = opened(app, open_page)
    truth = page.get_by_role("radiogroup", name="Truth").get_by_role("radio", checked=False)
    after(page, truth.first.click)
    page.keyboard.press("ArrowRight")
    page.locator(".where").get_by_text("step 2 of").wait_for()


def test_what_is_wrong_on_purpose_has_a_red_frame_until_it_is_made_right(app, open_page):
    page = opened(app, open_page, "?network=strided&mistake=flip&step=100")  # the last of ∂X
    bar = page.get_by_test_id("mistake")
    expect(bar).to_contain_text("Backprop is wrong on purpose: the kernel is not flipped.")
    framed = page.locator(".bench .cell:has(> rect.wrong)")
    trace = compute(Backprop("strided"), None)[1].trace
    wrong = compute(Backprop("strided", mistake="flip"), None)[1].trace
    differs = np.flatnonzero(trace.stages[0].dx != wrong.stages[0].dx)
    places = framed.evaluate_all("all => all.map(one => Number(one.dataset.at.split(':').pop()))")
    assert places == differs.tolist()
    page.locator(f'.bench .cell[data-at="d:x:{differs[0]}"]').click()
    backprop, loss = (written(t.stages[0].dx.ravel()[differs[0]]) for t in (wrong, trace))
    expect(page.locator(".check .both")).to_have_text(
        f"Backprop says {backprop}; the loss says {loss}."
    )
    after(page, bar.get_by_role("button", name="Make it right").click)
    expect(bar).to_be_hidden()
    expect(page.locator("rect.wrong")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"network=strided(?!.*mistake)"))


def test_a_click_on_the_large_picture_opens_its_pixel_and_comes_back(app, open_page):
    page = opened(app, open_page, "?picture=astronaut&side=16")
    page.get_by_role("button", name="Large view of X and ∂L/∂X").click()
    canvas = page.locator(".large canvas")
    expect(canvas).to_be_visible()
    expect(page).to_have_url(re.compile("large=1"))
    box = canvas.bounding_box()
    assert box["width"] >= 300 and box["height"] >= 300
    lesson = compute(Backprop(picture="astronaut", side=16), None)[1].trace
    place = (5, 11)
    pixel = {"x": (place[1] + 0.5) / 16 * box["width"], "y": (place[0] + 0.5) / 16 * box["height"]}
    canvas.hover(position=pixel)
    gradient, value = lesson.stages[0].dx[0][place], lesson.x[0][place]
    expect(page.locator(".large .pixel")).to_have_text(
        f"X[5, 11] is {written(value)}; its gradient ∂L/∂X is {written(gradient)}."
    )

    def go_back():
        with held_up(app):  # a step that was not written yet is not written over what Back leads to
            page.go_back()
            page.evaluate("new Promise(done => setTimeout(done, 300))")

    for back in (lambda: page.keyboard.press("Escape"), go_back):
        canvas.click(position=pixel)
        expect(page.get_by_test_id("sentence")).to_contain_text("∂X[5, 11] ")
        expect(canvas).to_be_hidden()
        back()
        expect(canvas).to_be_visible()
    page.keyboard.press("Escape")
    expect(canvas).to_be_hidden()


def test_the_large_picture_is_read_by_keyboard(app, open_page):
    page = opened(app, open_page, "?large=1")
    page.locator(".large canvas").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".large .pixel")).to_contain_text("X[2, 1] is ")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sentence")).to_contain_text("∂X[2, 1] ")


def test_a_first_minute_and_twelve_steps_lead_through_the_lesson(app, open_page):
    page = opened(app, open_page)
    where, sentence = page.get_by_test_id("where"), page.get_by_test_id("sentence")
    page.get_by_role("button", name="Short tour").click()
    captions = [re.sub(r"[*]", "", text) for text in CAPTIONS.values() if "guess" in text]
    expect(sentence).to_have_text(captions[0])
    texts = []
    for at in range(16):
        part = f"in short, {at + 1} of 4" if at < 4 else f"tour, {at - 3} of 12"
        expect(where).to_have_text(part)
        expect(page).to_have_url(re.compile(rf"tour={at + 1}(&|$)"))
        texts.append(sentence.text_content())
        page.keyboard.press("Space")
    assert len(set(texts)) == 16
    assert [text[:6] for text in texts[:4]] == [f"{k} of 4" for k in range(1, 5)]
    expect(where).to_have_text("in short, 1 of 4")  # and again
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect(where).to_have_text("in short, 1 of 4")
    expect(page).to_have_url(re.compile(r"tour=1(&|$)"))
    page.reload()
    settle(page)
    expect(where).to_have_text("in short, 1 of 4")
    page.get_by_role("button", name="Every number").click()
    expect(where).to_have_text("step 1 of 147")
    page.keyboard.press("Space")
    expect(where).to_have_text("step 2 of 147")
