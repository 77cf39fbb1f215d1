"""Formulas of the screen on one line: what the evaluator of equations is given."""

import pytest

from tests.browser.printed import LINE
from tests.equations import equations

MATHS = (
    ("<mo>−</mo><mn>3</mn><mo>·</mo><mn>2</mn><mo>=</mo><mo>−</mo><mn>6</mn>", "−3·2 = −6"),
    ("<mn>7</mn><mo>−</mo><mn>3</mn><mo>≈</mo><mn>4</mn>", "7 − 3 ≈ 4"),
    (
        "<mfrac><mn>1</mn><mn>2</mn></mfrac><msup><mrow><mo>(</mo><mn>3</mn><mo>−</mo><mn>1</mn>"
        "<mo>)</mo></mrow><mn>2</mn></msup><mo>=</mo><mn>2</mn>",
        "(1)/(2)(3 − 1)^(2) = 2",
    ),
    ("<mo>−</mo><mi>ln</mi><mn>0.5</mn><mo>≈</mo><mn>0.69</mn>", "−ln 0.5 ≈ 0.69"),
    ("<msub><mi>p</mi><mn>0</mn></msub><mo>+=</mo><mn>2</mn>", "p_(0) += 2"),
    (
        "<msubsup><mi>b</mi><mn>0</mn><mrow><mo>(</mo><mn>1</mn><mo>)</mo></mrow></msubsup>"
        "<mo>=</mo><mn>2</mn>",
        "b_(0)⁽1⁾ = 2",
    ),
    (
        "<mtext>real</mtext><mspace/><mo>−</mo><mn>0.35</mn><mo>≈</mo><mo>−</mo><mn>0.354</mn>",
        "real: −0.35 ≈ −0.354",
    ),
)


@pytest.fixture
def blank(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(("maths", "line"), MATHS)
def test_a_formula_is_read_as_it_looks(blank, maths, line):
    blank.set_content(f"<div><math>{maths}</math></div>")
    read = blank.evaluate(f"() => {{ {LINE} return inLine(document.querySelector('math')); }}")
    assert " ".join(read.split()) == line
    assert {e.verdict for e in equations(read)} <= {"holds", "skipped"}
