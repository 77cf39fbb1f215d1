"""The training page as a person uses it: every number on the screen is the engine's."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.files import onnx
from cnnviz.lessons.training import code, data, looking, run
from cnnviz.lessons.training.settings import Training
from cnnviz.lessons.training.words_experiments import EXPECTS, TITLES
from cnnviz.networks.run import answer
from cnnviz.ui.keep import TITLE
from tests.browser.app import held_up, open_in, settle
from tests.browser.reading import painted, player
from tests.browser.test_keep import saved
from tests.browser.test_sizes import CUT

PAGE = "/training"
QUERY = "?kernels=2&epochs=5"
DIGITS = data.load("digits")


@pytest.fixture(scope="module")
def moments():
    return list(run.moments(Training(kernels=2, epochs=5), DIGITS))


def percent(right):
    return f"{round(100 * right / len(DIGITS.test_y), 1):g} %"


def test_train_and_go_back_in_time(open_lesson, moments):
    page = open_lesson(QUERY)
    score, where = page.get_by_test_id("score"), page.get_by_test_id("where")
    expect(score).to_have_text(percent(moments[0].test.right))
    page.keyboard.press("Space")
    expect(where).to_have_text("epoch 0 · step 1")
    expect(score).to_have_text(percent(moments[1].test.right))
    for epoch in (1, 2, 3, 4, 5):
        page.keyboard.press("ArrowDown")
        expect(where).to_have_text(f"epoch {epoch} · step {44 * epoch}")
        expect(score).to_have_text(percent(moments[44 * epoch].test.right))
    settle(page)
    canvas = page.get_by_test_id("accuracy")
    box = canvas.bounding_box()
    left, right = 52, 64  # px beside the axis
    page.mouse.click(box["x"] + left + (box["width"] - left - right) / 2, box["y"] + 40)
    expect(where).to_have_text("epoch 2 · step 110")
    expect(score).to_have_text(percent(moments[110].test.right))
    numbers = page.get_by_test_id("kernels").evaluate("one => one.dataset.numbers").split()
    shown = [float(text.replace("−", "-")) for text in numbers]
    weight = moments[110].point.params[run.KERNELS]["weight"].ravel()
    np.testing.assert_allclose(shown, weight, atol=0.0051)
    page.keyboard.press("r")
    expect(where).to_have_text("epoch 0 · step 0")


def test_one_kernel_begins_as_one(open_lesson):
    page = open_lesson("?kernels=1&epochs=5")
    expect(page.get_by_test_id("sentence")).to_have_text(
        "Nobody drew this kernel: its weights are random numbers, and the answers are guesses. "
        "Press P to train."
    )


def test_on_a_phone_a_run_beside_another_leaves_every_button_in_reach(open_lesson):
    page = open_lesson("?kernels=1&epochs=5&beside=~kernels%3D2%26epochs%3D5", "phone")
    for name in ("what it sees", "run A", "Gradients"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert player(page).evaluate(CUT) == []


def test_the_next_epoch_is_guessed_before_it_is_shown(open_lesson, moments):
    page = open_lesson(QUERY)
    page.keyboard.press("h")
    right = f"{round(100 * moments[44].test.right / len(DIGITS.test_y), 1):g}"
    told = page.get_by_test_id("sentence")
    expect(told).to_contain_text("What is the share right after epoch 1, in %?")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(told).to_contain_text(f"the share right after epoch 1, in % = {right}, and you wrote 3")
    expect(page.get_by_test_id("where")).to_have_text("epoch 1 · step 44")


def test_mistakes_lead_to_their_pictures(open_lesson, moments):
    page = open_lesson(f"{QUERY}&step=220&side=mistakes")
    last = moments[-1]
    expect(page.get_by_test_id("where")).to_have_text("epoch 5 · step 220")
    rows = page.get_by_test_id("confusion").locator("tbody tr").all()
    table = [[int(cell or 0) for cell in row.locator("td").all_inner_texts()] for row in rows]
    assert np.trace(table) == last.test.right and np.sum(table) == len(DIGITS.test_y)
    row, column = next((r, c) for r in range(10) for c in range(10) if r != c and table[r][c])
    rows[row].locator("td").nth(column).hover()
    page.mouse.down()
    page.keyboard.press("g")  # all is drawn anew before the press is let go
    painted(page)
    page.mouse.up()
    settle(page)
    place = np.flatnonzero((DIGITS.test_y == row) & (last.test.answers == column))
    expect(page.get_by_test_id("says")).to_contain_text(f"wrong: it is {row}")
    page.wait_for_url(lambda url: f"look={place[place > 0][0]}" in url)
    first = page.get_by_test_id("wrong").get_by_role("button").first
    truth, answer = first.inner_text().split("→")
    first.click()
    settle(page)
    painted(page)
    expect(page.get_by_test_id("says")).to_contain_text(f"says {answer}")
    expect(page.get_by_test_id("says")).to_contain_text(f"wrong: it is {truth}")


def test_a_drawing_is_answered_and_a_run_stands_beside_another(open_lesson, app, moments):
    page = open_lesson(f"{QUERY}&step=220&beside=~epochs%3D5%26kernels%3D1")
    expect(page.get_by_test_id("where")).to_have_text("epoch 5 · step 220")
    page.get_by_role("button", name="run A").click()
    expect(page.locator(".legend-text").first).to_contain_text("teal: A, number of kernels 1")
    page.get_by_role("button", name="Draw").click()
    settle(page)
    pad = page.get_by_test_id("picture")
    box = pad.bounding_box()
    middle = box["x"] + box["width"] * 4.5 / 8
    page.mouse.move(middle, box["y"] + box["height"] * 0.5 / 8)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] * 7.5 / 8, steps=16)
    page.mouse.up()
    settle(page)
    drawn = np.zeros((8, 8), int)
    drawn[:, 3], drawn[:, 4], drawn[:, 5] = 4, 9, 4
    text = "".join(map(str, drawn.ravel()))
    page.wait_for_url(f"**drawn={text}**")
    settings = Training(kernels=2, epochs=5)
    seen = looking.look(settings, DIGITS, moments[-1].point.params, data.drawing(text))
    name, share = int(seen.shares.argmax()), float(seen.shares.max())
    expect(page.get_by_test_id("says")).to_contain_text(f"says {name} {round(100 * share, 1):g} %")
    picture = page.get_by_role("button", name="Picture", exact=True)
    picture.click()
    page.wait_for_url(lambda url: "drawn" not in url)
    with held_up(app):  # each goes on from the one before, which is not answered yet
        page.get_by_role("button", name="Draw").click()
        picture.click()
        for key in "]]]":
            page.keyboard.press(key)
    page.wait_for_url(lambda url: "look=3" in url and "drawn" not in url)


def test_the_network_of_a_moment_opens_elsewhere_and_back_leads_to_it(open_lesson, moments):
    page = open_lesson(f"{QUERY}&look=4&step=0")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("where")).to_have_text("epoch 1 · step 44")
    settle(page)
    open_in(page, "network")
    x, net = DIGITS.test_x[4:5], run.network(Training(kernels=2), DIGITS)
    (scores,) = answer(net, moments[44].point.params, x).values()
    said = page.get_by_test_id("answer").locator("li span").first
    expect(said).to_have_text(DIGITS.names[scores[0].argmax()])
    page.go_back()
    page.wait_for_url(re.compile("/training.*look=4&step=44"))
    expect(page.get_by_test_id("where")).to_have_text("epoch 1 · step 44")
    expect(page.get_by_test_id("score")).to_have_text(percent(moments[44].test.right))
    settle(page)
    page.reload()  # nobody knows the run any more: it is trained again up to there
    settle(page)
    expect(page.get_by_test_id("where")).to_have_text("epoch 1 · step 44")
    expect(page.get_by_test_id("score")).to_have_text(percent(moments[44].test.right))


def test_the_network_on_the_screen_and_its_notebook_are_taken_home(open_lesson, moments, tmp_path):
    page = open_lesson(f"{QUERY}&step=220")
    expect(page.get_by_test_id("where")).to_have_text("epoch 5 · step 220")
    page.get_by_text(TITLE).click()
    settle(page)
    page.get_by_role("tab", name="Numbers").click()
    page.locator("section.player").press("ArrowUp")
    expect(page.get_by_test_id("where")).to_have_text("epoch 4 · step 176")
    page.get_by_role("button", name="Use the step on the screen").click()
    settle(page)
    file = saved(page, "Network as ONNX", tmp_path)
    assert re.fullmatch(r"training_digits_step_176_[0-9a-f]{8}\.onnx", file.name)
    own = onnx.load(file.read_bytes()).params[run.KERNELS]
    expected = moments[176].point.params[run.KERNELS]["weight"]
    np.testing.assert_allclose(own["weight"], expected, rtol=0, atol=1e-5)
    file = saved(page, "Notebook", tmp_path)
    assert re.fullmatch(r"training_digits_[0-9a-f]{8}\.ipynb", file.name)
    settings = Training(kernels=2, epochs=5)
    assert file.read_text("utf-8") == code.encode(settings, DIGITS, moments)


def test_an_experiment_asks_runs_and_says_what_was_found(open_lesson):
    page = open_lesson("?look=3")
    page.get_by_role("button", name="Experiments").click()
    page.get_by_role("button", name=TITLES["rate"]).click()
    told = page.get_by_test_id("sentence")
    expect(told).to_contain_text("Stopped after step 5: the loss on new digits went from 2.27")
    expect(page.get_by_test_id("where")).to_have_text("epoch 0 · step 5")
    page.wait_for_url(lambda url: "rate=20" in url and "beside=~" in url and "look" not in url)
    expect(page.get_by_role("button", name=TITLES["rate"])).to_be_hidden()
    page.get_by_role("button", name="run A").click()
    settle(page)
    page.keyboard.press("Home")
    expect(told).to_have_text(EXPECTS["rate"].replace("*", ""))
    page.keyboard.press("Control+z")
    expect(page.get_by_text("teal: A")).to_have_count(0)
    page.wait_for_url(lambda url: "look=3" in url and "rate" not in url)
