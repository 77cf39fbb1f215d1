"""Spoilt ONNX files, each read in a process with limits: it is read, or refused in one sentence.

    python -m benchmarks.onnx_fuzz

Twenty of the models that come with onnx are spoilt in one to five places: half of them in their
bytes (pieces taken out, doubled, taken from another file, the end cut off), half in what they say
(another operator, setting, input, length, version; a node more or less). Nothing may take over 2 s
of processor time, nothing may end the process, and its memory stays below 1 GB.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

BLOCK = 500  # files that one process reads
NUMBERS = (0, 1, 2, 3, 5, 7, 64, 1000, 100_000, 2**31 - 1, 2**40, -1, -2, -(2**31), -(2**63))
OPERATORS = """
    Add Cast Concat Conv ConstantOfShape CumSum Einsum Expand Flatten Gather Gemm If MatMul MaxPool
    Pad Range Reshape Resize ScatterND SequenceAt Shape Slice Split SplitToSequence Squeeze Tile
    TopK Transpose Unsqueeze Where
""".split()
SECONDS, BYTES = 2.0, 1_000_000_000
STORED = """
    light/light_bvlc_alexnet.onnx light/light_densenet121.onnx light/light_inception_v1.onnx
    light/light_inception_v2.onnx light/light_resnet50.onnx light/light_shufflenet.onnx
    light/light_squeezenet.onnx light/light_vgg19.onnx light/light_zfnet512.onnx
    pytorch-converted/test_Conv2d_groups pytorch-converted/test_ConvTranspose2d
    pytorch-converted/test_BatchNorm2d_eval pytorch-converted/test_Embedding
    pytorch-converted/test_PixelShuffle pytorch-operator/test_operator_pad
    pytorch-operator/test_operator_permute2 pytorch-operator/test_operator_addmm
    simple/test_expand_shape_model4 simple/test_sequence_model3 simple/test_sequence_model7
""".split()


class Outcome(NamedTuple):
    """What came of one file."""

    number: int
    words: str
    seconds: float = 0.0


def originals() -> list[bytes]:
    """The files that are spoilt."""
    import onnx

    data = Path(onnx.__file__).parent / "backend/test/data"
    paths = [data / name for name in STORED]
    return [(p if p.suffix else p / "model.onnx").read_bytes() for p in paths]


def spoilt(files: list[bytes], number: int) -> bytes:
    """The file of that number."""
    generator = np.random.default_rng(number)
    if number // len(files) % 2:
        return changed(files[number % len(files)], generator)
    return damaged(files, number, generator)


def changed(data: bytes, generator: np.random.Generator) -> bytes:
    """The file with other settings, names, operators, lengths or nodes: still ONNX."""
    import onnx

    model = onnx.load_from_string(data)
    graph = model.graph

    def one(values: Any) -> Any:
        return values[int(generator.integers(len(values)))]

    for _ in range(int(generator.integers(1, 6))):
        node, change = one(graph.node), int(generator.integers(8))
        tensors = [*graph.initializer, *(a.t for n in graph.node for a in n.attribute if a.t.dims)]
        if change == 0:
            node.op_type = one(graph.node).op_type if generator.random() < 0.5 else one(OPERATORS)
        elif change == 1 and node.attribute:
            setting = one(node.attribute)
            setting.i, setting.f = one(NUMBERS), float(one(NUMBERS))
            setting.ints[:] = [one(NUMBERS) for _ in setting.ints]
        elif change == 2 and node.input:
            node.input[int(generator.integers(len(node.input)))] = one([*one(graph.node).output])
        elif change == 3 and tensors:
            dims = one(tensors).dims
            dims[:] = [one([n, one(NUMBERS)]) for n in dims]
        elif change == 4 and graph.input:
            for dim in one(graph.input).type.tensor_type.shape.dim:
                dim.dim_value = one([dim.dim_value, one(NUMBERS)])
        elif change == 5:
            graph.node.remove(node)
        elif change == 6:
            graph.node.insert(int(generator.integers(len(graph.node))), node)
        else:
            model.opset_import[0].version = int(generator.integers(5, 30))
        if not graph.node:
            break
    return bytes(model.SerializeToString())


def damaged(files: list[bytes], number: int, generator: np.random.Generator) -> bytes:
    """The file with other bytes in a few places."""
    data = bytearray(files[number % len(files)])
    other = files[int(generator.integers(len(files)))]
    for _ in range(int(generator.integers(1, 6))):
        at, size = int(generator.integers(len(data) + 1)), int(generator.integers(1, 33))
        change = int(generator.choice(6, p=[0.35, 0.35, 0.1, 0.1, 0.08, 0.02]))
        if change == 0:
            data[at : at + 1] = generator.bytes(1)
        elif change == 1:
            data[at : at + 1] = bytes(byte ^ 1 << size % 8 for byte in data[at : at + 1])
        elif change == 2:
            del data[at : at + size]
        elif change == 3:
            data[at:at] = data[max(0, at - size) : at]
        elif change == 4:
            start = int(generator.integers(len(other)))
            data[at : at + size] = other[start : start + size]
        else:
            del data[at:]
    return bytes(data)


def work(start: int, stop: int) -> None:
    """Read the files of these numbers and tell of each; this runs in a process of its own."""
    from cnnviz.files import UnreadableFile
    from cnnviz.files.onnx import load

    files = originals()
    for number in range(start, stop):
        data = spoilt(files, number)
        print(json.dumps([number]), flush=True)
        began = time.process_time()
        try:
            load(data)
            words = "read"
        except UnreadableFile as refusal:
            words = str(refusal)
        print(json.dumps([number, words, time.process_time() - began]), flush=True)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(json.dumps(1024 * int(peak.group(1)) if peak else 0))


def outcomes(start: int, stop: int) -> Iterator[Outcome | int]:
    """What comes of each file, and at the end the most memory; a dead process goes on after it."""
    while start < stop:
        command = [sys.executable, "-m", "benchmarks.onnx_fuzz", "--work", str(start), str(stop)]
        limits = f'ulimit -v {4 * BYTES // 1024} -t {(stop - start) * int(SECONDS)}; exec "$@"'
        done = subprocess.run(
            ["bash", "-c", limits, "bash", *command], capture_output=True, text=True, check=False
        )
        lines: list[Any] = [json.loads(line) for line in done.stdout.splitlines()]
        yield from (Outcome(*line) for line in lines if isinstance(line, list) and line[1:])
        if done.returncode == 0:
            yield lines[-1]
            return
        last = lines[-1][0] if lines else start
        yield Outcome(last, f"the process ended: {done.stderr.splitlines()[-1:]}")
        start = last + 1


def fault(outcome: Outcome) -> str:
    """What is wrong with an outcome, or nothing."""
    if outcome.seconds > SECONDS:
        return f"took {outcome.seconds:.1f} s"
    words = outcome.words
    sentence = words.isprintable() and words.endswith(".") and len(words) < 700
    return "" if words == "read" or sentence else "no sentence"


def main() -> None:
    """Read them all, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--work", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return
    counts: Counter[str] = Counter()
    slowest, largest = 0.0, 0
    for start in range(0, options.count, BLOCK):
        for found in outcomes(start, min(start + BLOCK, options.count)):
            if isinstance(found, int):
                largest = max(largest, found)
                continue
            wrong = fault(found)
            counts[wrong or ("read" if found.words == "read" else "refused")] += 1
            slowest = max(slowest, found.seconds)
            if wrong:
                print(found.number, wrong, found.words[:200], flush=True)
    print(", ".join(f"{n:,} {kind}" for kind, n in counts.most_common()))
    print(f"slowest {slowest:.2f} s, most memory {largest / 1e6:,.0f} MB")
    if largest > BYTES:
        print("more memory than 1 GB")


if __name__ == "__main__":
    main()
