"""A link to any lesson opens it, also for the first visitor after the server's start."""

import pytest

from pages.contents import LESSONS, opening
from tests.browser.app import ROOT, serve


@pytest.mark.parametrize("name", ["convolution", "receptive_field"])
def test_the_first_visitor_may_follow_a_link(open_page, tmp_path, name):
    with serve(ROOT / "app.py", tmp_path / "server.log") as fresh:
        page = open_page(fresh, f"/{name}")
        page.get_by_role("heading", name=opening(name)[0]).wait_for()
        page.get_by_role("link", name=LESSONS[-1].title).wait_for()
        assert page.get_by_text("Page not found").count() == 0
        assert page.url.startswith(f"{fresh.address}/{name}")
        page.close()  # before its server goes
