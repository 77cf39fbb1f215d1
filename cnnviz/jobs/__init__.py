"""Long work in processes of its own: told of while it goes on, and stopped at any time."""

from cnnviz.jobs.job import Job
from cnnviz.jobs.pool import Pool

__all__ = ["Job", "Pool"]
