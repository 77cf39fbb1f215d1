"""Classes of one's own, the way a pupil goes: name, bring, teach, look, come back, take home."""

from contextlib import contextmanager

import numpy as np
from playwright.sync_api import expect

from cnnviz.lessons.backprop import controls_classes
from cnnviz.lessons.backprop import controls_show as backprop
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.player.phrases import STAYS
from cnnviz.settings import class_names
from cnnviz.ui import intake
from cnnviz.ui.state import PageState
from tests.browser.accessible import bring_axe, violations
from tests.browser.app import go_to, held_up, settle
from tests.browser.bringing import answered, drop, encoded, pasted, shot
from tests.browser.reading import painted, written
from tests.browser.test_saved import save
from tests.lessons.backprop.test_browser_page import cells, in_a_cell, opened
from tests.lessons.backprop.test_classes import send, told

RANDOM = np.random.default_rng(11)


def bright(top):
    """A photo that is bright in its upper or its lower half."""
    pixels = RANDOM.integers(0, 90, (40, 52, 3))
    pixels[slice(0, 20) if top else slice(20, 40)] += 150
    return encoded(pixels)


@contextmanager
def place_waits(page, place):
    """The file dialog that an empty place opens."""
    with page.expect_file_chooser() as opening:
        page.locator(f"[data-place='{place}']").click()
    yield opening.value


def choose_for(page, place, *photos):
    with answered(page), place_waits(page, place) as dialog:
        assert dialog.is_multiple()
        files = [{"name": "a.png", "mimeType": "image/png", "buffer": data} for data in photos]
        dialog.set_files(files)


def act(page, action):
    page.locator(f".classes [data-action=class-{action}]").first.click()
    settle(page)
    painted(page)


def expected(photos, names, steps):
    """The lesson's own engine on the same photos, without a page."""
    visit = PageState("backprop", Backprop(), backprop.compute)
    controls_classes._open(visit)
    for place, data in photos.items():
        visit.apply_nearest(visit.settings.with_photo(place, intake.upload(data, "")))
    for index, name in enumerate(names):
        send(visit, "name", index=index, name=name)
    for times in steps:
        send(visit, "teach", times=times)
    return visit


def losses(page):
    label = page.locator(".classes svg").get_attribute("aria-label")
    return label.partition(": ")[2].split(", ")


def scores(page):
    found = page.get_by_test_id("class-score").all_inner_texts()
    return [" ".join(text.split()) for text in found]


def agrees(page, visit):
    """Every loss and every score on the screen is the engine's."""
    facts = told(visit)
    assert losses(page) == [written(loss) for loss in facts["losses"]]
    signs = {True: "✓", False: "✗"}
    assert scores(page) == [
        f"{signs[one['right']]} {facts['names'][one['taken']]} {written(one['share'])}"
        for one in facts["places"]
        if one
    ]


def test_a_pupil_teaches_two_classes_and_takes_them_home(app, open_page, tmp_path):
    page = opened(app, open_page)
    page.get_by_role("button", name="Your classes").click()
    settle(page)
    view = page.get_by_test_id("classes")
    expect(view).to_be_visible()
    expect(view.get_by_role("button", name="Teach 10 steps")).to_be_disabled()
    name = view.get_by_label("name of class 1")
    name.fill("<b>cat</b>")
    name.press("Enter")
    settle(page)
    expect(page.get_by_test_id("complaint")).to_have_text(class_names.NAME)
    expect(name).to_have_value("A")
    name.fill("sky")
    with held_up(app):  # the answer comes while the next name is being written
        view.get_by_label("name of class 2").click(click_count=3)
        page.keyboard.type("fl")
    settle(page)
    page.keyboard.type("oor")
    page.keyboard.press("Enter")
    settle(page)
    expect(name).to_have_value("sky")
    expect(view.get_by_label("name of class 2")).to_have_value("floor")

    photos = {place: bright(place < 3) for place in (0, 1, 3, 4)}
    choose_for(page, 3, photos[3], b"no picture", photos[4])  # there, and in the next that is free
    expect(page.locator(".classes img")).to_have_count(2)
    expect(page.get_by_test_id("complaint")).not_to_be_empty()  # what was no picture is said
    pasted(page, photos[0])  # each other way lands in the first free one
    drop(page, photos[1])
    expect(page.locator(".classes img")).to_have_count(4)
    shot(page)  # the camera's picture, which is not the same each time
    expect(page.locator("[data-place='2'][data-action=class-look]")).to_be_visible()
    page.locator(".place").nth(2).hover()
    page.locator("[data-place='2'].remove").click()
    settle(page)
    expect(page.locator("[data-place='2'][data-action=class-bring]")).to_be_visible()

    act(page, "1")
    act(page, "10")
    engine = expected({k: photos[k] for k in (3, 4, 0, 1)}, ("sky", "floor"), (1, 10))
    agrees(page, engine)
    page.wait_for_url(lambda url: "classes=sky,floor" in url and "photos" not in url)

    page.locator("[data-place='4'][data-action=class-look]").click()
    settle(page)
    expect(view).to_be_hidden()
    expect(page.get_by_test_id("sentence")).to_contain_text("This should come out as “floor”.")
    page.keyboard.press("Space")
    painted(page)
    kernel = engine.result()[1].trace.params["conv"]["weight"].ravel()
    shown = cells(page, "conv.weight")
    assert [shown[k] in in_a_cell(value) for k, value in enumerate(kernel)] == [True] * 9

    page.keyboard.press("Control+z")  # the look
    settle(page)
    page.keyboard.press("Control+z")  # ten steps
    settle(page)
    page.get_by_role("button", name="Your classes").click()
    settle(page)
    agrees(page, expected({k: photos[k] for k in (3, 4, 0, 1)}, ("sky", "floor"), (1,)))
    page.keyboard.press("Control+y")
    settle(page)
    painted(page)
    agrees(page, engine)

    go_to(page, "Pooling")  # other lessons show none of them
    assert "upload" not in page.url
    go_to(page, "Backprop")
    page.reload()
    settle(page)
    page.get_by_role("button", name="Your classes").click()
    settle(page)
    painted(page)
    agrees(page, engine)
    page.locator(".transport [data-action=copy]").click()
    expect(page.get_by_test_id("complaint")).to_have_text(STAYS["photos"])

    data, _ = save(page, tmp_path)
    other = open_page(app, "/")
    drop(other, data)
    other.wait_for_url("**/backprop?*classes=sky,floor*")
    settle(other)
    other.get_by_role("button", name="Your classes").click()
    settle(other)
    painted(other)
    agrees(other, engine)


def test_a_teacher_shows_it_without_a_photo_and_sends_the_link(app, open_page):
    page = opened(app, open_page, size="phone")
    page.get_by_role("button", name="Your classes").click()
    settle(page)
    act(page, "made")
    act(page, "10")
    act(page, "leave")
    expect(page.get_by_test_id("classes")).to_be_hidden()
    page.get_by_role("button", name="Your classes").click()
    settle(page)
    act(page, "10")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert len(losses(page)) == 11
    bring_axe(page)
    assert violations(page, "classes", page.get_by_test_id("classes")) == []
    page.wait_for_url(lambda url: "teach=1" in url and "weights=teach,10," in url)
    link = page.evaluate("location.pathname + location.search")
    other = open_page(app, link)
    expect(other.get_by_test_id("classes")).to_be_visible()
    assert losses(other) == losses(page) and scores(other) == scores(page)
    other.emulate_media(color_scheme="dark", reduced_motion="reduce")
    other.locator("[data-testid=cnnviz-player][data-scheme=dark]").wait_for()
    bring_axe(other)
    assert violations(other, "classes, dark", other.get_by_test_id("classes")) == []
