"""What a page does with work in the pool that it can't show anything without."""

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz.jobs import POOL, Job
from cnnviz.jobs.pool import BUSY
from cnnviz.ui.intake import turn

__all__ = ["PATIENCE", "POOL", "finished"]

PATIENCE = 60.0  # seconds that somebody waits for a result
GLANCE = 1.0  # seconds: how often somebody who waits is told, and heard
SLOW = "This model takes longer than a minute here; bring a smaller one."
WORKING = "Your model is at work. To leave it, choose anything else."


def finished(job: Job) -> Any:
    """What a job came to, or a ``ValueError`` with the sentence that says why not.

    Where the page is being drawn, whoever waits is told how it stands, and leaves by any click.
    """
    told: set[str] = set()
    while not job.wait(seconds=GLANCE):
        if job.age > PATIENCE:
            job.leave()
            raise ValueError(SLOW if job.spent > job.age / 2 else BUSY)
        context = get_script_run_ctx()
        # While a control is being answered its answer must not be lost for another click.
        if context and context.has_script_started:
            sentence = waiting(job.ahead) if job.ahead else WORKING
            if sentence not in told:
                told.add(sentence)
                st.toast(sentence)
            context.yield_check()
    if job.problem or job.latest is None:
        raise ValueError(job.problem or BUSY)
    return job.latest


def waiting(ahead: int) -> str:
    """What to say to someone before whom so many wait, the next one's turn counted.

    >>> waiting(1)
    'Others are at work just now; yours is next.'
    """
    return f"Others are at work just now; {turn(ahead - 1)}."
