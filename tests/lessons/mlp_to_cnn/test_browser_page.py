"""The page from MLP to CNN walked as a person walks it; every number is the engine's."""

import re

import pytest
from playwright.sync_api import expect

from cnnviz.figures.numbers import number
from cnnviz.lessons.mlp_to_cnn.settings import VIEWS, Scan
from cnnviz.lessons.mlp_to_cnn.trace import GUISES
from tests.browser.app import settle
from tests.lessons.mlp_to_cnn.test_said import opened
from tests.nightly import by_night

PAGE = "/mlp_to_cnn"
READ = """root => {
  const text = s => root.querySelector(s)?.textContent ?? "";
  const cells = start => Object.fromEntries([...root.querySelectorAll(`.object [data-at^="${start}:"]`)]
    .map(e => [e.dataset.at, e.querySelector("text")?.textContent]));
  return {
    sentence: text("[data-testid=sentence]"), where: text(".where"), W: cells("W"), x: cells("x"),
    y: cells("y"), w: cells("w"), work: text("[data-testid=work]"), code: text("[data-testid=code] .on"),
    cards: [...root.querySelectorAll(".here b, .mine b")].map(e => e.textContent),
    marks: root.querySelectorAll(".object .frame").length,
  };
}"""  # noqa: E501


def read(page):
    return page.get_by_test_id("cnnviz-player").evaluate(READ)


def choose(page, kind, name):
    page.locator(f".{kind}[data-value={name}], .{kind} [data-value={name}]").click()
    pressed = f".{kind}[data-value={name}][aria-pressed=true], .{kind} [data-value={name}][aria-pressed=true]"  # noqa: E501
    expect(page.locator(pressed)).to_have_count(1)


@pytest.mark.parametrize(
    "settings",
    [Scan(), Scan(dimensions=2), pytest.param(Scan(channels=2), marks=pytest.mark.nightly)],
)
def test_every_step_of_every_view_says_and_shows_what_the_engine_computed(
    open_lesson, watch, settings
):
    header, _, (trace, made) = opened(settings)
    page = open_lesson(f"dimensions={settings.dimensions}&channels={settings.channels}")
    with watch.silence(page):
        for view in VIEWS:
            choose(page, "views", view)
            for guise in GUISES if view != "patches" else ("shared",):
                choose(page, "guise", guise)
                walk(page, header["said"][view][guise], view, guise, trace, made)


def walk(page, said, view, guise, trace, made):
    """All steps by the slider; a few of the many lines of the loops."""
    steps = range(len(said)) if view != "loops" else (0, 1, 2, 3, len(said) // 2, len(said) - 1)
    for step in steps:
        page.locator(".scrub").evaluate(
            "(e, n) => { e.value = n; e.dispatchEvent(new Event('input')); }", step
        )
        expect(page.get_by_test_id("sentence")).to_have_text(said[step][0].replace("*", ""))
        seen = read(page)
        assert re.search(rf" {step + 1} of {len(said)}$", seen["where"])
        assert seen["marks"] or view == "loops"
        W = {"move": made.matrices[guise], "learn": trace.row_gradients}
        matrix = W.get(view, trace.matrices[guise])
        for at, text in seen["W"].items():
            row, column = map(int, at.split(":")[1:])
            assert text == number(matrix[row, column])
        x = made.inputs[step] if view == "move" else trace.x.ravel()
        assert list(seen["x"].values()) == [number(v) for v in x]
        y = {"move": made.y[guise][step % len(made.inputs)], "learn": trace.error}
        if view != "loops":
            assert list(seen["y"].values()) == [number(v) for v in y.get(view, trace.y[guise])]
        if view == "multiply" and len(x) == 8:  # all digits have room there
            read_by = [c for c in range(8) if guise == "dense" or trace.layer.tap[step, c] >= 0]
            rows = trace.x.ravel()[read_by], matrix[step, read_by]
            written = ["".join(map(number, row)) for row in (*rows, rows[0] * rows[1])]
            y_here = number(trace.y[guise][step])
            assert seen["work"].endswith("x{}· w{}={}Σ{}".format(*written, y_here))
        if guise == "shared" and view in ("multiply", "patches"):
            assert list(seen["w"].values()) == [number(v) for v in trace.w.ravel()]


def test_the_counts_of_the_mock_here_and_for_ones_own_size(open_lesson):
    page = open_lesson()
    assert read(page)["cards"] == ["48", "2,517,630,976", "18", "451,584", "3", "9"]
    page.get_by_label("Channels").fill("3")
    page.get_by_label("Channels").press("Enter")
    expect(page.locator(".mine b").first).to_have_text("7,552,892,928")
    page.get_by_label("Filters").fill("64")
    page.get_by_label("Filters").press("Enter")
    expect(page.locator(".mine b").first).to_have_text("483,385,147,392")
    assert read(page)["cards"][3::2] == ["86,704,128", "1,728"]


def test_by_keyboard_teach_edit_undo_and_predict(open_lesson):
    """One walk: keys for guise, view and next idea; a lesson; a changed number; a guess."""
    page = open_lesson()
    sentence = page.get_by_test_id("sentence")
    for key, url in (("3", "guise=shared"), ("v", "guise=shared&view=move"), ("1", "view=move")):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(rf"{PAGE}\?{url}"))
    page.keyboard.press("Home")
    expect(sentence).to_contain_text("missed")
    page.keyboard.press("t")
    settle(page)
    expect(sentence).to_have_text("The peak is at place 0. The score, y[0] = 6, is above 0: found.")
    expect(page).to_have_url(re.compile("taught=0,2"))
    page.get_by_role("button", name="Forget all").click()
    settle(page)
    expect(sentence).to_contain_text("Nothing was taught yet")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    settle(page)
    expect(page).not_to_have_url(re.compile("taught"))
    for _ in range(2):
        page.keyboard.press("n")
    expect(page.locator(".views [aria-pressed=true]")).to_have_text("Learn")
    for _ in range(3):
        page.keyboard.press("n")
    settle(page)
    expect(sentence).to_have_text(
        "y[0, 0] = 0·(−1) + 2·1 + 0·(−2) + 2·1 + 2·2 + 2·1 + 0·(−1) + 2·1 + 0·(−3) = 12."
    )
    page.keyboard.press("Control+z")
    settle(page)
    page.keyboard.press("3")
    page.locator(".views [data-value=learn]").click()
    page.keyboard.press("Home")
    page.keyboard.press("e")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    settle(page)
    expect(sentence).to_contain_text("2·2 + (−1)·0 + (−2)·1 + 1·3 + 0·1 + 1·0 = 5")
    page.keyboard.press("h")
    expect(sentence).to_contain_text("What is ∂w[0]?")
    assert read(page)["w"]["w:0"] == "?"
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator(".predict p")).to_have_text("5 is right.")


def test_pointing_shows_a_row_without_the_server_and_a_double_click_edits(open_lesson, watch):
    page = open_lesson("guise=shared")
    page.locator('.object [data-at="W:4:5"]').dblclick()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    settle(page)
    assert [read(page)["W"][f"W:{r}:{r + 1}"] for r in range(6)] == ["7"] * 6
    first = page.locator('.object [data-at="x:0"]')
    first.hover()
    for count in (1, 2):
        page.mouse.down(click_count=count)
        # What an answer that comes now does: the cell is another one when the press ends.
        first.evaluate("cell => cell.replaceWith(cell.cloneNode(true))")
        page.mouse.up(click_count=count)
    expect(page.locator("input.edit")).to_be_focused()
    page.keyboard.type("words")
    expect(page.locator(".complaint")).to_contain_text("“words” is not a number")
    page.keyboard.press("Escape")
    assert read(page)["x"]["x:0"] == "2"
    page.locator('.object [data-at="y:2"]').click()
    with watch.silence(page):
        page.locator('.object [data-at="W:4:6"]').hover()
        expect(page.get_by_test_id("sentence")).to_have_text("y[4] = 1·(−2) + 0·7 + 0·(−1) = −2.")
        page.locator('.object [data-at="x:1"]').hover()
        expect(page.get_by_test_id("sentence")).to_have_text(
            "x[1] is read by 2 of 6 outputs: y[0], y[1]."
        )
        page.locator(".numpy").hover()
        expect(page.get_by_test_id("sentence")).to_contain_text("y[2]")


def test_the_pattern_is_dragged_along_x_and_its_loss_is_told(open_lesson, watch):
    page = open_lesson("view=move&step=0")
    x = [page.locator(f'.object [data-at="x:{place}"]') for place in range(8)]
    with watch.silence(page):
        x[1].dispatch_event("pointerdown", {"buttons": 1})
        for place in (2, 3, 4):
            x[place].dispatch_event("pointerover", {"buttons": 1})
            expect(page.locator(".where")).to_have_text(f"place {place - 1}, step {place} of 6")
        x[4].dispatch_event("pointerup")
        x[6].dispatch_event("pointerover", {"buttons": 0})
        assert read(page)["x"]["x:4"] == "3" and read(page)["x"]["x:3"] == "1"
    told = read(page)["work"]
    assert "A lesson (seed 0)" in told
    assert "Opposite at place 2: score 10, loss 11: subtract it." in told
    page.keyboard.press("e")
    page.keyboard.type("0")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    settle(page)
    expect(page).to_have_url(re.compile("pattern=0,4,1"))
    # The pattern is not in x: it is taught at place 0, and 4·4 + 1·1 − (3·0 + 0·4 + 2·1) = 15.
    assert "Then: pattern 15, loss 0; opposite −11, loss 0." in read(page)["work"]
    expect(page.get_by_test_id("sentence")).to_contain_text("The pattern is at place 3.")
    for key in ("e", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.locator(".complaint")).to_contain_text("opposite[0] is 3.")


# A key, and all that it sets in motion held before it has moved: what takes 0.3 s is soon over.
PRESSED = """async (root, key) => {
  root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
  await new Promise(requestAnimationFrame);
  root.querySelector(".object").getAnimations({ subtree: true }).forEach(one => one.pause());
}"""
MOVING = """root => [
  root.querySelectorAll(".leaving > *").length,
  root.querySelector(".object svg").getAnimations({ subtree: true }).length,
]"""


@pytest.mark.parametrize("reduced", ["no-preference", "reduce"])
def test_cut_cells_shrink_and_copies_take_their_colour(open_lesson, reduced):
    page = open_lesson()
    page.emulate_media(reduced_motion=reduced)
    player, moves = page.get_by_test_id("cnnviz-player"), reduced == "no-preference"
    ended = "e => e.querySelector('.object').getAnimations({ subtree: true }).map(a => a.finish())"
    for key, left, moved in (("2", 30, 30), ("3", 0, 18 + 3)):
        player.evaluate(PRESSED, key)
        expect(page.locator(f".guise:nth-of-type({key})")).to_have_attribute("aria-pressed", "true")
        assert player.evaluate(MOVING) == ([left, moved] if moves else [0, 0])
        player.evaluate(ended)
        expect(page.locator(".leaving")).to_have_count(0)
    page.keyboard.press("1")
    expect(page.locator('.object [data-at^="W:"]')).to_have_count(48)
    assert player.evaluate(MOVING) == [0, 0]


def test_a_matrix_that_is_too_large_is_counted_in_every_view_and_takes_all_keys(open_lesson):
    row = ",".join(["1"] * 12)
    page = open_lesson(f"dimensions=2&x2={';'.join([row] * 12)}&view=loops&step=9")
    for key in ("e", "n", "v", "3", "Space", "ArrowDown", "h", "h", "t"):
        page.keyboard.press(key)
    settle(page)
    expect(page.get_by_test_id("sentence")).to_contain_text("W has 100 × 144 = 14,400 cells")
    assert read(page)["cards"][::2] == ["14,400", "900", "9"]
    expect(page.get_by_test_id("object")).to_be_hidden()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("query", ["dimensions=2&guise=shared", *by_night("")])
def test_on_a_phone_nothing_is_wider_than_the_screen(open_lesson, view, query):
    page = open_lesson(f"{query}&view={view}", "phone")
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
