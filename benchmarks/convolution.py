"""The convolution layer against PyTorch, one thread each, call by call in turn.

    python -m benchmarks.convolution

Prints a Markdown table. The ratio is the median over pairs of calls of our time to PyTorch's, so
below 1 is faster; the goal is the most that the ratio may be. The memory is the peak of one call by
tracemalloc, its output included. The BLAS kernel is named because it decides much of the result;
OPENBLAS_CORETYPE=Haswell, say, chooses another. Needs requirements-oracles.txt.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is first imported

import ctypes
import platform
import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from cnnviz.ops import Conv


class Case(NamedTuple):
    name: str
    channels: int
    side: int
    maps: int
    kernel: int
    goal: float | None = None


CASES = [
    Case("grey 512², one 3×3", 1, 512, 1, 3, 0.45),
    Case("RGB 512² to 8 maps, 3×3", 3, 512, 8, 3, 1.0),
    Case("grey 1024², one 15×15", 1, 1024, 1, 15, 0.3),
    Case("grey 256², bank of 16, 3×3", 1, 256, 16, 3),
    Case("grey 512², bank of 16, 3×3", 1, 512, 16, 3),
    Case("grey 256², bank of 16, 7×7", 1, 256, 16, 7),
    Case("grey 256², bank of 16, 15×15", 1, 256, 16, 15),
    Case("RGB 256², bank of 16, 3×3", 3, 256, 16, 3),
    Case("64 maps 56² to 64, 3×3", 64, 56, 64, 3),
]
SECONDS, LEAST_PAIRS = 2.0, 15


def main() -> None:
    torch.set_num_threads(1)
    print(f"{date.today()}, {platform.machine()}, {processor()}, one thread.")
    print(f"NumPy {np.__version__} on {blas()}; PyTorch {torch.__version__}.\n")
    print("| workload | ours, ms | PyTorch, ms | ratio | goal | memory, MB |")
    print("|---|---:|---:|---:|---:|---:|")
    for case in CASES:
        print(row(case), flush=True)


def row(case: Case) -> str:
    generator = np.random.default_rng(0)
    x = generator.standard_normal((1, case.channels, case.side, case.side), np.float32)
    shape = (case.maps, case.channels, case.kernel, case.kernel)
    params = {
        "weight": generator.standard_normal(shape, np.float32),
        "bias": generator.standard_normal(case.maps, np.float32),
    }
    layer = Conv(case.kernel, padding=case.kernel // 2)
    tensors = [torch.from_numpy(array) for array in (x, *params.values())]

    def ours() -> np.ndarray:
        return layer.forward(x, params)

    def theirs() -> np.ndarray:
        return torch.nn.functional.conv2d(*tensors, padding=case.kernel // 2).numpy()

    memory = peak_megabytes(ours)
    with torch.inference_mode():
        np.testing.assert_allclose(ours(), theirs(), rtol=1e-3, atol=1e-3)
        mine, torchs = paired_times(ours, theirs)
    ratio = statistics.median(a / b for a, b in zip(mine, torchs, strict=True))
    times = f"{1e3 * statistics.median(mine):.2f} | {1e3 * statistics.median(torchs):.2f}"
    goal = "" if case.goal is None else f"{case.goal:.2f}"
    return f"| {case.name} | {times} | {ratio:.2f} | {goal} | {memory:.0f} |"


def paired_times(
    first: Callable[[], object], second: Callable[[], object]
) -> tuple[list[float], list[float]]:
    """Seconds of processor time of each call of the two, in turn so that both meet one machine.

    A clock would count what other work took of it in the middle of a call.
    """
    times: tuple[list[float], list[float]] = ([], [])
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until or len(times[0]) < LEAST_PAIRS:
        for function, seconds in zip((first, second), times, strict=True):
            start = time.process_time()
            function()
            seconds.append(time.process_time() - start)
    return times


def peak_megabytes(function: Callable[[], object]) -> float:
    tracemalloc.start()
    function()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def blas() -> str:
    """The BLAS that NumPy was built with and, for OpenBLAS, the kernel it runs on this machine."""
    built = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    name = f"{built['name']} {built['version']}"
    for path in (Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*"):
        core = ctypes.CDLL(str(path)).scipy_openblas_get_corename64_
        core.restype = ctypes.c_char_p
        return f"{name}, {core().decode()} kernel"
    return f"{name}, kernel unknown"


def processor() -> str:
    """The processor's name where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


if __name__ == "__main__":
    main()
