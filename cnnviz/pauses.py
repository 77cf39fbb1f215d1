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

TURN = 0.001  # seconds
PAUSE, LONGEST = 2.0, 60.0  # seconds: how often it is asked whether to look, and the latest
QUIET = 0.1  # of a core
WORKED = 0.2  # seconds of the processor: less leaves little behind
NEVER = 1_000_000_000


def keep_short() -> None:
    """From now on take short turns, and look through all objects in a quiet moment.

    Where none comes, that is done once a minute.
    """
    sys.setswitchinterval(TURN)
    young, older, _ = gc.get_threshold()
    gc.set_threshold(young, older, NEVER)
    threading.Thread(target=_watch, name="pauses", daemon=True).start()


def is_due(spent: float, worked: float, waited: float) -> bool:
    """Whether to look now.

    Parameters
    ----------
    spent : seconds of the processor in the last pause
    worked, waited : seconds of the processor and of the clock since the last time
    """
    return worked > WORKED and (spent < QUIET * PAUSE or waited > LONGEST)


def _watch() -> None:
    last = start = time.process_time(), time.monotonic()
    while True:
        time.sleep(PAUSE)
        now = time.process_time(), time.monotonic()
        if is_due(now[0] - start[0], now[0] - last[0], now[1] - last[1]):
            gc.collect()
            last = now = time.process_time(), time.monotonic()
        start = now
