"""The figures in docs/DESIGN.md are those of the code."""

import ast
import re
from pathlib import Path

from tests.test_imports import ORDER

ROOT = Path(__file__).parents[1]
FIRST = "transposed_convolution"
WINDOW = ROOT / "cnnviz/player/window"  # the player of two lessons, convolution and filter bank


def lines(*files: Path) -> int:
    return sum(len(file.read_text("utf-8").splitlines()) for file in files)


def counted(*files: Path) -> tuple[int, int]:
    return len(files), lines(*files)


def of_code(*files: Path) -> int:
    """Lines with neither a comment nor nothing on them."""
    texts = (line.strip() for file in files for line in file.read_text("utf-8").splitlines())
    return sum(bool(text) and not text.startswith(("//", "/*", "*")) for text in texts)


def table() -> str:
    """The tables as they should stand in the document."""
    folder = ROOT / "cnnviz/lessons" / FIRST
    page = ROOT / "pages" / f"{FIRST}.py"
    python, scripts = counted(*folder.glob("*.py")), counted(*folder.glob("*.js"))
    tests = counted(*(ROOT / "tests/lessons" / FIRST).glob("*.py"))
    rows = [
        "| the lesson to read first, transposed convolution | files | lines |",
        "|---|--:|--:|",
        f"| Python in its folder | {python[0]} | {python[1]} |",
        f"| its page, and its entry in the contents | 1 | {lines(page)} + {entry()} |",
        f"| JavaScript | {scripts[0]} | {scripts[1]} |",
        f"| tests | {tests[0]} | {tests[1]} |",
        "",
        "| JavaScript | files | lines | of code |",
        "|---|--:|--:|--:|",
        row("the core, shared by all", *(ROOT / "cnnviz/player/js").glob("*.js")),
        row("your photo, on every page", *(ROOT / "cnnviz/player/photo").glob("*.js")),
        row("a lesson in a file of its own", *(ROOT / "cnnviz/player/alone").glob("*.js")),
        row("your model, on the pages of networks", *(ROOT / "cnnviz/player/model").glob("*.js")),
        row("convolution and filter bank", *WINDOW.glob("*.js")),
    ]
    for one in sorted(page.parent for page in ROOT.glob("cnnviz/lessons/*/player.js")):
        rows.append(row(one.name.replace("_", " "), *one.glob("*.js")))
    return "\n".join((*rows, row("in all", *ROOT.glob("cnnviz/**/*.js"))))


def entry() -> int:
    """Lines of the lesson to read first in the table of contents."""
    calls = ast.walk(ast.parse((ROOT / "pages/contents.py").read_text("utf-8")))
    (its,) = (
        call
        for call in calls
        if isinstance(call, ast.Call) and ast.unparse(call).startswith(f"Lesson('pages/{FIRST}.py")
    )
    return (its.end_lineno or its.lineno) - its.lineno + 1


def row(name: str, *files: Path) -> str:
    return f"| {name} | {len(files)} | {lines(*files)} | {of_code(*files)} |"


def test_the_tables_of_the_design_are_the_codes() -> None:
    text = (ROOT / "docs/DESIGN.md").read_text("utf-8")
    assert table() in text, f"docs/DESIGN.md should have these tables:\n{table()}"


def test_the_layers_stand_in_the_order_in_which_they_may_be_imported() -> None:
    text = (ROOT / "docs/DESIGN.md").read_text("utf-8").partition("## The layers")[2]
    named = re.findall(r"^    (\w+)(?:\.py|/)", text.partition("\n## ")[0], re.M)
    assert named[: len(ORDER)] == list(ORDER)


def test_the_lesson_to_read_first_is_small() -> None:
    folder = ROOT / "cnnviz/lessons" / FIRST
    page = ROOT / "pages" / f"{FIRST}.py"
    taken_home = (folder / "code.py", folder / "controls_keep.py")
    assert lines(*folder.glob("*.py"), page) - lines(*taken_home) <= 265
    assert lines(*taken_home) <= 160
    assert lines(*folder.glob("*.js")) <= 300
