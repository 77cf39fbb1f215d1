"""What a page does with work in the pool that it can't show anything without."""

from typing import Any

from cnnviz.jobs import POOL, Job

__all__ = ["PATIENCE", "POOL", "finished"]
PATIENCE = 60.0  # seconds that somebody waits for a result
SLOW = "This model takes longer than a minute here; bring a smaller one."


def finished(job: Job) -> Any:
    """What a job came to, or a ``ValueError`` with the sentence that says why not."""
    while not job.wait(lambda one: False, 1.0):
        job.look()
        if job.age > PATIENCE:
            job.stop()
            raise ValueError(SLOW)
    if job.problem or job.latest is None:
        raise ValueError(job.problem or SLOW)
    return job.latest
