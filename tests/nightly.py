"""Cases of the same kind as those of every run, left out unless asked for with ``-m nightly``."""

from typing import Any

import pytest


def by_night(*cases: Any) -> list[Any]:
    """For one argument: ``parametrize("query", ["", *by_night("?stride=2")])``."""
    return [pytest.param(case, marks=pytest.mark.nightly) for case in cases]
