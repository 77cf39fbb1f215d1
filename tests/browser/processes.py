"""The processes that a server has started for long work, and a limit that they soon reach."""

import resource
from pathlib import Path

MORE = 8_000_000  # bytes: what any task takes, and no network for photos is run in


def processes(server: int) -> list[int]:
    """Those that live, by their numbers."""
    found = []
    for children in Path(f"/proc/{server}/task").glob("*/children"):
        for child in map(int, _read(children).split()):
            if b"cnnviz.jobs.process" in _read(Path(f"/proc/{child}/cmdline")):
                found.append(child)
    return found


def _read(told: Path) -> bytes:
    """What the system tells of a thread or a process; nothing of one that has just ended."""
    try:
        return told.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def leave_no_memory(process: int) -> None:
    """Let it take no more than a little above what it has now."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    has = int(status.partition("VmData:")[2].split()[0]) * 1024
    _, most = resource.prlimit(process, resource.RLIMIT_DATA)
    resource.prlimit(process, resource.RLIMIT_DATA, (has + MORE, most))
