"""The process itself: its limits, then one file in and one answer out."""

import contextlib
import json
import sys
import warnings
from pathlib import Path

from PIL import Image

from cnnviz.files.decoding.kinds import Refused
from cnnviz.files.decoding.reading import decode
from cnnviz.files.decoding.sizing import MEMORY

IDLE = 30_000_000  # bytes of such a process, where the system does not say
CPU_SECONDS = 2


def limit_memory() -> None:
    """Bound the data of this process: what it holds now, and ``MEMORY`` more."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    held = IDLE
    with contextlib.suppress(OSError):  # the sixth number: pages of data and stack
        held = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    for what in (resource.RLIMIT_DATA, resource.RLIMIT_AS):
        # Libraries that are read from disk later are address space and no data.
        most = held + MEMORY + (0 if what == resource.RLIMIT_DATA else 200_000_000)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def limit_time() -> None:
    """Let SIGXCPU end this process, which tells this end from a kill by the clock."""
    try:
        import resource
    except ImportError:  # Windows has none: there the clock alone ends a decoder
        return
    for what, soft, hard in (
        (resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, hard))


def limit_resources() -> None:
    """Both, as the app's process has them."""
    limit_memory()
    limit_time()


def main() -> None:
    """Answer on stdout: {"refused": sentence}, or the shape and notes and then the pixels."""
    limit_resources()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    data = sys.stdin.buffer.read()
    pixels = b""
    try:
        picture, notes = decode(data, int(sys.argv[1]) or None)
        shape = (picture.height, picture.width, len(picture.getbands()))
        header: dict[str, object] = {"shape": shape, "notes": notes}
        pixels = picture.tobytes()
    except Refused as sentence:
        header = {"refused": str(sentence)}
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n")
    sys.stdout.buffer.write(pixels)


if __name__ == "__main__":
    main()
