"""Nothing is cut and nothing lies over something else: small projectors, a phone, 200 % zoom."""

import pytest
from playwright.sync_api import expect

from pages.contents import LESSONS
from tests.browser.accessible import bring_axe, violations
from tests.browser.app import SIZES, settle
from tests.browser.reading import painted, player

PATHS = ["/", *(f"/{lesson.url_path}" for lesson in LESSONS[1:])]
WIDER = "document.documentElement.scrollWidth - innerWidth"
# Text that ends in an ellipsis, or is wider than the window and in nothing that scrolls to it.
CUT = """player => {
  const cut = [], SEEN = { visibilityProperty: true };
  // On a narrow screen, and so at 200 %, the page scrolls below the bar.
  const steps = player.querySelector('.transport');
  const bar = player.matches('.phone, .narrow') ? null : steps.getBoundingClientRect();
  const scrolls = (part) => part && part !== player &&
    (/auto|scroll/.test(getComputedStyle(part).overflow) || scrolls(part.parentElement));
  for (const part of player.querySelectorAll('*')) {
    const own = [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const { left, right, top, bottom, width, height } = part.getBoundingClientRect();
    if (!own || width < 2 || height < 2 || !part.checkVisibility(SEEN)) continue;
    const { textOverflow } = getComputedStyle(part);
    const beyond = (left < -1 || right > innerWidth + 1) && !scrolls(part.parentElement);
    const short = textOverflow === 'ellipsis' && part.scrollWidth > part.clientWidth + 1;
    const beside = steps.contains(part) || part.closest('details') || scrolls(part.parentElement);
    const under = bar && !beside && bottom > bar.top + 2 && top < bar.bottom;
    const why = [beyond && 'beyond', short && 'short', under && 'under the bar'].filter(Boolean);
    if (why.length) cut.push(`${why} ${part.className}: ${part.textContent.slice(0, 60)}`);
  }
  return cut;
}"""
# How far the sentence and the bar are from being seen whole, and what is too small for a thumb.
STANDING = """player => {
  const say = player.querySelector('.standing').getBoundingClientRect();
  const bar = player.querySelector('.transport').getBoundingClientRect();
  const buttons = [...player.querySelectorAll('.transport button')]
    .filter((one) => one.checkVisibility());
  const page = document.querySelector('[data-testid=stMainBlockContainer]');
  const here = ':is(button, select, summary, a[href], input:not([type=range]))';
  const help = '[data-testid=stTooltipIcon] *'; // within a line of text
  const pressed = [...player.querySelectorAll(here), ...page.querySelectorAll(here)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(help));
  const small = pressed.filter((one) => one.offsetHeight < 44 || one.offsetWidth < 44);
  return {
    apart: Math.round(bar.top - say.bottom), below: Math.round(bar.bottom - innerHeight),
    small: small.map((one) => one.outerHTML.slice(0, 120)),
    there: buttons.map((one) => one.dataset.action),
  };
}"""


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_cut_on_projectors_laptops_and_tablets_and_at_200_percent(open_page, app, path):
    page = open_page(app, path, "projector")
    for size in ("projector", "laptop", "beamer", "tablet", "zoomed"):
        page.set_viewport_size(SIZES[size]["viewport"])
        settle(page)
        painted(page)
        assert page.evaluate(WIDER) <= 0
        assert player(page).evaluate(CUT) == [], size


@pytest.mark.parametrize("path", PATHS)
def test_on_a_phone_nothing_is_cut_and_the_sentence_stands_on_the_bar(open_page, app, path):
    page = open_page(app, path, "phone")
    bring_axe(page)
    assert violations(page, "on a phone") == []
    assert page.evaluate(WIDER) <= 0
    assert player(page).evaluate(CUT) == []
    for scrolled in (0, 300):
        page.get_by_test_id("stMain").evaluate("(main, y) => main.scrollTo(0, y)", scrolled)
        seen = player(page).evaluate(STANDING)
        assert seen["below"] <= 0 and 0 <= seen["apart"] <= 1
        assert seen["small"] == []
        assert {"back", "next", "play", "undo", "redo", "predict", "copy"} <= set(seen["there"])


# What of a sum is under the bar of steps, beside its panel, or over what stands next to it.
HIDDEN = """player => {
  const bar = player.querySelector('.transport').getBoundingClientRect();
  const { right } = player.querySelector('.number').getBoundingClientRect(), hidden = [];
  const parts = [...player.querySelectorAll('.factors .grid, svg.bars, .result')];
  const boxes = parts.map((part) => part.getBoundingClientRect());
  boxes.forEach((box, k) => {
    const over = boxes.some((next, n) => n > k && box.top < next.bottom && next.top < box.bottom &&
      box.left < next.right && next.left < box.right);
    if (box.bottom > bar.top || box.right > right + 1 || over) hidden.push(parts[k].className);
  });
  return { count: parts.length, hidden };
}"""


def test_a_number_stands_whole_under_a_kernel_of_5_by_5(open_page, app):
    page = open_page(app, "/network?network=clothes&layer=5", "projector")
    for size in ("projector", "beamer", "desk"):
        page.set_viewport_size(SIZES[size]["viewport"])
        settle(page)
        painted(page)
        expect(page.get_by_test_id("result")).to_be_visible()
        assert player(page).evaluate(HIDDEN) == {"count": 5, "hidden": []}, size
