"""The players' scripts without a browser: the linter, the type checker and Node's own tests."""

import json
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from cnnviz.player.packing import pack, thinned, with_message

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")
pytestmark = [
    pytest.mark.skipif(NODE is None, reason="Node is not installed"),
    pytest.mark.skipif(
        not (ROOT / "node_modules/typescript").exists(), reason="`npm ci` has not been run"
    ),
]


def run(*command: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


@pytest.mark.parametrize(
    "command",
    [("eslint", "--max-warnings", "0", "."), ("tsc",)],
    ids=lambda command: command[0],
)
def test_the_scripts_pass(command):
    done = run(str(ROOT / "node_modules/.bin" / command[0]), *command[1:])
    assert done.returncode == 0, done.stdout + done.stderr


def test_nodes_own_tests_pass():
    files = sorted(map(str, Path(__file__).parent.glob("*.test.mjs")))
    done = run(NODE, "--test", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout


UNPACK = """
import { readFileSync } from "node:fs";
import { unpacked } from "./cnnviz/player/js/unpack.js";
const { header, arrays, personal } = unpacked(new Uint8Array(readFileSync(0))).payload;
const list = Object.entries(arrays).map(([name, a]) => [name, a.constructor.name, a.shape, [...a]]);
console.log(JSON.stringify([header.title, list, personal]));
"""


def test_the_browser_reads_what_python_packs():
    arrays = {"a": np.array([[0, 255]]), "b": np.array([0.5, -1e300]), "c": np.zeros((0, 2))}
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", UNPACK],
        input=with_message(pack({"title": "Größe"}, arrays), "Geht nicht: 3 × 3.", undo=True),
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == [
        "Größe",
        [
            ["a", "Uint8Array", [1, 2], [0, 255]],
            ["b", "Float64Array", [2], [0.5, -1e300]],
            ["c", "Uint8Array", [0, 2], []],
        ],
        {"message": "Geht nicht: 3 × 3.", "undo": True},
    ]


MOUNT = """
import { readFileSync } from "node:fs";
import { mount } from "./cnnviz/player/js/lesson.js";
globalThis.document = { querySelector: () => null };
const seen = [], asked = [], place = {};
class Player {
  section = { isConnected: true, toggleAttribute() {} };
  update({ header, arrays: { a, b } }) {
    seen.push([header.title, ...[a, b].map((one) => [one.constructor.name, one.shape, one[4000]])]);
  }
}
const setTriggerValue = (name, event) => asked.push([name, event]);
const shows = mount(Player), sent = readFileSync(0);
for (let at = 0; at < sent.length; ) {
  const size = sent.readUInt32LE(at), data = new Uint8Array(sent.subarray(at + 4, at + 4 + size));
  shows({ data, parentElement: place, setTriggerValue });
  at += 4 + size;
}
setTimeout(() => console.log(JSON.stringify([seen, asked])));
"""


def test_a_player_holds_what_is_not_sent_again_and_asks_for_what_it_lacks():
    first, second, third = (
        pack({"title": title}, {"a": np.arange(5000) % 250, "b": np.arange(5000) + n})
        for title, n in (("one", 1), ("two", 2), ("three", 2))
    )
    held = thinned(first, frozenset())[1]
    thin, now = thinned(second, held)
    assert len(thin) < len(second) - 4990
    nothing_left, _ = thinned(third, now)
    assert len(nothing_left) < 200
    lost, _ = thinned(first, held)  # "b" of the first is no longer held
    runs = [with_message(data, "", heard=0) for data in (first, thin, nothing_left, lost, first)]
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", MOUNT],
        input=b"".join(struct.pack("<I", len(run)) + run for run in runs),
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    a = ["Uint8Array", [5000], 0]
    b = [["Int16Array", [5000], 4000 + n] for n in (1, 2)]
    seen = [["one", a, b[0]], ["two", a, b[1]], ["three", a, b[1]], ["one", a, b[0]]]
    shown, [(name, asked)] = json.loads(done.stdout)
    assert (shown, name) == (seen, "event")
    assert [one["event"]["kind"] for one in asked["events"]] == ["whole"]
