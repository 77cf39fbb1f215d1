"""The pictures that excite a map most as a person meets them: ranked, opened, one's own."""

import re

import numpy as np
from playwright.sync_api import expect

from cnnviz.files import set_pictures
from cnnviz.files.trained import TRAINED
from cnnviz.lessons.network import controls, controls_why
from cnnviz.lessons.network.class_order import products
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.networks.run import forward
from tests.browser.bringing import encoded
from tests.browser.reading import written

LAYER, MAP = 1, 2


def for_class(seen):
    """What the maps of the layer do for the answer."""
    asking = (seen.answers()[0].number, None, False)
    question = controls_why.question_of(seen, TRAINED["digits"].recipe, asking)
    return next(products(question)).sums[seen.layers[LAYER].name]


def strengths(seen):
    return np.abs(seen.maps(LAYER)).mean(axis=(1, 2))


def test_nine_pictures_are_ranked_and_each_is_a_way_in(open_lesson):
    """By number as the engine has them; a click opens the picture at the unit that was ranked."""
    seen = controls.compute(NetworkPage(network="digits", picture="digits-50"), None)
    recipe, found = TRAINED["digits"].recipe, []
    for name in set_pictures.several("digits"):
        x = recipe.scaled(recipe.levels(set_pictures.find(name)))
        found.append(forward(seen.network, seen.params, x).values[seen.layers[LAYER].name][0, MAP])
    best = sorted((float(one.max()) for one in found), reverse=True)[:9]

    page = open_lesson(
        f"?network=digits&picture=digits-50&sort=class&layer={LAYER + 1}&map={MAP + 1}"
    )
    sums = for_class(seen)
    rank, active = (1 + int((one > one[MAP]).sum()) for one in (sums, strengths(seen)))
    expect(page.locator(".large .size")).to_have_text(f"rank {rank}, active {active}")
    sign = "+" if sums[MAP] > 0 else ""
    expect(page.get_by_test_id("sentence")).to_have_text(
        f"Map {MAP}, for 2: its numbers times their slopes come to {sign}{written(sums[MAP])}; "
        f"those of all 4 maps to {written(sums.sum(dtype=float))}."
    )
    page.keyboard.press("5")
    cells = page.get_by_test_id("exciting").get_by_role("listitem")
    values = cells.locator(".value")
    expect(values).to_have_text([written(value) for value in best])
    expect(page.locator(".progress")).to_be_hidden()
    expect(page.get_by_test_id("sentence")).to_have_text(
        re.compile("^Map 2. Of 50 pictures those where it is largest")
    )
    second = cells.nth(1).get_by_role("button")
    assert second.get_attribute("aria-label").startswith(f"2: {written(best[1])}, ")
    second.click()
    expect(page.get_by_test_id("result")).to_have_text(written(best[1]))
    expect(page).to_have_url(re.compile(r"picture=digits-\d+&"))

    page.keyboard.press("5")
    page.locator("[data-action=mine]").click()
    expect(page.get_by_test_id("sentence")).to_contain_text("Choose two or more, up to fifty.")
    invite = page.get_by_role("button", name="Choose up to fifty photos")
    with page.expect_file_chooser() as opening:
        invite.click()
    assert opening.value.is_multiple()
    dice = np.random.default_rng(7)
    photos = [encoded(dice.integers(0, 256, (20, 20, 3))) for _ in range(3)]
    opening.value.set_files(
        [{"name": "a.png", "mimeType": "image/png", "buffer": photo} for photo in photos]
    )
    expect(page.locator("[data-action=mine]")).to_have_text("Your photos (3)")
    expect(cells).to_have_count(3)
    expect(invite).to_be_hidden()
    assert "upload" not in page.url
