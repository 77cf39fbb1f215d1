"""The processes that do heavy work for all sessions and lessons, and the line before them."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Any

from cnnviz import owners
from cnnviz.files.line import LINE, Grade, Impatient, Line
from cnnviz.jobs import frames, limits
from cnnviz.jobs.job import GLANCE, Gather, Job

MODULE = "cnnviz.jobs.process"
PATIENT = 900.0  # seconds in line for work that takes minutes
KEPT, MOST_BYTES = 128, 256_000_000  # jobs that are over
# How far a process stands back where others want the processor. Most do as far as they can; a page
# that can't be shown at all yet waits for what is quick.
MODEST = {Grade.QUICK: 5, Grade.ASKED: 19, Grade.LONG: 19}
GENTLY = 0.3  # seconds for a process that is asked to leave its task, before it is killed
EAGER = "JOBS_EAGER"  # the variable with which they do not: beside other programs they might wait
BUSY = "The server is busy just now and did not get this done; ask again in a minute."
BROKEN = "This could not be worked out here; a smaller network or picture may fit."
FULL = "This needs more memory than one piece of work may take here; ask for something smaller."
TOO_LONG = (
    "This needs more of the processor's time than one piece of work may take here; ask for"
    " something smaller."
)
# The signal that ends a process whose processor time is used up; Windows limits none.
_LIMIT = int(getattr(signal, "SIGXCPU", 0))


Task = tuple[str, tuple[Any, ...], int]


class Pool:
    """As many processes as ``line`` has places, started when they are first needed and kept.

    They stand back where others want the processor, so that nobody's page waits.
    """

    def __init__(self, line: Line = LINE) -> None:
        self.line = line
        self._idle: list[tuple[int, subprocess.Popen[bytes]]] = []  # and how far each stands back
        self._busy = 0
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._closed: threading.Event | None = None  # for the thread that looks after the jobs

    def ask(
        self,
        key: Hashable,
        function: str,
        arguments: Callable[[], tuple[Any, ...]],
        gather: Gather | None = None,
        grade: Grade = Grade.ASKED,
    ) -> Job:
        """The job of this key: the one that goes on, is done or has just failed, else a new one.

        Parameters
        ----------
        key : what the answer depends on
        function : "module:name" of a generator function
        arguments : makes them, for a new job only
        gather : makes what is known of what was known before, or None, and the next value
            Without it each value stands for the whole.
        grade : how long the work takes
        """
        owners.note(self, key)
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.outdated:
                job = self._jobs[key] = Job(gather)
                task = function, arguments(), limits.SECONDS[grade]
                threading.Thread(target=self._work, args=(job, task, grade), daemon=True).start()
            job.forgotten = False
            self._jobs.move_to_end(key)
            self._forget_old()
            if self._closed is None:
                closed = self._closed = threading.Event()
                threading.Thread(target=self._end_unwanted, args=(closed,), daemon=True).start()
        job.look()
        return job

    def _end_unwanted(self, closed: threading.Event) -> None:
        """Look again and again whether anybody looks."""
        while not closed.wait(GLANCE):
            with self._lock:
                for key in [key for key, job in self._jobs.items() if job.over and job.forgotten]:
                    del self._jobs[key]
                jobs = list(self._jobs.values())
            for job in jobs:
                if job.unwanted and not job.over:
                    job.stop()

    def _forget_old(self) -> None:
        """Keep no more of what is over than there is room for; what was asked for last stays."""
        over = [key for key in list(self._jobs)[:-1] if self._jobs[key].over]
        size = sum(self._jobs[key].nbytes for key in over)
        for place, key in enumerate(over):
            if len(over) - place <= KEPT and size <= MOST_BYTES:
                return
            size -= self._jobs.pop(key).nbytes

    def __contains__(self, key: Hashable) -> bool:
        return key in self._jobs

    def find(self, key: Hashable) -> Job | None:
        """The job of this key, if there is one."""
        return self._jobs.get(key)

    def forget(self, key: Hashable) -> None:
        """Keep nothing of a job, once it is over; it ends where nobody looks at it any more."""
        with self._lock:
            job = self._jobs.get(key)
            if job and job.over:
                del self._jobs[key]
            elif job:
                job.forgotten = True

    def close(self) -> None:
        """End all jobs and processes."""
        with self._lock:
            jobs, idle, closed = list(self._jobs.values()), self._idle, self._closed
            self._idle, self._closed = [], None
        if closed:
            closed.set()
        for job in jobs:
            job.stop()
        for _, process in idle:
            _end(process)

    def _work(self, job: Job, task: Task, grade: Grade) -> None:
        def tell(ahead: int) -> None:
            if job.stopped:
                raise Impatient
            job.tell(ahead=ahead + 1)

        try:
            with self.line.turn(tell, grade, PATIENT if grade is Grade.LONG else None):
                job.runs()
                self._run(job, task, MODEST[grade])
        except (Impatient, OSError):
            job.tell(problem="" if job.stopped else BUSY)
        finally:
            job.ends()

    def _run(self, job: Job, task: Task, modest: int) -> None:
        process = self._take(modest)
        whole = False
        try:
            if not job.ends_by(process.kill):
                return
            assert process.stdin is not None
            job.counts(partial(limits.used, process.pid))
            with contextlib.suppress(BrokenPipeError):  # what it has said then tells why
                frames.send(process.stdin, task)
            whole = _follow(job, process)
        except (OSError, EOFError):
            job.tell(problem="" if job.stopped else _why(process))
        finally:
            alive = job.ends_by(None)
            self._give(process, modest, whole and alive)

    def _take(self, modest: int) -> subprocess.Popen[bytes]:
        """An idle process that stands so far back, or a new one in the place of another."""
        with self._lock:
            self._busy += 1
            self._idle = [one for one in self._idle if one[1].poll() is None]
            found = next((one for one in reversed(self._idle) if one[0] == modest), None)
            full = self._busy + len(self._idle) > self.line.places
            if found or (self._idle and full):
                self._idle.remove(found := found or self._idle[0])
        if found and found[0] == modest:
            return found[1]
        if found:
            _end(found[1])
        try:
            return _start(modest)
        except OSError:
            with self._lock:
                self._busy -= 1
            raise

    def _give(self, process: subprocess.Popen[bytes], modest: int, whole: bool) -> None:
        with self._lock:
            self._busy -= 1
            if whole and process.poll() is None and self._closed is not None:
                self._idle.append((modest, process))
                return
        _end(process)


def _follow(job: Job, process: subprocess.Popen[bytes]) -> bool:
    """Take in what is found; whether the process can do another task."""
    assert process.stdout is not None
    while True:
        kind, value = frames.receive(process.stdout)
        if kind == "begun":
            job.ends_by(partial(_leave, job, process))
        elif kind != "found":
            problems = {"full": FULL, "failed": BROKEN, "refused": value}
            job.tell(problem="" if job.stopped else problems.get(kind, ""))
            return bool(kind != "full")
        elif not job.stopped:
            job.found(value)


def _leave(job: Job, process: subprocess.Popen[bytes]) -> Callable[[], None]:
    """Ask a process to leave its task once it has found the next value; soon it is killed."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):  # it has ended by itself
        # It has read all that was sent before, so this has room in the pipe.
        frames.send(process.stdin, None)
    timer = threading.Timer(GENTLY, job.stop)
    timer.daemon = True
    timer.start()
    return process.kill


def _why(process: subprocess.Popen[bytes]) -> str:
    """What to say of a process that has ended by itself."""
    process.kill()  # or its answers alone have ended
    return TOO_LONG if _LIMIT and process.wait() == -_LIMIT else BROKEN


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()


def _start(modest: int) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", MODULE, str(0 if EAGER in os.environ else modest)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # One thread: several would only wait for each other.
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )


POOL = Pool()
