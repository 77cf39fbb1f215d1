"""The decoder's process: how it ends, what is said, and that nothing of it is left."""

import signal
import subprocess
import sys

import pytest

from cnnviz.files import UnreadableFile, worker
from cnnviz.files.line import Line

UNREADABLE = "This picture could not be read; save it again as PNG or JPEG and bring that."


@pytest.fixture
def started(monkeypatch):
    """Every process that was started."""
    processes = []

    class Recorded(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return processes


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Let the process run another program, with the limits of the real one."""

    def write(text, limits="limit_resources()"):
        start = f"from cnnviz.files.decoding.__main__ import *\n{limits}\n"
        (tmp_path / "stand_in.py").write_text(start + text)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.setattr(worker, "MODULE", "stand_in")

    return write


def refusal():
    with pytest.raises(UnreadableFile) as refused:
        worker.answer(b"data", None)
    return str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no processor time")
def test_a_file_that_takes_too_much_of_the_processor(started, program):
    program("while True: pass", "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))")
    assert refusal() == worker.TOO_LONG
    assert [process.returncode for process in started] == [-signal.SIGXCPU]


def test_two_seconds_of_the_processor_are_the_limit(program):
    program("import resource\nprint(resource.getrlimit(resource.RLIMIT_CPU), end='')")
    assert worker.answer(b"", None) == b"(2, 3)"


def test_a_process_that_never_got_the_processor_is_not_the_files_fault(
    started, program, monkeypatch
):
    monkeypatch.setattr(worker, "SECONDS", 0.3)
    program("import signal\nsignal.pause()")
    assert refusal() == worker.BUSY
    assert [process.returncode for process in started] == [-signal.SIGKILL]


def test_a_process_that_crashes(program):
    program("import os\nos.abort()")
    assert refusal() == UNREADABLE


def test_a_process_has_only_so_much_memory(program):
    program("Image.Image.load = lambda self: bytearray(2**30)\nmain()")
    data = b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    assert b"needs more memory than one picture may take" in worker.answer(data, None)


@pytest.mark.parametrize("fault", [OSError(24, "Too many open files"), BlockingIOError()])
def test_a_process_that_cannot_be_started(monkeypatch, fault):
    def fail(*arguments, **options):
        raise fault

    monkeypatch.setattr(subprocess, "Popen", fail)
    assert refusal() == worker.BUSY


def test_who_waited_too_long_hears_that_the_server_is_busy(monkeypatch):
    monkeypatch.setattr(worker, "LINE", Line(2, patience=0))
    ahead = []
    with worker.LINE.turn(), worker.LINE.turn(), pytest.raises(UnreadableFile) as refused:
        worker.answer(b"", None, ahead.append)
    assert str(refused.value) == worker.BUSY
    assert b"refused" in worker.answer(b"no picture", None)


def test_where_the_processors_time_is_not_limited_the_clock_speaks_of_the_file(
    program, monkeypatch
):
    monkeypatch.setattr(worker, "_LIMIT", 0)
    program("print('fine', end='')")
    assert worker.answer(b"", None) == b"fine"
    monkeypatch.setattr(worker, "SECONDS", 0.3)
    program("import signal\nsignal.pause()")
    assert refusal() == worker.TOO_LONG
