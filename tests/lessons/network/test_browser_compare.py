"""Compare as a person uses it: every number on the screen is the engine's."""

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.lessons.network import compare, controls, edits, words_compare, words_networks
from cnnviz.lessons.network.compare import Comparison
from cnnviz.lessons.network.settings import NetworkPage
from tests.browser.accessible import bring_axe, violations
from tests.browser.app import SIZES, settle
from tests.browser.reading import painted, player, written
from tests.browser.test_sizes import CUT, STANDING, WIDER

PAGE = "/network"
DIGITS = NetworkPage(network="digits", picture="digits-50")


def compared(text):
    before = controls.compute(DIGITS, None)
    other = edits.fitted(edits.parse(text), 8, 8)
    after = controls.seen_on(DIGITS, edits.edited(before.square, other))
    return Comparison(other, before, after, compare.travel(before, after, other))


def shows(page, text, layer=0):
    """The sentence, the bars, the answers and the note are those of this edit."""
    found = compared(text)
    said = words_compare.sentences(found, "")[layer].replace("*", "")
    expect(page.get_by_test_id("sentence")).to_have_text(said)
    bars = page.get_by_test_id("second").locator(".change")
    expect(bars).to_have_text([words_compare.percents(one) for one in found.travel.relative])
    answers = page.get_by_test_id("answer-after").locator("li")
    expect(answers).to_have_text(
        [
            f"{now.name}{words_compare.percent(was.share)} → {words_compare.percent(now.share)}"
            for was, now in found.answers()
        ]
    )
    note = words_compare.notes(found)[layer].replace("*", "")
    expect(page.locator(".told .note")).to_have_text(note)
    return found


def value(found, layer, number, place):
    a, b = (one.maps(layer)[number][place] for one in (found.before, found.after))
    difference = found.difference(layer)[number][place]
    sign = "+" if difference > 0 else ""
    return (
        f"row {place[0]}, column {place[1]}: {written(a)} → {written(b)}, "
        f"{sign}{written(difference)}"
    )


@pytest.fixture
def page(open_lesson):
    return open_lesson("?network=digits&picture=digits-50")


def test_a_walk_through_a_comparison(page, watch):
    page.keyboard.press("4")
    found = shows(page, "erase,2,3,3,grey")
    number = int(found.parts(0).argmax())
    flat = int(np.abs(found.difference(0)[number]).argmax())
    told = page.get_by_test_id("compared")
    expect(told).to_have_text(value(found, 0, number, divmod(flat, 8)))
    expect(page.locator(".compare .most .dim")).to_have_text("4 of 4, in % of this layer’s change")
    settle(page)
    drag(page)
    expect(page).to_have_url(re.compile("other=erase,2,6,0,grey"))
    shows(page, "erase,2,6,0,grey")
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile("other=erase,2,5,0,grey"))
    settle(page)
    page.keyboard.press("Control+z")
    shows(page, "erase,2,6,0,grey")
    settle(page)
    menu = page.locator(".against select").first
    menu.select_option("A, turned")
    shows(page, "turn,90")
    settle(page)
    page.get_by_label("Degrees").fill("-180")
    page.keyboard.press("Enter")
    shows(page, "turn,-180")
    settle(page)
    page.get_by_test_id("second").get_by_role("option").nth(2).click()
    found = shows(page, "turn,-180", 2)
    settle(page)
    number = int(found.parts(2).argmax())
    side = page.get_by_test_id("side-b").bounding_box()
    with watch.silence(page):
        for place in ((0, 0), (3, 1)):
            row, column = place
            cell = side["width"] / 4
            page.mouse.move(side["x"] + (column + 0.5) * cell, side["y"] + (row + 0.5) * cell)
            painted(page)
            expect(told).to_have_text(value(found, 2, number, place))


def drag(page):
    """The square to the lower left corner."""
    box = page.get_by_test_id("after").bounding_box()
    cell = box["width"] / 8
    page.mouse.move(box["x"] + 4 * cell, box["y"] + 4 * cell)
    page.mouse.down()
    page.mouse.move(box["x"] + 2 * cell, box["y"] + 6 * cell, steps=3)
    page.mouse.move(box["x"] + 0.5 * cell, box["y"] + 8 * cell)
    page.mouse.up()


def test_another_network_and_another_picture(open_lesson):
    page = open_lesson("?network=digits&picture=digits-50&view=compare&other=network,neocognitron")
    one, two = (
        controls.compute(replace(DIGITS, network=name), None) for name in ("digits", "neocognitron")
    )
    titles = ("Digit reader with 666 weights", "Neocognitron, in small")
    said = words_networks.agreement(one, two, titles).replace("*", "")
    expect(page.get_by_test_id("sentence")).to_have_text(said)
    first = page.locator(".nets table").first.locator("tr")
    expect(first.nth(3)).to_have_text("Weights" + "".join(words_networks.rows(one, two)[2][1:]))
    expect(page.get_by_test_id("second").get_by_role("option")).to_have_count(len(two.columns))
    page.locator(".against select").first.select_option("7")
    expect(page).to_have_url(re.compile("other=picture,digits-"))
    expect(page.get_by_test_id("sentence")).to_contain_text("gives way to 7")


@pytest.mark.nightly
@pytest.mark.parametrize("other", ["erase,grey", "move,1,0", "network,neocognitron"])
def test_nothing_of_a_comparison_is_cut_or_hidden(open_page, app, other):
    path = f"/network?network=digits&picture=digits-50&view=compare&other={other}"
    page = open_page(app, path, "projector")
    page.get_by_test_id("answer-after").locator("li").first.wait_for()
    for size in ("projector", "beamer", "zoomed", "desk"):
        page.set_viewport_size(SIZES[size]["viewport"])
        settle(page)
        painted(page)
        assert page.evaluate(WIDER) <= 0
        assert player(page).evaluate(CUT) == [], size
    bring_axe(page)
    assert violations(page, "a comparison") == []
    phone = open_page(app, path, "phone")
    phone.get_by_test_id("answer-after").locator("li").first.wait_for()
    settle(phone)
    bring_axe(phone)
    assert violations(phone, "on a phone") == []
    assert phone.evaluate(WIDER) <= 0
    assert player(phone).evaluate(CUT) == []
    assert player(phone).evaluate(STANDING)["small"] == []
