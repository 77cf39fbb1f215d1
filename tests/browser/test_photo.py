"""One's own photo: every way in, every lesson, and what the browser keeps of it.

A photo is a tab's own; a visitor whose computer keeps one is a new one, whom no other test meets.
"""

import io
from base64 import b64encode
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnviz.player.photo.words import LABELS, PROBLEMS, WORDS
from tests.browser.app import NUMBERS, go_to, held_up, settle
from tests.browser.bringing import choose, door, drop, encoded, paste, pasted, shot

RANDOM = np.random.default_rng(5)
PIXELS = RANDOM.integers(0, 256, (20, 24), dtype=np.uint8)
OTHER = RANDOM.integers(0, 256, (9, 7), dtype=np.uint8)
HALF = encoded(RANDOM.integers(0, 256, (1200, 1200, 3)), "JPEG", quality=98)[:1_400_000]
SHOWN = "[data-testid=cnnviz-photo].there"
# A file with this head that is too large; 10 MB take long to come through Playwright.
LARGE = """(input, head) => {
  const given = new DataTransfer();
  const parts = [Uint8Array.from(head), new Uint8Array(10_000_001)];
  given.items.add(new File(parts, "a.heic", { type: "image/heic" }));
  input.files = given.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
# Whether the computer keeps some; to open a base that is not there would make one.
LASTS = """async () => {
  if (!(await indexedDB.databases()).length) return false;
  const opening = indexedDB.open("cnnviz-photo");
  await new Promise((done) => { opening.onsuccess = done; });
  const all = opening.result.transaction("cnnviz-photo").objectStore("cnnviz-photo").getAllKeys();
  await new Promise((done) => { all.onsuccess = done; });
  opening.result.close();
  return all.result.length > 0;
}"""
KEPT = "() => JSON.parse(sessionStorage.getItem('cnnviz-photo'))"


def size(page):
    """The size that the convolution page gives for its input."""
    return page.locator(".size").first


def at(page, path):
    """Whether the address shows one's own photo on that page."""
    page.wait_for_url(lambda url: urlsplit(url).path == path and "picture=upload" in url)


OTHERS = ["/pooling", "/equivariance", "/transposed_convolution"]
EACH_WAY = [("/", way) for way in (choose, drop, pasted)]
ELSEWHERE = [(path, choose) for path in OTHERS]
NIGHTLY = [
    pytest.param(path, way, marks=pytest.mark.nightly) for path in OTHERS for way in (drop, pasted)
]


@pytest.mark.parametrize(("path", "way"), EACH_WAY + ELSEWHERE + NIGHTLY)
def test_a_photo_comes_in_over_small_numbers(app, open_page, path, way):
    page = open_page(app, f"{path}?picture=arrow")
    expect(page.get_by_role("radio", name="Small numbers")).to_be_checked()
    way(page, encoded(PIXELS))
    at(page, path)
    expect(page.get_by_role("radio", name="Photo")).to_be_checked()
    assert page.locator(".complaint").inner_text() == ""


@pytest.mark.parametrize("path", ["/filter_bank", "/receptive_field", "/backprop"])
def test_a_photo_comes_in_where_kinds_are_in_the_panel(app, open_page, path):
    page = open_page(app, path)
    choose(page, encoded(RANDOM.integers(0, 256, (64, 80, 3))))
    at(page, path)


@pytest.mark.parametrize("path", ["/", "/receptive_field"])
def test_the_camera_takes_a_photo_and_is_off_again(app, open_page, path):
    page = open_page(app, path)
    page.evaluate(
        """() => {
          const media = navigator.mediaDevices, ask = media.getUserMedia.bind(media);
          window.tracks = [];
          media.getUserMedia = async (wanted) => {
            const stream = await ask(wanted);
            tracks.push(...stream.getTracks());
            return stream;
          };
        }"""
    )
    shot(page)
    at(page, path)
    assert page.evaluate("tracks.map(track => track.readyState)") == ["ended"]
    door(page).get_by_role("button", name=LABELS["mine"]).click()
    door(page).get_by_role("button", name="Use the camera").click()
    expect(door(page).get_by_role("button", name="Take the photo")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.camera")).to_be_hidden()
    page.wait_for_function("tracks.every(track => track.readyState === 'ended')")
    at(page, path)


@pytest.mark.parametrize(
    ("name", "said"),
    [("NotAllowedError", "refused"), ("NotFoundError", "none"), ("NotReadableError", "busy")],
)
def test_a_camera_that_gives_nothing_says_why(app, open_page, name, said):
    page = open_page(app, NUMBERS)
    page.evaluate(
        """name => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
        }""",
        name,
    )
    door(page).get_by_role("button", name="Use the camera").click()
    expect(page.get_by_role("alert").filter(has_text=WORDS[said])).to_be_visible()
    expect(door(page).get_by_role("button", name="Take the photo")).to_be_disabled()
    door(page).get_by_role("button", name="Close").click()
    expect(page.locator("dialog.camera")).to_be_hidden()


def test_the_page_shows_where_to_drop_only_while_a_file_is_above_it(app, open_page):
    page = open_page(app, NUMBERS)
    frame = page.get_by_text(LABELS["drop"])
    move = """(page, kind) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "a.png", { type: "image/png" }));
      return page.dispatchEvent(
        new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    }"""
    expect(frame).to_be_hidden()
    assert not page.locator("body").evaluate(move, "dragover")
    expect(frame).to_be_visible()
    page.locator("body").evaluate(move, "dragleave")
    expect(frame).to_be_hidden()
    text = """page => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData("text/plain", "1 2");
      return page.dispatchEvent(
        new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
    }"""
    assert page.locator("body").evaluate(text)
    expect(frame).to_be_hidden()


def test_a_pasted_text_is_left_alone(app, open_page, watch):
    page = open_page(app, NUMBERS)
    page.get_by_role("button", name="Picture").click()
    page.get_by_role("textbox", name="Numbers").wait_for()
    settle(page)
    with watch.silence(page):
        cells = {"text/plain": "1\t2", "text/html": "<table>"}
        assert not paste(page, **{"text/plain": "1 2"})
        assert not paste(page, encoded(PIXELS), **cells)  # a spreadsheet draws its cells too
        assert not paste(page, encoded(PIXELS), "textarea")


def test_the_photo_follows_to_another_lesson_and_back(app, open_page):
    page = open_page(app, NUMBERS)
    choose(page, encoded(PIXELS))
    go_to(page, "Pooling")
    at(page, "/pooling")
    expect(page.get_by_text("20 × 24").first).to_be_visible()
    choose(page, encoded(OTHER))
    page.get_by_role("link", name="Convolution", exact=True).click()
    at(page, "/")
    expect(size(page)).to_have_text("9 × 7")


@pytest.mark.parametrize("path", ["/?stride=2", "/pooling?window=2", "/backprop"])
def test_the_photo_survives_a_reload(app, open_page, path):
    page = open_page(app, path)
    choose(page, encoded(RANDOM.integers(0, 256, (30, 40))))
    at(page, path.partition("?")[0])
    before = page.url
    thumbnail = door(page).locator("img").first.get_attribute("src")
    page.reload()
    page.locator(SHOWN).wait_for()
    settle(page)
    assert page.url == before
    assert door(page).locator("img").first.get_attribute("src") == thumbnail
    assert page.locator(".complaint").inner_text() == ""


def test_a_reload_on_another_picture_keeps_both(app, open_page):
    page = open_page(app, NUMBERS)
    choose(page, encoded(RANDOM.integers(0, 256, (30, 40))))
    choose(page, encoded(PIXELS))
    page.goto(f"{app.address}/?picture=camera")
    page.locator(SHOWN).wait_for()
    settle(page)
    expect(size(page)).to_have_text("128 × 128")
    page.locator(".st-key-convolution-pictures button").first.click()
    page.locator(".st-key-mine-photo button", has_text="40 × 30").click()  # the one before too
    expect(size(page)).to_have_text("30 × 40")
    page.locator(".st-key-convolution-pictures button").first.click()
    page.locator(".st-key-mine-photo button", has_text="24 × 20").click()
    expect(size(page)).to_have_text("20 × 24")
    page.locator(".st-key-convolution-pictures button").first.click()
    page.locator(".st-key-picture-camera button").click()
    settle(page)
    expect(size(page)).to_have_text("128 × 128")
    page.keyboard.press("Escape")
    door(page).get_by_role("button", name=LABELS["mine"]).click()
    door(page).get_by_role("button", name=LABELS["show"]).click()
    expect(size(page)).to_have_text("20 × 24")


def test_a_link_to_a_photo_that_is_nowhere_says_so(app, open_page):
    page = open_page(app, "/?picture=upload&stride=2", new=True)
    said = page.locator(".complaint")
    expect(said).to_have_text(
        "The link asked for a picture that a link can't carry; picture Astronaut is shown."
    )
    assert page.evaluate("indexedDB.databases()") == []


def test_the_tab_forgets_and_the_computer_keeps_only_if_asked(app, open_page):
    page = open_page(app, NUMBERS, new=True)
    choose(page, encoded(PIXELS))
    another = page.context.new_page()
    another.goto(app.address)
    settle(another)
    assert another.locator(SHOWN).count() == 0
    door(page).get_by_role("button", name=LABELS["mine"]).click()
    door(page).get_by_role("checkbox", name=LABELS["keep"]).check()
    page.wait_for_function(LASTS)
    another.reload()
    another.locator(SHOWN).wait_for()
    settle(another)
    door(another).get_by_role("button", name=LABELS["mine"]).click()
    expect(door(another).get_by_role("checkbox", name=LABELS["keep"])).to_be_checked()
    door(another).get_by_role("button", name=LABELS["forget"]).click()
    another.locator(SHOWN).wait_for(state="detached")
    third = page.context.new_page()
    third.goto(app.address)
    settle(third)
    assert third.locator(SHOWN).count() == 0


def test_forget_it_leaves_a_sample_and_nothing_in_the_browser(app, open_page):
    page = open_page(app, NUMBERS)
    choose(page, encoded(PIXELS))
    assert page.evaluate(KEPT)["data"] == b64encode(encoded(PIXELS)).decode()
    door(page).get_by_role("button", name=LABELS["mine"]).click()
    door(page).get_by_role("button", name=LABELS["forget"]).click()
    expect(size(page)).to_have_text("128 × 128")
    page.locator(SHOWN).wait_for(state="detached")
    assert page.evaluate(KEPT) is None
    page.reload()
    settle(page)
    assert page.locator(SHOWN).count() == 0


@pytest.mark.parametrize("store", ["full", "forbidden"])
def test_a_store_that_keeps_nothing_says_so_and_the_photo_stays(app, open_page, store):
    page = open_page(app, NUMBERS)
    page.evaluate(
        """store => {
          const refuse = () => { throw new DOMException("", "QuotaExceededError"); };
          if (store === "full") Storage.prototype.setItem = refuse;
          else Object.defineProperty(window, "sessionStorage", { get: refuse });
        }""",
        store,
    )
    choose(page, encoded(PIXELS))
    expect(page.locator(".complaint")).to_have_text(PROBLEMS["unkept"])
    expect(size(page)).to_have_text("20 × 24")


def test_what_is_sent_before_the_photo_was_answered_does_not_take_its_place(app, open_page):
    page = open_page(app, NUMBERS)
    field = door(page).locator("input[type=file]")
    with held_up(app):
        photo = {"name": "a.png", "mimeType": "image/png", "buffer": encoded(PIXELS)}
        field.set_input_files(photo)
        expect(door(page).locator(".doing")).to_have_text(WORDS["sending"])
        field.evaluate(LARGE, [])
        expect(door(page).locator(".busy")).to_be_hidden()
    expect(size(page)).to_have_text("20 × 24")
    expect(page.locator(".complaint")).to_have_text(PROBLEMS["large"].format(limit=10))


def test_a_large_photo_is_turned_and_shrunk_before_it_is_sent(app, open_page):
    page = open_page(app, NUMBERS)
    pixels = RANDOM.integers(0, 100, (3000, 4000, 3), dtype=np.uint8)
    pixels[:, :2000] += 150  # the left half is bright: turned by 90° it is the upper half
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(pixels, "JPEG", quality=80, exif=exif)
    assert len(data) > 1_000_000
    choose(page, data, "IMG_1.jpg", "image/jpeg")
    expect(size(page)).to_have_text("128 × 96")
    page.get_by_text(
        "What was done, width × height: shrunk in the browser from 3000 × 4000 to 768 × 1024;"
    ).first.wait_for()
    kept = np.asarray(Image.open(io.BytesIO(decoded(page))).convert("L"), float)
    assert kept.shape == (1024, 768)
    # Of 16 pixels the mean is near 200 and 50; 0 … 99 has a standard deviation of 29.
    assert abs(kept[:500].mean() - 199.5) < 1 and abs(kept[524:].mean() - 49.5) < 1
    assert kept[:500].std() < 10


def decoded(page):
    """The file that the browser keeps."""
    return bytes(
        page.evaluate(
            """async () => {
              const { data } = JSON.parse(sessionStorage.getItem("cnnviz-photo"));
              return [...Uint8Array.from(atob(data), (c) => c.charCodeAt(0))];
            }"""
        )
    )


def test_transparency_and_few_colours_stay_exact(app, open_page):
    page = open_page(app, NUMBERS)
    pixels = np.zeros((1100, 1100, 4), np.uint8)
    pixels[:, :550] = [10, 20, 30, 255]
    data = encoded(pixels, "PNG", compress_level=0)
    choose(page, data)
    kept = Image.open(io.BytesIO(decoded(page)))
    assert (kept.format, kept.mode, kept.size) == ("PNG", "RGBA", (1024, 1024))
    assert kept.getpixel((100, 500)) == (10, 20, 30, 255)
    assert kept.getpixel((900, 500)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<svg onload=alert(1)>", "image/svg+xml"),
        (b"", "image/png"),
        (HALF, "image/jpeg"),
        (b"%PDF-1.7" + bytes(1_000_000), "image/png"),
    ],
    ids=["svg", "empty", "half", "pdf"],
)
def test_what_can_t_be_read_says_one_sentence_and_leaves_the_picture(app, open_page, data, kind):
    page = open_page(app, NUMBERS)
    for way in (choose, drop):
        way(page, data, "**evil**<img src=x>.png", kind)
        said = page.locator(".complaint").inner_text()
        assert said.endswith(".") and "evil" not in said
        expect(size(page)).to_have_text("5 × 5")
        assert page.evaluate(KEPT) is None


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"", PROBLEMS["large"].format(limit=10)),
        (
            b"\0\0\0\x18ftypheic",
            "This is a HEIC picture, which cannot be read here; save it as PNG or JPEG.",
        ),
    ],
)
def test_what_is_too_large_and_no_picture_says_so(app, open_page, head, said):
    page = open_page(app, NUMBERS)
    door(page).locator("input[type=file]").evaluate(LARGE, list(head))
    expect(page.locator(".complaint")).to_have_text(said)


def test_a_cancelled_photo_is_not_shown(app, open_page):
    page = open_page(app, NUMBERS)
    page.evaluate(
        """() => {
          const decode = window.createImageBitmap;
          window.createImageBitmap = async (...of) => {
            await new Promise((go) => { window.go = go; });
            return decode(...of);
          };
        }"""
    )
    data = encoded(RANDOM.integers(0, 256, (1100, 1100, 3)), compress_level=0)
    door(page).locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": data}
    )
    page.get_by_text(WORDS["shrinking"]).first.wait_for()
    page.get_by_role("button", name=LABELS["cancel"]).click()
    page.wait_for_function("'go' in window")
    page.evaluate("go()")
    choose(page, encoded(OTHER))
    expect(size(page)).to_have_text("9 × 7")
    expect(page.get_by_role("button", name=LABELS["cancel"])).to_be_hidden()


def focused(page):
    """What the focused button does."""
    return page.evaluate("document.activeElement.shadowRoot.activeElement.dataset.action")


def test_by_keyboard_alone(app, open_page):
    page = open_page(app, NUMBERS)
    choose(page, encoded(PIXELS))
    button = door(page).get_by_role("button", name=LABELS["mine"])
    button.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=LABELS["mine"])).to_be_visible()
    assert focused(page) == "camera"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name=LABELS["mine"])).to_be_hidden()
    assert focused(page) == "menu"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(SHOWN).wait_for(state="detached")
    expect(size(page)).to_have_text("128 × 128")


def test_on_a_phone_the_button_is_large_and_offers_its_own_camera(app, open_page):
    page = open_page(app, NUMBERS, size="phone")
    button = door(page).get_by_role("button", name="Your photo", exact=True)
    assert button.bounding_box()["height"] >= 44
    assert door(page).locator("input[type=file]").get_attribute("accept") == "image/*"
    expect(door(page).get_by_role("button", name="Use the camera")).to_be_hidden()
    choose(page, encoded(PIXELS))
    expect(size(page)).to_have_text("20 × 24")
