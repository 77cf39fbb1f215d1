"""What stands on the screen, read back, and how the player writes a number."""

import math

import numpy as np

MINUS = "\u2212"

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
    sentence: one("[data-testid=sentence]"), formula: one("[data-testid=formula]"),
    numpy: one("[data-testid=numpy]"), rev: root.dataset.rev,
  };
}"""


def player(page):
    """The player on a page, once it stands there."""
    root = page.get_by_test_id("cnnviz-player")
    root.wait_for()
    return root


def painted(page) -> None:
    """Wait until what the player was told is drawn: a frame to draw it, another to be sure."""
    page.evaluate("() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))")


def written(value: float) -> str:
    """A number as the player writes it.

    >>> written(-0.125), written(1234.56), written(2.0), written(0.0012)
    ('−0.13', '1234.6', '2', '0.001')
    """
    size = abs(float(value))
    if size >= 1e6:
        mantissa, exponent = f"{size:.2e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    elif 0 < size < 0.005:
        text = _one_digit(size)
    else:
        scale = 10 if size >= 1000 else 100
        text = f"{math.floor(size * scale + 0.5) / scale:.12g}"
    return (MINUS if value < 0 and float(text) != 0 else "") + text


def _one_digit(size: float) -> str:
    size = float(f"{size:.0e}")  # 0.00096 is written 0.001
    if size >= 1e-6:
        return f"{size:.{-math.floor(math.log10(size))}f}"
    mantissa, exponent = f"{size:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def all_written(array) -> list[str]:
    return [written(v) for v in np.asarray(array).ravel()]
