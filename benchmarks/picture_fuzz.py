"""Spoilt picture files, each within the limits of the decoder's process: read, or one sentence.

    python -m benchmarks.picture_fuzz --count 100000 --seed 0
    python -m benchmarks.picture_fuzz --only 4711     # one, by the process that the app starts

Small files of every kind (`picture_files`) are spoilt in up to five places (`picture_mutants`).
Nothing may take over 2 s of processor time or 300 MB more than a process that waits, end the
process, or give a picture that is none. What was slow or large is read again by itself.
"""

import argparse
import json
import os
import re
import resource
import signal
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from benchmarks.picture_mutants import mutant
from cnnviz.files import UnreadableFile, worker
from cnnviz.files.decoding import __main__ as process
from cnnviz.files.decoding.kinds import Refused
from cnnviz.files.decoding.reading import decode

BLOCK = 250  # files that one process reads
SIDE = 512
MEGABYTES = 300


class Outcome(NamedTuple):
    """What came of one file; the memory is what it took beyond that of a process that waits."""

    number: int
    words: str
    seconds: float = 0.0
    megabytes: float = 0.0


def read(data: bytes) -> str:
    """Read a picture as the process does; "read", or what is said instead."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture, notes = decode(data, SIDE)
    except Refused as sentence:
        return str(sentence)
    whole = picture.mode in ("L", "RGB") and 0 < picture.width * picture.height <= SIDE**2
    if not whole or not all(note.isprintable() for note in notes):
        raise AssertionError(f"no picture: {picture.mode} {picture.size} {notes}")
    return "read"


def memory(what: str) -> int:
    """Bytes of this process: `VmRSS` now, `VmHWM` at most."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return 1024 * int(found[1]) if found else 0


def work(first: int, stop: int, seed: int, out: int) -> None:
    """Read the files of these numbers and tell of each; this runs in a process of its own."""
    process.limit_memory()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    for number in range(first, stop):
        data = mutant(number, seed)[1]
        os.write(out, json.dumps([number]).encode() + b"\n")
        Path("/proc/self/clear_refs").write_text("5")  # VmHWM begins anew
        before, began = memory("VmRSS"), time.process_time()
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(began) + 1 + process.CPU_SECONDS, most))
        try:
            words = read(data)
        except Exception as problem:
            words = f"raised {problem!r}"[:300]
        took = time.process_time() - began
        told = [number, words, took, (memory("VmHWM") - before) / 1e6]
        os.write(out, json.dumps(told).encode() + b"\n")


def outcomes(first: int, stop: int, seed: int) -> Iterator[Outcome]:
    """What comes of each file; after a process that ended, another goes on with the next file."""
    while first < stop:
        for line, ended in _told(first, stop, seed):
            if len(line) > 1:
                yield Outcome(*line)
            elif ended:
                slow = ended == -signal.SIGXCPU
                words = worker.TOO_LONG if slow else f"the process ended by {ended}"
                yield Outcome(line[0], words, process.CPU_SECONDS if slow else 0.0)
            first = line[0] + 1


def _told(first: int, stop: int, seed: int) -> Iterator[tuple[list, int]]:
    """Each line of a process with, for its very last one, how the process ended."""
    readable, writable = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(readable)
            said = os.fdopen(os.dup(2), "w")
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries complain there
            work(first, stop, seed, writable)
        except BaseException:
            traceback.print_exc(file=said)
            said.flush()
            os._exit(1)
        os._exit(0)
    os.close(writable)
    last: list = [first - 1]
    with os.fdopen(readable) as lines:
        for text in lines:
            line = json.loads(text)
            if len(line) > 1:
                yield line, 0
            last = line
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended and len(last) == 1:
        yield last, ended
    elif ended:
        raise RuntimeError(f"the process ended by {ended} between two files")


def alone(number: int, seed: int) -> str:
    """Read one file by the process that the app starts."""
    try:
        header, _, _ = worker.answer(mutant(number, seed)[1], SIDE).partition(b"\n")
    except UnreadableFile as sentence:
        return str(sentence)
    return json.loads(header).get("refused", "read")


def fault(found: Outcome) -> str:
    """What is wrong with an outcome, or nothing."""
    words = found.words
    sentence = words.isprintable() and words.endswith(".") and len(words) < 300
    if found.seconds > process.CPU_SECONDS:
        return f"took {found.seconds:.1f} s"
    if found.megabytes > MEGABYTES:
        return f"took {found.megabytes:,.0f} MB"
    return "" if words == "read" or (sentence and "<" not in words) else "no sentence"


def kind_of(words: str) -> str:
    """The answer without what is of one file: sizes and formats."""
    return re.sub(r"\d+", "N", words)


def main() -> None:
    """Read them all, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="read one of them and say what comes of it")
    options = parser.parse_args()
    if options.only is not None:
        print(mutant(options.only, options.seed)[0])
        print(*outcomes(options.only, options.only + 1, options.seed))
        print(alone(options.only, options.seed))
        return
    counts: Counter[str] = Counter()
    faults = 0
    slowest = largest = Outcome(0, "")
    end = options.first + options.count
    for first in range(options.first, end, BLOCK):
        for found in outcomes(first, min(first + BLOCK, end), options.seed):
            counts[kind_of(found.words)] += 1
            slowest = max(slowest, found, key=lambda one: one.seconds)
            largest = max(largest, found, key=lambda one: one.megabytes)
            if wrong := fault(found):
                faults += 1
                name = mutant(found.number, options.seed)[0]
                print(f"{found.number} ({name}): {wrong}: {found.words[:200]}", flush=True)
    for words, count in counts.most_common():
        print(f"{count:7,} {words}")
    print(f"{faults} faults in {sum(counts.values()):,} files")
    print(f"slowest {slowest.seconds:.2f} s ({slowest.number}), ", end="")
    print(f"largest {largest.megabytes:,.0f} MB more than before ({largest.number})")


if __name__ == "__main__":
    main()
