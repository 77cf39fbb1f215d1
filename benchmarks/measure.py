"""What a server and its processes take of a machine, and a neighbour who takes a half of it."""

import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S, SPELL_S = 0.5, 0.05  # what is read holds the server up for some milliseconds
TICKS = os.sysconf("SC_CLK_TCK")


def memory(process: int) -> int:
    """Bytes that a process and all its children have to themselves, or share among them."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return 1024 * own + sum(map(memory, children(process, but=_called(process))))
    return 0


def processor(process: int) -> float:
    """Seconds of processor time of a process and all its children, ended ones too."""
    with contextlib.suppress(OSError):
        parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, parts[11:15])) / TICKS + sum(map(processor, children(process)))
    return 0.0


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time; one thread of Python can give one a second."""

    server: float = 0.0
    processes: float = 0.0
    client: float = 0.0

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(
            self.server - before.server,
            self.processes - before.processes,
            self.client - before.client,
        )


def spent(process: int) -> Spent:
    """What a server alone, its processes and this one have taken until now."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    server = sum(map(int, parts[11:13])) / TICKS
    return Spent(server, processor(process) - server, time.process_time())


def children(process: int, but: bytes = b"") -> set[int]:
    """The processes that a process has started and that still run.

    Those of the command line ``but`` are left out: until a process that was just started has become
    another program, it has all memory in common with the one that started it.
    """
    found: set[int] = set()
    for task in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread has just ended
            found |= set(map(int, (task / "children").read_text().split()))
    return {child for child in found if not but or _called(child) != but}


def _called(process: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


class Peak:
    """The most memory of a server since it was made."""

    def __init__(self, process: int) -> None:
        self.most, self.process, self.over = 0, process, threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _watch(self) -> None:
        while not self.over.wait(SAMPLE_S):
            self.most = max(self.most, memory(self.process))


@contextlib.contextmanager
def neighbour(busy: bool) -> Iterator[None]:
    """A process on each core that works half of the time, if ``busy``."""
    cores = sorted(os.sched_getaffinity(0)) if busy else []
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_half, args=(core,), daemon=True) for core in cores]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _half(core: int) -> None:
    os.sched_setaffinity(0, {core})
    while True:
        end = time.monotonic() + SPELL_S
        while time.monotonic() < end:
            pass
        time.sleep(SPELL_S)
