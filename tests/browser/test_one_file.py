"""A lesson in a file of its own: the same numbers as the app's, without a server or a network."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cnnviz.player.alone.page import LARGEST
from cnnviz.player.phrases import ALONE
from cnnviz.ui.keep import TITLE
from cnnviz.ui.keep_page import LABEL
from pages.contents import LESSONS
from tests.browser.app import SIZES, settle
from tests.browser.test_keep import saved
from tests.browser.test_player import Player

# What the player says and writes in cells, whatever room it has.
SAID = """root => [...root.querySelectorAll(".sentence, .where, .numpy pre, .cells, .numpy-line")]
  .map((part) => part.textContent + [...part.querySelectorAll("input")].map((i) => i.value))"""
# The tab has noted the step; the page's policy lets Playwright's own waiting run no script.
LEFT = """() => new Promise((done) => {
  const noted = () => Object.values(sessionStorage).some((left) => left.includes("at=0,1"));
  const look = () => (noted() ? done() : setTimeout(look, 20));
  look();
})"""
WALK = ("Space", "ArrowRight", "Space", "ArrowLeft", "End", "ArrowLeft")


@pytest.fixture
def open_file(browser, watch):
    """Open a file without a network; whatever it asks of anybody else fails the test."""
    contexts, asked = [], []

    def open_file(path, size="desk", player=True):
        contexts.append(browser.new_context(**SIZES[size], offline=True))
        page = contexts[-1].new_page()
        watch.follow(page)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        if player:
            page.locator("section.player:not([data-rev='0'])").wait_for()
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert {urlsplit(url).scheme for url in asked} <= {"file", "data", "blob"}


def kept(page, tmp_path):
    """The lesson on the page as a file."""
    page.get_by_text(TITLE).click()
    settle(page)
    page.get_by_role("tab", name="Lesson", exact=True).click()
    return saved(page, LABEL, tmp_path)


def same_walk(page, file, walk=WALK):
    """Both say the same at each step of a walk."""
    app, alone = Player(page), Player(file)
    page.locator("section.player").evaluate("player => { player.tabIndex = -1; player.focus(); }")
    seen = []
    for key in (None, *walk):
        for player in (app, alone):
            if key:
                player.press(key)
        seen.append(app.root.evaluate(SAID))
        assert alone.root.evaluate(SAID) == seen[-1], key
    assert len({str(one) for one in seen}) > len(walk) / 3


# All lessons but the one that every run looks at.
OTHERS = [one.url_path for one in LESSONS if one.url_path != "transposed_convolution"]


@pytest.mark.parametrize(
    "path",
    [
        "/transposed_convolution",
        *(pytest.param(f"/{name}", marks=pytest.mark.nightly) for name in OTHERS),
    ],
)
def test_the_file_says_what_the_app_says(app, open_page, open_file, tmp_path, path):
    page = open_page(app, path)
    file = kept(page, tmp_path)
    assert file.stat().st_size <= LARGEST
    # A step of training is computed by the app.
    same_walk(page, open_file(file), () if path == "/training" else WALK)


def test_a_file_opens_at_its_step_and_a_change_says_that_it_needs_the_app(
    app, open_page, open_file, tmp_path
):
    page = open_page(app, "/?picture=five_by_five&kernel=box&at=1,1")
    path = kept(page, tmp_path)
    assert re.fullmatch(r"convolution_[0-9a-f]{8}\.html", path.name)
    file = open_file(path, "dark")
    player = Player(file)
    expect(file.locator("h1")).to_have_text("Where does each number in a feature map come from?")
    expect(file.locator(".sentence")).to_contain_text("output[1, 1] = ")
    expect(file.locator("section.player")).to_have_attribute("data-scheme", "dark")
    same_walk(page, file)
    file.set_viewport_size({"width": 1280, "height": 720})
    player.settle()
    said, bar = (file.locator(part).bounding_box() for part in (".sentence", ".transport"))
    assert said["y"] + said["height"] <= bar["y"]
    assert bar["y"] + bar["height"] <= 720
    weight = file.locator("#weight-4")
    weight.click()
    file.keyboard.type("7")
    file.keyboard.press("Enter")
    expect(file.locator(".complaint")).to_have_text(ALONE)
    expect(weight).to_have_text("1")
    for action in ("copy", "save", "undo", "redo"):
        expect(file.locator(f"[data-action={action}]")).to_be_hidden()
    file.locator("h1").click()
    player.press("f")
    expect(file.locator("section.player.presenting")).to_be_visible()
    player.press("Escape", "Home", "Space")
    file.emulate_media(color_scheme="light")
    expect(file.locator("section.player")).to_have_attribute("data-scheme", "light")
    file.evaluate(LEFT)
    file.reload()  # the tab knows where this file was left
    expect(file.locator(".sentence")).to_contain_text("output[0, 1] = ")
