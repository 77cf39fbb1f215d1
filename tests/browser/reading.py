"""What stands on the screen, read back."""

import numpy as np
from playwright.sync_api import expect

# The players have the rule a second time, in JavaScript: tests/numbers.json holds for both.
from cnnviz.figures.numbers import MINUS as MINUS
from cnnviz.figures.numbers import number as written
from tests.browser.app import run_timers

# The player lives in a shadow root; Playwright looks through it, document.querySelector does not.
READ = """root => {
  const all = s => [...root.querySelectorAll(s)].map(e => e.dataset.value ?? e.textContent);
  const one = s => root.querySelector(s)?.textContent ?? "";
  const rows = [...root.querySelectorAll("[data-testid=ledger] > *")];
  const ledger = {};
  for (let k = 0; k < rows.length; k += 2)
    ledger[rows[k].textContent] =
      rows[k + 1].querySelector("input")?.value ?? rows[k + 1].textContent;
  return {
    window: all("[data-testid=window] span"), kernel: all("[data-testid=kernel] span"),
    products: all("[data-testid=products] span"), ledger,
    result: one("[data-testid=result] strong"), small: one("[data-testid=result] small"),
    sentence: one("[data-testid=sentence]"), complaint: one(".complaint"),
    formula: one("[data-testid=formula]"),
    numpy: one("[data-testid=numpy]"), rev: root.dataset.rev,
  };
}"""


def player(page):
    """The player on a page, once it is awake."""
    root = page.locator('[data-testid=cnnviz-player]:not([data-rev="0"])')
    root.wait_for()
    return root


def announced(page, sentence: str) -> None:
    """Once a step rests, its sentence is what a screen reader hears.

    The first one in real time: no timer that was set before the clock is turned may be left.
    """
    turned = page.evaluate("'clockIsOurs' in window")
    if turned:
        run_timers(page, 600)
    expect(player(page).locator(".spoken")).to_have_text(sentence)
    run_timers(page, 0)


def painted(page) -> None:
    """Wait until what the player was told is drawn: a frame to draw it, another to be sure."""
    page.evaluate("() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))")


def all_written(array) -> list[str]:
    return [written(v) for v in np.asarray(array).ravel()]
