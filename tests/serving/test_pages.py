"""The app as `streamlit run serve.py` gives it to a browser: complete, and asking nobody else."""

import pytest

from pages.contents import LESSONS, opening
from tests.browser.app import ROOT

# A photo, a Plotly figure and a trained network: blob addresses, workers, data in pictures.
SOME = ("convolution", "training", "network")


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
