"""What the decoder's process loads."""

import subprocess
import sys
from pathlib import Path

import cnnviz

ROOT = Path(cnnviz.__file__).parents[1]


def loaded(program):
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_the_decoder_starts_without_numpy():
    more = loaded("import cnnviz.files.decoding.reading") - loaded("")
    assert more - sys.stdlib_module_names == {"cnnviz", "PIL"}
