"""From the network page into other lessons and back: the same network, picture, unit, numbers."""

import re

from playwright.sync_api import expect

from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.network import controls
from cnnviz.lessons.network.layers import PICTURE
from cnnviz.lessons.network.settings import NetworkPage
from tests.browser.app import open_in, settle


def test_a_unit_and_a_network_are_opened_elsewhere_and_come_back(open_lesson):
    seen = controls.compute(NetworkPage(network="digits", picture="digits-1430"), None)
    page = open_lesson("?network=digits&picture=digits-1430&layer=5&map=2&row=2&column=4")
    open_in(page, "receptive_field")
    rows, columns = seen.boxes(4)[PICTURE]
    (top, bottom), (left, right) = rows[1], columns[3]
    expect(page.get_by_test_id("sentence")).to_contain_text(
        f"rows {top}–{bottom}, columns {left}–{right}."
    )
    expect(page.get_by_test_id("sentence")).to_contain_text("Unit (1, 3) of layer 3 ")
    page.keyboard.press("ArrowLeft")
    settle(page)
    open_in(page, "network")
    page.wait_for_url(re.compile(r"/network\?.*layer=5&(map=\d+&)?row=2&column=3"))
    settle(page)
    expect(page.locator(".where")).to_have_text("ReLU layer 5 of 8")
    open_in(page, "backprop")
    lesson = backprop.compute(Backprop(model="digits", picture="digits-1430"), None)[1]
    truth = lesson.start.classes[int(lesson.trace.target)]
    expect(page.get_by_test_id("cnnviz-player")).to_contain_text(f"come out as “{truth}”")
    page.locator(".st-key-to-network button").click()
    page.wait_for_url(re.compile("/network"))
    settle(page)
    answer = page.get_by_test_id("answer").locator("li span").first
    expect(answer).to_have_text(seen.answers()[0].name)
