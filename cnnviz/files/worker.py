"""The process that decodes a picture: started for each file, and ended when it takes too long."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from cnnviz.files import UnreadableFile
from cnnviz.files.line import LINE, Impatient, Tell, nobody

MODULE = "cnnviz.files.decoding"
MODEST = 5  # how far a decoder stands back where pages want the processor
BUSY = "The server is busy just now and did not get to this picture; bring it again in a minute."
TOO_LONG = (
    "This picture takes too long to read, far longer than a photo does; make it smaller, or save it"
    " as a plain JPEG, and bring that."
)

# The signal that ends a process whose processor time is used up; Windows limits none.
_LIMIT = int(getattr(signal, "SIGXCPU", 0))
# Of the clock. The processor's time is limited in the process itself: where it can be, this is for
# one that does not get the processor, on a machine that is very busy.
SECONDS = 30.0 if _LIMIT else 10.0


def answer(data: bytes, side: int | None, tell: Tell = nobody) -> bytes:
    """What :mod:`cnnviz.files.decoding` says about a file: a line of JSON, then pixels.

    Raises
    ------
    UnreadableFile
        The process could not be started, did not come to an end, or broke down.
    """
    try:
        with LINE.turn(tell):
            return _run(data, side)
    except (Impatient, OSError):  # OSError: no process, no memory or no file could be had
        raise UnreadableFile(BUSY) from None


def _run(data: bytes, side: int | None) -> bytes:
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        [sys.executable, "-P", "-m", MODULE, str(side or 0)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A group of its own, to be killed with what it starts; not a session: Linux gives each of
        # those a share of the processor of its own, in which standing back means nothing.
        process_group=0,
        # One thread: each further one takes address space, which is limited.
        env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
    ) as process:
        _stand_back(process.pid)
        try:
            found, _ = process.communicate(data, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            _kill(process)
            # A file that is hard to read has used up its processor time long before.
            raise UnreadableFile(BUSY if _LIMIT else TOO_LONG) from None
        except BaseException:
            _kill(process)
            raise
    if _LIMIT and process.returncode == -_LIMIT:
        raise UnreadableFile(TOO_LONG)
    if process.returncode != 0:
        raise UnreadableFile(
            "This picture could not be read; save it again as PNG or JPEG and bring that."
        )
    return found


def _stand_back(process: int) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, process, MODEST)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it may have started: it has a group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has just ended by itself
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
