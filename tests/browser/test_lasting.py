"""What a browser keeps where that is hard: the largest model."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cnnviz.files import onnx
from cnnviz.networks.graph import sequential
from cnnviz.ops import Dense, Flatten, ReLU
from cnnviz.ui import models
from tests.browser.app import ROOT, serve, settle

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
SHAPE, WIDE = (1, 1, 64, 64), 7_780


def bring(page, path, classes):
    page.get_by_test_id("stPopover").filter(has_text="Network").get_by_role("button").click()
    settle(page)
    page.locator("[data-testid=stFileUploader] input").set_input_files(path)
    expect(page.get_by_test_id("answer")).to_contain_text(f"of {classes} classes", timeout=240_000)
    settle(page)


def model(path, wide, classes):
    net = sequential(Flatten(), (Dense(), wide), ReLU(), (Dense(), classes))
    path.write_bytes(onnx.save(net, net.initial(SHAPE), SHAPE))
    return path


def test_the_largest_model_comes_back_after_a_restart(open_page, watch, tmp_path):
    path = model(tmp_path / "wide.onnx", WIDE, 7)
    assert 127e6 < path.stat().st_size <= models.MEGABYTES * 2**20
    with serve(ROOT / "app.py", tmp_path / "first.log") as first:
        page = open_page(first, "/network?picture=digits-50", new=True)
        bring(page, path, 7)
        expect(page.get_by_test_id("cnnviz-model")).to_have_attribute("data-kept", "true")
        before = page.get_by_test_id("answer").inner_text()
        port = urlsplit(first.address).port
    page.locator('[data-testid=stApp][data-test-connection-state="CONNECTED"]').wait_for(
        state="detached"
    )
    with serve(ROOT / "app.py", tmp_path / "second.log", port=port):
        settle(page)
        watch.complaints.clear()  # of a server that was away
        expect(page.get_by_test_id("answer")).to_have_text(
            before, use_inner_text=True, timeout=240_000
        )
        page.context.close()  # before its server goes
