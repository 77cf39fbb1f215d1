"""The figures in docs/DESIGN.md are those of the code."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
NEWEST = "transposed_convolution"
WINDOW = ROOT / "cnnviz/player/window"  # the player of two lessons, convolution and filter bank


def lines(*files: Path) -> int:
    return sum(len(file.read_text("utf-8").splitlines()) for file in files)


def counted(folder: Path, ending: str) -> tuple[int, int]:
    files = sorted(folder.glob(f"*.{ending}"))
    return len(files), lines(*files)


def table() -> str:
    """The tables as they should stand in the document."""
    folder = ROOT / "cnnviz/lessons" / NEWEST
    page = ROOT / "pages" / f"{NEWEST}.py"
    python, scripts = counted(folder, "py"), counted(folder, "js")
    tests = counted(ROOT / "tests/lessons" / NEWEST, "py")
    rows = [
        "| the newest lesson, transposed convolution | files | lines |",
        "|---|--:|--:|",
        f"| Python in its folder | {python[0]} | {python[1]} |",
        f"| its page, and its entry in the contents | 1 | {lines(page)} + 6 |",
        f"| JavaScript | {scripts[0]} | {scripts[1]} |",
        f"| tests | {tests[0]} | {tests[1]} |",
        "",
        "| JavaScript | files | lines |",
        "|---|--:|--:|",
        "| the core, shared by all | {} | {} |".format(*counted(ROOT / "cnnviz/player/js", "js")),
    ]
    players = [WINDOW, *sorted(one.parent for one in ROOT.glob("cnnviz/lessons/*/player.js"))]
    names = {WINDOW: "convolution and filter bank"}
    for one in players:
        name = names.get(one, one.name.replace("_", " "))
        rows.append("| {} | {} | {} |".format(name, *counted(one, "js")))
    every = list(ROOT.glob("cnnviz/**/*.js"))
    rows.append(f"| in all | {len(every)} | {lines(*every)} |")
    return "\n".join(rows)


def test_the_tables_of_the_design_are_the_codes() -> None:
    text = (ROOT / "docs/DESIGN.md").read_text("utf-8")
    assert table() in text, f"docs/DESIGN.md should have these tables:\n{table()}"


def test_the_newest_lesson_is_small() -> None:
    folder = ROOT / "cnnviz/lessons" / NEWEST
    page = ROOT / "pages" / f"{NEWEST}.py"
    assert lines(*folder.glob("*.py"), page) <= 250
    assert counted(folder, "js")[1] <= 300
