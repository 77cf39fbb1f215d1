"""Classes of one's own through the browser: from the camera and from files, and after a reload."""

import os
import signal

import numpy as np
from playwright.sync_api import expect

from cnnviz.lessons.training.ledger import ENDED
from tests.browser.app import settle
from tests.browser.bringing import encoded
from tests.browser.processes import processes

LIT = [np.full((40, 50), level, np.uint8) for level in (230, 240, 250)]
LONG = "?data=clothes&kernels=16&size=5&epochs=40&batch=8"


def panel(page):
    return page.get_by_test_id("stPopoverBody")


def test_classes_from_camera_and_files_are_learnt_and_stay_over_a_reload(open_lesson):
    page = open_lesson(new=True)
    page.get_by_role("button", name="Your pictures").click()
    settle(page)
    panel(page).get_by_text("Camera").first.click()
    settle(page)
    for count in (1, 2):
        # Streamlit drops a press that comes before the camera's first picture.
        page.wait_for_function("document.querySelector('video')?.videoHeight > 0")
        panel(page).get_by_role("button", name="Take Photo").click()
        expect(panel(page).get_by_text(f"Pictures of A: {count} of 10")).to_be_visible()
        settle(page)
    panel(page).get_by_text("Camera").first.click()
    settle(page)
    expect(panel(page).get_by_test_id("stCameraInput")).to_have_count(0)
    panel(page).get_by_role("button", name="Train on these").click()
    settle(page)
    expect(panel(page)).to_contain_text("Class “B” has no picture; each class needs two")
    files = [
        {"name": f"{k}.png", "mimeType": "image/png", "buffer": encoded(one)}
        for k, one in enumerate(LIT)
    ]
    broken = {"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"}
    panel(page).locator("input[type=file]").last.set_input_files([*files, broken])
    expect(panel(page).get_by_text("Pictures of B: 3 of 10")).to_be_visible()
    settle(page)
    expect(panel(page)).to_contain_text("broken.png: ")
    panel(page).get_by_role("button", name="Train on these").click()
    page.wait_for_url("**data=own**")
    settle(page)
    page.keyboard.press("Escape")
    page.locator("section.player").press("ArrowDown")
    where, score = page.get_by_test_id("where"), page.get_by_test_id("score")
    expect(where).to_have_text("epoch 1 · step 1")
    settle(page)
    expect(page.locator(".score .of")).to_contain_text("of 2 ")
    assert "photos" not in page.url
    told, weights = score.inner_text(), page.get_by_test_id("kernels").get_attribute("data-numbers")
    page.reload()
    settle(page)
    expect(where).to_have_text("epoch 1 · step 1")
    expect(score).to_have_text(told)
    expect(page.get_by_test_id("kernels")).to_have_attribute("data-numbers", weights)


def test_a_training_whose_process_is_ended_says_so_and_goes_on_there(app, open_lesson):
    page = open_lesson(LONG)
    where, told = page.get_by_test_id("where"), page.get_by_test_id("sentence")
    page.keyboard.press("Space")
    expect(where).not_to_have_text("epoch 0 · step 0")
    for process in processes(app.process):
        os.kill(process, signal.SIGKILL)
    expect(told).to_contain_text("Training broke off after step")
    expect(told).to_contain_text(ENDED)
    settle(page)
    broke_off = where.inner_text()
    page.keyboard.press("p")
    expect(told).not_to_contain_text("broke off")
    expect(where).not_to_have_text(broke_off)
    page.keyboard.press("p")
    settle(page)
