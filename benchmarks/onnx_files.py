"""Every ONNX file in a folder, read and run by the app and by ONNX Runtime.

    python -m benchmarks.onnx_files FOLDER

A file agrees when no output differs by more than 1e-4 of its largest number. Inputs are those that
lie beside a model (`test_data_set_0`), else random ones; where ONNX Runtime lacks an operator, the
outputs beside a model stand for its own. `benchmarks.onnx_exports` writes files.
"""

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from onnx import load_tensor, numpy_helper

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import Model, load_together

BOUND = 1e-4
OPEN = 2  # the length of an axis that a file leaves open, but for the first, which is 1


class Result(NamedTuple):
    """What came of a file."""

    verdict: str
    said: str
    seconds: float = 0.0
    of_runtime: float = 0.0


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
        start = time.perf_counter()
        ours = model.run(given)
        seconds = time.perf_counter() - start
    except UnreadableFile as refusal:
        return Result("refused", str(refusal))
    except ValueError as refusal:
        return Result("refused when run", str(refusal))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options)
        names = [each.name for each in session.get_outputs()]
        start = time.perf_counter()
        theirs = dict(zip(names, session.run(None, given), strict=True))
        of_runtime = time.perf_counter() - start
    except Exception as error:  # ONNX Runtime's own, of many kinds: it lacks old operators
        theirs, of_runtime = recorded(path, model), 0.0
        if not theirs:
            said = str(error).splitlines()[0][:90]
            return Result("not run by ONNX Runtime", said, seconds)
    worst = max((difference(ours[name], theirs[name]) for name in theirs), default=0.0)
    verdict = "agrees" if worst <= BOUND else "differs"
    return Result(verdict, f"{worst:.1e}", seconds, of_runtime)


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


def main() -> None:
    """Print a line for each file, and how many came out how."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for path in sorted(options.folder.rglob("*.onnx")):
        found = result(path)
        counts[found.verdict] += 1
        name = str(path.relative_to(options.folder)).removesuffix("/model.onnx")
        times = f"{found.seconds:.2f} s / {found.of_runtime:.2f} s" if found.seconds > 0.05 else ""
        print(f"{name:48} {found.verdict:16} {found.said} {times}", flush=True)
    total = sum(counts.values())
    print(f"\n{total} files: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common()))
    refused = counts["refused"] + counts["refused when run"]
    print(f"{1 - refused / max(total, 1):.1%} load and run")


if __name__ == "__main__":
    main()
