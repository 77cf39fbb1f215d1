"""Nothing that a person changed is lost: undo, Back, the menu."""

from tests.browser.app import held_up, settle

STRIDE_UP = '.stNumberInput:has-text("Stride") [data-testid="stNumberInputStepUp"]'


PLAYER = '[data-testid="cnnviz-player"]:not([data-rev="0"])'


def arrives(page, address):
    """Wait until the address says this, which the player writes a moment after a step."""
    page.wait_for_selector(PLAYER)
    settle(page)
    page.wait_for_function("wanted => location.pathname + location.search === wanted", arg=address)


def enabled(page):
    settle(page)
    buttons = ("undo", "redo")
    return tuple(page.locator(f".transport [data-action={name}]").is_enabled() for name in buttons)


def type_weight(page, tap, text):
    page.locator(f"#weight-{tap}").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    settle(page)


def test_keys_and_buttons_take_back_and_make_again(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    assert enabled(page) == (False, False)
    page.locator(STRIDE_UP).click()
    settle(page)
    type_weight(page, 4, "25")  # two numbers are sent, 2 and 25: one change
    more = "origin=box&stride=2&padding=1&at=0,0"
    edited = f"/?picture=five_by_five&kernel=1,1,1;1,25,1;1,1,1/9&{more}"
    arrives(page, edited)
    page.keyboard.press("Control+z")
    arrives(page, "/?picture=five_by_five&kernel=box&stride=2&padding=1&at=0,0")
    assert enabled(page) == (True, True)
    page.locator(".transport [data-action=undo]").click()
    arrives(page, "/?picture=five_by_five&kernel=box&padding=1&at=0,0")
    assert enabled(page) == (False, True)
    page.locator(".transport [data-action=redo]").click()
    settle(page)
    page.keyboard.press("Control+y")
    arrives(page, edited)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+Z")
    arrives(page, edited)


def test_a_server_that_was_busy_hears_every_key(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    for text in ("3", "5", "7", "9"):
        type_weight(page, 4, text)
    arrives(page, "/?picture=five_by_five&kernel=1,1,1;1,9,1;1,1,1/9&origin=box&padding=1&at=0,0")
    with held_up(app):
        for _ in range(4):
            page.keyboard.press("Control+z")
    arrives(page, "/?picture=five_by_five&kernel=box&padding=1&at=0,0")


def test_an_edit_that_was_not_heard_before_its_page_was_left_is_made_on_the_way_back(
    app, open_page
):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    with held_up(app):
        page.locator("#weight-4").click()
        page.keyboard.type("7")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Pooling", exact=True).first.click()
    page.wait_for_url("**/pooling*")
    settle(page)
    page.get_by_role("link", name="Convolution", exact=True).first.click()
    arrives(page, "/?picture=five_by_five&kernel=1,1,1;1,7,1;1,1,1/9&origin=box&padding=1&at=0,0")


def test_ctrl_z_in_a_field_is_the_fields_own(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    page.locator(STRIDE_UP).click()
    settle(page)
    page.locator("#weight-4").click()
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    arrives(page, "/?picture=five_by_five&kernel=box&stride=2&padding=1&at=0,0")


def test_back_and_forward_go_through_the_changes_with_their_steps(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    arrives(page, "/?picture=five_by_five&kernel=box&padding=1&at=0,0")
    page.keyboard.press("Space")
    arrives(page, "/?picture=five_by_five&kernel=box&padding=1&at=0,1")
    page.locator(STRIDE_UP).click()
    settle(page)
    page.locator("h1").click()
    for _ in range(2):
        page.keyboard.press("Space")
    changed = "/?picture=five_by_five&kernel=box&stride=2&padding=1&at=1,0"
    arrives(page, changed)
    page.go_back()
    arrives(page, "/?picture=five_by_five&kernel=box&padding=1&at=0,1")
    assert page.locator(".sentence").inner_text().startswith("output[0, 1]")
    assert page.locator('.stNumberInput:has-text("Stride") input').input_value() == "1"
    assert enabled(page) == (False, True)
    page.go_forward()
    arrives(page, changed)
    assert page.locator(".sentence").inner_text().startswith("output[1, 0]")


def test_another_lesson_and_back_by_menu_or_button_opens_what_was_left(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    arrives(page, "/?picture=five_by_five&kernel=box&padding=1&at=0,0")
    page.keyboard.press("Space")
    left = "/?picture=five_by_five&kernel=box&padding=1&at=0,1"
    arrives(page, left)
    page.get_by_role("link", name="Pooling").click()
    arrives(page, "/pooling?at=0,0")
    for _ in range(3):
        page.keyboard.press("Space")
    pooled = "/pooling?at=1,0"
    arrives(page, pooled)
    page.get_by_role("link", name="Convolution", exact=True).click()
    arrives(page, left)
    page.go_back()
    arrives(page, pooled)


def test_zoom_uses_and_hues_are_in_the_link(app, open_page):
    page = open_page(app, "/?picture=rocket&side=64&at=40,50")
    arrives(page, "/?picture=rocket&side=64&at=40,50")
    for name in ("Pixels", "Uses", "Hues"):
        page.get_by_role("button", name=name, exact=True).click()
    link = "/?picture=rocket&side=64&at=40,50&zoom=pixels&uses=1&hues=1"
    arrives(page, link)
    other = open_page(app, link)
    arrives(other, link)
    for name in ("Pixels", "Uses", "Hues"):
        button = other.get_by_role("button", name=name, exact=True)
        assert button.get_attribute("aria-pressed") == "true"


def test_an_own_kernel_stays_in_its_row_also_after_a_reload(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1")
    type_weight(page, 4, "3")
    edited = "/?picture=five_by_five&kernel=1,1,1;1,3,1;1,1,1/9&{}padding=1&at=0,0"
    arrives(page, edited.format("origin=box&"))
    page.get_by_test_id("cnnviz-player").get_by_text("Sobel y", exact=True).click()
    arrives(page, "/?picture=five_by_five&kernel=sobel_y&padding=1&at=0,0")
    page.reload()
    arrives(page, "/?picture=five_by_five&kernel=sobel_y&padding=1&at=0,0")
    page.locator(".st-key-convolution-kernels button").click()
    page.locator(".st-key-mine-kernel button").click()
    arrives(page, edited.format(""))
