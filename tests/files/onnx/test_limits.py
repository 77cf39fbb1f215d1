"""Large files that mean harm: each is refused, or read, within 2 seconds and 1 GB."""

import subprocess
import sys

import numpy as np
import pytest

from cnnviz.files.onnx.schema import ATTRIBUTE, GRAPH, MODEL, NODE, OPSET, TENSOR
from cnnviz.files.onnx.tensors import write_value
from cnnviz.files.onnx.wire import encode
from tests.files.onnx.models import model, node

FULL = 127_000_000  # bytes; 128 MB are allowed
OPSET_21 = encode(OPSET, domain="", version=21)
# The peak of the kernel's own record: that of `resource` would begin with the parent's.
PROGRAM = """
import re, sys, time
from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import load
data = open(sys.argv[1], "rb").read()
start = time.process_time()
try:
    load(data)
    words = "read"
except UnreadableFile as refusal:
    words = str(refusal)
used = time.process_time() - start
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read()).group(1)
print(used, peak, words)
"""


def file(nodes=(), tensors=()):
    """A model from x to y, as bytes."""
    values = [write_value(name, np.float32, (1, 4)) for name in ("x", "y")]
    parts = {"node": list(nodes), "initializer": list(tensors)}
    graph = encode(GRAPH, **parts, input=[values[0]], output=[values[1]])
    return encode(MODEL, ir_version=10, graph=graph, opset_import=OPSET_21)


def relu(**fields):
    return encode(NODE, input="x", output="y", op_type="Relu", **fields)


def tensor(kind, **fields):
    return encode(TENSOR, name="w", data_type=kind, **fields)


def chain(operator, inputs, size, count):
    """Many nodes in a row that all read one weight of ``size`` by ``size`` numbers."""
    nodes = [node(operator, f"x{n} {inputs}", f"x{n + 1}") for n in range(count)]
    weight = {"w": np.ones((size, size), np.float32), "b": np.float32(1)}
    return model(nodes, {"x0": (1, size)}, f"x{count}", **weight).SerializeToString()


def chain_of_constants(count):
    """Each node puts what is known before it twice after itself."""
    nodes = [node("Concat", f"c{n} c{n}", f"c{n + 1}", axis=0) for n in range(count)]
    made = model([*nodes, node("Add", f"x c{count}", "y")], {"x": (1,)}, c0=np.ones(1, "f4"))
    return made.SerializeToString()


def chain_of_shapes(count):
    """Sums of a length, each of which is the size of an array."""
    sums = [node("Add", f"s{n} l", f"s{n + 1}") for n in range(count)]
    used = [node("Expand", f"x s{n}", f"y{n}") for n in range(count)]
    nodes = [node("Shape", "x", "l"), node("Add", "l l", "s0"), *sums, *used]
    return model(nodes, {"x": ("N",)}, "y0").SerializeToString()


LAST_NAN = np.append(np.zeros(FULL // 4 - 1, "<f4"), np.float32(np.nan)).tobytes()
HEAVY = {
    "zeros": (lambda: bytes(FULL), "more than 200,000 parts"),
    "empty parts": (
        lambda: encode(MODEL, graph=b"\x0a\x00" * (FULL // 2), opset_import=OPSET_21),
        "more than 200,000 parts",
    ),
    "many weights": (
        lambda: file([relu()], [tensor(1, dims=[0])] * 1_000_000),
        "more than 200,000 parts",
    ),
    "NaN at the end": (
        lambda: file([relu()], [tensor(1, dims=[FULL // 4], raw_data=LAST_NAN)]),
        'The tensor "w" holds NaN',
    ),
    "NaN in another field": (
        lambda: file([relu()], [tensor(1, dims=[FULL // 4], float_data=LAST_NAN)]),
        'The tensor "w" holds NaN',
    ),
    "small numbers": (
        lambda: file([relu()], [tensor(7, dims=[FULL], int64_data=b"\x01" * FULL)]),
        "store large tensors as raw data",
    ),
    "bytes": (lambda: file([relu()], [tensor(2, dims=[FULL], raw_data=bytes(FULL))]), "read"),
    "a long shape": (
        lambda: file([relu()], [tensor(1, dims=b"\x01" * FULL)]),
        "store large tensors as raw data",
    ),
    "a shape of much more": (
        lambda: file([relu()], [tensor(1, dims=[2**31 - 1] * 8, raw_data=bytes(FULL))]),
        "numbers instead of",
    ),
    "a long name": (
        lambda: file([encode(NODE, op_type=b"a" * FULL)]),
        "a name of more than 500 bytes",
    ),
    "a long list": (
        lambda: file([relu(attribute=encode(ATTRIBUTE, name="p", ints=b"\x01" * FULL, type=7))]),
        'has an attribute "p"',
    ),
    "many nodes with one weight": (lambda: chain("Gemm", "w b", 5600, 900), "read"),
    "many sums with one weight": (lambda: chain("Add", "w", 5600, 2000), "2 GB are allowed"),
    "8 MB of empty nodes": (
        lambda: encode(MODEL, graph=b"\x0a\x00" * 4_000_000, opset_import=OPSET_21),
        "more than 200,000 parts",
    ),
    "100,000 empty nodes": (
        lambda: encode(MODEL, graph=b"\x0a\x00" * 100_000, opset_import=OPSET_21),
        "100,000 nodes; up to 10,000",
    ),
    "100,000 nodes": (lambda: chain("Add", "b", 1, 100_000), "100,000 nodes; up to 10,000"),
    "shapes of shapes": (lambda: chain_of_shapes(1_900), "in more than 4,000 steps"),
    "constants of constants": (
        lambda: chain_of_constants(1990), "GB of memory; 2 GB are allowed"
    ),
}  # fmt: skip
# One of each limit at once: parts, values, lengths of lists, work; the others nightly.
AT_ONCE = ("empty parts", "NaN at the end", "small numbers", "many sums with one weight")


def cost(path):
    """Seconds of computing, bytes of memory and what was said."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True
    )
    seconds, kilobytes, words = done.stdout.split(" ", 2)
    return float(seconds), 1024 * int(kilobytes), words


@pytest.mark.parametrize(
    "name",
    [*AT_ONCE, *(pytest.param(n, marks=pytest.mark.nightly) for n in HEAVY if n not in AT_ONCE)],
)
def test_a_large_file(name, tmp_path):
    make, said = HEAVY[name]
    path = tmp_path / "heavy.onnx"
    path.write_bytes(make())
    assert path.stat().st_size < 128_000_000
    seconds, memory, words = cost(path)
    assert said in words
    assert seconds < 2
    assert memory < 1_000_000_000
