"""A browser whose clock is set back in mid-lesson: all is heard, and nothing is taken back."""

import numpy as np
from playwright.sync_api import expect

from tests.browser.app import settle
from tests.browser.bringing import choose, encoded
from tests.browser.test_history import STRIDE_UP, arrives, type_weight

BACK = "{ const now = Date.now; Date.now = () => now.call(Date) - 3_600_000; }"
PIXELS = np.random.default_rng(3).integers(0, 256, (20, 24), dtype=np.uint8)
EDITED = "/?picture=five_by_five&kernel=1,1,1;1,{},1;1,1,1/9&origin=box&padding=1&at=0,0"


def test_what_is_done_after_the_clock_went_back_is_heard(app, open_page):
    page = open_page(app, "/?picture=five_by_five&kernel=box&padding=1", new=True)
    page.add_init_script(BACK)
    type_weight(page, 4, "3")
    page.evaluate(f"() => {BACK}")
    type_weight(page, 4, "5")
    arrives(page, EDITED.format(5))
    page.keyboard.press("Control+z")
    arrives(page, EDITED.format(3))
    choose(page, encoded(PIXELS))
    size = page.locator(".size").first
    expect(size).to_have_text("20 × 24")
    page.reload()
    settle(page)
    expect(size).to_have_text("20 × 24")
    page.locator(STRIDE_UP).click()
    page.wait_for_url("**stride=2**")
    settle(page)
    page.locator(".transport [data-action=undo]").click()
    page.wait_for_url(lambda url: "stride" not in url)
    settle(page)
    choose(page, encoded(PIXELS[:9, :7]))
    expect(size).to_have_text("9 × 7")
