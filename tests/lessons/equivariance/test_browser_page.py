"""The equivariance page as a person uses it: every number on the screen is the engine's."""

import io
import re
from itertools import combinations, pairwise

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz.files import images, samples
from cnnviz.kernels import build as bank_kernel
from cnnviz.kernels import rotate_quarter
from cnnviz.lessons.equivariance import score as equivariance_score
from cnnviz.lessons.equivariance import trace as equivariance
from cnnviz.lessons.equivariance.layers import LAYERS, build
from cnnviz.lessons.equivariance.moves import Move, shifts
from tests import equations
from tests.browser.app import SIZES, go_to, held_up, settle
from tests.browser.reading import all_written, announced, painted, written
from tests.nightly import by_night

ARROW = samples.load("arrow")
SOBEL = bank_kernel("sobel_x")
PAGE = "/equivariance"
SHEETS = ("picture", "moved", "map", "before", "after", "difference")
READ = """root => {
  const text = s => root.querySelector(s)?.textContent ?? "";
  const sheets = {}, fonts = {};
  for (const canvas of root.querySelectorAll("canvas[data-sheet]"))
    if (canvas.offsetParent) {
      sheets[canvas.dataset.sheet] = (canvas.dataset.numbers || "").split(" ").filter(Boolean);
      fonts[canvas.dataset.sheet] = Number(canvas.dataset.font);
    }
  return {
    sheets, fonts, sentence: text("[data-testid=sentence]"), amount: text("[data-testid=amount]"),
    inside: text(".facts .inside .count"), everywhere: text(".facts .everywhere .count"),
    inside_largest: text(".facts .inside .largest"), largest: text(".facts .everywhere .largest"),
    kernel: [...root.querySelectorAll("[data-testid=kernel] span")].map(e => e.textContent),
    spreads: [...root.querySelectorAll(".spread")].map(e => e.textContent),
    rev: root.dataset.rev,
  };
}"""


def read(page):
    painted(page)
    return page.get_by_test_id("cnnviz-player").evaluate(READ)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    return read(page)


def both_ways(move, layer="convolution", x=ARROW, **settings):
    stage = build(layer, x.shape, SOBEL, **settings)
    return equivariance.trace(x, stage, [move], settings.get("padding_mode", "zeros"))


def check(shown, trace):
    """Every number of the six pictures, and what is counted; returns how many were read."""
    expected = {
        "picture": trace.x,
        "moved": trace.moved[0],
        "map": trace.y,
        "before": trace.before[0],
        "after": trace.after[0],
        "difference": trace.difference[0],
    }
    assert shown["sheets"] == {name: all_written(values) for name, values in expected.items()}
    inside, everywhere = trace.counts(0)
    for count, text, largest in (
        (inside, shown["inside"], shown["inside_largest"]),
        (everywhere, shown["everywhere"], shown["largest"]),
    ):
        assert text == f"{count.differing} of {count.cells}"
        assert largest == written(count.largest)
    return sum(values.size for values in expected.values()) + 4


def point_at(page, sheet, row, column, rows, columns):
    """Move the pointer to the middle of a cell that fills its canvas with its neighbours."""
    box = page.locator(f"canvas[data-sheet={sheet}]").bounding_box()
    x = box["x"] + box["width"] * (column + 0.5) / columns
    y = box["y"] + box["height"] * (row + 0.5) / rows
    page.mouse.move(x, y, steps=4)
    return read(page)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_shows_the_engines_numbers_at_every_shift(open_lesson, watch, layer):
    page = open_lesson(f"?layer={layer}")
    numbers = 0
    with watch.silence(page):
        for right in (1, 2, 3):
            numbers += check(read(page), both_ways(Move(right=right), layer))
            press(page, "ArrowRight")
        shown = press(page, "ArrowDown")
        assert shown["amount"] == "4 right, 1 down"
        numbers += check(shown, both_ways(Move(1, 4), layer))
        shown = press(page, "0")
        assert shown["amount"] == "not moved"
        assert (shown["inside"][:2], shown["everywhere"][:2]) == ("0 ", "0 ")
    assert numbers >= 50


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ("?move=turn&angle=0", [Move(degrees=d) for d in (0, 5, 10)]),
        ("?move=scale&scale=70", [Move(scale=s) for s in (0.7, 0.8, 0.9, 1.0, 1.1)]),
    ],
)
def test_turns_and_scales_are_stepped_without_the_server(open_lesson, watch, query, steps):
    page = open_lesson(query)
    with watch.silence(page):
        for n, move in enumerate(steps):
            shown = press(page, "ArrowRight") if n else read(page)
            trace = both_ways(move)
            inside, everywhere = trace.counts(0)
            assert shown["inside"] == f"{inside.differing} of {inside.cells}"
            assert shown["everywhere"] == f"{everywhere.differing} of {everywhere.cells}"
            assert shown["inside_largest"] == written(inside.largest)


def test_pointing_at_a_cell_says_both_values_and_what_they_are_made_of(open_lesson, watch):
    page = open_lesson("?layer=max")
    trace = both_ways(Move(right=1), "max")
    with watch.silence(page):
        for row, column in ((1, 1), (1, 2), (2, 3)):
            sentence = point_at(page, "difference", row, column, 4, 4)["sentence"]
            before, after, gap = (
                written(values[0, row, column])
                for values in (trace.before, trace.after, trace.difference)
            )
            left, right = (written(trace.y[row, c]) for c in (column - 1, column))
            assert sentence == (
                f"Row {row}, column {column}: {before} by moving first, "
                f"{after} = 0.5 · {left} + 0.5 · {right} by moving last; "
                f"difference {gap} (1 right)."
            )
    shown = press(page, "ArrowDown")  # half a cell along both axes: between four
    sentence = point_at(page, "difference", 2, 2, 4, 4)["sentence"]
    four = ", ".join(written(trace.y[r, c]) for r in (1, 2) for c in (1, 2))
    after = written(both_ways(Move(1, 1), "max").after[0, 2, 2])
    assert f"{after} (between {four}) by moving last" in sentence
    assert shown["amount"] == "1 right, 1 down"


def test_pointing_at_the_picture_finds_where_it_went(open_lesson):
    page = open_lesson("?right=2")
    shown = point_at(page, "picture", 3, 3, 8, 8)
    assert shown["sentence"].startswith("Row 3, column 5:")
    assert point_at(page, "map", 3, 3, 8, 8)["sentence"].startswith("Row 3, column 5:")
    assert point_at(page, "moved", 3, 3, 8, 8)["sentence"].startswith("Row 3, column 3:")


def test_the_picture_is_moved_by_dragging_it(open_lesson, watch):
    page = open_lesson()
    box = page.locator("canvas[data-sheet=picture]").bounding_box()
    cell = box["width"] / 8
    start = box["x"] + 3.5 * cell, box["y"] + 3.5 * cell
    with watch.silence(page):
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(start[0] + 2 * cell, start[1] - cell, steps=6)
        page.mouse.up()
        shown = read(page)
    assert shown["amount"] == "3 right, 1 up"
    check(shown, both_ways(Move(-1, 3)))


def test_the_slider_the_bars_and_the_stepper_move_it_too(open_lesson):
    page = open_lesson("?layer=strided")
    page.get_by_label("How far").fill("6")
    assert read(page)["amount"] == "2 right"
    page.locator("canvas.bars").click(position={"x": 3, "y": 20})
    assert read(page)["amount"] == "4 left"
    page.get_by_label("Down (down arrow)").click()
    check(read(page), both_ways(Move(1, -4), "strided"))


def test_a_link_opens_the_same_view(app, open_lesson):
    page = open_lesson("?layer=average")
    press(page, "ArrowRight", "ArrowRight", "ArrowUp")
    point_at(page, "difference", 2, 1, 4, 4)
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(5, 5)
    first = read(page) | {"rev": "", "fonts": {}}
    link = "?layer=average&down=-1&right=3&at=2,1"
    expect(page).to_have_url(app.address + PAGE + link)
    again = open_lesson(link)
    assert first["sentence"].startswith("Row 2, column 1:")
    assert read(again) | {"rev": "", "fonts": {}} == first


def test_the_arrow_keys_move_the_picture_right_after_a_click_on_a_layer(open_lesson):
    page = open_lesson()
    page.get_by_text("Max", exact=True).click()
    page.get_by_test_id("sentence").get_by_text("its maximum jumps").wait_for()
    settle(page)
    assert press(page, "ArrowRight")["amount"] == "2 right"
    assert read(page)["inside"] == "0 of 12"


def test_cells_are_walked_by_keyboard(open_lesson):
    page = open_lesson()
    page.locator("canvas[data-sheet=difference]").focus()
    assert press(page, "ArrowRight")["sentence"].startswith("Row 4, column 4:")
    assert press(page, "ArrowUp", "ArrowLeft")["sentence"].startswith("Row 3, column 3:")
    assert read(page)["amount"] == "1 right"
    assert press(page, "Escape")["sentence"].startswith("The map moves with the picture.")


def test_a_quarter_turn_with_the_kernel_is_exact(open_lesson):
    page = open_lesson("?move=turn")
    page.get_by_role("button", name="Turn by 90°, kernel too").click()
    page.get_by_test_id("sentence").get_by_text("Picture and kernel turned together").wait_for()
    stage, turned = (build("convolution", ARROW.shape, k) for k in (SOBEL, rotate_quarter(SOBEL)))
    shown = read(page)
    check(shown, equivariance.trace(ARROW, stage, [Move(degrees=90)], quarter=turned))
    assert shown["kernel"] == ["−1", "−2", "−1", "0", "0", "0", "1", "2", "1"]
    assert shown["inside"] == "0 of 36"
    page.get_by_role("button", name="Turn by 90°, kernel too").click()
    page.get_by_test_id("sentence").get_by_text("The picture turned, the kernel did not").wait_for()
    assert read(page)["inside"] == "24 of 36"


def test_two_clicks_on_a_quarter_turn_leave_the_kernel_as_it_was(app, open_lesson):
    page = open_lesson("?move=turn")
    with held_up(app):
        for _ in range(2):
            page.get_by_role("button", name="Turn by 90°, kernel too").click()
    settle(page)
    assert "The picture turned, the kernel did not" in read(page)["sentence"]
    assert read(page)["inside"] == "24 of 36"


def test_the_score_is_one_number_everywhere_or_one_for_each_place(open_lesson, watch):
    page = open_lesson("?view=score")
    moves, _ = shifts(4, (5, 5))
    score = equivariance_score.trace(
        equivariance_score.framed(ARROW, 5),
        lambda shape: build("convolution", shape, SOBEL),
        moves,
    )
    with watch.silence(page):
        shown = read(page)
        assert shown["sheets"]["pooled"] == all_written(score.pooled) == ["6"] * 81
        assert shown["sheets"]["dense"] == all_written(score.dense)
        assert shown["spreads"][0] == "One score at all 81 places: 6."
        least, most = written(score.dense.min()), written(score.dense.max())
        count = equivariance_score.different(score.dense)
        assert shown["spreads"][1] == (
            f"{count} different scores at 81 places, from {least} to {most}."
        )
        for row, column in ((0, 0), (4, 4), (8, 2)):
            sentence = point_at(page, "dense", row, column, 9, 9)["sentence"]
            assert f"gives 6, the dense layer {written(score.dense[9 * row + column])}." in sentence
        page.mouse.down()
        page.mouse.up()
        assert read(page)["amount"] == "2 left, 4 down"
        press(page, "s")
        assert read(page)["amount"] == "2 left, 4 down"


def test_a_guess_comes_before_the_difference(open_lesson):
    page = open_lesson("?layer=max")
    page.get_by_role("button", name="Predict").click()
    shown = read(page)
    assert shown["inside"] == shown["everywhere"] == "?"
    assert "does not move" not in shown["sentence"]
    page.locator("form.predict").get_by_role("button", name="Yes").click()
    shown = read(page)
    assert shown["sentence"].startswith("Not quite. The map does not move with the picture.")
    assert shown["inside"] == "6 of 12"
    assert press(page, "ArrowRight")["inside"] == "?"
    page.locator("form.predict").get_by_role("button", name="Yes").click()
    assert read(page)["sentence"].startswith("You saw it coming. The map moves")


def test_a_photo_of_ones_own_is_shifted_and_counted(open_lesson, watch):
    pixels = np.random.default_rng(3).integers(0, 256, (40, 30), np.uint8)
    page = open_lesson("?picture=camera&side=64")
    page.get_by_test_id("stPopover").filter(has_text="Picture").get_by_role("button").click()
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": data.getvalue()}
    )
    page.locator("figure.picture").get_by_text("40 × 30").wait_for()
    settle(page)
    page.keyboard.press("Escape")
    page.locator("h1").click()  # away from the button, which keeps the keys for itself
    x = pixels.astype(np.float32)
    with watch.silence(page):
        for right in (1, 2):
            inside, everywhere = both_ways(Move(right=right), x=x).counts(0)
            shown = read(page)
            assert shown["inside"] == f"0 of {38 * (28 - right)}"
            assert (inside.differing, inside.cells) == (0, 38 * (28 - right))
            assert shown["everywhere"] == f"{everywhere.differing} of 1200"
            press(page, "ArrowRight")


def test_a_large_photo_asks_the_server_for_far_shifts_only(open_lesson, watch):
    page = open_lesson("?picture=camera&side=256&layer=max")
    with watch.silence(page):
        assert press(page, "ArrowRight")["amount"] == "2 right"
    press(page, "ArrowRight", "ArrowRight", "ArrowDown")
    x = images.channels(images.fit(samples.load("camera"), 256), "grey")[0][0]
    inside, everywhere = both_ways(Move(1, 4), "max", x=x).counts(0)
    text = f"{inside.differing} of {inside.cells}"
    expect(page.locator(".facts .inside .count")).to_have_text(text)
    shown = read(page)
    assert shown["amount"] == "4 right, 1 down"
    assert shown["everywhere"] == f"{everywhere.differing} of 16384"
    assert shown["largest"] == written(everywhere.largest)


MAIN = ["", "?layer=strided", "?view=score", "?picture=astronaut"]


@pytest.mark.parametrize("query", MAIN)
def test_the_main_idea_is_on_the_screen_of_a_phone(open_lesson, query):
    the_main_idea_is_seen(open_lesson(query, "phone"), "phone", query)


def the_main_idea_is_seen(page, size, query):
    shown = read(page)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    transport = page.locator(".transport").bounding_box()
    height = page.viewport_size["height"]
    assert transport["y"] + transport["height"] <= height
    lowest = "sentence" if size != "phone" and "score" not in query else None
    if lowest:
        box = page.get_by_test_id(lowest).bounding_box()
        assert box["y"] + box["height"] <= transport["y"] + 1
    if size != "phone" and "astronaut" not in query:
        fonts = {name: font for name, font in shown["fonts"].items() if name != "field"}
        assert min(fonts.values()) >= 16


@pytest.mark.parametrize(
    "query",
    [
        "?layer=<script>alert(1)</script>&right=99&down=x&angle=7&scale=1e9",
        "?view=**bold**&at=NaN,-1&picture=1,2;3&kernel=nope",
    ],
)
def test_a_broken_link_opens_something_legal_with_one_note(open_lesson, query):
    page = open_lesson(query)
    assert read(page)["everywhere"].endswith("of 64")
    text = page.locator("body").inner_text()
    for raw in ("<script>", "**bold**", "nope", "NaN", "1e9"):
        assert raw not in text
    assert page.locator(".complaint").inner_text().startswith("The link asked for")


# ---- every step says where, how many and why


def sentences(page, key, steps, hear=False):
    """The sentence before the first step and after each, with the counts that stand beside it."""
    shown = [read(page)]
    for step in range(steps + 1):
        if hear:
            announced(page, shown[-1]["sentence"])
        if step < steps:
            shown.append(press(page, key))
    return shown


@pytest.mark.parametrize(
    "query",
    [
        "?layer=blur&right=-4&down=1&at=2,2",
        "?layer=dense&move=turn&angle=0",
        "?layer=average&move=scale&scale=50&activation=relu&padding_mode=circular",
        "?picture=five_by_five&layer=max&stride=3&right=-4",
        "?view=score&layer=max&right=-4",
        *(
            pytest.param(query, marks=pytest.mark.nightly)
            for query in (
                "?layer=max&right=-4",
                "?layer=strided&move=turn&angle=0&at=1,1",
                "?move=scale&scale=50",
                "?view=score&right=-4",
            )
        ),
    ],
)
def test_each_step_has_a_sentence_of_its_own_with_its_result(open_lesson, query):
    page = open_lesson(query)
    count = int(page.get_by_label("How far").get_attribute("max"))
    shown = sentences(page, "Space", count, "layer=max&right=-4" in query)
    assert shown[-1]["amount"] == press(page, "Space")["amount"]  # there is no further step
    for before, now in pairwise(shown):
        assert before["sentence"] != now["sentence"]
    for step in shown:
        sentence = step["sentence"]
        assert "{" not in sentence and "undefined" not in sentence
        assert step["amount"] in sentence or sentence.startswith("Nothing has moved")
        assert all(e.verdict != "fails" for e in equations.equations(sentence)), sentence
        if "view=score" in query:
            place = 36 + shown.index(step)  # the middle row of nine
            assert f"global pooling gives {step['sheets']['pooled'][place]}," in sentence
        elif "at=" in query:
            row, column = map(int, query.rpartition("=")[2].split(","))
            at = 4 * row + column
            written_there = [n for s in ("before", "after") if (n := step["sheets"][s])]
            assert written_there
            assert all(numbers[at] in sentence for numbers in written_there)
        elif not step["inside"].endswith(" of 0"):
            assert f"{step['inside']} numbers" in sentence


# ---- one keyboard, wherever the focus is


def test_keys_are_heard_after_the_menu_a_click_on_blank_page_and_escape(open_lesson):
    page = open_lesson("?layer=max")
    go_to(page, "Pooling")
    go_to(page, "Equivariance")
    start = read(page)["amount"]
    assert press(page, "ArrowRight")["amount"] != start
    page.locator("h1").click()
    start = read(page)["amount"]
    assert press(page, "ArrowLeft")["amount"] != start
    page.get_by_test_id("stPopover").filter(has_text="Picture").get_by_role("button").click()
    page.get_by_test_id("stPopoverBody").wait_for()
    settle(page)  # Streamlit hears Escape once the panel is drawn
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    start = read(page)["amount"]
    assert press(page, "ArrowUp")["amount"] != start
    assert press(page, "0")["amount"] == "not moved"
    assert press(page, "Home")["amount"] == "4 left"
    assert press(page, "End")["amount"] == "4 right"


def test_play_goes_to_the_end_and_stops_there(open_lesson):
    page = open_lesson("?right=2")
    press(page, "+", "+", "+", "p")
    expect(page.get_by_test_id("amount")).to_have_text("4 right")
    expect(page.get_by_role("button", name="Play (P)")).to_be_visible()


# ---- predict, and the room's presenter


def test_a_hidden_difference_shows_nowhere(open_lesson):
    page = open_lesson("?layer=max&at=1,2")
    shown = press(page, "h")
    assert shown["sentence"] == (
        "Compare the two maps: away from the border, will the two ways agree?"
    )
    assert shown["sheets"]["difference"] == []
    assert {shown[name] for name in ("inside", "everywhere", "inside_largest", "largest")} == {"?"}
    assert "1: ?" in page.locator("canvas.bars").get_attribute("aria-label")
    assert page.locator("canvas[data-sheet=difference] td").count() == 0
    assert press(page, "n")["sentence"].startswith("You saw it coming. Row 1, column 2:")
    assert len(read(page)["sheets"]["difference"]) == 16
    # What was answered stays known while another cell is looked at.
    point_at(page, "difference", 2, 2, 4, 4)
    page.mouse.down()
    page.mouse.up()
    assert read(page)["sentence"].startswith("You saw it coming. Row 2, column 2:")
    shown = press(page, "s")
    assert shown["sentence"] == "Will global pooling give the same score at all 81 places?"
    assert (shown["sheets"]["pooled"], shown["spreads"][0]) == ([], "?")
    assert press(page, "n")["sentence"].startswith("Not quite. Pattern 1 right:")
    expect(page).to_have_url(re.compile("hide=1"))


@pytest.mark.parametrize("query", ["?layer=max", "?layer=strided&move=scale", "?view=score"])
def test_the_presenter_fits_the_projector(open_lesson, query):
    page = open_lesson(query)
    player = page.get_by_test_id("cnnviz-player")
    for key in ("f", "h"):
        press(page, key)
        expect(player).to_have_class(re.compile("presenting"))
        for width, height in ((1024, 768), (1280, 720), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            read(page)
            assert player.evaluate(
                "e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
            ) == [0, 0]
            fits(page)
    assert press(page, "Escape")["rev"]
    expect(player).not_to_have_class(re.compile("presenting"))


# ---- what stands where


def box(locator):
    found = locator.bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def apart(first, second):
    (a, b, c, d), (e, f, g, h) = first, second
    return c <= e + 1 or g <= a + 1 or d <= f + 1 or h <= b + 1


def fits(page):
    """Nothing of the player lies under another thing, is cut, or is beyond the bar."""
    bar = box(page.locator(".transport"))
    names = (
        ".facts table",
        ".kernel",
        ".chart",
        ".views",
        ".say",
        *(f".sheet.{n}" for n in SHEETS),
    )
    there = [page.locator(name) for name in names if page.locator(name).is_visible()]
    there += [
        page.locator(f"figure.{n}")
        for n in ("field", "pooled", "dense")
        if page.locator(f"figure.{n}").is_visible()
    ]
    places = {str(part): box(part) for part in there}
    for name, place in places.items():
        assert place[3] <= bar[1] + 1, name
    for (a, first), (b, second) in combinations(places.items(), 2):
        assert apart(first, second), (a, b)
    cut = page.get_by_test_id("cnnviz-player").evaluate(
        "root => [...root.querySelectorAll('td, th, .transport *, .label *')]"
        ".filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)"
        ".map(e => e.outerHTML)"
    )
    assert cut == []


@pytest.mark.parametrize(
    "query",
    [
        *MAIN,
        "?layer=max&stride=4&right=3&down=-2",
        "?view=score&picture=coffee",
        *by_night(
            "?layer=strided&move=scale",
            "?layer=strided&move=turn&angle=90",
            "?move=turn&kernel=gaussian",
            "?picture=astronaut&side=32&layer=dense",
            "?picture=astronaut&kernel=laplacian&move=scale&scale=200",
            "?picture=camera&side=256&layer=max",
            "?view=score&picture=astronaut&layer=blur",
        ),
    ],
)
def test_nothing_is_cut_or_covered(open_lesson, query):
    page = open_lesson(query)
    for size in ("desk", "projector"):
        page.set_viewport_size(SIZES[size]["viewport"])
        read(page)
        fits(page)
        if query in MAIN:
            the_main_idea_is_seen(page, size, query)


@pytest.mark.parametrize("size", ["desk", "projector"])
def test_a_refusal_stands_in_the_bar_and_covers_nothing(open_lesson, size):
    page = open_lesson("?layer=max&stride=9&view=square", size)
    read(page)
    said = page.locator(".complaint")
    expect(said).to_have_text(
        "The link asked for a stride that is out of range; stride 4 is shown."
    )
    assert said.get_attribute("role") == "status"
    fits(page)
    press(page, "ArrowRight")
    expect(said).to_be_empty()


def test_the_pictures_shrink_when_what_stands_above_them_grows(open_lesson):
    page = open_lesson("", "projector")
    before = box(page.locator("canvas[data-sheet=moved]"))
    page.evaluate(
        "document.querySelector('h1').append(Object.assign(document.createElement('div'),"
        " { style: 'height: 60px' }))"
    )
    canvas = page.locator("canvas[data-sheet=moved]")
    page.wait_for_function(
        "([e, width]) => e.clientWidth < width",
        arg=[canvas.element_handle(), before[2] - before[0]],
    )
    fits(page)


# ---- for those who can't see the canvases


def test_the_facts_are_a_table_and_the_pictures_tables_of_numbers(open_lesson):
    page = open_lesson("?layer=max")
    facts = page.get_by_role("table", name="How many numbers differ")
    rows = [row.inner_text().split("\t") for row in facts.get_by_role("row").all()]
    assert [[text.strip() for text in row] for row in rows] == [
        ["", "differ", "at most"],
        ["Away from the border", "6 of 12", "1"],
        ["In all", "8 of 16", "1"],
    ]
    assert facts.get_by_role("rowheader").all_inner_texts() == ["Away from the border", "In all"]
    trace = both_ways(Move(right=1), "max")
    for name, values in (("picture", trace.x), ("after", trace.after[0])):
        table = page.locator(f"canvas[data-sheet={name}] table")
        written_there = table.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.querySelectorAll('td')].map(e => e.textContent))"
        )
        assert written_there == [all_written(row) for row in values]
        assert table.locator("tbody th").all_text_contents() == [str(r) for r in range(len(values))]
    label = page.locator("canvas[data-sheet=after]").get_attribute("aria-label")
    assert label.startswith("Layer, then move: ") and label.endswith(", 1 right")
    bars = page.get_by_role("img", name="Largest difference by shift")
    assert bars.get_attribute("aria-label") == (
        "Largest difference by shift: −4: 0; −3: 1; −2: 0; −1: 1; 0: 0; 1: 1; 2: 0; 3: 1; 4: 0"
    )


def test_the_bars_say_so_where_all_are_zero(open_lesson):
    page = open_lesson()
    bars = page.locator("canvas.bars")
    assert bars.get_attribute("aria-label") == "Largest difference by shift: 0 at every step"
