"""A pool with one process, for each test a new one."""

import pytest

from cnnviz.files.line import Line
from cnnviz.jobs.pool import Pool


@pytest.fixture
def pool():
    pool = Pool(Line(1))
    yield pool
    pool.close()
