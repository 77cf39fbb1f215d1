"""Work for a process of the pool that needs more memory than that may take."""

from itertools import islice

import numpy as np

from cnnviz.jobs import limits
from cnnviz.lessons.network import why

SQUARES = 3  # that are covered before


def reasons(question):
    """The first reasons, and no more."""
    yield from islice(why.reasons(question), 1 + SQUARES)
    yield too_much()


def measured(question, box):
    yield too_much()


def products(question):
    yield too_much()


def timed(*arguments):
    yield too_much()


def turned(*arguments):
    yield too_much()


def too_much():
    return np.ones(limits.MEMORY, np.uint8)
