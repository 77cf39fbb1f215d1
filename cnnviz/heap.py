"""Memory that was freed goes back to the system.

The C library keeps what was freed for who asks next, in a heap for each of several threads. Large
arrays that come and go in the threads of many sessions leave hundreds of megabytes there.
"""

import ctypes
import mmap
import sys
import threading
import time
from pathlib import Path
from typing import Any

MOST_HEAPS, _ARENA_MAX = 2, -8  # mallopt(3), glibc
PAUSE, GROWN = 2.0, 16_000_000  # seconds, bytes
_PAGE = mmap.PAGESIZE


def few() -> None:
    """Let the threads of this process share a few heaps."""
    library = _library()
    if library:
        library.mallopt(_ARENA_MAX, MOST_HEAPS)


def give_back() -> None:
    """What is free goes back now: about a millisecond for each hundred megabytes."""
    library = _library()
    if library:
        library.malloc_trim(0)


def keep_giving_back() -> None:
    """Give back from now on, every few seconds in which this process has grown."""
    if _library():
        threading.Thread(target=_watch, name="heap", daemon=True).start()


def _watch() -> None:
    least = resident()
    while True:
        time.sleep(PAUSE)
        least = look(least)


def look(least: int) -> int:
    """Give back if this process has grown above the ``least`` bytes that it had; the new least."""
    now = resident()
    if now <= least + GROWN:
        return min(least, now)
    give_back()
    return resident()


def resident() -> int:
    """Bytes of this process that are in memory; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


def _library() -> Any:
    """The C library, where it is one that has these calls."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
