"""Nothing is cut and nothing lies over something else: small projectors, a phone, 200 % zoom."""

import pytest

from pages.contents import LESSONS

PLAYER = '[data-testid="cnnviz-player"]:not([data-rev="0"])'
PATHS = ["/", *(f"/{lesson.url_path}" for lesson in LESSONS[1:])]
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
# How far the sentence and the buttons of the bar are from being seen whole, side by side.
STANDING = """player => {
  const say = player.querySelector('.standing').getBoundingClientRect();
  const bar = player.querySelector('.transport').getBoundingClientRect();
  const buttons = [...player.querySelectorAll('.transport button')]
    .filter((one) => one.checkVisibility());
  const small = buttons.filter((one) => one.offsetHeight < 44 || one.offsetWidth < 44);
  return {
    apart: Math.round(bar.top - say.bottom), below: Math.round(bar.bottom - innerHeight),
    small: small.map((one) => one.dataset.action),
    there: buttons.map((one) => one.dataset.action),
  };
}"""


@pytest.mark.parametrize("size", ["beamer", "projector", "phone", "zoomed"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_cut(open_page, app, path, size):
    page = open_page(app, path, size)
    player = page.locator(PLAYER)
    player.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert player.evaluate(CUT) == []


@pytest.mark.parametrize("path", PATHS)
def test_on_a_phone_the_sentence_stands_on_the_bar_in_every_place(open_page, app, path):
    page = open_page(app, path, "phone")
    player = page.locator(PLAYER)
    player.wait_for()
    for scrolled in (0, 300):
        page.get_by_test_id("stMain").evaluate("(main, y) => main.scrollTo(0, y)", scrolled)
        seen = player.evaluate(STANDING)
        assert seen["below"] <= 0 and 0 <= seen["apart"] <= 1
        assert seen["small"] == []
        assert {"back", "next", "play", "undo", "redo", "predict", "copy"} <= set(seen["there"])
