"""In CI a skipped test is a failure: everything that a test could need is installed there."""

import os

import pytest


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
