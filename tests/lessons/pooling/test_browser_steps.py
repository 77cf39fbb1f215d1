"""Every step of the pooling lesson: what is said, hidden, refused and heard."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from cnnviz.files import grids
from cnnviz.lessons.pooling.settings import GRADIENT, NUMBERS
from cnnviz.lessons.pooling.trace import Pooling, trace
from tests.browser.app import go_to, settle
from tests.browser.reading import announced, painted, player, written
from tests.equations import equations
from tests.lessons.pooling.test_browser_page import press, read
from tests.nightly import by_night

X, G = grids.parse(NUMBERS), grids.parse(GRADIENT)
SETTINGS = {
    "": Pooling(),
    "window=3&padding=1&ceil_mode=True": Pooling(padding=1, ceil_mode=True),
    "pool=average&padding=1,0,0,1&padding_mode=replicate": Pooling(
        "average", padding=((1, 0), (0, 1)), padding_mode="replicate"
    ),
    "pool=average&padding=1&counted=False": Pooling("average", padding=1, count_include_pad=False),
    "pool=lp": Pooling("lp"),
    "pool=lp&power=16&window=2": Pooling("lp", window=2, power=16),
    "pool=blur&window=2": Pooling("blur", window=2),
    "pool=global_average": Pooling("global_average"),
    "pool=roi&cells=3": Pooling("roi", cells=3),
}

USUAL = [query for query in SETTINGS if not re.search("ceil_mode|counted|power|cells", query)]

OTHERS = [query for query in SETTINGS if query not in USUAL]


def steps(page, count, hear=False):
    """What is said at each of so many steps, with the boxes of sentence and bar."""
    for step in range(count):
        shown = read(page)
        if hear:
            announced(page, shown["sentence"])
        sentence, bar = page.locator(".sentence"), page.locator(".transport")
        yield shown, sentence.bounding_box(), bar.bounding_box()
        if step < count - 1:
            press(page, " ")


def check(texts):
    """No equation is wrong, and no two neighbours are the same."""
    wrong = [str(e) for text in texts for e in equations(text) if e.verdict == "fails"]
    assert wrong == []
    assert all(a != b for a, b in pairwise(texts))


@pytest.mark.parametrize("query", [*USUAL, *by_night(*OTHERS)])
def test_each_step_has_a_true_sentence_of_its_own_with_its_result(app, open_page, query):
    y = trace(X, SETTINGS[query]).y
    page = open_page(app, f"/pooling?{query}&dy=own", size="projector")
    texts = []
    for k, (shown, sentence, bar) in enumerate(steps(page, y.size, query == "")):
        row, column = divmod(k, y.shape[1])
        assert shown["sentence"].startswith(f"output[{row}, {column}] = ")
        assert f" {written(y[row, column])}" in shown["sentence"]
        assert sentence["y"] + sentence["height"] <= bar["y"]
        texts.append(shown["sentence"])
    check(texts)
    press(page, "m", "Home")
    each_step_back_says_what_arrives(page, query)


@pytest.mark.parametrize("tie", ["split", "all"])
def test_each_step_back_says_what_arrives_at_equal_maxima(app, open_page, tie):
    page = open_page(app, f"/pooling?view=route&dy=own&tie={tie}", size="projector")
    each_step_back_says_what_arrives(page, "")


def each_step_back_says_what_arrives(page, query):
    pooled = trace(X, SETTINGS[query], G)
    texts = []
    for k, (shown, sentence, bar) in enumerate(steps(page, pooled.y.size, query == "")):
        row, column = divmod(k, pooled.y.shape[1])
        put = pooled.own.dy[row, column]
        assert shown["sentence"].startswith(f"∂L/∂output[{row}, {column}] = {written(put)}")
        assert sentence["y"] + sentence["height"] <= bar["y"]
        texts.append(shown["sentence"])
        adds = shown["adds"]
        if len(adds) > 1:
            parts = [f"({text})" if text.startswith("−") else text for text in adds[:-1]]
            check([f"{' + '.join(parts)} {adds[-1]}"])
    check(texts)


def test_each_shift_has_a_sentence_of_its_own(app, open_page):
    page = open_page(app, "/pooling?view=shift&shift=0", size="projector")
    texts = []
    for shown, sentence, bar in steps(page, 5):
        assert sentence["y"] + sentence["height"] <= bar["y"]
        texts.append(shown["sentence"])
    check(texts)
    assert "half a place" in texts[1] and "1.5 places" in texts[3]
    assert "it wraps around, which gives 4 × 4 outputs" in texts[0]


# ---- predicting first


def test_predict_hides_the_output_wherever_it_shows(app, open_page, watch):
    page = open_page(app, "/pooling?at=0,1")
    y = trace(X, Pooling()).y
    with watch.silence(page):
        press(page, "h")
        shown = read(page)
        assert shown["sentence"] == (
            "What is output[0, 1]? Type it and press Enter; Enter alone shows it."
        )
        assert shown["output"] == {"0,0": written(y[0, 0])}  # neither this one nor the next ones
        assert (shown["result"], shown["facts"], shown["won"]) == ("?", [], -1)
        assert page.locator(".second .label").inner_text().strip() == "Race"
        page.keyboard.type("9")
        press(page, "Enter")
        shown = read(page)
        assert shown["result"] == "7"
        assert shown["sentence"].startswith("output[0, 1] = max(")
        assert (
            page.locator("form.predict").inner_text().strip()
            == "output[0, 1] = 7, and you wrote 9."
        )
        press(page, " ")
        assert read(page)["sentence"].startswith("What is output[0, 2]?")
        assert read(page)["output"] == {"0,0": "7", "0,1": "7"}
        press(page, "h")
        assert len(read(page)["output"]) == 9
    expect(page).to_have_url(f"{app.address}/pooling?at=0,2")


def test_predict_asks_on_the_way_back_for_what_arrives(app, open_page):
    page = open_page(app, "/pooling?view=route&dy=own&hide=1")
    shown = read(page)
    assert shown["sentence"].startswith("What is ∂L/∂input[1, 2]?")
    assert shown["input"] == {}
    assert shown["adds"] == ["?", "?", "= ?"]
    assert set(shown["window"]) == {"?"}
    page.keyboard.type("3")
    press(page, "Enter")
    shown = read(page)
    assert page.locator("form.predict").inner_text().strip() == "3 is right."
    assert shown["adds"] == ["1", "2", "= 3"]


# ---- the keyboard, the presenter, refusals


def focus_by_menu(page):
    go_to(page, "Equivariance")
    go_to(page, "Pooling")


def focus_by_blank(page):
    page.mouse.click(700, 60)


def focus_by_panel(page):
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_test_id("stPopoverBody").wait_for()
    settle(page)  # it hears Escape a moment after it stands there
    press(page, "Escape")
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")


@pytest.mark.parametrize("come", [focus_by_menu, focus_by_blank, focus_by_panel])
def test_space_is_the_next_step_wherever_the_focus_was(app, open_page, come):
    page = open_page(app, "/pooling")
    player(page)
    come(page)
    assert read(page)["where"].startswith("output 0, 0")
    press(page, " ")
    assert read(page)["where"].startswith("output 0, 1")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


@pytest.mark.parametrize("view", ["mask", "route", "shift"])
def test_the_presenter_fits_a_small_projector_with_the_answer_line(app, open_page, view):
    page = open_page(app, f"/pooling?view={view}&dy=own&at=2,2&hide=1", "beamer")
    press(page, "f")
    painted(page)
    root = player(page)
    assert root.evaluate(
        "e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
    ) == [
        0,
        0,
    ]
    bar = page.locator(".transport").bounding_box()
    assert bar["y"] + bar["height"] <= 768
    for part in (".sentence", "form.predict", ".trio"):
        box = page.locator(part).bounding_box()
        if box:
            assert box["y"] + box["height"] <= bar["y"] + 1
    assert (page.locator("form.predict").is_visible()) == (view != "shift")
    press(page, "Escape")
    painted(page)
    assert not root.evaluate("e => e.classList.contains('presenting')")


def test_a_refusal_stands_in_the_bar_and_hides_neither_sentence_nor_numbers(app, open_page):
    page = open_page(app, "/pooling", size="projector")
    before = read(page)["sentence"]
    page.get_by_role("spinbutton", name="Window").fill("99")
    page.keyboard.press("Enter")
    expect(page.locator(".complaint")).to_have_text("Window can be 1 to 8 here.")
    assert page.locator(".complaint").get_attribute("role") == "status"
    sentence, bar = (page.locator(s).bounding_box() for s in (".sentence", ".transport"))
    assert read(page)["sentence"] == before
    assert sentence["y"] + sentence["height"] <= bar["y"]
    complaint = page.locator(".complaint").bounding_box()
    assert bar["y"] <= complaint["y"]


# ---- what is shown is said


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("", "8 × 8"),
        ("?padding=1", "8 × 8, padding 1"),
        ("?pool=average&padding=1&counted=False", "8 × 8, padding 1 not counted"),
        ("?kernel=sobel_x&activation=none", "Sobel x, None, 8 × 8"),
        ("?picture=camera&side=64&kernel=box", "Man with a camera, Box blur, ReLU, 64 × 64"),
    ],
)
def test_picture_feature_map_and_padding_are_said(app, open_page, query, about):
    page = open_page(app, f"/pooling{query}")
    player(page)
    assert page.locator(".first .caption > span").first.inner_text() == about


def test_the_legend_says_what_the_marks_mean_that_are_there(app, open_page):
    page = open_page(app, "/pooling")
    assert read(page)["view"] == "mask"
    legend = page.get_by_test_id("legend")
    assert legend.inner_text().split("\n") == [
        "1", "won one window", "×2", "won two", "=", "equal, not first"
    ]  # fmt: skip
    press(page, "m")
    painted(page)
    assert "a larger disc is a larger gradient" in legend.inner_text()


def test_what_is_forgotten_looks_pressed_while_it_is_told(app, open_page):
    page = open_page(app, "/pooling")
    told = page.get_by_role("button", name="What is forgotten?")
    assert told.get_attribute("aria-pressed") == "false"
    told.click()
    expect(told).to_have_attribute("aria-pressed", "true")
    assert "8⁹ − 7⁹ = 93,864,121" in read(page)["sentence"]
    press(page, "w")
    assert read(page)["sentence"].startswith("output[0, 0] = max(")


@pytest.mark.parametrize("view", ["mask", "route"])
def test_the_numbers_stay_with_padding_on_a_projector(app, open_page, view):
    page = open_page(app, f"/pooling?pool=average&padding=1&view={view}", size="projector")
    shown = read(page)
    assert len(shown["mask"]) == 64
    assert len(shown["input"]) == 64
    note = page.locator(".first .caption > span").first.inner_text()
    assert (note == "in hundredths") == (view == "route")
