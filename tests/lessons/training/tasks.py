"""Work for a process of the pool that does not come to its end."""

import os
from itertools import islice

import numpy as np

from cnnviz.jobs import limits
from cnnviz.lessons.training import run

MOMENTS = 20


def ended(*arguments):
    """The first moments of a run; then the process is gone, as where memory is short."""
    yield from islice(run.moments(*arguments), MOMENTS)
    os._exit(1)


def full(*arguments):
    """The first moments of a run; then more memory is needed than a process may take."""
    yield from islice(run.moments(*arguments), MOMENTS)
    np.ones(limits.MEMORY, np.uint8)
