"""Imports only point up the list: read from the syntax trees, and once from a fresh interpreter."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import cnnviz

ROOT = Path(__file__).parents[1]
ORDER = (
    "lazy",
    "threads",
    "heap",
    "pauses",
    "fixed",
    "owners",
    "store",
    "geometry",
    "traces",
    "ops",
    "tables",
    "kernels",
    "networks",
    "analysis",
    "files",
    "jobs",
    "figures",
    "serving",
    "settings",
    "player",
    "ui",
    "lessons",
    "notebook",
)
# Inside a lesson the start of a file's name tells its role; any other name is a computation.
ROLES = {"settings": 0, "figures": 1, "payload": 1, "words": 1, "controls": 2, "code": 2}
# Where each package from outside may be imported.
HOMES = {
    "numpy": ("cnnviz/*",),
    "PIL": ("cnnviz/files/*",),
    "plotly": ("cnnviz/figures/*", "cnnviz/lessons/*/figures.py"),
    "streamlit": (
        "cnnviz/ui/*",
        "cnnviz/lessons/*/controls*.py",
        "cnnviz/serving/*",
        "pages/*",
        "app.py",
        "serve.py",
    ),
    # What the server is built on, and what its messages are written in; Streamlit brings both.
    "starlette": ("cnnviz/serving/*", "serve.py"),
    "google": ("cnnviz/serving/*",),
    "cnnviz": ("cnnviz/*", "pages/*", "app.py", "serve.py"),
    "pages": ("pages/*", "app.py"),
}


def violations(root: Path) -> list[str]:
    """Every import under ``root`` that the rule forbids, as "file:line says what"."""
    files = [
        root / "app.py",
        root / "serve.py",
        *sorted(root.glob("pages/**/*.py")),
        *sorted(root.glob("cnnviz/**/*.py")),
    ]
    return [
        f"{path.relative_to(root).as_posix()}:{line} {complaint}"
        for path in files
        if path.exists()
        for line, module in _imports(path, root)
        if (complaint := _complaint(path.relative_to(root), module))
    ]


def _imports(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported, inside functions too."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*start, *filter(None, [node.module])))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _complaint(path: Path, module: str) -> str:
    top, _, rest = module.partition(".")
    if top in sys.stdlib_module_names:
        return ""
    if not any(fnmatch(path.as_posix(), home) for home in HOMES.get(top, ())):
        return f"imports {top}"
    here = path.with_suffix("").parts
    if top != "cnnviz" or here[0] != "cnnviz" or here == ("cnnviz", "__init__"):
        return ""
    part = rest.split(".")[0]
    if here[1] not in ORDER or part not in ORDER:
        return f"imports {module}, and the list does not say whether it may"
    if here[1] == "lessons" and len(here) == 4:
        return _lesson_complaint(here, rest.split("."))
    return f"imports {part}" if ORDER.index(part) > ORDER.index(here[1]) else ""


def _lesson_complaint(here: tuple[str, ...], there: list[str]) -> str:
    """What a file of a lesson may not import: another lesson, or a role above its own."""
    role = _role(here[3])
    if there[0] == "ui" and role < ROLES["controls"]:
        return "imports ui"
    if there[0] != "lessons":
        return ""
    if there[1:2] != [here[2]]:
        return f"imports {'.'.join(there[:2])}, another lesson"
    name = there[2] if len(there) > 2 else ""
    return f"imports {name}" if _role(name) > role else ""


def _role(name: str) -> int:
    return ROLES.get(name.split("_")[0], 0)


def test_every_import_points_up_the_list():
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("path", "line", "complaint"),
    [
        ("cnnviz/geometry.py", "import cnnviz.ops.conv", "imports ops"),
        ("cnnviz/geometry.py", "from cnnviz import traces", "imports traces"),
        ("cnnviz/geometry.py", "from . import traces", "imports traces"),
        ("cnnviz/ui/keep.py", "from cnnviz.lessons.pooling import trace", "imports lessons"),
        (
            "cnnviz/lessons/pooling/trace.py",
            "from cnnviz.lessons.backprop import chain",
            "imports lessons.backprop, another lesson",
        ),
        (
            "cnnviz/lessons/pooling/payload.py",
            "from ..backprop import words",
            "imports lessons.backprop, another lesson",
        ),
        (
            "cnnviz/lessons/pooling/controls.py",
            "import cnnviz.lessons.backprop.settings",
            "imports lessons.backprop, another lesson",
        ),
        ("cnnviz/lessons/pooling/trace.py", "from . import payload", "imports payload"),
        ("cnnviz/lessons/pooling/settings.py", "from . import words", "imports words"),
        ("cnnviz/lessons/pooling/payload_x.py", "from .controls_x import y", "imports controls_x"),
        ("cnnviz/lessons/pooling/words.py", "from cnnviz.ui import state", "imports ui"),
        ("cnnviz/lessons/pooling/payload.py", "import streamlit", "imports streamlit"),
        ("cnnviz/lessons/pooling/controls.py", "import plotly.express", "imports plotly"),
        ("cnnviz/ops/conv.py", "from ..player import payload", "imports player"),
        ("cnnviz/ops/conv.py", "def f():\n    import streamlit as st", "imports streamlit"),
        ("cnnviz/player/payload.py", "from plotly import graph_objects", "imports plotly"),
        ("cnnviz/ops/conv.py", "from PIL import Image", "imports PIL"),
        ("cnnviz/ops/conv.py", "import scipy.signal", "imports scipy"),
        ("cnnviz/ui/controls.py", "from pages import contents", "imports pages"),
        ("cnnviz/__init__.py", "import streamlit", "imports streamlit"),
        ("pages/convolution.py", "import numpy as np", "imports numpy"),
        ("app.py", "import plotly.express", "imports plotly"),
        (
            "cnnviz/helpers.py",
            "from cnnviz import geometry",
            "imports cnnviz.geometry, and the list does not say whether it may",
        ),
        (
            "cnnviz/ops/conv.py",
            "import cnnviz",
            "imports cnnviz, and the list does not say whether it may",
        ),
    ],
)
def test_a_planted_violation_is_found(tmp_path, path, line, complaint):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(line)
    number = len(line.splitlines())
    assert violations(tmp_path) == [f"{path}:{number} {complaint}"]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("cnnviz/ops/conv.py", "from cnnviz.geometry import Window"),
        ("cnnviz/ops/conv.py", "from . import padding\nfrom .padding import pad\nimport numpy"),
        ("cnnviz/player/payload.py", "from cnnviz import traces\nimport json"),
        ("cnnviz/lessons/pooling/trace.py", "from .settings import KINDS\nfrom . import routes"),
        ("cnnviz/lessons/pooling/controls_x.py", "import streamlit\nfrom .code import text"),
        ("cnnviz/lessons/pooling/payload.py", "from .trace import x\nfrom .words import y"),
        ("cnnviz/lessons/backprop/figures.py", "import plotly\nfrom .statistics import sizes"),
        ("cnnviz/ui/player.py", "import streamlit as st\nfrom cnnviz.player import payload"),
        ("cnnviz/files/images.py", "def f():\n    from PIL import Image"),
        ("cnnviz/__init__.py", "from . import ops, kernels"),
        ("pages/convolution.py", "import streamlit\nfrom pages import contents\nimport cnnviz"),
        ("app.py", "import streamlit as st\nfrom pages.contents import PAGES"),
    ],
)
def test_an_import_that_the_rule_allows_is_not_reported(tmp_path, path, line):
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(line)
    assert violations(tmp_path) == []


def loaded(program: str) -> set[str]:
    """The packages that a program loads into a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_cnnviz_loads_nothing_but_itself():
    assert loaded("import cnnviz") - loaded("import importlib.util") == {"cnnviz"}


def test_the_layers_load_little_more_than_numpy():
    """Every further module costs time each time a script or a test starts."""
    more = loaded("import cnnviz.ops") - loaded("import numpy")
    assert more <= {"cnnviz", "copy", "dataclasses", "threading"}


def test_the_engine_loads_nothing_that_has_to_be_installed_but_numpy():
    program = (
        "import cnnviz\n"
        "cnnviz.ops, cnnviz.networks.train, cnnviz.analysis.gradient_check, cnnviz.files.onnx"
    )
    more = loaded(program) - loaded("import numpy.random")
    assert more - sys.stdlib_module_names == {"cnnviz"}


def test_a_module_that_does_not_exist_is_no_attribute():
    with pytest.raises(AttributeError, match=r"The package cnnviz\.files has no module none\."):
        cnnviz.files.none  # noqa: B018
    assert not hasattr(cnnviz, "none")
    assert cnnviz.files.onnx.load.__name__ == "load"
