"""Spoilt links, kernels, grids, lesson files, tables and sounds: read, or refused in one sentence.

    python -m benchmarks.text_fuzz

Each text or file that the app reads is spoilt in one place or up to six: pieces taken out, doubled,
swapped, taken from another one, or from a list of what readers stumble over; every fifth is
repeated up to a thousand times. Nothing may take over 2 s of processor time or raise anything but
its own sentence, and what a link gives must come back from the link that is written of it.
"""

import argparse
import io
import resource
import signal
import struct
import time
import wave
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

import numpy as np

from cnnviz import kernels
from cnnviz import settings as links
from cnnviz.files import UnreadableFile, grids, lesson_file, sound
from cnnviz.kernels import text as kernel_text
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.filter_bank.settings import FilterBank
from cnnviz.lessons.pooling.settings import PoolingPage
from cnnviz.lessons.receptive_field.settings import ReceptiveField
from cnnviz.lessons.signals.settings import Signals
from cnnviz.lessons.transposed_convolution.settings import Transposed

SECONDS, BYTES = 2.0, 3_000_000_000
STUMBLES = (
    "nan", "inf", "-0", "1e309", "-1e-309", "1/0", "½", "∞", "−", "٣", "１", "1_0", "0x1f", "--1",
    "=SUM(A1)", "<script>", "%00", "%ud800", "&&", "==", "\0", "\ufeff", "\u202e", "\u2028",
    "\ud800", "[" * 500, "{" * 500, '"', "\\u0000", ";;", ",,", "||", "9" * 400, "1e99999999",
    "9" * 5000, "true", "null", "-1", "99999", "2147483648", "upload", "\r", "\t",
)  # fmt: skip
LINKS = (
    (Convolution, "picture=astronaut&side=128&kernel=1,0,-1;2,0,-2;1,0,-1/4&stride=2&padding=1"),
    (Convolution, "picture=0,1;2,3&kernel=gabor-15x15-a45&bias=2&activation=relu&padding=1,2,0,3"),
    (FilterBank, "picture=coffee&bank=box,sobel_x&pool=2&layer2=1&chosen=2"),
    (PoolingPage, "picture=coffee&pool=lp&window=3&width=2&power=5&box=1,2,30,40&gradient=1,2;3,4"),
    (Transposed, "picture=1,2;3,4&kernel=box&stride=3&output_padding=2&dilation=2"),
    (Signals, "signal=1,2,3,4&kernel=1,-1&stride=2&padding=1&view=learn"),
    (ReceptiveField, "stack=c3s1p1,p2s2&picture=astronaut&layer=2&row=3&column=4"),
    (Backprop, "network=pooled&weights=conv:1,2,3&target=1&rate=0.1&classes=cat%0Adog&padding=1"),
)


class Outcome(NamedTuple):
    """What came of one text."""

    kind: str
    number: int
    words: str
    seconds: float


def _wav(width: int, channels: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(channels)
        made.setsampwidth(width)
        made.setframerate(8000)
        made.writeframes(bytes(range(240)) * width)
    return file.getvalue()


def _link(number: int) -> Callable[[str], object]:
    page = LINKS[number][0]

    def read(text: str) -> None:
        found, faults = links.from_link(page, links.parts(text))
        note = links.note(faults)
        if note and not is_sentence(note):
            raise AssertionError(f"no sentence: {note[:200]!r}")
        if links.from_link(page, links.parts(links.to_link(found)))[0] != found:
            raise AssertionError("its own link gives other settings")

    return read


def _signal(data: bytes) -> object:
    values, _ = sound.read(data, 4096, 4)
    if not np.isfinite(values).all():
        raise AssertionError("a signal with a number that is not finite")
    return values


def _kernel(text: str) -> object:
    ways = kernel_text.read(text)
    for way in ways:
        kernel = kernel_text.pasted(way)
        if not kernels.from_link(kernels.to_link(kernel)).same_as(kernel):
            raise AssertionError("its link gives another kernel")
    return ways


SAVED = (
    '{"cnnviz": 1, "lesson": "convolution", "query": "stride=2&kernel=box"}',
    '{"cnnviz": 1, "lesson": "pooling", "query": "", "photo": null}',
)
NUMPY = "[[1, 0, -1],\n [2.5, 0, -2.5],\n [1e-3, 0, -1]]"
TABLE = "0,1;2,5\n3;4\n"
# Of each kind what is read, and by what.
TEXTS: Mapping[str, tuple[tuple[str | bytes, ...], Callable[..., object]]] = {
    "kernel": (
        ("1 0 -1\n2 0 -2\n1 0 -1", NUMPY, '{"title": "a", "divisor": 9, "weight": [[1, 2]]}',
         "# title: a\n# divisor: 4\n# channel: 0\n1,2\n3,4\n# channel: 1\n5,6\n7,8\n", TABLE),
        _kernel,
    ),
    "kernel in a link": (
        ("gaussian-5x5", "gabor-a45", "1,0,-1;2,0,-2;1,0,-1/4", "1,2|3,4", "random-s7"),
        kernels.from_link,
    ),
    "grid": (("0,1;2,3", NUMPY, TABLE, "1\t2\n3\t4", "1/2 1/3", "tensor([[1., 2.]])"), grids.read),
    "grid in a link": (("0,1;2,3", "-0.5,3e2;1,2", "1 2;3 4"), grids.parse),
    "lesson file": (tuple(text.encode() for text in SAVED), lesson_file.read),
    "table": ((b"t,v\n0,1\n1,2\n2,4\n", b"1;2,5\n2;3\n", NUMPY.encode(), b"1,2,3,4"), _signal),
    "sound": (tuple(_wav(width, n) for width in (1, 2, 3, 4) for n in (1, 2)), _signal),
    **{f"link {n}": ((text,), _link(n)) for n, (_, text) in enumerate(LINKS)},
}  # fmt: skip


def spoilt(kind: str, number: int) -> str | bytes:
    """The text of that kind and number."""
    generator = np.random.default_rng([number, *kind.encode()])
    originals, _ = TEXTS[kind]
    first = originals[number % len(originals)]
    whole = bytearray(first if isinstance(first, bytes) else first.encode())
    other = originals[int(generator.integers(len(originals)))]
    pieces = [other if isinstance(other, bytes) else other.encode()]
    pieces += [piece.encode(errors="surrogatepass") for piece in STUMBLES]
    for _ in range(int(generator.integers(1, 7)) if number % 2 else 1):
        _spoil(whole, pieces, generator)
    made = bytes(whole) * (int(generator.integers(2, 1000)) if number % 5 == 4 else 1)
    return made if isinstance(first, bytes) else made.decode(errors="replace")


def _spoil(whole: bytearray, pieces: list[bytes], generator: np.random.Generator) -> None:
    at, size = (int(generator.integers(n + 1)) for n in (len(whole), 12))
    change = int(generator.integers(6))
    if change == 0:
        whole[at : at + 1] = generator.bytes(1)
    elif change == 1:
        del whole[at : at + size]
    elif change == 2:
        whole[at:at] = whole[max(0, at - size) : at]
    elif change == 3:
        whole[at : at + size] = pieces[int(generator.integers(1, len(pieces)))]
    elif change == 4:
        start = int(generator.integers(len(pieces[0]) + 1))
        whole[at:at] = pieces[0][start : start + 20]
    elif len(whole) >= 4:  # a length in a sound
        whole[at : at + 4] = struct.pack("<I", int(generator.choice([0, 1, 2**31, 2**32 - 1])))


class _TooLongError(BaseException):
    """It took all of its processor time: no reader can take this for a refusal of its own."""


@contextmanager
def _limited() -> Iterator[None]:
    def end(_: int, __: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def outcome(kind: str, number: int) -> Outcome:
    """What comes of one text."""
    text, read = spoilt(kind, number), TEXTS[kind][1]
    began = time.process_time()
    try:
        with _limited():
            read(text)
        words = "read"
    except UnreadableFile as refusal:
        words = str(refusal)
    except ValueError as refusal:
        named = type(refusal) is ValueError  # not of Python's own kinds, such as a UnicodeError
        words = str(refusal) if named else f"raised {refusal!r}"[:300]
    except (Exception, _TooLongError) as problem:
        words = f"raised {problem!r}"[:300]
    return Outcome(kind, number, words, time.process_time() - began)


def is_sentence(words: str) -> bool:
    """Whether it is one line that a person can read to its end."""
    return words.isprintable() and words.endswith(".") and len(words) < 700


def fault(found: Outcome) -> str:
    """What is wrong with an outcome, or nothing."""
    if found.seconds > SECONDS:
        return f"took {found.seconds:.1f} s"
    if found.words == "read" or (is_sentence(found.words) and not found.words.startswith("raised")):
        return ""
    return "no sentence"


def main() -> None:
    """Read them all, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    count: int = parser.parse_args().count
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    counts: Counter[str] = Counter()
    slowest = Outcome("", 0, "", 0.0)
    for number in range(-(-count // len(TEXTS))):
        for kind in TEXTS:
            found = outcome(kind, number)
            wrong = fault(found)
            counts[wrong or ("read" if found.words == "read" else "refused")] += 1
            slowest = max(slowest, found, key=lambda one: one.seconds)
            if wrong:
                print(f"{kind} {number}: {wrong}: {found.words[:200]}", flush=True)
    print(", ".join(f"{n:,} {kind}" for kind, n in counts.most_common()))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"slowest {slowest.seconds:.2f} s ({slowest.kind} {slowest.number}), {most:,.0f} MB")


if __name__ == "__main__":
    main()
