"""Whole networks on one picture beside ONNX Runtime, one thread each, call by call in turn.

    python -m benchmarks.networks

Prints a Markdown table of medians in milliseconds; the ratio is the median over pairs of calls of
our time to ONNX Runtime's. Both are this thread's processor time, so that other work on the
machine counts as little as it can. "outputs" lets go of what is on the way, "all values" keeps
every map, "gradients" is the way back from one score to every map and weight, which ONNX Runtime
does not have: there the ratio is to its forward pass. Needs requirements-oracles.txt.
"""

from benchmarks.convolution import blas, processor  # sets one BLAS thread

# isort: split
import platform
import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import onnxruntime

from cnnviz.files import onnx, trained
from cnnviz.networks import catalogue
from cnnviz.networks.graph import Network, Params
from cnnviz.networks.run import answer, backward, forward, only_output

SHAPE, PAIRS = (1, 3, 224, 224), 25


def main() -> None:
    print(f"{date.today()}, {platform.machine()}, {processor()}, one thread.")
    print(f"NumPy {np.__version__} on {blas()}; ONNX Runtime {onnxruntime.__version__}.\n")
    print("| network, 224² | pass | cnnviz | ONNX Runtime | ratio |\n|---|---|--:|--:|--:|")
    for name in trained.TRAINED:
        if trained.TRAINED[name].recipe.shape == SHAPE[1:]:
            loaded = trained.load(name)
            rows(trained.TRAINED[name].title, loaded.network, loaded.params)
    network = catalogue.build("ResNet-18")
    rows("ResNet-18, random weights", network, network.initial(SHAPE))


def rows(title: str, network: Network, params: Params) -> None:
    x = np.random.default_rng(0).standard_normal(SHAPE, np.float32)
    x.setflags(write=False)
    session = in_onnx_runtime(network, params)
    values = forward(network, params, x)
    output = only_output(network)
    np.testing.assert_allclose(values.values[output], session(x), rtol=1e-3, atol=1e-3)
    dy = np.zeros_like(values.values[output])
    dy[0, 0] = 1
    passes: dict[str, Callable[[], object]] = {
        "outputs": lambda: answer(network, params, x),
        "all values": lambda: forward(network, params, x),
        "gradients": lambda: backward(network, params, values, dy),
    }
    for name, ours in passes.items():
        mine, theirs = paired(ours, lambda: session(x))
        ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
        medians = " | ".join(f"{1e3 * statistics.median(times):.1f}" for times in (mine, theirs))
        print(f"| {title} | {name} | {medians} | {ratio:.2f} |", flush=True)


def in_onnx_runtime(network: Network, params: Params) -> Callable[[np.ndarray], np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        onnx.save(network, params, SHAPE), options, providers=["CPUExecutionProvider"]
    )
    return lambda x: session.run(None, {network.inputs[0]: x})[0]


def paired(
    first: Callable[[], object], second: Callable[[], object]
) -> tuple[list[float], list[float]]:
    """Seconds of processor time of each call of the two, in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(PAIRS):
        for function, seconds in zip((first, second), times, strict=True):
            start = time.thread_time()
            function()
            seconds.append(time.thread_time() - start)
    return times


if __name__ == "__main__":
    main()
