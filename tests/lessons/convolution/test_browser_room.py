"""Predict, presenter, keys, touch and room: the convolution page as a class uses it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import settle
from tests.browser.reading import READ, painted, player

CLASSROOM = {"width": 1024, "height": 768}
SWIPE = """(canvas, [x, y]) => {
  const { left, top } = canvas.getBoundingClientRect();
  const fire = (type, dy) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerType: "touch", pointerId: 7, bubbles: true, clientX: left + x, clientY: top + y + dy }));
  fire("pointerdown", 0);
  for (const dy of [-10, -30, -60]) fire("pointermove", dy);
  fire("pointercancel", -60);
}"""


def read(page):
    painted(page)
    return player(page).evaluate(READ)


def stands_at(page, *place):
    for axis, at in zip(("row", "column"), place, strict=True):
        expect(page.get_by_label(f"Output {axis}")).to_have_value(at)


def inside(page, selector):
    """Whether a part of the player lies wholly in the window."""
    box = page.locator(selector).first.bounding_box()
    height = page.evaluate("innerHeight")
    return box["y"] >= 0 and box["y"] + box["height"] <= height + 0.5


def save(page):
    """Save the lesson as a file, for which the server is asked."""
    with page.expect_download():
        page.locator("[data-action=save]").click()
    settle(page)


def test_predict_hides_the_number_everywhere_until_it_is_guessed(page):
    player(page)
    page.keyboard.press("h")
    shown = read(page)
    assert shown["sentence"].startswith("What is output[0, 0]?")
    assert (shown["result"], shown["ledger"]["sum"]) == ("?", "?")
    assert not page.locator(".legend .pointer").is_visible()
    hidden = page.locator("canvas.output").screenshot()
    page.keyboard.type("-3")
    save(page)  # an answer of the server takes no guess away
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    save(page)
    shown = read(page)
    feedback = "The size is right, the sign is not: output[0, 0] = 31."
    expect(page.locator("form.predict p")).to_have_text(feedback)
    assert (shown["result"], shown["ledger"]["sum"]) == ("31", "31")
    assert shown["sentence"].endswith("= 31.")
    assert page.locator("canvas.output").screenshot() != hidden
    page.keyboard.press("Space")
    assert read(page)["result"] == "?"
    page.locator("canvas.output").hover()  # the numbers to come are not told
    assert read(page)["sentence"].startswith("What is output[0, 1]?")
    page.keyboard.press("h")
    assert read(page)["result"] != "?"


def test_predict_asks_for_what_the_activation_gives(app, open_page):
    page = open_page(app, "/?picture=five_by_five&bias=-40&activation=relu&hide=1")
    assert read(page)["ledger"] == {"sum": "?", "+ bias": "−40", "ReLU": "?"}
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page.locator("form.predict p")).to_have_text("0 is right.")
    assert read(page)["ledger"] == {"sum": "31", "+ bias": "−40", "ReLU": "0"}


@pytest.mark.parametrize(
    "query", ["/", "/?picture=astronaut&padding=1", "/?picture=five_by_five&kernel=gaussian-7x7"]
)
def test_the_presenter_fits_a_projector_with_the_answer_line(app, open_page, query):
    page = open_page(app, query)
    page.set_viewport_size(CLASSROOM)
    settle(page)
    page.keyboard.press("f")
    page.keyboard.press("h")
    painted(page)
    for part in (".stage", ".bench", ".say", "form.predict", ".transport", "canvas.output"):
        assert inside(page, part), part
    bottom = page.locator(".say").bounding_box()
    assert bottom["y"] + bottom["height"] <= page.locator(".transport").bounding_box()["y"]
    size = page.locator(".sentence").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 28
    page.keyboard.press("Escape")
    painted(page)
    assert page.locator(".player.presenting").count() == 0


def test_keys_are_heard_after_the_menu_a_blank_click_and_an_edit(page):
    page.get_by_label("Change the whole kernel").click()
    page.keyboard.press("Escape")
    painted(page)
    page.keyboard.press("End")
    stands_at(page, "2", "2")
    page.mouse.click(3, 500)
    page.keyboard.press("Home")
    stands_at(page, "0", "0")
    page.get_by_test_id("kernel").locator("span").nth(0).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    stands_at(page, "0", "1")
    page.get_by_role("group", name="What one step is").get_by_text("by product").click()
    page.keyboard.press("Space")
    assert "so far, 1 of 9 products" in read(page)["sentence"]


def test_the_pictures_are_measured_again_when_what_is_above_grows(page):
    player(page)
    assert inside(page, ".transport")
    page.evaluate("""() => {
      const line = Object.assign(document.createElement("div"), { style: "height: 90px" });
      document.querySelector("[data-testid=stMainBlockContainer]").prepend(line);
    }""")
    painted(page)
    assert inside(page, ".transport")
    assert inside(page, ".say")


def test_a_refusal_stands_in_the_bar_and_covers_nothing(app, open_page):
    page = open_page(app, "/?picture=five_by_five&stride=99", size="projector")
    expect(page.locator(".complaint")).to_have_text(re.compile("^The link asked for a stride"))
    assert page.locator(".complaint").get_attribute("role") == "status"
    assert inside(page, ".transport")
    say, bar = (page.locator(part).bounding_box() for part in (".sentence", ".transport"))
    assert say["y"] + say["height"] <= bar["y"]
    page.keyboard.press("Home")
    said = page.locator(".complaint")
    expect(said).to_be_empty()  # but there, for a screen reader to hear what comes into it
    assert said.evaluate("one => getComputedStyle(one).display") != "none"


def test_a_thumb_that_scrolls_moves_nothing_and_a_tap_pins(app, open_page):
    page = open_page(app, "/?picture=five_by_five&at=1,1", size="phone")
    canvas = page.locator("canvas.output")
    canvas.evaluate(SWIPE, [30, 60])
    painted(page)
    stands_at(page, "1", "1")
    box = canvas.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 + 40)
    stands_at(page, "2", "2")


def test_each_channel_has_a_button_and_the_output_says_which_it_is(app, open_page):
    page = open_page(app, "/?picture=coffee&side=64&colour=each", size="phone")
    expect(page.locator(".output-title")).to_have_text("Output, red")
    page.get_by_role("button", name="green", exact=True).click()
    expect(page.locator(".output-title")).to_have_text("Output, green")
    expect(page).to_have_url(re.compile("channel=1$"))


@pytest.mark.parametrize("size", ["desk", "projector", "phone"])
def test_the_turn_of_a_flipped_kernel_is_not_cut(app, open_page, size):
    page = open_page(app, "/?picture=five_by_five&flip=True", size=size)
    note = page.locator(".slot.kernel .label span").first
    expect(note).to_have_text("↻ 180°")
    assert note.evaluate("e => e.scrollWidth <= e.clientWidth")
