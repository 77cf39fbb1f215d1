"""Every line of NumPy that the player prints runs, and in order they rebuild the whole trace."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from cnnviz.lessons.backprop import controls_show, payload, words
from cnnviz.lessons.backprop.mistakes import MISTAKES
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.presets import PRESETS
from cnnviz.player.packing import pack, unpack, with_message
from cnnviz.player.source import grid
from cnnviz.settings import to_link
from tests.numpy_lines import run

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="Node is not installed")
ROOT = Path(__file__).parents[3]

# Prints the line of each step, in both views; it needs no page.
LINES = """
import { readFileSync } from "node:fs";
import { unpacked } from "./cnnviz/player/js/unpack.js";
import { Chain } from "./cnnviz/lessons/backprop/model.js";
import { Moment } from "./cnnviz/lessons/backprop/moment.js";
import { frameOf } from "./cnnviz/lessons/backprop/frame.js";
import { Said } from "./cnnviz/lessons/backprop/said.js";
import "./cnnviz/lessons/backprop/forward.js";
import "./cnnviz/lessons/backprop/backward.js";
const chain = new Chain(unpacked(new Uint8Array(readFileSync(0))).payload);
const said = new Said(chain), lines = {};
for (const view of ["gather", "scatter"]) {
  const steps = Array.from({ length: chain.count(view) }, (_, step) => step);
  lines[view] = steps.map((step) => said.code(frameOf(new Moment(chain, step, view))));
}
console.log(JSON.stringify(lines));
"""
CASES = [Backprop(name) for name in PRESETS]
CASES += [Backprop(name, loss="squared") for name in PRESETS if name != "line"]
CASES += [Backprop(name, "written_3") for name in ("plain", "two_blocks")]


CASES += [
    Backprop(kernel_size=2, padding=1),
    Backprop("plain", dilation=2, padding=2),
    Backprop("two_blocks", stride=2, kernel_size=5, padding=3),
    Backprop("line", stride=2, dilation=2),
    Backprop("strided", stride=3, padding=4),
    Backprop(padding=((1, 0), (0, 2))),
    Backprop(padding=1, padding_mode="replicate"),
    Backprop("two_blocks", padding=((2, 1), (0, 3)), padding_mode="replicate", stride=2),
    Backprop("plain", padding=2, padding_mode="reflect", dilation=2),
    Backprop("line", padding=((0, 0), (2, 0)), padding_mode="replicate"),
    Backprop("two_blocks", padding=2, padding_mode="circular", mistake="sum"),
    Backprop("two_blocks", padding=1, padding_mode="replicate", mistake="flip"),
    *(Backprop("two_blocks", mistake=name) for name in MISTAKES if name),
]


def packed(settings):
    lesson = controls_show.compute(settings, None)[1]
    source = grid("picture", lesson.trace.x, "picture")
    return lesson.trace, payload.chain(
        lesson.trace, source=source, classes=lesson.start.classes, link=""
    )


def printed(data):
    """The lines of all steps by view; the words of the page are put to those of the payload."""
    header, values = unpack(data)
    data = pack({**header, "words": words.WORDS | header["words"]}, values)
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", LINES],
        cwd=ROOT, input=with_message(data, ""), capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


def arrays(data):
    """By name in NumPy: what is given, and what the lines have to give, in the arrays' shapes."""
    header, values = unpack(data)
    given, wanted = {}, {}
    for panel in header["panels"]:
        key, name = panel["key"], panel["code"]
        array = np.array(values[key], float).reshape(panel["shape"])
        if key.startswith("new:"):
            wanted[name.rstrip("'")] = array
        elif panel["kind"] == "parameter" or key in ("x", "target"):
            given[name] = array
        elif key != "powers":  # part of the line of the shares
            wanted[name] = array
    return given, wanted


@pytest.mark.parametrize("settings", CASES, ids=lambda s: str(to_link(s)))
def test_the_lines_in_order_give_every_number(settings):
    trace, data = packed(settings)
    given, wanted = arrays(data)
    there = {name: np.zeros_like(array) for name, array in wanted.items()} | given
    for lines in printed(data).values():
        assert len(lines) > 25 and all(lines)
        names = run("\n".join(lines), {**there, "rate": trace.rate}).names
        for name, array in wanted.items():
            np.testing.assert_allclose(names[name], array, rtol=1e-9, atol=1e-14, err_msg=name)


def test_the_first_line_is_true_and_every_index_names_the_channel():
    trace, data = packed(Backprop())
    lines = printed(data)["gather"]
    assert eval(lines[0], {"X": trace.x})
    assert lines[1] == "Z[0, 0, 0] = (X[:, 0:3, 0:3] * W[0]).sum() + b[0]"
    assert "dP[0, 1, 1]" in " ".join(lines)
