"""The limit of memory as a person meets it: one sentence, and the page is as it was."""

from playwright.sync_api import expect

from cnnviz.jobs.pool import FULL
from tests.browser.app import ROOT, serve, settle
from tests.browser.processes import leave_no_memory, processes

DIGITS = "/network?network=digits&picture=digits-50&view=why"


def test_reasons_that_reach_the_limit_say_so_and_all_else_stays(open_page, tmp_path):
    with serve(ROOT / "app.py", tmp_path / "log") as server:
        small = open_page(server, DIGITS)
        expect(small.locator(".card.shares .check")).to_contain_text("gained over black")
        expect(small.locator(".progress")).to_be_hidden()
        for process in processes(server.process):
            leave_no_memory(process)
        page = open_page(server, "/network?view=why&layer=38&map=12")
        told, answer = page.get_by_test_id("sentence"), page.get_by_test_id("answer")
        expect(told).to_have_text(FULL)
        settle(page)
        expect(page.locator(".progress")).to_be_hidden()
        expect(page.locator(".card.pixels .about")).to_have_text("")
        expect(answer.locator("li span").first).to_have_text("espresso")
        expect(told).to_have_text(FULL)  # it is said as long as nothing else is asked
        second = answer.get_by_role("button").nth(1)
        name = answer.locator("li span").nth(1).inner_text()
        second.click()  # for which there is another process
        expect(told).to_contain_text(f"Why {name}?")
        expect(page.locator(".card.pixels .about")).not_to_have_text("")
        page.get_by_role("button", name="Maps", exact=True).click()
        expect(page.locator(".where")).to_contain_text("layer 38 of 93")
        assert page.locator(".complaint").inner_text() == ""
        for one in (small, page):
            one.close()  # before their server goes
