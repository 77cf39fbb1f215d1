"""What a process of the pool may take: memory for itself, processor time for each task."""

import contextlib
import os
import sys
import time
from pathlib import Path

from cnnviz.files.line import Grade

MEMORY = 2_500_000_000  # bytes, and at most half of what there is
GROUP = Path("/sys/fs/cgroup/memory.max")  # what a container may take; "max" is no bound
SECONDS = {Grade.QUICK: 30, Grade.ASKED: 120, Grade.LONG: 1800}  # of the processor, one task


def memory() -> None:
    """From now on this process gets no more memory than that; and it leaves no core file."""
    if sys.platform != "win32":  # which limits neither
        import resource

        _set(resource.RLIMIT_DATA, min(MEMORY, there() // 2))
        _set(resource.RLIMIT_CORE, 0)


def there() -> int:
    """Bytes of memory of this machine, or of the container that the app runs in."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        return min(whole, int(GROUP.read_text("ascii")))
    return whole


def processor(seconds: int) -> None:
    """Let this process end by SIGXCPU once it has used so much more of the processor's time."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def used(process: int) -> float:
    """Seconds of the processor that a process has had; where they are not known, as if all."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return time.clock_gettime((~process << 3) | 2)  # as clock_getcpuclockid(3) has it
    return time.monotonic()


def _set(what: int, soft: int) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):  # the machine's own limit is lower
        resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))
