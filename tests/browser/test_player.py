"""Every number that the player shows equals the engine's number, and nothing asks the server."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.kernels import MAX_WEIGHT
from tests.browser import cases
from tests.browser.app import run_timers, settle
from tests.browser.reading import READ, all_written, painted, written

APP = Path(__file__).with_name("player_app.py")


def positions(trace):
    """The first, the last and a middle output."""
    rows, columns = trace.y.shape[1:]
    return sorted({(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)})


def check(shown, trace, case, row, column):
    terms = trace.terms(0, row, column)
    assert shown["window"] == all_written(terms.inputs[0])
    assert shown["kernel"] == all_written(terms.weights[0])
    assert shown["products"] == all_written(terms.products[0])
    ledger = shown["ledger"]
    assert ledger["sum"] == written(terms.total)
    if trace.divisor != 1:
        assert ledger[f"÷ {written(trace.divisor)}"] == written(terms.total / trace.divisor)
    if len(terms.products) == 3:
        sums = [ledger[name] for name in ("red", "green", "blue")]
        assert sums == all_written(terms.products.sum(axis=(1, 2)))
    assert ledger["+ bias"] == written(trace.bias[0])
    assert shown["result"] == written(trace.y[0, row, column])
    assert f"output[{row}, {column}]" in shown["sentence"]
    value = written(trace.y[0, row, column])
    before = ("gives ", "gives ≈ ") if trace.activation != "none" else ("= ", "≈ ")
    assert shown["sentence"].endswith(tuple(f"{start}{value}." for start in before))


class Player:
    """The player on the bare page, driven as a person would."""

    def __init__(self, page):
        self.page = page
        self.root = page.get_by_test_id("cnnviz-player")

    def choose(self, case):
        before = self.root.get_attribute("data-rev")
        box = self.page.get_by_label("case")
        if box.input_value() != str(case):
            box.fill(str(case))
            box.press("Enter")
            self.page.wait_for_function(
                "([root, rev]) => root.dataset.rev !== rev",
                arg=[self.root.element_handle(), before],
            )

    def jump(self, row, column):
        self.page.get_by_label("Output row").fill(str(row))
        self.page.get_by_label("Output column").fill(str(column))
        self.page.get_by_label("Output column").press("Enter")
        self.settle()

    def settle(self):
        painted(self.page)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def read(self):
        return self.root.evaluate(READ)


@pytest.fixture
def player(browser, serve_script, open_page):
    page = open_page(serve_script(APP))
    page.get_by_test_id("cnnviz-player").wait_for()
    return Player(page)


@pytest.mark.parametrize("by", [9, pytest.param(1, marks=pytest.mark.nightly)])
def test_window_products_sums_and_result_over_all_settings(player, by):
    chosen = range(0, len(cases.CASES), by)
    assert {cases.CASES[k][0] for k in chosen} == set(cases.PICTURES)
    assert {cases.CASES[k][1] for k in chosen} == set(cases.KERNELS)
    assert all(any(cases.CASES[k][3] == one for k in chosen) for one in cases.SETTINGS)
    for case in chosen:
        trace = cases.trace(case)
        player.choose(case)
        for row, column in positions(trace):
            player.jump(row, column)
            check(player.read(), trace, case, row, column)


def test_each_channel_shows_its_own_map(player):
    case = next(k for k, c in enumerate(cases.CASES) if c[2] == "each")
    trace = cases.trace(case)
    player.choose(case)
    player.jump(2, 3)
    for channel in range(3):
        player.page.locator("canvas.output").focus()
        player.press(str(channel + 1))
        shown = player.read()
        terms = trace.terms(channel, 2, 3)
        assert shown["window"] == all_written(terms.inputs[0])
        assert shown["result"] == written(trace.y[channel, 2, 3])


def test_stepping_forwards_and_back_returns_to_the_same_frame(player):
    player.choose(0)
    player.press("Home")
    first = player.read()
    seen = []
    for _ in range(8):
        player.press("ArrowRight")
        seen.append(player.read())
    assert [s["result"] for s in seen] == all_written(cases.trace(0).y)[1:]
    for expected in reversed(seen[:-1]):
        player.press("ArrowLeft")
        assert player.read() == expected
    player.press("ArrowLeft")
    assert player.read() == first


def test_by_product_the_sum_grows_term_by_term(player):
    player.choose(0)
    player.press("Home", "t")
    products = cases.trace(0).terms(0, 0, 0).products.ravel()
    for done in range(1, 10):
        player.press("ArrowRight")
        shown = player.read()
        reached = np.array([p for p in products[:done]])
        assert shown["products"] == [*all_written(reached), *[""] * (9 - done)]
        label = "sum" if done == 9 else "so far"
        assert shown["ledger"][label] == written(reached.sum())


def test_pointing_at_an_input_counts_the_outputs_it_feeds(player):
    player.choose(0)
    frame = player.page.locator("canvas.input").bounding_box()
    cell = frame["width"] / 5
    player.page.mouse.move(frame["x"] + 2.5 * cell, frame["y"] + 0.5 * cell, steps=3)
    player.settle()
    assert player.read()["sentence"].startswith("input[0, 2] = 8 is read by 3 outputs")


def test_pointing_at_a_weight_counts_the_inputs_it_multiplies(player):
    player.choose(0)
    cell = player.page.get_by_test_id("kernel").locator("span").nth(5)
    cell.hover()
    player.settle()
    sentence = player.read()["sentence"]
    assert sentence == (
        "weight[1, 2] = 2 multiplies the 9 marked inputs, once for each of the 9 outputs."
    )


def test_hover_play_scrub_and_pin_send_nothing_to_the_server(player, watch):
    player.choose(0)
    settle(player.page)
    with watch.silence(player.page):
        box = player.page.locator("canvas.output").bounding_box()
        for k in range(20):
            player.page.mouse.move(box["x"] + 60 + 8 * k, box["y"] + 60 + 7 * k)
        player.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        before = player.read()["sentence"]
        player.press("p")
        run_timers(player.page, 1000)
        player.settle()
        assert player.read()["sentence"] != before
        player.press("p", "End", "ArrowLeft", "z", "h", "h", "c", "u", "t")
        player.page.get_by_label("Step", exact=True).fill("3")


def test_an_edited_weight_reaches_the_server_and_a_word_is_refused(player):
    player.choose(0)
    player.page.get_by_test_id("kernel").locator("span").nth(1).click()
    player.page.keyboard.type("abc")
    player.settle()
    assert player.read()["complaint"] == (
        f"weight[0, 1] stays 0: write a number from −{MAX_WEIGHT} to {MAX_WEIGHT}, such as 2.5."
    )
    player.page.keyboard.press("Control+a")
    player.page.keyboard.type("5")
    sent = {"kind": "edit", "weight": [[[-1, 5, 1], [-2, 0, 2], [-1, 0, 1]]], "bias": 0}
    player.page.get_by_text(json.dumps(sent)[:-1]).wait_for()


def test_after_enter_the_new_output_is_explained_and_space_steps(player):
    player.choose(0)
    player.page.get_by_test_id("kernel").locator("span").nth(4).click()
    player.page.keyboard.type("7")
    player.press("Enter")
    assert player.read()["sentence"].startswith("output[0, 0] = ")
    player.press("Space")
    assert player.read()["sentence"].startswith("output[0, 1] = ")
    player.press("p")
    assert player.page.get_by_label("Pause (P)").count() == 1
    player.press("p")


def test_a_refused_bias_is_said_until_the_next_move(player):
    player.choose(0)
    player.page.get_by_test_id("bias").fill("abc")
    player.page.get_by_test_id("bias").press("Enter")
    player.settle()
    assert player.read()["complaint"].startswith("The bias stays as it was")
    player.press("End")
    assert player.read()["complaint"] == ""
    assert player.read()["sentence"].startswith("output[2, 2] = ")


def test_another_picture_stops_the_play(player):
    player.choose(0)
    run_timers(player.page, 0)
    player.press("Home", "p")
    player.choose(next(k for k, case in enumerate(cases.CASES) if case[0] == "photo"))
    before = player.read()["sentence"]
    run_timers(player.page, 2000)
    player.settle()
    assert player.read()["sentence"] == before
    assert player.page.get_by_label("Play (P)").count() == 1


def test_while_an_input_is_pointed_at_the_pinned_sum_steps_back(player):
    player.choose(0)
    player.page.locator("canvas.input").focus()
    player.press("ArrowRight", "ArrowRight")
    assert player.read()["sentence"].startswith("input[1, 2] = 9 is read by 6 outputs")
    assert player.page.locator(".bench.scatter").count() == 1


def test_the_kernel_menu_opens_and_closes_by_key(player):
    player.choose(0)
    more = player.page.get_by_label("Change the whole kernel")
    menu = player.page.get_by_role("menu")
    more.click()
    player.press("ArrowDown", "ArrowDown")
    assert menu.locator(":focus").inner_text() == "Mirror left and right"
    player.press("Escape")
    expect(menu).to_be_hidden()
    more.click()
    more.click()
    expect(menu).to_be_hidden()


def test_the_address_holds_the_pinned_step(player):
    player.choose(0)
    player.jump(2, 1)
    expect(player.page).to_have_url(re.compile(r"\?case=0&at=2,1$"))


def test_pooling_shows_the_winner(player):
    player.choose(-1)
    player.jump(0, 1)
    shown = player.read()
    assert shown["sentence"] == "output[0, 1] = max(0, 2, 7, 5) = 7, found at row 1, column 2."
    assert shown["result"] == "7"
    assert player.page.locator("[data-testid=window] .mark").inner_text() == "7"


def test_help_lists_the_keys(player):
    player.choose(0)
    player.press("?")
    dialog = player.page.locator("dialog.keys")
    expect(dialog).to_be_visible()
    assert "next step" in dialog.inner_text()


def test_a_block_pasted_onto_a_weight_goes_to_the_server(player):
    player.choose(0)
    cells = player.page.get_by_test_id("kernel").locator("span")
    cells.nth(4).click()
    paste(player, "1\t2\n3\t4")
    block = {"kind": "paste", "text": "1\t2\n3\t4", "index": 4}
    player.page.get_by_text(json.dumps(block)[:-1]).wait_for()


def test_one_number_pasted_onto_a_weight_is_typed(player):
    player.choose(0)
    player.page.get_by_test_id("kernel").locator("span").nth(4).click()
    player.press("Escape")
    paste(player, " −7 ")
    sent = {"kind": "edit", "weight": [[[-1, 0, 1], [-2, -7, 2], [-1, 0, 1]]], "bias": 0}
    player.page.get_by_text(json.dumps(sent)[:-1]).wait_for()


def test_arrows_and_tab_in_a_weight_and_escape_gives_the_old_one_back(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=sobel_x")
    page.get_by_test_id("kernel").locator("span").nth(0).click()
    field = page.get_by_label("Weight", exact=True)
    for keys, value in ((("ArrowDown", "ArrowDown", "ArrowUp"), "−2"), (("Tab",), "0")):
        for key in keys:
            page.keyboard.press(key)
        expect(field).to_have_value(value)
    settle(page)  # the server has taken it
    page.keyboard.press("Shift+Tab")
    expect(field).to_have_value("−2")
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("kernel=-2,0,1;-2,0,2;-1,0,1&"))


def paste(player, text):
    player.root.evaluate(
        """(root, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const options = { clipboardData, bubbles: true, cancelable: true };
          root.getRootNode().activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )
    player.settle()
