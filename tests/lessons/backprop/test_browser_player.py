"""Every number of the stepped backward pass equals the engine's, and stepping asks nobody."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cnnviz.player.packing import unpack
from tests.browser.app import run_timers, settle
from tests.browser.reading import MINUS, painted, written
from tests.lessons.backprop import chains
from tests.lessons.backprop.chain_terms import expected, written_by

APP = Path(__file__).with_name("chain_app.py")
POOLED, PLAIN, TWO_BLOCKS, LINE, SIGMOIDS = range(5)
DILATED, STRIDED, LARGE, PHOTO = (len(chains.CASES) - k for k in (4, 3, 2, 1))

READ = """root => {
  const text = s => root.querySelector(s)?.textContent ?? "";
  const terms = [...root.querySelectorAll(".bench .term")].map(e => ({
    pair: e.querySelector(".pair")?.textContent ?? e.title, value: e.querySelector("b").textContent,
  }));
  return {
    terms, total: text("[data-testid=total]"), sentence: text("[data-testid=sentence]"),
    where: text("[data-testid=where]"), then: text(".then"), numpy: text("[data-testid=numpy]"),
    formula: text("[data-testid=formula]"), next: text(".transport .main"),
  };
}"""
# The whole frame: the words and slots as they stand, and the strip's pixels.
FRAME = """root => root.querySelector("canvas.strip").toDataURL() +
  [".say", ".bench", ".formula", "aside", ".transport"]
    .map(s => root.querySelector(s).innerHTML).join("")"""


# A walk by key, read at every step, in one call: each of [key, times] in turn.
WALK = (
    """async (root, keys) => {
  const read = """
    + READ
    + """, frame = """
    + FRAME
    + """, board = root.querySelector(".board"), seen = [];
  for (const [key, times, what] of keys)
    for (let k = 0; k < times; k++) {
      board.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
      await new Promise(requestAnimationFrame);
      seen.push((what === "frame" ? frame : read)(root));
    }
  return seen;
}"""
)


class Chain:
    """The player on the bare page, driven by key as a person would."""

    def __init__(self, page, case):
        self.page, self.case, self.trace = page, case, chains.trace(case)
        self.root = page.get_by_test_id("cnnviz-player")
        self.segments = unpack(chains.payload(case, None, {}))[0]["segments"]

    def settle(self):
        painted(self.page)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def read(self):
        return self.root.evaluate(READ)

    def frame(self):
        return self.root.evaluate(FRAME)

    def walk(self, *keys):
        return self.root.evaluate(WALK, [list(key) for key in keys])

    def step(self):
        return int(self.read()["where"].split()[1]) - 1

    def locate(self, step, view="gather"):
        for segment in self.segments:
            count = segment["scatter"] if view == "scatter" and segment["scatter"] else None
            count = count or segment["count"]
            if step < count:
                return segment, step
            step -= count
        raise AssertionError("no such step")


@pytest.fixture
def chain(serve_script, open_page):
    def open_case(case, query="", size="desk"):
        page = open_page(serve_script(APP), f"/?case={case}{query}", size)
        page.get_by_test_id("cnnviz-player").wait_for()
        page.locator(".board").focus()
        return Chain(page, case)

    return open_case


def factor(value):
    text = written(value)
    return f"({text})" if value < 0 else text


def number(text):
    return text.removeprefix("+").replace(MINUS, "-")


def check(shown, chain, view="gather"):
    """Compare all terms and the sum of the step on screen; how many numbers that were."""
    segment, k = chain.locate(int(shown["where"].split()[1]) - 1, view)
    if not written_by(segment):
        return 0
    pairs, products, total = expected(chain.trace, segment, k, view)
    at = f"{segment['id']} {k} {view}"
    seen = [number(term["value"]) for term in shown["terms"]]
    precise = segment["kind"] in ("loss", "squared", "error", "miss")
    digits = four if precise else written
    assert seen == ["–" if p is None else number(digits(p)) for p in products], at
    if pairs is not None:
        ours = [f"{written(a)}·{factor(b)}" for a, b in pairs]
        assert [term["pair"] for term in shown["terms"]] == ours, at
    if total is not None:
        own = four if precise or segment["kind"] == "softmax" else written
        assert re.split("[=≈] ", shown["total"])[-1] == own(total), at
    return len(products) + (total is not None)


def four(value):
    """A number with up to four decimals, or what is left of it where those would be zeros."""
    if value and not round(value, 4):
        return written(value)
    text = f"{abs(round(value, 4)):.4f}".rstrip("0").rstrip(".")
    return (MINUS if value < 0 else "") + text


def both_ways(first, *more):
    """Each chain in both views; those after the first in one of them, and by night in the other."""
    one, other = "gather", "scatter"
    shown = [(first, one), (first, other)]
    for case in more:
        shown += [(case, other), pytest.param(case, one, marks=pytest.mark.nightly)]
        one, other = other, one
    return pytest.mark.parametrize(("case", "view"), shown)


@both_ways(POOLED, DILATED, LINE, PLAIN)
def test_every_term_and_sum_of_a_small_chain(chain, case, view):
    player = chain(case, f"&view={view}")
    steps = sum(s["scatter"] if view == "scatter" and s["scatter"] else s["count"]
                for s in player.segments)  # fmt: skip
    seen = [player.read(), *player.walk(("ArrowRight", steps - 1))]
    assert seen[-1]["next"] == "Start again" and seen[-2]["next"] != "Start again"
    numbers = sum(check(shown, player, view) for shown in seen)
    assert numbers >= (100 if case == LINE else 190)


@both_ways(TWO_BLOCKS, STRIDED, SIGMOIDS, LARGE)
def test_terms_and_sums_of_larger_chains(chain, case, view):
    player = chain(case, f"&view={view}")
    # The first steps of each layer, among them those at the border.
    layers = len(player.segments)
    seen = player.walk(*[("ArrowRight", 3), ("PageDown", 1)] * layers)
    numbers = sum(_checked_if_written_out(shown, player, view) for shown in seen)
    assert numbers >= 200


def _checked_if_written_out(shown, player, view):
    """Above 36 terms only the largest are written out: those are compared elsewhere."""
    segment, k = player.locate(int(shown["where"].split()[1]) - 1, view)
    if not written_by(segment) or len(expected(player.trace, segment, k, view)[1]) > 36:
        return 0
    return check(shown, player, view)


def test_of_many_terms_the_eight_largest_are_written_out_and_the_rest_is_one_number(chain):
    player = chain(LARGE)
    while player.locate(player.step())[0]["kind"] != "conv_weight":
        player.press("PageDown")
    shown = player.read()
    segment, k = player.locate(player.step())
    _, products, total = expected(player.trace, segment, k)
    assert len(products) > 36
    largest = sorted(products, key=abs, reverse=True)[:8]
    assert [t["value"] for t in shown["terms"]] == [written(p) for p in largest]
    rest = player.page.locator(".many .rest")
    assert rest.inner_text().split("\n") == [
        f"{len(products) - 8} others",
        written(sum(products) - sum(largest)),
    ]
    assert shown["total"] == f"Σ = {written(total)}"


def test_stepping_to_the_end_and_back_gives_every_frame_again(chain):
    player = chain(POOLED)
    first = player.frame()
    there = player.walk(("ArrowRight", 146, "frame"))
    assert player.read()["next"] == "Start again"
    back = player.walk(("ArrowLeft", 146, "frame"))
    assert [first, *there] == [*reversed(back), there[-1]]
    assert player.walk(("End", 1, "frame"), ("Home", 1, "frame"))[-1] == first


def test_home_end_layers_and_turn(chain):
    player = chain(POOLED)
    player.press("End")
    assert player.read()["sentence"] == (
        "All 20 numbers took their step: the loss goes from 0.6931 to 0.3385."
    )
    player.press("Home")
    assert player.step() == 0
    player.press("PageDown", "PageDown")
    assert player.locate(player.step())[0]["id"] == "relu:forward"
    player.press("PageUp")
    assert player.locate(player.step())[0]["id"] == "conv:forward"
    player.press("t")
    assert player.locate(player.step())[0]["id"] == "error"


def test_both_views_show_the_same_number_of_the_same_pixel(chain):
    player = chain(POOLED, "&step=110")
    assert player.read()["total"] == f"Σ = {MINUS}5"
    player.press("g")
    assert player.read()["sentence"].startswith("∂Z[3, 2] = 0, so Z[3, 2] sends nothing back")
    cell = player.page.locator('.slot[data-slot="0"] [data-at="d:x:20"] text')
    assert cell.text_content() == f"{MINUS}5"
    player.press("g")
    assert player.read()["total"] == f"Σ = {MINUS}5"
    assert "⟨W∗X, ∂Z⟩ = ⟨X, ∂X⟩ = 3" in player.read()["formula"]


def test_stepping_playing_hovering_and_scrubbing_send_nothing(chain, watch):
    player = chain(POOLED)
    settle(player.page)
    with watch.silence(player.page):
        player.press("ArrowRight", "PageDown", "End", "t", "g", "s", "h", "h", "ArrowLeft")
        before = player.step()
        player.press("p")
        run_timers(player.page, 1000)
        player.settle()
        assert player.step() > before
        bench = player.page.locator(".bench").bounding_box()
        player.page.mouse.move(bench["x"] + 40, bench["y"] + 60, steps=4)
        player.settle()
        assert "Play" in player.page.locator('[data-action="play"]').inner_text()
        strip = player.page.locator("canvas.strip").bounding_box()
        player.page.mouse.move(strip["x"] + 200, strip["y"] + strip["height"] * 0.43)
        player.page.mouse.down()
        player.page.mouse.move(strip["x"] + 700, strip["y"] + strip["height"] * 0.43, steps=8)
        player.page.mouse.up()
        player.settle()
        assert player.locate(player.step(), "scatter")[0]["direction"] == 1


def test_a_term_lights_up_everywhere_and_a_number_is_edited_in_place_but_no_word(chain):
    player = chain(POOLED, "&step=5")
    player.page.locator(".term").nth(1).hover()
    player.settle()
    lit = player.page.locator(".lighted")
    assert lit.count() == 3  # the pixel, the weight and their product
    assert player.page.locator(".head span").inner_text() == f"1·({MINUS}1) = {MINUS}1"
    player.page.mouse.move(5, 5)
    a_number_is_edited_in_place_and_a_word_is_refused(player)


def test_predict_hides_the_number_everywhere_until_it_is_answered(chain):
    player = chain(POOLED, "&step=84&hide=1")
    shown = player.read()
    assert shown["total"] == "Σ = ?" and shown["formula"].rstrip().split("=")[-1].startswith("?")
    assert player.page.locator(".slot.write .cell text", has_text="?").count() == 1
    answer = player.page.get_by_label("Your number")
    answer.fill("two")
    answer.press("Enter")
    assert "is not a number" in player.page.locator(".predict p").inner_text()
    answer.fill("-2")
    answer.press("Enter")
    said = "The size is right, the sign is not: ∂W[1, 1] = 2."
    expect(player.page.locator(".predict p")).to_have_text(said)
    assert player.read()["total"] == "Σ = 2"
    player.press("ArrowRight")
    assert player.read()["total"] == "Σ = ?"
    expect(player.page).to_have_url(re.compile("step=85&hide=1$"))


def a_number_is_edited_in_place_and_a_word_is_refused(player):
    player.press("Enter")
    player.page.keyboard.type("abc")
    player.press("Enter")
    refused = player.page.get_by_test_id("complaint").inner_text()
    assert refused.startswith("W[0, 0] stays 1: “abc” is no number.")
    field = player.page.get_by_label("W[0, 0]")
    assert field.input_value() == "abc"
    field.fill("4")
    player.press("Enter")
    sent = {"kind": "edit", "array": "conv.weight", "values": [4, -1, 1, -1, 1, -1, 1, 2, -1]}
    player.page.get_by_text(json.dumps(sent)).wait_for()


def test_a_double_click_edits_the_picture(chain):
    player = chain(POOLED, "&step=5")
    player.page.locator('.slot[data-slot="0"] [data-at="x:0"]').dblclick()
    player.page.keyboard.type("9")
    player.press("Enter")
    values = [9.0, *chains.trace(POOLED).x.ravel()[1:]]
    sent = {"kind": "edit", "array": "x", "values": [int(v) for v in values]}
    player.page.get_by_text(json.dumps(sent)).wait_for()


def test_the_check_is_asked_for_and_shown(chain):
    player = chain(POOLED, "&step=83")
    player.press("c")
    player.page.locator(".verdict").wait_for()
    up, down, slope, gradient, error = player.page.locator(".check dd").all_inner_texts()
    # The loss is log 2 = 0.693147181, and moves by 3 · 0.00001 to either side.
    assert (up, down) == ("0.693177181", "0.693117181")
    assert player.page.locator(".check dt").all_inner_texts()[:2] == [
        "loss at +0.00001",
        f"loss at {MINUS}0.00001",
    ]
    assert (slope, gradient) == ("3", "3") and float(number(error)) < 1e-7
    assert player.page.locator(".verdict").inner_text() == "✓ Agrees."
    player.press("ArrowRight")
    expect(player.page.locator(".check .ask")).to_be_visible()


def test_a_tie_is_said_and_not_judged(chain):
    player = chain(POOLED, "&step=60")
    assert "tied here" in player.read()["sentence"]
    player.press("c")
    player.page.locator(".verdict").wait_for()
    said = player.page.locator(".verdict").inner_text()
    assert said.startswith("The check means nothing here. ") and "tie" in said


def test_the_update_is_shown_in_numbers_and_taken(chain):
    player = chain(POOLED, "&step=129")
    shown = player.read()
    assert shown["terms"] == [{"pair": f"{MINUS}1 − 0.01·3", "value": f"{MINUS}1.03"}]
    player.press("End")
    assert player.page.get_by_test_id("loss-after").inner_text() == "0.3385"
    assert player.page.locator(".result dd").all_inner_texts() == [f"{MINUS}0.46", f"{MINUS}0.3547"]
    player.page.get_by_role("button", name="Take this step").click()
    player.page.get_by_text(json.dumps({"kind": "update", "times": 1})).wait_for()


def test_keys_alone_do_the_whole_lesson(chain):
    player = chain(POOLED)
    player.page.get_by_label("case").focus()
    for _ in range(30):  # the page goes round
        player.page.keyboard.press("Tab")
        if player.root.evaluate("root => root.getRootNode().activeElement?.className") == "board":
            break
    player.press("Space", "ArrowRight", "PageDown", "t", "PageDown", "g", "g")
    assert player.locate(player.step())[0]["id"] == "dense:weight"
    player.press("h", "ArrowRight")
    player.page.keyboard.type("-2")
    player.press("Enter")
    assert player.page.locator(".predict p").inner_text() == "−2 is right."
    player.press("h", "c")
    player.page.locator(".verdict").wait_for()
    player.press("End", "Tab")
    player.root.evaluate("root => root.querySelector('[data-action=take-1]').focus()")
    player.press("Enter")
    player.page.get_by_text(json.dumps({"kind": "update", "times": 1})).wait_for()
    player.press("f")
    assert player.page.locator(".player.presenting").count() == 1
    sizes = player.root.evaluate(
        "root => [...root.querySelectorAll('.bar b, .facts dd')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom)"
    )
    assert min(sizes) >= 24
    player.press("Escape", "?")
    assert "next layer" in player.page.locator("dialog").inner_text()


def test_on_a_projector_the_whole_player_fits_below_the_header_with_large_digits(chain):
    player = chain(POOLED, "&step=110", "projector")
    box = player.page.locator(".board").bounding_box()
    assert box["height"] <= 606 and box["y"] + box["height"] <= 720
    digits_are_never_smaller_than_sixteen_pixels(player)
    player.press("f")
    sizes = player.root.evaluate(
        """root => [...root.querySelectorAll(".bench text, .term span, .term b, .numbers mn")]
        .map(e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom)"""
    )
    assert len(sizes) > 60 and min(sizes) >= 24
    box = player.page.locator(".transport").bounding_box()
    assert box["y"] + box["height"] <= 720


def digits_are_never_smaller_than_sixteen_pixels(player):
    sizes = player.root.evaluate(
        """root => [...root.querySelectorAll(".bench text, .term span, .term b, .numbers *")]
        .filter(e => /[0-9]/.test(e.textContent) && !e.closest("msub, msubsup"))
        .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert len(sizes) > 60 and min(sizes) >= 16


def test_each_step_is_announced_once_it_rests(chain):
    player = chain(POOLED, "&step=20")
    spoken = player.page.locator(".spoken")
    player.press("ArrowRight")
    said = player.read()["sentence"]
    player.page.wait_for_function(
        "([element, said]) => element.textContent === said",
        arg=[spoken.element_handle(), said],
    )


def test_what_is_rounded_on_screen_is_not_called_equal(chain):
    # Four sigmoids: 0.47·0.5 + 0.42·0.5 − 0.5 is −0.055 on screen, and −0.05 in truth.
    player = chain(SIGMOIDS, "&step=145")
    assert "≈0.47·0.5+0.42·0.5+(−0.5)≈−0.05" in player.read()["formula"].replace(" ", "")
    exact = chain(POOLED, "&step=1").read()
    assert "≈" not in exact["formula"] + exact["total"]


def test_an_input_at_the_border_is_told_how_many_outputs_it_went_into(chain):
    # The first of 4 by 4 inputs under a padded 3 by 3 kernel: 2 · 2 places, in two filters.
    said = chain(TWO_BLOCKS, "&step=474").read()["sentence"]
    assert said.startswith("∂P₁[0, 0, 0] ")
    assert "P₁[0, 0, 0] went into 8 outputs, into the earlier ones through the later" in said
    # Without padding the corner meets one place only.
    corner = chain(POOLED, "&step=90").read()
    assert corner["sentence"].startswith("∂X[0, 0] = 0: X[0, 0] went into one output only. ")
    assert "=0all 9 terms are 0" in corner["formula"].replace(" = ", "=").replace("= 0", "=0")


def test_a_layer_without_a_bias_adds_none(chain):
    player = chain(LINE, "&step=12")
    assert f"=4·1+3·({MINUS}1)+3·1=4" in player.read()["formula"]
    assert "2 zero terms left out" in player.read()["formula"]
    assert player.read()["total"] == "Σ = 4"


def test_on_a_phone_the_first_step_shows_its_products_above_the_buttons(chain):
    player = chain(POOLED, "", "phone")
    player.press("ArrowRight")
    expect(player.page.locator(".term")).to_have_count(9)
    last = player.page.locator(".term").last.bounding_box()
    assert last["y"] + last["height"] <= player.page.locator(".transport").bounding_box()["y"]
    player.walk(("ArrowRight", 109))
    digits_are_never_smaller_than_sixteen_pixels(player)


def test_what_the_strip_has_no_room_to_name_is_named_on_pointing_at_it(chain):
    player = chain(SIGMOIDS)
    strip = player.page.locator("canvas.strip")
    box, named = strip.bounding_box(), set()
    for part in range(5, 100, 2):
        player.page.mouse.move(
            box["x"] + box["width"] * part / 100, box["y"] + box["height"] * 0.43
        )
        named.add(strip.get_attribute("title"))
    assert {"convolve", "Sigmoid", "flatten", "dense", "softmax"} <= named
