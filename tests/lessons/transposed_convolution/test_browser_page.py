"""The transposed-convolution page stepped as a person steps it; every number is the engine's."""

import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnviz.figures.numbers import factor, number
from cnnviz.files import grids
from cnnviz.kernels import from_link
from cnnviz.lessons.transposed_convolution.settings import NUMBERS, Transposed
from cnnviz.lessons.transposed_convolution.trace import trace
from tests import equations, numpy_lines
from tests.browser.app import go_to, settle
from tests.browser.reading import announced

PAGE = "/transposed_convolution"
READ = """root => {
  const text = s => root.querySelector(s)?.textContent ?? "";
  const cells = place => [...root.querySelectorAll(`.slot.${place} .cell[data-at] text`)]
    .map(e => e.textContent);
  return {
    sentence: text("[data-testid=sentence]"), numpy: text("[data-testid=numpy]"),
    where: text(".where"), total: text("[data-testid=total]"), output: cells("right"),
    terms: [...root.querySelectorAll(".term b")].map(e => e.textContent),
    heard: [...root.querySelectorAll(".slot.right [role=grid] [role=row] > [role=gridcell]")]
      .map(e => e.ariaLabel),
    adjoint: text("[data-testid=adjoint]"), size: text("[data-testid=formula]"),
  };
}"""
LINKS = ["", "stride=3&output_padding=2", "padding=1&kernel=1,-2;0,3", "stride=1&dilation=2"]


def read(page):
    return page.get_by_test_id("cnnviz-player").evaluate(READ)


def step_on(page, before):
    page.keyboard.press("Space")
    expect(page.locator(".where")).not_to_have_text(before["where"])
    return read(page)


def heard(page, shown, query):
    """In the first lesson each step is listened to as well."""
    if not query:
        announced(page, shown["sentence"])


def traced(query):
    asked = Transposed(**{
        name: text if name == "kernel" else int(text)
        for name, text in (part.split("=") for part in query.split("&") if part)
    })  # fmt: skip
    names = ("stride", "padding", "output_padding", "dilation")
    weight = from_link(asked.kernel).weight[0]
    return trace(grids.parse(NUMBERS), weight, **{n: getattr(asked, n) for n in names})


@pytest.mark.parametrize("query", LINKS)
def test_every_step_of_both_views_is_the_traces(open_lesson, watch, query):
    page, made = open_lesson(query), traced(query)
    seen = [read(page)]
    heard(page, seen[0], query)
    with watch.silence(page):
        for _ in range(made.x.size - 1):
            seen.append(step_on(page, seen[-1]))
            heard(page, seen[-1], query)
        for shown, sofar in zip(seen, growing(made), strict=True):
            assert shown["output"] == [number(v) for v in sofar.ravel()]
            assert [name for name in shown["heard"] if name != "cut off"] == [
                f"row {r}, column {c}: {number(v)}" for (r, c), v in np.ndenumerate(sofar)
            ]
        the_lines_of_numpy_give_the_output(seen, made)
        page.keyboard.press("g")
        page.keyboard.press("Home")
        expect(page.locator(".where")).to_have_text(f"output 1 of {made.y.size}")
        gathered = [read(page)]
        for _ in range(made.y.size - 1):
            gathered.append(step_on(page, gathered[-1]))
            heard(page, gathered[-1], query)
    for shown, value in zip(gathered, made.y.ravel(), strict=True):
        assert shown["total"] == f"Σ = {number(value)}"
        assert f"= {number(value)}" in shown["sentence"]
    for each in (seen, gathered):
        sentences = [one["sentence"] for one in each]
        assert all(a != b for a, b in pairwise(sentences))
        assert equations.faults(sentences) == []


def growing(made):
    """The output after each input in turn, by plain loops over the windows of A."""
    rows, columns = (w.input_indices(n) for w, n in zip(made.windows, made.y.shape, strict=True))
    y = np.zeros_like(made.y)
    for i, j in np.ndindex(*made.x.shape):
        for m, n in np.ndindex(*made.weight.shape):
            r, c = rows[i, m], columns[j, n]
            if r >= 0 and c >= 0:
                y[r, c] += made.x[i, j] * made.weight[m, n]
        yield y.copy()


def the_lines_of_numpy_give_the_output(seen, made):
    """On the output with its padding, and on the input with the zeros put into it."""
    (top, bottom), (left, right) = (w.pad for w in made.windows)
    y = np.zeros((made.y.shape[0] + top + bottom, made.y.shape[1] + left + right))
    for shown in seen:
        y = numpy_lines.run(shown["numpy"], {"x": made.x, "w": made.weight, "y": y}).names["y"]
    assert y[top : y.shape[0] - bottom, left : y.shape[1] - right].tolist() == made.y.tolist()


def test_predict_hides_the_number_everywhere_and_judges_the_guess(open_lesson):
    page = open_lesson("view=gather&step=2")
    page.keyboard.press("h")
    expect(page.locator(".predict")).to_be_visible()
    shown = read(page)
    assert shown["output"][2] == "?" and shown["total"] == "Σ = ?"
    assert shown["sentence"].startswith("What is y[0, 2]?")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator(".predict p")).to_have_text("3 is right.")
    assert read(page)["output"][2] == "3"
    page.keyboard.press("Space")
    expect(page.get_by_test_id("sentence")).to_contain_text("What is y[0, 3]?")
    expect(page).to_have_url(re.compile("step=3&view=gather&hide=1$"))


def test_the_keys_are_heard_after_the_menu_and_after_a_click_beside_the_player(open_lesson):
    page = open_lesson()
    go_to(page, "Pooling")
    go_to(page, "Transposed")
    expect(page.locator(".where")).to_have_text("input 1 of 9")
    page.keyboard.press("Space")
    expect(page.locator(".where")).to_have_text("input 2 of 9")
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".where")).to_have_text("input 3 of 9")


def test_the_presenter_fills_a_small_projector(open_lesson):
    page = open_lesson()
    page.set_viewport_size({"width": 1024, "height": 768})
    settle(page)
    page.keyboard.press("f")
    section = page.locator(".player.presenting")
    expect(section).to_be_visible()
    box = section.bounding_box()
    assert (box["width"], box["height"]) == (1024, 768)
    assert section.evaluate(
        "e => e.scrollHeight <= e.clientHeight && e.scrollWidth <= e.clientWidth"
    )
    page.keyboard.press("Escape")
    expect(section).to_have_count(0)


def test_a_link_opens_the_same_step_and_view(open_lesson):
    page = open_lesson("stride=1&step=7&view=gather&overlap=1")
    assert page.url.endswith(f"{PAGE}?stride=1&step=7&view=gather&overlap=1")
    # Row 1 is reached by two rows of inputs, column 2 by three columns.
    assert "inputs that meet here: 6" in read(page)["sentence"]


def test_the_size_and_the_adjoint_are_the_traces(open_lesson):
    shown, made = (
        read(open_lesson("padding=1&output_padding=1")),
        traced("padding=1&output_padding=1"),
    )
    assert shown["size"] == "Output size: (3 − 1)·2 − 2·1 + 3 + 1 = 6"
    assert (
        f"x[0, 0] = {factor(made.x[0, 0])} comes back as {number(made.back[0, 0])}"
        in shown["adjoint"]
    )
    product = number((made.y**2).sum())
    assert shown["adjoint"].endswith(f"⟨w ∗ y, x⟩ = {product} and ⟨y, y⟩ = {product}.")


def test_a_photo_grows_too(open_lesson):
    shown = read(open_lesson("picture=camera&side=32&view=gather&step=2112"))
    assert shown["where"] == "output 2113 of 4225"
    assert equations.faults([shown["sentence"]]) == []


def test_what_does_not_fit_is_refused_in_the_bar_and_the_step_stays(open_lesson):
    page = open_lesson()
    before = read(page)
    page.get_by_label("Output padding").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator(".complaint")).to_have_text("Output padding can be 0 to 1 at stride 2.")
    assert read(page)["sentence"] == before["sentence"]
