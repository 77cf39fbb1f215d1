"""What axe-core finds on a page: WCAG 2.2, levels A and AA."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.app import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]  # what another colour scheme can change
# A colour on its way from one to the other is neither; what turns forever is not waited for.
REST = """() => Promise.all(document.getAnimations()
  .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime))
  .map(one => one.finished.catch(() => {})))"""
RUN = "(part, asked) => axe.run(part, { runOnly: asked, resultTypes: ['violations'] })"


def bring_axe(page: Page) -> None:
    """Put axe-core into a page; the test is skipped where it was not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci)")
    page.evaluate(AXE.read_text("utf-8"))


def violations(
    page: Page, where: str, part: Locator | None = None, asked: list[str] = TAGS
) -> list[str]:
    """What is wrong on the page, or in a part of it: rule, element and reason; shadow DOM too."""
    page.evaluate(REST)
    found = (part or page.locator("html")).evaluate(RUN, asked)["violations"]
    return [f"{where}: {rule['id']}: {_told(node)}" for rule in found for node in rule["nodes"]]


def _told(node: dict[str, Any]) -> str:
    return f"{node['html'][:200]}: {' '.join(node['failureSummary'].split())}"
