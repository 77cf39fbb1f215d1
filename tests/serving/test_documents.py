"""What SECURITY.md, docs/deployment.md and the Dockerfile say is so."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields

from cnnviz.files.line import Grade
from cnnviz.jobs import limits
from cnnviz.serving.limits import Limits
from tests.browser.app import ROOT

THREAT = re.compile(r"\| `(tests/\S+\.py)::(\w+)` \|$", re.M)
HEADS = 2  # tables in it


def test_every_row_names_a_test_that_is_there():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = THREAT.findall(text)
    assert len(rows) == sum(line.startswith("|") for line in text.splitlines()) - 2 * HEADS
    for file, name in rows:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, name


def test_every_limit_is_told_with_the_name_that_sets_it():
    text = (ROOT / "docs/deployment.md").read_text("utf-8")
    for limit in fields(Limits):
        assert f"`CNNVIZ_{limit.name.upper()}" in text
    for limit, told in (
        ("seats", "| 120 |"),
        ("reruns", "| 30, 6 |"),
        ("all_reruns", "| 300, 60 |"),
        ("upload", "| 160, 1 |"),
        ("all_uploads", "| 1200, 8 |"),
        ("held", "| 1500 |"),
    ):
        (line,) = (one for one in text.splitlines() if f"`CNNVIZ_{limit.upper()}`" in one)
        assert told in line
    defaults = Limits()
    assert (defaults.seats, defaults.held) == (120, 1500)
    assert (defaults.reruns_at_once, defaults.reruns) == (30, 6)
    assert (defaults.all_reruns_at_once, defaults.all_reruns) == (300, 60)
    assert (defaults.upload, defaults.upload_rate) == (160, 1)
    assert (defaults.all_uploads, defaults.all_uploads_rate) == (1200, 8)


def test_the_processes_are_as_many_and_as_large_as_is_told():
    text = " ".join((ROOT / "docs/deployment.md").read_text("utf-8").split())
    more = ("none", "one", "two", "three")[Grade.LONG.leaves]
    assert f"cores (2 to 8) and {more} more, each with at most {limits.MEMORY / 1e9:g} GB" in text


def test_no_figures_are_collected_and_no_traceback_is_shown():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


def test_what_the_image_copies_is_all_that_the_app_needs(tmp_path):
    """The app of those files alone: every module is found, and a page opens."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [
        name
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    ]
    assert {name for name in copied if not (ROOT / name).exists()} == set()
    kept_out = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(kept_out) and kept_out[0] == "*"
    for name in set(copied):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy(ROOT / name, tmp_path / name)
    start = (
        "import pkgutil, runpy, cnnviz\n"
        "for one in pkgutil.walk_packages(cnnviz.__path__, 'cnnviz.'):\n"
        "    if '__main__' not in one.name:\n"
        "        __import__(one.name)\n"
        "from streamlit.testing.v1 import AppTest\n"
        "assert not AppTest.from_file('app.py', default_timeout=120).run().exception\n"
        "runpy.run_path('serve.py')\n"
    )
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", start],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_every_package_of_the_image_is_pinned_by_digest_and_is_the_one_that_is_tested():
    text = (ROOT / "deploy/requirements.lock").read_text("utf-8")
    entries = re.split(r"^(?=[a-z])", text, flags=re.M)[1:]
    pinned = {}
    for entry in entries:
        name, version = re.match(r"([a-z0-9-]+)==(\S+) \\\n", entry).groups()
        assert re.fullmatch(r"( {4}--hash=sha256:[0-9a-f]{64}( \\)?\n)+", entry.partition("\n")[2])
        pinned[name] = version
    asked = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    wanted = dict(line.split("==") for line in asked if not line.startswith("#"))
    assert wanted.items() <= pinned.items()
    steps = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--require-hashes" in steps and "--only-binary :all:" in steps


def test_the_image_is_pinned_has_no_rights_and_is_asked_for_its_health():
    text = (ROOT / "Dockerfile").read_text("utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.M)
    pinned = r"python:\d+\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}"
    assert len(bases) == 2 and len(set(bases)) == 1 and re.fullmatch(pinned, bases[0])
    assert text.index("\nUSER 10001\n") < text.index("\nHEALTHCHECK ") < text.index("\nCMD ")
    compose = (ROOT / "deploy/compose.yaml").read_text("utf-8")
    assert compose.count("read_only: true") == compose.count("cap_drop: [ALL]") == 2
    assert re.search(r"image: nginx:\d+\.\d+\.\d+-alpine@sha256:[0-9a-f]{64}\n", compose)
