"""The process itself: its limits, then one file in and one answer out."""

import contextlib
import json
import sys
import warnings

from PIL import Image

from cnnviz.files.decoding.kinds import Refused
from cnnviz.files.decoding.reading import decode

MEMORY = 768 * 2**20
CPU_SECONDS = 2


def limit_resources() -> None:
    try:
        import resource
    except ImportError:  # Windows has none: there the clock alone ends a decoder
        return
    for what, soft, hard in (
        (resource.RLIMIT_AS, MEMORY, MEMORY),
        # At the first SIGXCPU ends the process, which tells this end from a kill by the clock.
        (resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, hard))


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
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pixels)


if __name__ == "__main__":
    main()
