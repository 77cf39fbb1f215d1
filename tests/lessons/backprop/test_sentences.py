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
    return { kind, variant, text, total, sentence: said.sentence(step), next: said.then(step) };
  });
console.log(JSON.stringify(steps));
"""
CASES = [Backprop(name) for name in PRESETS]
CASES += [Backprop(loss="squared"), Backprop("two_blocks", "written_3"), Backprop(rate=1.0)]
CASES += [Backprop("plain", kernel_size=2, stride=2), Backprop("strided", dilation=2)]
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


@pytest.mark.parametrize("settings", CASES, ids=lambda s: str(to_link(s)))
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


@pytest.mark.parametrize("settings", CASES, ids=lambda s: str(to_link(s)))
def test_a_picture_says_of_each_step_what_the_player_says(settings):
    for view, steps in told(settings).items():
        said = [(step["text"], step["sentence"]) for step in steps]
        assert list(written(settings, view)) == said
