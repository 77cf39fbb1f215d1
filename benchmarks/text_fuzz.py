"""Spoilt links, kernels, grids, lesson files, tables and sounds: read, or refused in one sentence.

    python -m benchmarks.text_fuzz

Each text or file that the app reads is spoilt in one place or up to six: pieces taken out, doubled,
swapped, taken from another one, or from a list of what readers stumble over; every fifth is
repeated up to a thousand times. Nothing may take over 2 s of processor time or 300 MB more than was
there before it, or raise anything but its own sentence, and what a link gives must come back from
the link that is written of it.
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
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import numpy as np

from cnnviz import kernels
from cnnviz import settings as links
from cnnviz.files import UnreadableFile, grids, lesson_file, model_text, sound
from cnnviz.kernels import text as kernel_text
from cnnviz.lessons.architectures.settings import Architectures
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.equivariance.settings import Equivariance
from cnnviz.lessons.filter_bank.settings import FilterBank
from cnnviz.lessons.mlp_to_cnn.settings import Scan
from cnnviz.lessons.network.settings import NetworkPage
from cnnviz.lessons.pooling.settings import PoolingPage
from cnnviz.lessons.receptive_field.settings import ReceptiveField
from cnnviz.lessons.regions.settings import Regions
from cnnviz.lessons.signals.settings import Signals
from cnnviz.lessons.training.settings import Training
from cnnviz.lessons.transposed_convolution.settings import Transposed

SECONDS, MEGABYTES, BYTES = 2.0, 300, 3_000_000_000
MEMORY = Path("/proc/self")  # where Linux tells how much a process has, and had at most
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
    (Scan, "view=own&x1=1,2,3&w1=1,-1&x2=0,1;2,3&w2=1,0;0,1&error=1,2"),
    (Equivariance, "picture=digit_7&layer=strided&move=turn&kernel=1,0;0,1&stride=3&pool=max"),
    (NetworkPage, "network=digits&picture=digits-1430&names=a%0Ab&other=erase,1,2,3,4&recipe=2"),
    (Training, "data=own&kernels=4&size=5&classes=cat,dog&epochs=9&drawn=0123456789&seed=7"),
    (Architectures, "network=resnet-18&side=64&classes=10&seed=3"),
    (Regions, "picture=astronaut&box=1,2,30,40&cells=3&cut=1"),
    (Backprop, "network=pooled&weights=conv:1,2,3&target=1&rate=0.1&classes=cat%0Adog&padding=1"),
)


class Outcome(NamedTuple):
    """What came of one text."""

    kind: str
    number: int
    words: str
    seconds: float
    megabytes: float = 0.0  # at most, beyond those before


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
FIVE = "AACAPwAAAL8AAIA-AAAAQAAAAAA"  # numbers: the weights of a network
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
    "network in a link": (
        tuple(f"1.{row};{FIVE}" for row in ("2.2;f,1d", "3.3;1c2s1,r,x", "4.4;1c2s2p1d1g1,m2,t")),
        model_text.read,
    ),
    "sound": (tuple(_wav(width, n) for width in (1, 2, 3, 4) for n in (1, 2)), _signal),
    **{f"link {n} {page.__name__}": ((text,), _link(n)) for n, (page, text) in enumerate(LINKS)},
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
    held, began = _held(), time.process_time()
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
    seconds = time.process_time() - began
    return Outcome(kind, number, words, seconds, max(0.0, _memory("VmHWM") - held))


def _held() -> float:
    """The megabytes of this process; from here on the most of them is counted anew."""
    with suppress(OSError):
        (MEMORY / "clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> float:
    """A line of what Linux tells of this process, in megabytes; 0 elsewhere."""
    try:
        lines = (MEMORY / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(name))


def is_sentence(words: str) -> bool:
    """Whether it is one line that a person can read to its end."""
    return words.isprintable() and words.endswith(".") and len(words) < 700


def fault(found: Outcome) -> str:
    """What is wrong with an outcome, or nothing."""
    if found.seconds > SECONDS:
        return f"took {found.seconds:.1f} s"
    if found.megabytes > MEGABYTES:
        return f"took {found.megabytes:,.0f} MB"
    if found.words == "read" or (is_sentence(found.words) and not found.words.startswith("raised")):
        return ""
    return "no sentence"


def main() -> None:
    """Read them all, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    count: int = parser.parse_args().count
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    print(f"{'':24}{'texts':>8}{'read':>8}{'refused':>9}{'s':>8}{'MB':>8}")
    total: Counter[str] = Counter()
    for kind in TEXTS:
        total.update(_try(kind, -(-count // len(TEXTS))))
    print(", ".join(f"{n:,} {what}" for what, n in total.most_common()))


def _try(kind: str, count: int) -> Counter[str]:
    """Read so many of a kind; how many were read, refused, or anything else."""
    counts: Counter[str] = Counter()
    seconds = megabytes = 0.0
    for number in range(count):
        found = outcome(kind, number)
        wrong = fault(found)
        counts[wrong or ("read" if found.words == "read" else "refused")] += 1
        seconds, megabytes = max(seconds, found.seconds), max(megabytes, found.megabytes)
        if wrong:
            print(f"{kind} {number}: {wrong}: {found.words[:200]}", flush=True)
    ends = f"{seconds:8.2f}{megabytes:8.0f}"
    print(f"{kind:24}{count:8,}{counts['read']:8,}{counts['refused']:9,}{ends}", flush=True)
    return counts


if __name__ == "__main__":
    main()
