"""A few processes that do long work, and the line before them."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import IO, Any

from cnnviz.files.line import Impatient, Line
from cnnviz.jobs import frames
from cnnviz.jobs.job import Gather, Job

MODULE = "cnnviz.jobs.process"
PATIENCE = 120.0  # seconds in line
UNWANTED = 15.0  # seconds after which work that nobody looks at is ended
KEPT = 32  # jobs
MODEST = 19  # how far a process stands back where others want the processor: as far as it can
BUSY = "The server is busy just now and did not get to this; ask again in a minute."
BROKEN = "This could not be worked out here; a smaller network or picture may fit."


class Pool:
    """Up to ``size`` processes, started when they are first needed and kept.

    They stand back where others want the processor, so that nobody's page waits.
    """

    def __init__(self, size: int = 2, patience: float = PATIENCE) -> None:
        self.line = Line(size, patience)
        self._idle: list[subprocess.Popen[bytes]] = []
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._lock = threading.Lock()

    def ask(
        self,
        key: Hashable,
        function: str,
        arguments: Callable[[], tuple[Any, ...]],
        gather: Gather | None = None,
    ) -> Job:
        """The job of this key: the one that goes on or is done, else a new one.

        Parameters
        ----------
        key : what the answer depends on
        function : "module:name" of a generator function
        arguments : makes them, for a new job only
        gather : makes what is known of what was known before, or None, and the next value
            Without it each value stands for the whole.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.stopped or job.problem:
                job = self._jobs[key] = Job(gather)
                work = threading.Thread(
                    target=self._work, args=(job, function, arguments()), daemon=True
                )
                work.start()
            self._jobs.move_to_end(key)
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)[1].stop()
        job.look()
        return job

    def find(self, key: Hashable) -> Job | None:
        """The job of this key, if there is one."""
        return self._jobs.get(key)

    def forget(self, key: Hashable) -> None:
        """Keep nothing of a job that is over."""
        with self._lock:
            self._jobs.pop(key, None)

    def close(self) -> None:
        """End all jobs and processes."""
        for job in list(self._jobs.values()):
            job.stop()
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            _end(process)

    def _work(self, job: Job, function: str, arguments: tuple[Any, ...]) -> None:
        def tell(ahead: int) -> None:
            if job.stopped or _unwanted(job):
                raise Impatient
            job.tell(ahead=ahead + 1)

        try:
            with self.line.turn(tell):
                job.tell(ahead=None)
                self._run(job, function, arguments)
        except (Impatient, OSError):
            job.tell(problem="" if job.stopped else BUSY)
        finally:
            job.tell(over=True)

    def _run(self, job: Job, function: str, arguments: tuple[Any, ...]) -> None:
        process = self._take()
        whole = False
        try:
            if not job.ends_by(process.kill):
                return
            tasks, answers = process.stdin, process.stdout
            assert tasks is not None and answers is not None
            frames.send(tasks, (function, arguments))
            whole = _follow(job, answers)
        except (OSError, EOFError):
            job.tell(problem="" if job.stopped else BROKEN)
        finally:
            job.ends_by(None)
            self._give(process, whole)

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.poll() is None:
                    return process
        return _start()

    def _give(self, process: subprocess.Popen[bytes], whole: bool) -> None:
        if whole and process.poll() is None:
            with self._lock:
                self._idle.append(process)
        else:
            _end(process)


def _follow(job: Job, answers: IO[bytes]) -> bool:
    """Take in what is found; whether the process came to the end of its task."""
    while not (job.stopped or _unwanted(job)):
        kind, value = frames.receive(answers)
        if kind == "found":
            job.found(value)
        elif kind == "done":
            return True
        else:
            job.tell(problem=value if kind == "refused" else BROKEN)
            return True
    job.tell(stopped=True)
    return False


def _unwanted(job: Job) -> bool:
    return time.monotonic() - job.looked > UNWANTED


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()


def _start() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", MODULE, str(MODEST)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # One thread: several would only wait for each other.
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
