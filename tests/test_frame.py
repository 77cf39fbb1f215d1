"""The project's frame: what CI does with a skipped test, the configuration, the README."""

import re
import tomllib
from pathlib import Path

import pytest
from streamlit import config as streamlit_config

from cnnviz.figures.theme import TOKENS

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[1]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
SKIPS = {
    "a test": "import pytest\ndef test_x(): pytest.skip('no reason')",
    "a module": "import pytest\npytest.importorskip('not_there')",
    "nothing": "import pytest\n@pytest.mark.xfail\ndef test_x(): assert 0\ndef test_y(): pass",
}


@pytest.mark.parametrize(
    ("ci", "skips", "exit_code"),
    [
        ("true", "a test", pytest.ExitCode.TESTS_FAILED),
        ("true", "a module", pytest.ExitCode.TESTS_FAILED),
        ("true", "nothing", pytest.ExitCode.OK),
        ("", "a test", pytest.ExitCode.OK),
    ],
)
def test_a_skip_fails_the_run_in_ci_only(pytester, monkeypatch, ci, skips, exit_code):
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest((ROOT / "tests/conftest.py").read_text("utf-8"))
    pytester.makepyfile(SKIPS[skips])
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    assert result.ret == exit_code
    said = [line for line in result.outlines if "skipped in CI, so the run fails" in line]
    assert len(said) == (exit_code == pytest.ExitCode.TESTS_FAILED)


def test_streamlit_still_knows_every_option_and_collects_no_garbage_after_a_rerun():
    """A dropped option would only print a line at start; without postScriptGC reruns are slow."""
    known = streamlit_config.get_config_options()
    ours = [f"{section}.{name}" for section, name in _flat(CONFIG)]
    assert [name for name in ours if name not in known] == []
    assert CONFIG["runner"]["postScriptGC"] is False
    assert known["runner.postScriptGC"].default_val is True


def _flat(table: dict, path: str = "") -> list[tuple[str, str]]:
    found = []
    for name, value in table.items():
        inner = f"{path}.{name}".lstrip(".")
        found += _flat(value, inner) if isinstance(value, dict) else [(path, name)]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_streamlits_colours_are_those_of_the_theme(scheme):
    theme, tokens = CONFIG["theme"][scheme], TOKENS[scheme]
    assert theme["backgroundColor"] == tokens["bg"]
    assert theme["secondaryBackgroundColor"] == theme["blueBackgroundColor"] == tokens["sunk"]
    assert theme["borderColor"] == tokens["line"]
    for name in ("textColor", "linkColor", "codeTextColor", "blueTextColor"):
        assert theme[name] == tokens["ink"]


def test_the_readme_names_files_that_are_there_and_two_commands():
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^    (python .*)$", readme, re.MULTILINE)
    assert len(commands) == 2
    files = re.findall(r"\]\(([^)#]+)\)|-r (\S+)|run (\S+\.py)", readme)
    assert [name for name in map("".join, files) if not (ROOT / name).exists()] == []
