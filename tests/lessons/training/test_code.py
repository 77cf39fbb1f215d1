"""The notebook that trains the same network: plain NumPy, in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from cnnviz.lessons.training import code, code_words, data, own, run
from cnnviz.lessons.training.settings import Training

CELLS = """
import json, sys
names = {}
for cell in json.load(sys.stdin)["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), names)
"""
SHORT = Training(epochs=5)
PHOTOS = own.joined(
    [[own.encoded(np.full((32, 32), 9 * k + 90 * c, np.uint8)) for k in range(9)] for c in range(2)]
)


def executed(text, directory):
    """What the cells of a notebook print, run one after the other without this app."""
    # Isolated: neither this directory nor the environment says where packages are.
    return subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "-c", CELLS],
        input=text, cwd=directory, capture_output=True, text=True, check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip


def compare(printed, moments, steps):
    """Each row against the page: steps and right answers exactly, losses to their last digit."""
    by_step = {m.point.steps: m for m in moments}
    found = [by_step[step] for step in steps if step in by_step]
    rows = [row.split() for row in printed]
    assert [int(row[0]) for row in rows] == [m.point.steps for m in found]
    right = [f"{m.test.right} of {len(m.test.answers)}" for m in found]
    assert [" ".join(row[3:]) for row in rows] == right
    losses = [(float(row[1]), float(row[2])) for row in rows]
    # Half a digit is the rounding of what is printed, the rest that of the sums in float32.
    expected = [(m.seen.loss, m.test.loss) for m in found]
    np.testing.assert_allclose(losses, expected, rtol=0, atol=0.5e-4 + 1e-5)


@pytest.mark.parametrize(
    "settings",
    [
        Training(),
        replace(SHORT, norm=1, dropout=25, shift=1, optimiser="sgd", rate=0.1, size=5),
        replace(SHORT, data="glyphs", optimiser="adam", rate=0.005, after="leaky_relu", start="he"),
        replace(SHORT, after="sigmoid", start="zeros", kernels=2, batch=64),
        replace(SHORT, data="own", photos=PHOTOS, after="tanh", batch=8, rate=0.01, ties="all"),
        replace(SHORT, depth=4, kernels=4, pool="mean", after="tanh", norm=1, dropout=25),
        replace(SHORT, depth=2, bias="untied", optimiser="sgd", rate=0.1),
        pytest.param(replace(SHORT, depth=6, after="sigmoid"), marks=pytest.mark.nightly),
        pytest.param(replace(SHORT, pool="mean", after="none"), marks=pytest.mark.nightly),
        pytest.param(replace(SHORT, ties="all", after="tanh"), marks=pytest.mark.nightly),
        pytest.param(replace(SHORT, data="clothes", after="none"), marks=pytest.mark.nightly),
        pytest.param(replace(SHORT, batch=8, epochs=40), marks=pytest.mark.nightly),
    ],
    ids=lambda settings: f"{settings.data}-{settings.after}-{settings.depth}",
)
def test_the_notebook_prints_the_curve_of_the_page_to_its_last_digit(settings, tmp_path):
    pictures = data.data_of(settings)
    moments = list(run.moments(settings, pictures))
    ran = executed(code.encode(settings, pictures, moments), tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    steps = code.shown_steps(settings, pictures)
    assert len(steps) == settings.epochs + 1 and steps[-1] == moments[-1].point.steps
    compare(ran.stdout.splitlines()[1:], moments, steps)


@pytest.mark.parametrize(
    "changes", [{"optimiser": "adam", "norm": 1, "rate": 0.005}, {"start": "tenths"}]
)
def test_where_rounding_decides_the_notebook_says_so_and_comes_close(changes, tmp_path):
    settings = replace(SHORT, **changes)
    moments = list(run.moments(settings, data.load("digits")))
    text = code.encode(settings, data.load("digits"), moments)
    assert code_words.rounding(settings) in text
    ran = executed(text, tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]


@pytest.mark.nightly
def test_through_many_layers_the_notebook_begins_as_the_page_and_says_that_it_parts(tmp_path):
    settings, digits = replace(SHORT, depth=4, kernels=4), data.load("digits")
    moments = list(run.moments(settings, digits, last=44))
    text = code.encode(settings, digits, moments)
    assert "Through 4 convolutions" in text
    ran = executed(text, tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    compare(ran.stdout.splitlines()[1:2], moments, [0])


def test_a_run_that_was_stopped_stops_at_the_same_step(tmp_path):
    settings, digits = replace(SHORT, optimiser="sgd", rate=20), data.load("digits")
    moments = list(run.moments(settings, digits))
    assert moments[-1].stopped
    ran = executed(code.encode(settings, digits, moments), tmp_path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    *rows, last = ran.stdout.splitlines()[1:]
    assert "grows without end" in last
    compare(rows, moments, [0, moments[-1].point.steps])


def test_a_curve_that_is_another_stops_the_notebook_and_later_steps_are_shown_alone(tmp_path):
    digits = data.load("digits")
    known = list(run.moments(SHORT, digits, last=44))
    text = code.encode(SHORT, digits, known)
    ran = executed(text, tmp_path)
    assert ran.returncode == 0 and len(ran.stdout.splitlines()) == 7
    wrong = text.replace(f"44: ({known[44].seen.loss:.4f}", "44: (9.0000")
    assert wrong != text
    ran = executed(wrong, tmp_path)
    assert ran.returncode == 1 and "AssertionError: (9.0, " in ran.stderr


def test_it_is_a_notebook_of_plain_numpy_and_no_picture_in_it_is_rounded():
    digits = data.load("digits")
    text = code.encode(SHORT, digits, list(run.moments(SHORT, digits, last=0)))
    document = json.loads(text)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 4)
    cells = ["".join(c["source"]) for c in document["cells"] if c["cell_type"] == "code"]
    lines = "\n".join(cells).splitlines()
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    assert imports == ["import base64", "import zlib", "import numpy as np"]
    assert [line.split(" ")[0] for line in lines if len(line) > 100] == [
        "PICTURES", "CLASSES", "TEST_PICTURES", "TEST_CLASSES",
    ]  # fmt: skip
    for name, most in (("digits", 16), ("clothes", 255), ("glyphs", 100)):
        assert code.levels(data.load(name)) == most
