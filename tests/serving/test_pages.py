"""The app as `streamlit run serve.py` gives it to a browser: complete, and asking nobody else."""

import pytest
from playwright.sync_api import expect

from pages.contents import LESSONS, opening
from tests.browser.app import ROOT, serve, settle

# Elements that a text of somebody's would become, were it taken for HTML.
WRITTEN = """() => new Promise((done) => {
  const script = document.createElement("script"), image = document.createElement("img");
  script.textContent = "window.hostile = 'a script'";
  image.setAttribute("onerror", "window.hostile = 'an attribute'");
  image.addEventListener("error", () => setTimeout(() => done(window.hostile ?? "nothing")));
  image.src = "data:,";
  document.body.append(script, image);
})"""
# A photo, a Plotly figure and a trained network: blob addresses, workers, data in pictures.
SOME = ("convolution", "training", "network")


@pytest.mark.nightly
def test_a_refused_file_is_no_mere_red_mark(open_page, tmp_path, monkeypatch, watch):
    monkeypatch.setenv("CNNVIZ_UPLOAD", "0.00001")
    with serve(ROOT / "serve.py", tmp_path / "log") as server:
        page = open_page(server, "/signals")
        page.get_by_role("button", name="Signal and filter").click()
        settle(page)
        file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"1,2,3,4\n" * 4}
        page.locator("input[type=file]").last.set_input_files(file)
        said = "Too much was uploaded in a short time. Try again in 1 s."
        expect(page.locator(".complaint")).to_have_text(said)
        expect(page.locator("[data-testid=stPopoverBody]").get_by_text(said)).to_be_visible()
    assert all("429" in complaint for complaint in watch.take())


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(lesson.url_path, marks=() if lesson.url_path in SOME else pytest.mark.nightly)
        for lesson in LESSONS
    ],
)
def test_a_page_is_whole_under_the_policy_and_asks_nobody_else(serve_script, open_page, name):
    """What the policy refuses is an error on the console, and the fixture fails on it."""
    server = serve_script(ROOT / "serve.py")
    page = open_page(server, f"/{name}")
    page.get_by_role("heading", name=opening(name)[0]).wait_for()
    assert page.locator("[data-testid=stBidiComponentIsolated]").count()
    asked = page.evaluate(
        "() => performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)"
    )
    assert set(asked) <= {server.address, "null"}  # data: and blob: have no origin


def test_a_script_that_somebody_wrote_into_a_page_does_not_run(serve_script, open_page, watch):
    page = open_page(serve_script(ROOT / "serve.py"), "/pooling")
    assert page.evaluate(WRITTEN) == "nothing"
    refused = watch.take()
    assert len(refused) == 2 and all("Content Security Policy" in one for one in refused)
