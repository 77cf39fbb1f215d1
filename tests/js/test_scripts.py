"""The players' scripts without a browser: the linter, the type checker and Node's own tests."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from cnnviz.player.packing import pack, with_message

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
const { header, arrays, personal } = unpacked(new Uint8Array(readFileSync(0)));
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
