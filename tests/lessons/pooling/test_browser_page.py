"""The pooling page as a person uses it: every number that is read back is the engine's."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.files import grids, images, samples
from cnnviz.lessons.pooling.axes import extents, first
from cnnviz.lessons.pooling.settings import GRADIENT, NUMBERS
from cnnviz.lessons.pooling.shift import shifted
from cnnviz.lessons.pooling.trace import Pooling, trace
from tests.browser.app import held_up, settle
from tests.browser.reading import all_written, painted, player, written
from tests.browser.test_sizes import CUT

X, G = grids.parse(NUMBERS), grids.parse(GRADIENT)
# A canvas carries a table of what was drawn on it, its rows and columns by their indices.
READ = """root => {
  const all = s => [...root.querySelectorAll(s)];
  const one = s => root.querySelector(s)?.textContent ?? "";
  const drawn = s => {
    const columns = all(`${s} thead th`).map(e => e.textContent);
    const numbers = all(`${s} tbody tr`).flatMap(({ cells: [row, ...cells] }) =>
      cells.map((e, c) => [`${row.textContent},${columns[c]}`, e.textContent]));
    return Object.fromEntries(numbers.filter(([, text]) => text));
  };
  return {
    window: all("[data-testid=window] span").map(e => e.dataset.value),
    won: all("[data-testid=window] span").findIndex(e => e.classList.contains("won")),
    tied: all("[data-testid=window] span").filter(e => e.classList.contains("tied")).length,
    result: one("[data-testid=result] strong"), facts: all("[data-testid=facts] > *")
      .map(e => e.textContent),
    adds: all("[data-testid=adds] b, [data-testid=adds] .total").map(e => e.textContent),
    from: all("[data-testid=adds] small").map(e => e.textContent),
    sentence: one("[data-testid=sentence]"), where: one("[data-testid=where]"),
    input: drawn("[data-testid=input]"), mask: drawn("[data-testid=mask]"),
    output: drawn("[data-testid=output]"), view: root.dataset.view,
    chart: one(".first canvas.drawing"),
    complaint: one(".complaint"),
  };
}"""


def read(page):
    painted(page)
    return player(page).evaluate(READ)


def press(page, *keys):
    player(page)  # nobody presses a key before there is something to see
    for key in keys:
        page.keyboard.press(key)


def drawn(values, where=None):
    """What a canvas says when these numbers are drawn, those only where ``where`` is true."""
    rows, columns = values.shape
    return {
        f"{r},{c}": written(values[r, c])
        for r in range(rows)
        for c in range(columns)
        if where is None or where[r, c]
    }


def point(page, which, row, column, cells):
    """Point at the cell of a picture that is ``cells`` by ``cells`` large."""
    box = page.locator(f"canvas.{which}").bounding_box()
    x, y = ((at + 0.5) / cells for at in (column, row))
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)


def inside(pooled, row, column):
    rows, columns = (axis.index for axis in pooled.axes)
    return X[np.ix_(rows[row][rows[row] >= 0], columns[column][columns[column] >= 0])]


@pytest.mark.parametrize(
    ("query", "pooling"),
    [
        ("", Pooling()),
        ("?window=3&stride=1", Pooling(window=3, stride=1)),
        ("?window=3&padding=1&ceil_mode=True", Pooling(padding=1, ceil_mode=True)),
        ("?pool=roi&cells=3", Pooling("roi", cells=3)),
        ("?pool=global_max", Pooling("global_max")),
    ],
)
def test_max_pooling_shows_the_engines_numbers_at_every_step(app, open_page, query, pooling):
    page = open_page(app, f"/pooling{query}")
    pooled = trace(X, pooling)
    rows, columns = pooled.y.shape
    assert read(page)["output"] == drawn(pooled.y)
    for row, column in np.ndindex(min(rows, 4), columns):
        shown, value = read(page), pooled.y[row, column]
        seen = inside(pooled, row, column)
        assert shown["where"].startswith(f"output {row}, {column}")
        assert [text for text in shown["window"] if text] == all_written(seen)
        assert shown["result"] == written(value)
        winner = divmod(int(pooled.maxima.argmax[row, column]), 8)
        assert f"= {written(value)}, at row {winner[0]}, column {winner[1]}." in shown["sentence"]
        assert shown["tied"] == pooled.maxima.ties[row, column] - 1 == (seen == value).sum() - 1
        assert ("Tie:" in shown["sentence"]) == bool(shown["tied"])
        won = pooled.maxima.win_count[winner]
        assert shown["facts"][1] == (f"it won {won} windows" if won > 1 else "its only win")
        assert shown["facts"][2] == f"kept 1 of {seen.size}"
        press(page, "ArrowRight")


@pytest.mark.parametrize(
    ("query", "pooling"),
    [
        ("?pool=average&padding=1", Pooling("average", padding=1)),
        (
            "?pool=average&padding=1&counted=False",
            Pooling("average", padding=1, count_include_pad=False),
        ),
        ("?pool=lp&power=3", Pooling("lp", power=3)),
        ("?pool=global_average", Pooling("global_average")),
    ],
)
def test_means_and_norms_show_their_sums(app, open_page, query, pooling):
    page = open_page(app, f"/pooling{query}")
    pooled = trace(X, pooling)
    assert read(page)["output"] == drawn(pooled.y)
    for row, column in np.ndindex(*pooled.y.shape):
        shown = read(page)
        assert shown["result"] == written(pooled.y[row, column])
        y, total = pooled.y[row, column], pooled.totals[row, column]
        if pooled.divisors is not None:
            rule = f" / {written(pooled.divisors[row, column])}"
            exact = total / pooled.divisors[row, column] == float(written(y))
        else:
            rule, exact = f"^(1/{pooled.power})", round(y) ** pooled.power == total
        end = f"= {written(total)}{rule} {'=' if exact else '≈'} {written(y)}."
        assert shown["sentence"].endswith(end)
        press(page, "ArrowRight")


def test_blur_pooling_shows_maxima_and_weights(app, open_page):
    page = open_page(app, "/pooling?pool=blur&window=2")
    pooled = trace(X, Pooling("blur", window=2))
    shown = read(page)
    assert shown["mask"] == drawn(pooled.peaks)
    assert shown["output"] == drawn(pooled.y)
    press(page, "End")
    rows, columns = (axis.index for axis in pooled.blur_axes)
    shown = read(page)
    assert shown["window"] == all_written(pooled.peaks[np.ix_(rows[-1], columns[-1])])
    assert shown["result"] == written(pooled.y[-1, -1])
    assert "/ 16 = 8:" in shown["sentence"]
    press(page, "Home", "ArrowRight", "ArrowDown")
    assert "/ 16 ≈ 5.06:" in read(page)["sentence"]


def test_the_way_back_by_each_rule_for_ties(app, open_page, watch):
    page = open_page(app, "/pooling?view=route&dy=own")
    player(page)
    with watch.silence(page):
        for tie in ("first", "split", "all"):
            check_routes(page, tie)
            press(page, "Home", "e")


def check_routes(page, tie):
    pooled = trace(X, Pooling(), G)
    dx = pooled.own.dx[tie]
    shown = read(page)
    assert shown["input"] == drawn(dx, dx != 0)
    assert shown["output"] == drawn(G, G != 0)
    arrived = {"first": "10", "split": "10", "all": "17"}[tie]
    assert shown["facts"][:2] == ["sent 10", f"arrived {arrived}"]
    assert shown["facts"][2] == ("7 was invented" if tie == "all" else "✓ nothing lost")
    for row, column in np.ndindex(3, 3):
        shown, winner = read(page), divmod(int(pooled.maxima.argmax[row, column]), 8)
        assert shown["result"] == written(G[row, column])
        assert shown["adds"][-1] == f"= {written(dx[winner])}"
        parts = [float(text.replace("−", "-")) for text in shown["adds"][:-1]]
        assert sum(parts) == pytest.approx(dx[winner])
        press(page, "ArrowRight")
    press(page, "End")
    said = read(page)["sentence"]
    assert (
        said
        == {
            "first": "∂L/∂output[2, 2] = 3 goes to the maximum alone: input[5, 5] gets 3. "
            "Tie: 7 stands also at (5, 6) and (6, 5), but the first in reading order gets it all.",
            "split": "∂L/∂output[2, 2] = 3 is split among the 3 inputs that hold 7: each gets "
            "3 / 3 = 1. As much arrives as was sent: this is right too.",
            "all": "∂L/∂output[2, 2] = 3 goes whole to each of the 3 inputs that hold 7: 3·3 = 9 "
            "arrives where 3 was sent. Wrong: the rest is invented.",
        }[tie]
    )


def test_overlap_is_added_up_and_a_pixel_that_won_twice_says_so(app, open_page, watch):
    page = open_page(app, "/pooling?at=0,1")
    with watch.silence(page):
        point(page, "left", 1, 2, 8)
        assert read(page)["sentence"] == (
            "input[1, 2] = 7 is read by 2 windows and won 2 of them: (0, 0) and (0, 1)."
        )
        point(page, "left", 5, 6, 8)
        assert read(page)["sentence"].endswith(
            "wins none: it holds the maximum of (2, 2) too, but does not come first."
        )
        point(page, "left", 7, 0, 8)
        assert "is read by no window" in read(page)["sentence"]
        page.mouse.move(5, 5)
        assert read(page)["facts"][:2] == ["from row 1, column 2", "it won 2 windows"]
        assert read(page)["mask"]["1,2"] == "×2"
        press(page, "m", "d", "d")
        shown = read(page)
        assert (shown["view"], shown["adds"], shown["from"]) == (
            "route", ["1", "2", "= 3"], ["(0, 0)", "(0, 1)"]
        )  # fmt: skip
        press(page, "e", "e")
        assert read(page)["facts"] == ["sent 10", "arrived 17", "7 was invented"]


@pytest.mark.parametrize("pool", ["average", "lp", "blur"])
def test_the_way_back_without_a_winner(app, open_page, pool):
    page = open_page(app, f"/pooling?pool={pool}&window=2&view=route&dy=cell&one=-8&at=1,1")
    pooling = Pooling(pool, window=2)
    y = trace(X, pooling).y
    dy = np.zeros(y.shape)
    dy[1, 1] = -8
    dx = next(iter(trace(X, pooling, dy).own.dx.values()))
    shown = read(page)
    assert shown["facts"][:2] == ["sent −8", f"arrived {written(dx.sum())}"]
    rows, columns = trace(X, pooling).axes
    top, left = first(rows)[1], first(columns)[1]
    window = dx[top : top + extents(rows)[1], left : left + extents(columns)[1]]
    assert shown["window"] == [written(v) if v else "·" for v in window.ravel()]
    assert shown["result"] == "−8"


def test_a_gradient_is_typed_into_its_disc_and_travels_in_the_link(app, open_page):
    page = open_page(app, "/pooling?view=route&dy=own&at=1,1")
    page.get_by_test_id("result").click()
    page.keyboard.type("ten")
    press(page, "Enter")
    shown = read(page)
    assert shown["complaint"] == "The gradient stays 1: write a number such as −1 or 2.5."
    assert shown["sentence"].startswith("∂L/∂output[1, 1] = 1 goes to the maximum alone")
    page.keyboard.press("Control+a")
    page.keyboard.type("-4")
    press(page, "Enter")
    page.get_by_test_id("result").get_by_text("−4", exact=True).wait_for()
    settle(page)
    assert read(page)["input"]["4,3"] == "−4"
    assert read(page)["facts"][0] == "sent 5"
    expect(page).to_have_url(re.compile("gradient=1,2,-1;3,-4,2;-2,1,3"))
    again = open_page(app, page.url.removeprefix(app.address))
    assert read(again) == read(page)


def test_a_gradient_that_is_typed_back_before_it_was_heard_is_as_before(app, open_page):
    page = open_page(app, "/pooling?view=route&dy=own&at=1,1")
    assert read(page)["result"] == "1"
    with held_up(app):
        for text in ("5", "1"):
            page.get_by_test_id("result").click()
            page.keyboard.type(text)
            press(page, "Enter")
    settle(page)
    assert read(page)["result"] == "1"


def test_a_field_closes_where_its_output_has_become_another(app, open_page):
    page = open_page(app, "/pooling?view=route&dy=own&at=1,0")
    stride = page.get_by_test_id("stNumberInput").filter(has_text="Stride")
    with held_up(app):
        stride.get_by_test_id("stNumberInputStepUp").click()
        page.get_by_test_id("result").click()
        page.keyboard.type("9")
    settle(page)
    expect(page.get_by_label("Gradient of this output")).to_be_hidden()
    assert len(read(page)["output"]) == 4
    expect(page).to_have_url(re.compile("stride=3"))
    expect(page).not_to_have_url(re.compile("gradient"))


def test_the_shift_slider_shows_the_measured_difference(app, open_page, watch):
    page = open_page(app, "/pooling?view=shift&shift=0")
    pools = shifted(X, 3, 2)
    with watch.silence(page):
        for shift in range(5):
            shown = read(page)
            moved = np.roll(X, shift, axis=1)
            assert shown["input"] == drawn(moved)
            assert shown["mask"] == drawn(pools["max"].change[shift])
            assert shown["output"] == drawn(pools["blur"].change[shift])
            for name, pooled in pools.items():
                assert f"{name} {written(pooled.mean[shift])}" in shown["chart"].split("; ")
            if shift % 2:
                assert "by 0.56 on average; blur pooling by 0.24" in shown["sentence"]
            press(page, "ArrowRight")
        page.get_by_label("Step", exact=True).fill("2")
        assert "multiple of the stride 2" in read(page)["sentence"]


def test_the_keyboard_goes_everywhere_and_the_link_follows(app, open_page):
    page = open_page(app, "/pooling")
    press(page, "ArrowRight", "ArrowDown")
    assert read(page)["where"].startswith("output 1, 1")
    press(page, "End")
    assert read(page)["result"] == "7"
    press(page, "Home", "u")
    shown = read(page)
    assert shown["sentence"].startswith("From the outputs and the mask 7 of 64 numbers come back")
    assert shown["mask"] == drawn(trace(X, Pooling()).rebuilt)
    press(page, "w")
    assert "8⁹ − 7⁹ = 93,864,121" in read(page)["sentence"]
    press(page, "w", "m", "e", "d")
    expect(page).to_have_url(f"{app.address}/pooling?at=0,0&view=route&tie=split&dy=cell")
    press(page, "?")
    said = "who gets the gradient of equal maxima"
    expect(page.get_by_role("dialog").get_by_text(said)).to_be_visible()
    press(page, "Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    press(page, *"++++p")
    expect(page.get_by_test_id("where")).to_contain_text("2, 2")  # and no further
    expect(page.get_by_role("button", name="Play (P)")).to_be_visible()
    press(page, "Home", " ")
    assert read(page)["where"].startswith("output 0, 1")


def test_the_mouse_pins_and_changes_views_without_the_server(app, open_page, watch):
    page = open_page(app, "/pooling")
    with watch.silence(page):
        box = page.locator("canvas.right").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.69, box["y"] + box["height"] * 0.2)
        assert read(page)["where"].startswith("output 0, 2")
        point(page, "left", 4, 1, 8)
        page.mouse.down()
        page.mouse.up()
        page.mouse.move(5, 5)
        assert read(page)["where"].startswith("output 2, 0")  # the window that (4, 1) won
        views = {"Backward route": "route", "Shift": "shift", "Forward mask": "mask"}
        for name, view in views.items():
            page.get_by_role("button", name=name, exact=True).click()
            assert read(page)["view"] == view


def test_a_box_is_drawn_on_the_picture(app, open_page):
    page = open_page(app, "/pooling?pool=roi&cells=1")
    point(page, "left", 0, 1, 8)
    page.mouse.down()
    point(page, "left", 2, 3, 8)
    page.mouse.up()
    page.get_by_test_id("result").get_by_text("7", exact=True).wait_for()
    settle(page)
    page.mouse.move(5, 5)
    assert read(page)["sentence"] == (
        "output[0, 0] = max(1, 0, 2, 2, 7, 5, 5, 2, 4) = 7, at row 1, column 2."
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("pool=lp&view=route&picture=0,0;0,0&window=2", "Every number in this window is 0: "),
        ("pool=lp&power=1&view=route", "Each input gets 1, with its sign, whatever its size"),
        (
            "view=route&dy=own&window=2&stride=1&picture=1,9,1;1,1,1;1,1,1&gradient=1,2;1,1",
            "it won 2 windows, so its gradients add up to 3.",
        ),
        (
            "view=route&dy=own&window=2&stride=1&picture=1,1,1;1,9,1;1,1,1&gradient=1,0;2,1",
            "3 windows send it something, together 4.",  # it won four: one sends 0
        ),
    ],
)
def test_the_sentence_of_the_way_back_says_what_was_sent(app, open_page, query, sentence):
    assert sentence in read(open_page(app, f"/pooling?{query}"))["sentence"]


def test_what_lies_outside_the_box_is_not_left_over_by_a_stride(app, open_page):
    page = open_page(app, "/pooling?pool=roi&box=2,2,5,5")
    point(page, "left", 0, 0, 8)
    assert read(page)["sentence"].endswith("read by no window: it lies outside the box.")


def test_a_photo_is_pooled_pixel_by_pixel(app, open_page):
    page = open_page(app, "/pooling?picture=camera&side=64&window=2&at=10,20")
    x = images.channels(images.fit(samples.load("camera"), 64), "grey")[0][0]
    pooled = trace(x, Pooling(window=2))
    shown = read(page)
    assert shown["window"] == all_written(x[20:22, 40:42])
    assert shown["result"] == written(pooled.y[10, 20])
    press(page, "z")
    near = read(page)["output"]
    assert near["10,20"] == written(pooled.y[10, 20])
    assert all(near[at] == written(pooled.y[*map(int, at.split(","))]) for at in near)


def test_on_a_phone_no_note_of_the_backward_route_is_cut(app, open_page):
    page = open_page(app, "/pooling?view=route", size="phone")
    assert player(page).evaluate(CUT) == []


@pytest.mark.parametrize("size", ["desk", "projector", "phone"])
def test_nothing_sticks_out_and_the_steps_are_in_sight(app, open_page, size):
    page = open_page(app, "/pooling?dy=own&at=1,0", size=size)
    for view in ("mask", "route", "shift"):
        assert read(page)["view"] == view
        check_room(page)
        if size != "phone":
            fonts = page.locator(".cells span, .facts > *, .sentence, .part b").evaluate_all(
                "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
            )
            assert min(fonts) >= 16
        press(page, "m")


def check_room(page):
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    transport = page.locator(".transport").bounding_box()
    assert transport["y"] + transport["height"] <= page.viewport_size["height"]
    wide = page.locator(".player").bounding_box()
    for part in page.locator(".player :is(canvas, .facts > *, .caption > *, .sentence)").all():
        if part.is_visible():
            box = part.bounding_box()
            assert box["x"] + box["width"] <= wide["x"] + wide["width"] + 1


@pytest.mark.parametrize(
    "query",
    [
        "?window=0&stride=<script>&picture=**bold**&at=99,99&view=nope",
        "?pool=evil&box=1,x&one=1e99&shift=-4&gradient=1;2,3&kernel=[x](javascript:alert(1))&tie=NaN",
    ],
)
def test_a_broken_link_opens_something_legal_with_one_note(app, open_page, query):
    page = open_page(app, f"/pooling{query}")
    assert read(page)["result"]
    text = page.locator("body").inner_text()
    for raw in ("<script>", "**bold**", "nope", "evil", "javascript", "NaN", "1e99"):
        assert raw not in text


def test_the_arrow_keys_step_right_after_a_click_on_a_choice_but_not_under_a_menu(app, open_page):
    page = open_page(app, "/pooling")
    page.get_by_text("Average", exact=True).click()
    expect(page.locator(".player")).to_have_attribute("data-pool", "average")
    press(page, "ArrowRight")
    assert read(page)["where"].startswith("output 0, 1")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("radio", name="Up (ceil mode)").click()
    expect(page).to_have_url(re.compile("ceil_mode=True"))
    press(page, "ArrowRight")
    assert read(page)["where"].startswith("output 0, 1")


def test_a_key_beside_the_field_turns_the_sign_where_a_finger_points(app, open_page):
    page = open_page(app, "/pooling?view=route&dy=own&at=1,1", size="phone")
    page.get_by_test_id("result").tap()
    key = page.get_by_label("Change the sign")
    expect(key).to_be_visible()
    assert min(key.bounding_box()[side] for side in ("width", "height")) >= 44
    key.tap()
    page.keyboard.type("4")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("gradient=1,2,-1;3,-4,2;-2,1,3"))
    expect(key).to_be_hidden()
    at_the_desk = open_page(app, "/pooling?view=route&dy=own&at=1,1")
    at_the_desk.get_by_test_id("result").click()
    expect(at_the_desk.get_by_label("Gradient of this output")).to_be_focused()
    expect(at_the_desk.get_by_label("Change the sign")).to_be_hidden()
