"""Every kind of layer, and training, beside other libraries, one thread each.

    python -m benchmarks.layers

Prints a Markdown table in milliseconds (medians). Ours and PyTorch take turns call by call; the
ratio is the median over those pairs of our time to PyTorch's, so below 1 is faster, and the goal is
the most that it may be. ONNX Runtime and onnx.reference run the same layer, saved as ONNX, and only
forward; SciPy knows maps of one channel. A dash stands where a library does not do this or is not
installed, "slow" where one call took more than five seconds. Needs requirements-oracles.txt.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import NamedTuple

from benchmarks.convolution import blas, paired_times, processor  # sets one BLAS thread

# isort: split
import platform

import numpy as np
import torch
from torch.nn import functional

from benchmarks import training
from cnnviz.files import onnx
from cnnviz.networks.graph import Network, Node
from cnnviz.ops import AveragePool, BatchNorm, Conv, Dense, MaxPool
from cnnviz.ops.layer import Array, Layer

PATIENCE = 5.0
SLOW, NONE = "slow", "–"
Answer = Callable[[], object]


class Case(NamedTuple):
    name: str
    layer: Layer
    x_shape: tuple[int, ...]
    maps: int = 1
    goal: float | None = None
    backward: bool = True
    innermost: bool = False


ALEXNET = Conv(11, stride=4, padding=2)
BATCH_NORM = BatchNorm(training=True)
CASES = [
    Case("grey 512², one 3×3", Conv(3, padding=1), (1, 1, 512, 512), 1, 0.45, False),
    Case("RGB 512² to 8 maps, 3×3", Conv(3, padding=1), (1, 3, 512, 512), 8, 1.0, False),
    Case("grey 1024², one 15×15", Conv(15, padding=7), (1, 1, 1024, 1024), 1, 0.3, False),
    Case("64 maps of 56² to 64, 3×3", Conv(3, padding=1), (1, 64, 56, 56), 64, None, False),
    Case("the same", Conv(3, padding=1), (1, 64, 56, 56), 64, 1.4),
    Case("AlexNet's first, 11×11 by 4", ALEXNET, (1, 3, 224, 224), 64, None, False),
    Case("the same", ALEXNET, (1, 3, 224, 224), 64, 1.4),
    Case("max pool 2×2, 32 × 64 × 56²", MaxPool(2), (32, 64, 56, 56), backward=False),
    Case("the same", MaxPool(2), (32, 64, 56, 56), goal=0.4),
    Case("the same, samples innermost", MaxPool(2), (32, 64, 56, 56), 1, 0.4, True, True),
    Case("max pool 2×2, 64 × 6 × 24²", MaxPool(2), (64, 6, 24, 24), goal=0.4),
    Case("the same, samples innermost", MaxPool(2), (64, 6, 24, 24), 1, 0.4, True, True),
    Case("max pool 2×2, 1 × 64 × 112²", MaxPool(2), (1, 64, 112, 112), goal=0.4),
    Case("max pool 3×3 by 2, 32 × 64 × 55²", MaxPool(3, 2), (32, 64, 55, 55), goal=0.75),
    Case("the same, samples innermost", MaxPool(3, 2), (32, 64, 55, 55), 1, 0.75, True, True),
    Case("max pool 3×3 by 2, 1 × 64 × 112²", MaxPool(3, 2), (1, 64, 112, 112), goal=0.75),
    Case("average pool 2×2, 32 × 64 × 56²", AveragePool(2), (32, 64, 56, 56), backward=False),
    Case("the same", AveragePool(2), (32, 64, 56, 56)),
    Case("batch norm as learnt, 32 × 64 × 56²", BatchNorm(), (32, 64, 56, 56), 1, 1.5, False),
    Case("batch norm in training", BATCH_NORM, (32, 64, 56, 56), goal=1.0),
    Case("the same, samples innermost", BATCH_NORM, (32, 64, 56, 56), 1, 1.0, True, True),
    Case("batch norm in training, 64 × 16 × 8²", BATCH_NORM, (64, 16, 8, 8), goal=1.0),
    Case("the same, samples innermost", BATCH_NORM, (64, 16, 8, 8), 1, 1.0, True, True),
    Case("batch norm in training, 64 × 512", BATCH_NORM, (64, 512), goal=1.0),
    Case("dense, 64 × 400 to 120", Dense(), (64, 400), 120, backward=False),
    Case("the same", Dense(), (64, 400), 120),
]
TRAINING = [case for case in training.CASES if case.goal]


def main() -> None:
    torch.set_num_threads(1)
    print(f"{date.today()}, {platform.machine()}, {processor()}, one thread.")
    print(f"NumPy {np.__version__} on {blas()}; {', '.join(map(version, OTHERS))}.\n")
    columns = ["workload", "pass", "cnnviz", *OTHERS, "cnnviz / PyTorch", "goal"]
    print(f"| {' | '.join(columns)} |\n|---|---|{'---:|' * (len(columns) - 2)}")
    for case in CASES:
        print(row(case), flush=True)
    for trained in TRAINING:
        print(line(trained.name, "step", *training.times(trained), {}, trained.goal), flush=True)


def row(case: Case) -> str:
    x, dy, params = arrays(case)
    theirs, ours = in_pytorch(case, x, dy, params), in_cnnviz(case, x, dy, params)
    for mine, torchs in zip(ours(), theirs(), strict=True):
        np.testing.assert_allclose(mine, torchs, rtol=1e-3, atol=1e-2)
    times = paired_times(ours, theirs)
    others = {} if case.backward else {name: ask(case, x, params) for name, ask in FORWARD.items()}
    return line(case.name, "both" if case.backward else "forward", *times, others, case.goal)


def line(
    name: str,
    which: str,
    ours: list[float],
    pytorchs: list[float],
    others: dict[str, Answer | None],
    goal: float | None,
) -> str:
    ratio = statistics.median(a / b for a, b in zip(ours, pytorchs, strict=True))
    times = [f"{1e3 * statistics.median(seconds):.2f}" for seconds in (ours, pytorchs)]
    times += [alone(others.get(other)) for other in OTHERS[1:]]
    cells = [name, which, *times, f"{ratio:.2f}", "" if goal is None else f"{goal:g}"]
    return f"| {' | '.join(cells)} |"


def arrays(case: Case) -> tuple[Array, Array, dict[str, Array]]:
    """An input, the gradient of the output, and parameters."""
    generator = np.random.default_rng(0)
    network = one_layer(case)
    x = generator.standard_normal(case.x_shape, np.float32)
    params = network.initial(case.x_shape).get("layer", {})
    dy = generator.standard_normal(network.shapes(case.x_shape)["layer"], np.float32)
    if case.innermost:
        x, dy = (np.moveaxis(np.moveaxis(a, 0, -1).copy(), -1, 0) for a in (x, dy))
    return x, dy, params


def one_layer(case: Case) -> Network:
    return Network(("x",), (Node("layer", case.layer, ("x",), case.maps),), ("layer",))


def in_cnnviz(case: Case, x: Array, dy: Array, params: dict[str, Array]) -> Answer:
    def run() -> list[Array]:
        y = case.layer.forward(x, params)
        return [y, case.layer.backward(dy, x, params)["x"]] if case.backward else [y]

    return run


def in_pytorch(case: Case, x: Array, dy: Array, params: dict[str, Array]) -> Answer:
    """The same in row-major order, which is PyTorch's own."""
    function = pytorch_function(case.layer)
    given, dy_tensor = (torch.from_numpy(np.ascontiguousarray(array)) for array in (x, dy))
    tensors = {name: torch.from_numpy(array.copy()) for name, array in params.items()}
    learnt = [tensor for name, tensor in tensors.items() if not name.startswith("running")]
    for tensor in (given, *learnt):
        tensor.requires_grad_(case.backward)

    def run() -> list[Array]:
        y = function(given, tensors)
        if not case.backward:
            return [y.numpy()]
        dx, *_ = torch.autograd.grad(y, [given, *learnt], dy_tensor)
        return [y.detach().numpy(), dx.numpy()]

    return run


def pytorch_function(
    layer: Layer,
) -> Callable[[torch.Tensor, dict[str, torch.Tensor]], torch.Tensor]:
    match layer:
        case Conv():
            return lambda x, own: functional.conv2d(
                x, **own, stride=layer.stride, padding=layer.padding
            )
        case MaxPool():
            return lambda x, _: functional.max_pool2d(x, layer.kernel_size, layer.stride)
        case AveragePool():
            return lambda x, _: functional.avg_pool2d(x, layer.kernel_size, layer.stride)
        case BatchNorm():
            return lambda x, own: functional.batch_norm(x, **own, training=layer.training)
        case _:
            return lambda x, own: functional.linear(x, **own)


def in_onnx_runtime(case: Case, x: Array, params: dict[str, Array]) -> Answer | None:
    if (library := installed("onnxruntime")) is None:
        return None
    options = library.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = library.InferenceSession(saved(case, params), options, ["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})


def in_onnx_reference(case: Case, x: Array, params: dict[str, Array]) -> Answer | None:
    if (library := installed("onnx.reference")) is None:
        return None
    evaluator = library.ReferenceEvaluator(installed("onnx").load_from_string(saved(case, params)))
    return lambda: evaluator.run(None, {"x": x})


def in_scipy(case: Case, x: Array, params: dict[str, Array]) -> Answer | None:
    library = installed("scipy.ndimage")
    if library is None or case.x_shape[:2] != (1, 1) or case.maps > 1:
        return None
    weight, bias = params["weight"][0, 0], params["bias"][0]
    return lambda: library.correlate(x[0, 0], weight, mode="constant") + bias


FORWARD = {
    "ONNX Runtime": in_onnx_runtime,
    "SciPy": in_scipy,
    "onnx.reference": in_onnx_reference,
}
OTHERS = ["PyTorch", *FORWARD]


def saved(case: Case, params: dict[str, Array]) -> bytes:
    return onnx.save(one_layer(case), {"layer": params}, {"x": case.x_shape})


def installed(name: str):
    try:
        return import_module(name)
    except ImportError:
        return None


def version(library: str) -> str:
    names = {"PyTorch": "torch", "ONNX Runtime": "onnxruntime", "SciPy": "scipy"}
    module = installed(names.get(library, "onnx"))
    return f"{library} {module.__version__ if module else 'not installed'}"


def alone(function: Answer | None) -> str:
    """Milliseconds of a call, the median over a second of them."""
    if function is None:
        return NONE
    seconds: list[float] = []
    while not seconds or (sum(seconds) < 1 and seconds[0] < PATIENCE):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return SLOW if seconds[0] > PATIENCE else f"{1e3 * statistics.median(seconds):.2f}"


if __name__ == "__main__":
    main()
