"""Files made to be slow or large: what the decoder's process says of each within its limits."""

import os
import struct
import subprocess
import sys
import zlib
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image

from cnnviz.files.decoding import sizing
from tests.files.decoding.files import bmp, chunk, encoded, png

# The decoder's own start, and what it took of memory when it ends.
PROGRAM = """
import re, sys
from pathlib import Path
from cnnviz.files.decoding.__main__ import main
main()
sys.stdout.buffer.flush()
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of memory")


def taken(data, side=512):
    """What a process answers, and its memory in bytes; 2 s of the processor would end it."""
    command = [sys.executable, "-P", "-c", PROGRAM, str(side)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, input=data, capture_output=True, check=True, env=env)
    return done.stdout.partition(b"\n")[0].decode(), 1024 * int(done.stderr.split()[-1])


@pytest.fixture(scope="module")
def idle():
    return taken(b"")[1]


@lru_cache
def deflated(megabytes):
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(bytes(10**6)) for _ in range(megabytes)) + packer.flush()


def large_png(depth, kind, interlaced, count):
    """A PNG file of 5000 × 5000 pixels that are all 0, ``count`` bytes each."""
    head = struct.pack(">IIBBBBB", 5000, 5000, depth, kind, 0, 0, interlaced)
    body = chunk(b"IDAT", deflated(25 * count + 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


def scans(count, mode="L", side=16):
    data = encoded(Image.new(mode, (side, side)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


GIF = b"GIF89a\2\0\1\0\x80\0\0" + bytes([9, 9, 9, 80, 80, 80])
FRAME = b",\0\0\0\0\2\0\1\0\0\2\2\x44\x12\0"


def beside(kind, head):
    return png(0, 8, ROW, chunk(kind, head + deflated(100)))


def large(mode, kind, size=(5000, 5000), **options):
    return encoded(Image.new(mode, size), kind, **options)


def runs():
    """A BMP file of 5000 × 5000 pixels in runs of 250."""
    row = b"\xfa\1" * 20 + b"\0\0"
    data = bmp(8, [row * 5000], compression=1, palette=bytes(range(256)) * 4, width=5000)
    return data[:22] + struct.pack("<i", 5000) + data[26:]


ROW = [[9, 8, 7]]
TEXT = b"!\xfe" + (b"\xff" + bytes(255)) * 35_000 + b"\0"
READ = {
    "a GIF of 20,000 frames": lambda: GIF + FRAME * 20_000 + b";",
    "a GIF with a comment of 9 MB": lambda: GIF + TEXT + FRAME + b";",
    "a PNG of 3 pixels that inflates to 100 MB": lambda: (
        png(0, 8, ROW)[:33] + chunk(b"IDAT", deflated(100))
    ),
    "a PNG with a text of 100 MB": lambda: beside(b"zTXt", b"a\0\0"),
    "a PNG with words of 100 MB": lambda: beside(b"iTXt", b"a\0\1\0\0\0"),
    "a PNG with a profile of 100 MB": lambda: beside(b"iCCP", b"a\0\0"),
    "a PNG of 25 megapixels, transparent": lambda: large_png(8, 6, 1, 4),
    "a WebP of 24 megapixels": lambda: large("RGB", "WEBP", size=(6000, 4000), method=0),
}
MORE = {
    "a PNG of 300,000 chunks": lambda: png(0, 8, ROW, chunk(b"teXt", b"") * 300_000),
    "a JPEG of 25 megapixels in 90 passes": lambda: scans(84, side=5000),
    "a PNG of 25 megapixels of 16 bits": lambda: large_png(16, 2, 0, 6),
    "a GIF of 25 megapixels, transparent": lambda: large("P", "GIF", transparency=1),
    "a TIFF of 25 megapixels": lambda: large("CMYK", "TIFF", compression="tiff_lzw"),
    "a BMP of 25 megapixels": runs,
}


@pytest.mark.parametrize("make", READ.values(), ids=READ)
def test_what_inflates_is_read_within_300_megabytes(make, idle):
    answer, held = taken(make())
    assert "shape" in answer
    assert held - idle <= sizing.MEMORY


@pytest.mark.nightly
@pytest.mark.parametrize("make", MORE.values(), ids=MORE)
def test_more_that_inflates_is_read_within_300_megabytes(make, idle):
    test_what_inflates_is_read_within_300_megabytes(make, idle)


REFUSED = {
    "5,000 passes": (lambda: scans(5000), "drawn in more than 100 passes"),
    "36 megapixels": (lambda: large("1", "GIF", (6000, 6000)), "6000 × 6000 pixels"),
    "a WebP of 25 megapixels": (
        lambda: large("L", "WEBP", method=0),
        "needs more memory than one picture may take",
    ),
    "a WebP that says it is large": (
        lambda: b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\2\0\0\0" + b"\xff\xff\xff" * 2,
        "16777216 × 16777216 pixels",
    ),
    "a PNG as long as its pixels are many": (
        lambda: png(0, 8, ROW, size=(1, 25_000_000)),
        "so its picture cannot be read",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_too_much_is_refused_within_300_megabytes(make, words, idle):
    answer, held = taken(make())
    assert words in answer.encode().decode("unicode_escape")
    assert held - idle <= sizing.MEMORY
