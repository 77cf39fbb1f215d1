"""No thread of a busy server stands still for long.

Two things of Python make all others wait. A thread that computes hands over after 5 ms, and the one
that hears and answers browsers needs many turns for one answer. And whenever a quarter more objects
are there, it looks through all of them for those that only hold each other: with a class at work
every few seconds, up to half a second.
"""

import gc
import sys
import threading
import time

from cnnviz import heap

TURN = 0.001  # seconds
PAUSE, LONGEST = 2.0, 60.0  # seconds: how often it is asked whether to look, and the latest
QUIET = 0.1  # of a core
WORKED = 0.2  # seconds of the processor: less leaves little behind
SHARE = 0.05  # of the processor's time, at most, goes into looking
GROWN = 64_000_000  # bytes
NEVER = 1_000_000_000


def keep_short() -> None:
    """From now on take short turns, and look through all objects in a quiet moment.

    Where none comes, that is done once a minute, and when this process has grown.
    """
    sys.setswitchinterval(TURN)
    young, older, _ = gc.get_threshold()
    gc.set_threshold(young, older, NEVER)
    threading.Thread(target=_watch, name="pauses", daemon=True).start()


def is_due(spent: float, worked: float, waited: float, grown: int, took: float) -> bool:
    """Whether to look now.

    Parameters
    ----------
    spent : seconds of the processor in the last pause
    worked, waited, grown : seconds of the processor and of the clock, and bytes
        since the last time
    took : seconds of the processor that this one took
    """
    is_late = waited > LONGEST or grown > GROWN
    return worked > max(WORKED, took / SHARE) and (spent < QUIET * PAUSE or is_late)


def _watch() -> None:
    last = start = _now()
    took = 0.0
    while True:
        time.sleep(PAUSE)
        now = _now()
        worked, waited, grown = (new - old for new, old in zip(now, last, strict=True))
        if is_due(now[0] - start[0], worked, waited, int(grown), took):
            begun = time.thread_time()
            gc.collect()
            took = time.thread_time() - begun
            last = now = _now()
        start = now


def _now() -> tuple[float, float, int]:
    return time.process_time(), time.monotonic(), heap.resident()
