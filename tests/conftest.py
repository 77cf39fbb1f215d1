"""How a run goes: over all cores unless files are named, and in CI no test may be skipped.

Everything that a test could need is installed in CI.
"""

import os

import pytest

# Fixtures for every folder of tests: a page without a browser, and with one.
from tests.browser.fixtures import (  # noqa: F401
    app,
    browser,
    open_lesson,
    open_page,
    page,
    pytest_collection_modifyitems,
    serve_script,
    visitor,
    watch,
)
from tests.pages.fixtures import open_app, shown  # noqa: F401

# Work that stands back would wait for minutes beside all that a run of the tests does at once.
os.environ["JOBS_EAGER"] = "1"

# Scripts for Streamlit to run, and one for packages that no test needs: not modules to import.
collect_ignore_glob = ["*_app.py", "*make_references.py"]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than cores, as a test waits for its pages a third of the time.

    Named files run in this process: to start others would take longer than most of them.
    """
    named = (argument.partition("::")[0] for argument in config.args)
    if all(path.endswith(".py") for path in named):
        return 0
    return (os.cpu_count() or 1) + 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped_in_ci(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if skipped := _skipped_in_ci(config):
        terminalreporter.section("skipped in CI, so the run fails", red=True)
        for name in dict.fromkeys(report.nodeid for report in skipped):
            terminalreporter.line(name)


def _skipped_in_ci(config: pytest.Config) -> list[pytest.TestReport | pytest.CollectReport]:
    if os.environ.get("CI", "").lower() not in {"1", "true"}:
        return []
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter else []  # a worker reports nothing itself
