"""What is taken home, through the browser: the step on the screen, files that can be opened."""

import re
import xml.etree.ElementTree as ET

import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz.ui.keep import TITLE
from tests.browser.app import settle
from tests.browser.test_history import STRIDE_UP

# Sixty pictures are soon made: whoever cancels has to be quick.
CANCELS = """() => new MutationObserver(() => {
  const cancel = [...document.querySelectorAll("button")].find((b) => b.innerText === "Cancel");
  if (!cancel || window.cancelled) return;
  window.cancelled = true;
  cancel.click();
}).observe(document.body, { childList: true, subtree: true, characterData: true })"""

# A page to which what the server says comes late: while it `holds`, nothing of it is heard. `ended`
# is whether a run came to its end meanwhile: field 6 of a ForwardMsg, a number, which may stand
# behind field 2, some bytes.
LATE = """(() => {
  const ENDED = 6 << 3, ABOUT = 2 << 3 | 2, Own = window.WebSocket, held = [];
  window.late = { holds: false, ended: false, go() {
    late.holds = false;
    for (const [socket, data] of held) socket.dispatchEvent(new MessageEvent("message", { data }));
  } };
  window.WebSocket = class extends Own {
    constructor(...at) {
      super(...at);
      this.addEventListener("message", (event) => {
        if (!late.holds) return;
        event.stopImmediatePropagation();
        held.push([this, event.data]);
        const said = new Uint8Array(event.data);
        late.ended ||= said[said[0] === ABOUT ? 2 + said[1] : 0] === ENDED;
      });
    }
  };
})()"""


def opened(page):
    page.get_by_text(TITLE).click()
    settle(page)


def saved(page, label, folder):
    """The file behind a button."""
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_click_on_a_page_that_is_still_to_be_drawn_saves_what_it_shows(app, open_page):
    page = open_page(app, "/?picture=five_by_five")
    page.add_init_script(LATE)
    page.reload()
    settle(page)
    opened(page)
    page.evaluate("late.holds = true")
    page.locator(STRIDE_UP).click()
    page.wait_for_function("late.ended")
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as SVG").click()
        page.evaluate("late.go()")
    assert "_3_by_3_" in download.value.suggested_filename
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture as SVG").click()
    assert "_2_by_2_" in download.value.suggested_filename


def test_a_button_that_is_drawn_anew_under_a_press_saves_what_is_new(app, open_page):
    page = open_page(app, "/?picture=five_by_five")
    opened(page)
    button = page.get_by_role("button", name="Picture as SVG")
    button.hover()
    page.mouse.down()
    page.locator(STRIDE_UP).evaluate("up => up.click()")
    settle(page)
    with page.expect_download() as download:
        button.hover(force=True)  # wherever it stands now
        page.mouse.up()
    assert "_2_by_2_" in download.value.suggested_filename


def test_the_step_on_the_screen_is_drawn_and_filmed(app, open_page, tmp_path):
    page = open_page(app, "/?picture=five_by_five&at=1,1")
    opened(page)
    expect(page.get_by_text("Step: output[1, 1]")).to_be_visible()
    page.locator("section.player").press("Space")
    page.get_by_role("button", name="Use the step on the screen").first.click()
    settle(page)
    expect(page.get_by_text("Step: output[1, 2]")).to_be_visible()
    picture = saved(page, "Step as PNG", tmp_path)
    assert re.fullmatch(r"convolution_step_output_1_2_[0-9a-f]{8}\.png", picture.name)
    with Image.open(picture) as image:
        assert image.size == (1600, 900)
    drawing = ET.parse(saved(page, "Step as SVG", tmp_path)).getroot()
    assert drawing.find("{http://www.w3.org/2000/svg}title").text == "output[1, 2] = −29"
    page.get_by_role("button", name="Make a GIF").click()
    settle(page)
    with Image.open(saved(page, "Save the GIF", tmp_path)) as film:
        assert (film.n_frames, film.size) == (9, (960, 540))


def test_a_gif_can_be_cancelled(app, open_page):
    page = open_page(app, "/?picture=astronaut&side=512&colour=sum&at=60,60")
    opened(page)
    expect(page.get_by_text("Step: output[60, 60]")).to_be_visible()
    settle(page)
    last = page.get_by_label("To step")
    first = int(page.get_by_label("From step").input_value())
    last.fill(str(first + 59))
    last.press("Enter")
    settle(page)
    page.evaluate(CANCELS)
    page.get_by_role("button", name="Make a GIF").click()
    page.wait_for_function("window.cancelled")
    settle(page)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(page.get_by_role("button", name="Save the GIF")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/backprop", "1 of 147"),
        pytest.param("/pooling", "output", marks=pytest.mark.nightly),
        pytest.param("/transposed_convolution", "x", marks=pytest.mark.nightly),
        pytest.param("/equivariance", "1 right", marks=pytest.mark.nightly),
    ],
)
def test_other_lessons_film_their_steps(app, open_page, path, name, tmp_path):
    page = open_page(app, path)
    opened(page)
    expect(page.get_by_text(f"Step: {name}")).to_be_visible()
    page.get_by_role("button", name="Make a GIF").click()
    settle(page)
    with Image.open(saved(page, "Save the GIF", tmp_path)) as film:
        assert film.n_frames > 1
        assert film.width == 960


def test_the_program_is_that_of_the_step_on_the_screen(app, open_page):
    page = open_page(app, "/?picture=five_by_five&at=2,0")
    opened(page)
    page.get_by_role("tab", name="Code", exact=True).click()
    code = page.locator("[data-testid=stCode]").first
    expect(code).to_contain_text("# output row 2, column 0")
    expect(code).to_contain_text("print(output)")
