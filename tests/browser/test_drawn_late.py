"""A control whose code arrives late, on a slow network, shows what the settings say."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import settle
from tests.browser.test_history import PLAYER, arrives, type_weight

WRITTEN = "/?picture=five_by_five&kernel=1,1,1;1,{},1;1,1,1/9&origin=box&stride=2&padding=1"
NUMBER = ".stNumberInput input[aria-label=Stride]"
CHOICE = '[data-testid=stButtonGroup]:has-text("ReLU") [role=radio][aria-checked=true]'


@pytest.mark.parametrize("code", ["NumberInput", "ButtonGroup"])
def test_a_control_that_is_drawn_after_the_next_answer_shows_the_settings(app, open_page, code):
    late = []
    page = open_page(app, WRITTEN.format(1) + "&activation=relu", new=True)
    page.route(f"**/static/js/{code}.*", lambda route: late.append(route))
    page.reload()
    page.wait_for_selector(PLAYER)  # the page as a whole does not settle
    for number in ("7", "8"):
        page.locator("#weight-4").click()
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**1,{number},1**")
    control = page.locator(NUMBER if code == "NumberInput" else CHOICE)
    expect(control).to_have_count(0)
    for one in late:
        one.continue_()
    if code == "NumberInput":
        expect(control).to_have_value("2")
    else:
        expect(control).to_have_text("ReLU")
    settle(page)
    type_weight(page, 4, "9")  # a request that speaks of the control: nothing is taken back
    arrives(page, WRITTEN.format(9) + "&activation=relu&at=0,0")
