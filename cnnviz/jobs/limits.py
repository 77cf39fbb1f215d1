"""What a process of the pool may take: memory for itself, processor time for each task."""

import contextlib
import sys

from cnnviz.files.line import Grade

MEMORY = 2_500_000_000  # bytes
SECONDS = {Grade.QUICK: 30, Grade.ASKED: 120, Grade.LONG: 1800}  # of the processor, one task


def memory() -> None:
    """From now on this process gets no more memory than `MEMORY`; and it leaves no core file."""
    if sys.platform != "win32":  # which limits neither
        import resource

        _set(resource.RLIMIT_DATA, MEMORY)
        _set(resource.RLIMIT_CORE, 0)


def processor(seconds: int) -> None:
    """Let this process end by SIGXCPU once it has used so much more of the processor's time."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _set(what: int, soft: int) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):  # the machine's own limit is lower
        resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))
