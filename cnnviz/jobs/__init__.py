"""Heavy work in processes of its own: told of while it goes on, and stopped at any time."""

from cnnviz.files.line import Grade
from cnnviz.jobs.job import Job
from cnnviz.jobs.pool import POOL, Pool

__all__ = ["POOL", "Grade", "Job", "Pool"]
