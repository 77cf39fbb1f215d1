"""In CI a skipped test is a failure: everything that a test could need is installed there."""

import os

import pytest

# Fixtures for every folder of tests: a page without a browser, and with one.
from tests.browser.fixtures import (  # noqa: F401
    app,
    browser,
    open_page,
    page,
    pytest_collection_modifyitems,
    serve_script,
    watch,
)
from tests.pages.fixtures import open_app, shown  # noqa: F401

collect_ignore_glob = ["*_app.py"]  # scripts for Streamlit to run, not modules to import


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped_in_ci(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if skipped := _skipped_in_ci(config):
        terminalreporter.section("skipped in CI, so the run fails", red=True)
        for report in skipped:
            terminalreporter.line(report.nodeid)


def _skipped_in_ci(config: pytest.Config) -> list[pytest.TestReport | pytest.CollectReport]:
    if os.environ.get("CI", "").lower() not in {"1", "true"}:
        return []
    return config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped", [])
