"""NumPy multiplies matrices in one thread, in the app and in every process that it starts."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MANY = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}


def said(program):
    """What a program prints in a fresh interpreter that nobody told to use one thread."""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=MANY | {"OPENBLAS_NUM_THREADS": "2"},
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(answer.stdout)


def test_numpy_is_told_also_when_it_was_imported_before():
    program = (
        "import numpy; from cnnviz import threads; before = threads.count(); threads.one();"
        "print([before, threads.count()])"
    )
    assert said(program) == [2, 1]


def test_what_starts_the_app_imports_numpy_first_and_still_one_thread_is_left():
    program = (
        "import streamlit, numpy; from cnnviz import threads; before = threads.count();"
        "import cnnviz.ui; print([before, threads.count()])"
    )
    assert said(program) == [2, 1]
