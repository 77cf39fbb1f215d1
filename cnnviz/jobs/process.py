"""What runs in a process of the pool: one task after the other, each result as soon as it is there.

A task is a generator function of this app, by its module and name, with its arguments and the
seconds of processor time that it may take. Once read, it is answered with ("begun", None); what it
yields with ("found", value), its end with ("done", None), a ``ValueError`` with ("refused", its
sentence), the limit of memory with ("full", None), after which the process ends, and any other
error with ("failed", its text).

A ``None`` asks to leave the task that was sent before it. That ends it after the next value that it
finds, never inside of what it does, so nothing is left half done for the tasks that follow.
"""

import os
import select
import sys
from importlib import import_module
from typing import IO

from cnnviz import heap
from cnnviz.jobs import frames, limits


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Answer tasks until none comes any more."""
    while True:
        try:
            _serve_one(tasks, answers)
            heap.give_back()  # the next task may be far away
        except EOFError:
            return
        except MemoryError:  # what is left of it lies in pieces
            frames.send(answers, ("full", None))
            return


def _serve_one(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """One task, of which nothing is left here afterwards."""
    while (task := frames.receive(tasks)) is None:
        pass  # the task that was to be left was over already
    function, arguments, seconds = task
    limits.processor(seconds)
    frames.send(answers, ("begun", None))
    _answer(function, arguments, tasks, answers)


def _answer(
    function: str, arguments: tuple[object, ...], tasks: IO[bytes], answers: IO[bytes]
) -> None:
    module, _, name = function.partition(":")
    try:
        for value in getattr(import_module(module), name)(*arguments):
            frames.send(answers, ("found", value))
            if _is_to_leave(tasks):
                break
        frames.send(answers, ("done", None))
    except ValueError as problem:
        frames.send(answers, ("refused", str(problem)))
    except MemoryError:
        raise
    except Exception as error:
        frames.send(answers, ("failed", repr(error)))


def _is_to_leave(tasks: IO[bytes]) -> bool:
    """Whether that was asked, or the app has ended: nothing else comes. Windows can't tell."""
    return sys.platform != "win32" and bool(select.select([tasks], [], [], 0)[0])


if __name__ == "__main__":
    if hasattr(os, "nice"):  # not on Windows
        os.nice(int(sys.argv[1]))
    heap.few()
    limits.memory()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # what anybody prints is no answer
    serve(sys.stdin.buffer, answers)
