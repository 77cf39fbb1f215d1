"""Every ONNX file in a folder, read and run by the app and by ONNX Runtime.

    python -m benchmarks.onnx_files FOLDER

A file agrees when no output differs by more than 1e-4 of its largest number. Inputs are those that
lie beside a model (`test_data_set_0`), else random ones; where ONNX Runtime lacks an operator, the
outputs beside a model stand for its own. `benchmarks.onnx_exports` writes files. The last lines are
a Markdown table, and how long networks ran beside what was said before.
"""

from benchmarks.convolution import blas  # sets one BLAS thread

# isort: split
import argparse
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from onnx import load_tensor, numpy_helper

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import Model, load_together
from cnnviz.files.onnx.model import PRODUCTS, needs

BOUND = 1e-4
OPEN = 2  # the length of an axis that a file leaves open, but for the first, which is 1
LONG = 0.02  # seconds from which on a time says something
VERDICTS = ("agrees", "refused", "differs")
# What a file is, by a part of its name.
KINDS = {
    "pytorch-": "onnx: operators as PyTorch wrote them",
    "light_": "onnx: nine well-known networks",
    "simple-": "onnx: simple models",
    "-old.onnx": "torchvision, older exporter",
    "-new.onnx": "torchvision, newer exporter",
    "": "others",
}


class Result(NamedTuple):
    """What came of a file: times are processor time, ``expected`` what was said before the run."""

    verdict: str
    said: str
    seconds: float = 0.0
    of_runtime: float = 0.0
    expected: float = 0.0


def inputs_for(path: Path, model: Model) -> dict[str, Any]:
    """The inputs beside a model, or random ones."""
    stored = sorted(path.parent.glob("test_data_set_0/input_*.pb"))
    if path.name == "model.onnx" and stored:
        ordered = sorted(stored, key=lambda each: int(each.stem.split("_")[-1]))
        arrays = [numpy_helper.to_array(load_tensor(str(each))) for each in ordered]
        return dict(zip(model.inputs, arrays, strict=False))
    generator = np.random.default_rng(0)
    made = {}
    for name, given in model.inputs.items():
        first, *others = given.shape or (1,)
        lengths = [n if isinstance(n, int) else OPEN for n in others]
        shape = (first if isinstance(first, int) else 1, *lengths)
        whole = np.dtype(given.dtype).kind != "f"
        numbers = generator.integers(0, 2, shape) if whole else generator.standard_normal(shape)
        made[name] = numbers.astype(given.dtype)
    return made


def recorded(path: Path, model: Model) -> dict[str, Any]:
    """The outputs that lie beside a model."""
    stored = sorted(path.parent.glob("test_data_set_0/output_*.pb"))
    arrays = [numpy_helper.to_array(load_tensor(str(each))) for each in stored]
    return dict(zip(model.outputs, arrays, strict=False))


def result(path: Path) -> Result:
    """Read, run and compare one file."""
    beside = {each.name: each.read_bytes() for each in path.parent.glob(f"{path.name}.data")}
    try:
        model = load_together({path.name: path.read_bytes(), **beside})
        given = inputs_for(path, model)
        shapes = {name: np.shape(array) for name, array in given.items()}
        expected = needs(model.network, model.params, shapes).seconds
        start = time.process_time()
        ours = model.run(given)
        seconds = time.process_time() - start
    except UnreadableFile as refusal:
        return Result("refused", str(refusal))
    except ValueError as refusal:
        return Result("refused", f"when it was run: {refusal}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options)
        names = [each.name for each in session.get_outputs()]
        start = time.process_time()
        theirs = dict(zip(names, session.run(None, given), strict=True))
        of_runtime = time.process_time() - start
    except Exception as error:  # ONNX Runtime's own, of many kinds: it lacks old operators
        theirs, of_runtime = recorded(path, model), 0.0
        if not theirs:
            said = str(error).splitlines()[0][:90]
            return Result("not run by ONNX Runtime", said, seconds)
    worst = max((difference(ours[name], theirs[name]) for name in theirs), default=0.0)
    verdict = "agrees" if worst <= BOUND else "differs"
    return Result(verdict, f"{worst:.1e}", seconds, of_runtime, expected)


def difference(ours: Any, theirs: Any) -> float:
    """The largest difference over the largest number."""
    if ours.shape != theirs.shape:
        return float("inf")
    if not theirs.size:
        return 0.0
    a, b = (np.asarray(each, np.float64) for each in (ours, theirs))
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    away = np.abs(np.where(same, 0, a - b)).max()
    largest = np.abs(b[np.isfinite(b)]).max(initial=0)
    return float(away / largest) if largest else float(away)


def products() -> float:
    """Multiply-adds a second of two matrices, the reference beside which times are meant."""
    matrix = np.ones((512, 512), np.float32)
    seconds = []
    for _ in range(20):
        start = time.process_time()
        matrix @ matrix
        seconds.append(time.process_time() - start)
    return 512**3 / float(np.median(seconds))


def table(found: dict[str, Counter[str]]) -> str:
    """How many files of each kind came out how, in Markdown."""
    rows = [f"| | files | {' | '.join(VERDICTS)} |", f"|---|{'--:|' * (1 + len(VERDICTS))}"]
    for kind, counts in [*found.items(), ("in all", sum(found.values(), Counter()))]:
        numbers = " | ".join(str(counts[verdict]) for verdict in VERDICTS)
        rows.append(f"| {kind} | {counts.total()} | {numbers} |")
    return "\n".join(rows)


def main() -> None:
    """Print a line for each file, and how many came out how."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    shares = {}
    for path in sorted(options.folder.rglob("*.onnx")):
        found = result(path)
        name = str(path.relative_to(options.folder)).removesuffix("/model.onnx")
        counts[next(kind for part, kind in KINDS.items() if part in name)][found.verdict] += 1
        times = ""
        if found.seconds > LONG:
            shares[name] = found.seconds / found.expected
            times = f"{found.seconds:.2f} s of {found.expected:.2f} s, {found.of_runtime:.2f} s"
        print(f"{name:48} {found.verdict:16} {found.said} {times}", flush=True)
    ordered = {kind: counts[kind] for kind in KINDS.values() if kind in counts}
    print(f"\n{table(ordered)}\n")
    whole = sum(ordered.values(), Counter())
    print(f"{1 - whole['refused'] / whole.total():.1%} load and run")
    worst = max(shares, key=shares.__getitem__)
    print(
        f"run time over what was expected: median {np.median([*shares.values()]):.2f}, at most "
        f"{shares[worst]:.2f} ({worst}); {blas()}, {products() / PRODUCTS:.2f} of the reference"
    )


if __name__ == "__main__":
    main()
