"""Every sentence of every chain: it has its number, true equations, and no twin beside it."""

import json
import re
import shutil
import subprocess
from functools import cache
from itertools import pairwise

import pytest

from cnnviz.lessons.backprop import (
    controls_show,
    payload_moment,
    payload_step,
    payload_steps,
    words,
    words_step,
)
from cnnviz.lessons.backprop.mistakes import MISTAKES
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.backprop.words_fitting import fitted
from cnnviz.networks.presets import PRESETS
from cnnviz.player.packing import pack, unpack, with_message
from cnnviz.player.source import grid
from cnnviz.settings import to_link
from tests.browser.reading import MINUS
from tests.equations import equations
from tests.lessons.backprop.test_numpy_lines import NODE, ROOT, packed
from tests.printed_numbers import find_dust

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")

STEPS = """
import { readFileSync } from "node:fs";
import { unpacked } from "./cnnviz/player/js/unpack.js";
import { Chain } from "./cnnviz/lessons/backprop/model.js";
import { Moment } from "./cnnviz/lessons/backprop/moment.js";
import { frameOf } from "./cnnviz/lessons/backprop/frame.js";
import { Said } from "./cnnviz/lessons/backprop/said.js";
import "./cnnviz/lessons/backprop/forward.js";
import "./cnnviz/lessons/backprop/backward.js";
const chain = new Chain(unpacked(new Uint8Array(readFileSync(0))).payload);
const said = new Said(chain), steps = {};
for (const view of ["gather", "scatter"])
  steps[view] = Array.from({ length: chain.count(view) }, (_, at) => {
    const step = frameOf(new Moment(chain, at, view));
    const { kind, variant, text = "", total = null } = step;
    const [, formula] = said.formula(step, false), next = said.then(step);
    return { kind, variant, text, total, sentence: said.sentence(step), formula, next };
  });
console.log(JSON.stringify(steps));
"""
CASES = [Backprop(name) for name in PRESETS]
CASES += [Backprop(loss="squared"), Backprop("two_blocks", "written_3"), Backprop(rate=1.0)]
CASES += [Backprop(padding=1, padding_mode="replicate")]
CASES += [Backprop("plain", padding=((2, 0), (0, 1)), padding_mode="replicate", stride=2)]
CASES += [Backprop("plain", kernel_size=2, stride=2), Backprop("strided", dilation=2)]
TINY = ";".join([",".join(["1.23e-5"] * 6)] * 6)
TINIES = [Backprop(weights="dense.bias,14,0"), Backprop(weights="dense.bias,0,30")]  # sure of it
TINIES += [Backprop(weights=f"conv.weight,{','.join(['1.23e-5'] * 9)}", picture=TINY)]
ZEROS = ";".join([",".join("000000")] * 6)
CASES += [Backprop("two_blocks", mistake=name) for name in MISTAKES if name]


@cache
def told(settings):
    """The steps of both views, as they are said."""
    header, values = unpack(packed(settings)[1])
    data = pack({**header, "words": words.WORDS | header["words"]}, values)
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", STEPS],
        cwd=ROOT, input=with_message(data, ""), capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("settings", CASES, ids=lambda s: str(to_link(s)))
def test_each_sentence_has_its_number_and_no_neighbour_says_the_same(settings):
    for steps in told(settings).values():
        sentences = [step["sentence"] for step in steps]
        assert all("{" not in text and "undefined" not in text for text in sentences)
        same = [a for a, b in pairwise(sentences) if a == b]
        assert same == []
        for step in steps:
            assert step["text"] in step["sentence"], step
            if said := re.match(r"\*[^*]+\* = \*([^*]+)\*", step["sentence"]):
                number = float(said[1].replace(MINUS, "-"))
                assert number == pytest.approx(step["total"], rel=1e-9), step
            assert find_dust(step["sentence"]) == [], step


@pytest.mark.parametrize("settings", CASES + TINIES, ids=lambda s: str(to_link(s))[:40])
def test_each_equation_in_a_sentence_holds(settings):
    judged = 0
    for steps in told(settings).values():
        for step in steps:
            text = step["sentence"].replace("*", "")
            precise = step["kind"] in ("softmax", "loss", "squared", "error", "miss", "update")
            for equation in equations(text, decimals=2, result=4 if precise else 2):
                assert equation.verdict in ("holds", "skipped"), (equation.verdict, text)
                judged += equation.verdict == "holds"
    assert judged > 20


def written(settings, view):
    """The same sentences as Python writes them, for pictures to take home."""
    lesson = controls_show.compute(settings, None)[1]
    trace, classes = lesson.trace, lesson.start.classes
    walk = payload_moment.steps(
        trace, grid("picture", trace.x, "picture"), scatter=view == "scatter"
    )
    put = fitted(trace, classes)
    for n in range(walk.count):
        moment = walk.moment(n)
        found = payload_steps.step(moment)
        yield (
            payload_step.text(moment, found),
            words_step.sentence(moment, found, put, classes),
        )


EXTREMES = [*TINIES, Backprop(weights="dense.bias,230,0;conv.bias,1e-300", picture=ZEROS)]
EXTREMES += [Backprop(loss="squared", weights="dense.bias,0.00000001,0")]
EXTREMES += [Backprop(weights="dense.bias,800,0"), Backprop(weights="dense.bias,0,800")]


@pytest.mark.parametrize("settings", CASES + EXTREMES, ids=lambda s: str(to_link(s))[:40])
def test_a_picture_says_of_each_step_what_the_player_says(settings):
    for view, steps in told(settings).items():
        said = [(step["text"], step["sentence"]) for step in steps]
        assert list(written(settings, view)) == said


def said_of(settings, kind, at=0):
    """Sentence and formula of a step of a kind, the sentence up to its colon."""
    step = [step for step in told(settings)["gather"] if step["kind"] == kind][at]
    return step["sentence"].partition(": ")[0].replace("*", ""), step["formula"]


def test_the_loss_of_a_share_that_is_nearly_1_says_how_nearly():
    """e^15 against e^3: 1 / (1 + e^−12), which four decimals would write as 1."""
    settings = Backprop(weights="dense.bias,14,0")
    assert said_of(settings, "loss") == (
        f"L ≈ {MINUS}ln (1 {MINUS} 0.00000614) ≈ 0.00000614",
        rf"\approx -\ln (1 {MINUS} 0.00000614) \approx \mathbf{{0.00000614}}",
    )
    assert said_of(settings, "error") == (
        f"∂z[0] ≈ (1 {MINUS} 0.00000614) {MINUS} 1 = {MINUS}0.00000614",
        rf"\approx (1 {MINUS} 0.00000614) - 1 = \mathbf{{{MINUS}0.00000614}}",
    )


def test_the_loss_of_a_share_of_1_is_0():
    settings = Backprop(weights="dense.bias,800,0")
    assert said_of(settings, "loss") == (f"L = {MINUS}ln 1 = 0", r"= -\ln 1 = \mathbf{0}")
    assert said_of(settings, "softmax")[0] == "p[0] ≈ 1"  # of another class e^−798 is left


def test_an_output_that_is_nearly_its_target_says_how_nearly():
    settings = Backprop(loss="squared", weights="dense.bias,0.00000001,0")
    assert said_of(settings, "miss")[0] == f"∂y[0] ≈ 1·((1 + 1e−8) {MINUS} 1) = 1e−8"
    squares = f"(((1 + 1e−8) {MINUS} 1)² + (3 {MINUS} 0)²) / 2"
    assert said_of(settings, "squared")[0] == f"L = {squares} ≈ 4.5"


def test_tiny_products_are_not_called_nothing():
    """9 · 1.23e−5 · 1.23e−5 − 2 is not −2, and neither is 9 · 1e−200 · 1e−200 − 2."""
    for small in ("1.23e-5", "1e-200"):
        picture = ";".join([",".join([small] * 6)] * 6)
        settings = Backprop(weights=f"conv.weight,{','.join([small] * 9)}", picture=picture)
        sentence, formula = said_of(settings, "conv")
        assert sentence.endswith(f"≈ {MINUS}2")
        assert formula.endswith(rf"+ ({MINUS}2) \approx \mathbf{{{MINUS}2}}")


def test_a_product_that_became_0_is_not_equal_to_0():
    """The share of the other class is e^−230, the feature 1e−300; their product is no number."""
    settings = Backprop(weights="dense.bias,230,0;conv.bias,1e-300", picture=ZEROS)
    assert said_of(settings, "dense_weight") == (
        f"∂V[0, 0] ≈ {MINUS}1.29e−100·1e−300 ≈ 0",
        rf"\approx ({MINUS}1.29e−100) \cdot 1e−300 \approx \mathbf{{0}}",
    )
    loss = f"L ≈ {MINUS}ln (1 {MINUS} 1.29e−100) ≈ 1.29e−100"  # the share itself is 1
    assert said_of(settings, "loss")[0] == loss
