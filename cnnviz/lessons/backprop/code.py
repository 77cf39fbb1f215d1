"""A chain as a Jupyter notebook: rebuilt in plain NumPy, every number recomputed and asserted."""

import base64
import zlib
from collections.abc import Iterator

import numpy as np

from cnnviz.files import notebook
from cnnviz.files.code import NUMPY_MODES
from cnnviz.files.notebook import Cell
from cnnviz.lessons.backprop import code_loops as loops
from cnnviz.lessons.backprop.chain import ChainTrace, Stage
from cnnviz.lessons.backprop.payload_layers import repeats
from cnnviz.ops import Conv, Dense, MaxPool, SoftmaxCrossEntropy
from cnnviz.ops.layer import Layer
from cnnviz.traces import Array

FEW = 400  # so many numbers are written out; more are packed


def encode(trace: ChainTrace, title: str) -> str:
    """The notebook as JSON; run from top to bottom it recomputes the chain and asserts each number.

    Raises
    ------
    ValueError
        For a layer that it has no loop for.
    """
    return notebook.encode(_cells(trace, title))


def script(trace: ChainTrace) -> str:
    """The same as one program to read, without the asserted numbers."""
    parts = [
        "import numpy as np",
        *_functions(trace),
        "\n".join(_given(trace, brief=True)),
        "\n".join(
            line for stage in trace.stages for line in _forward(stage, _before(trace, stage))
        ),
        _loss(trace),
        "\n".join(
            line
            for stage in reversed(trace.stages)
            for line in _backward(stage, _before(trace, stage))
        ),
        _update(trace),
    ]
    return "\n\n\n".join(parts) + "\n"


def program(trace: ChainTrace, until: str, number: str) -> str:
    """The program and its numbers up to the part ``until``; its last line prints ``number``.

    The parts are "x", each layer by its name, "loss", each layer on the way back as "d_" and its
    name, and "update".
    """
    there = [(s.name, _forward(s, _before(trace, s))) for s in trace.stages]
    back = [(f"d_{s.name}", _backward(s, _before(trace, s))) for s in reversed(trace.stages)]
    loss, update = ("loss", [f"\n\n{_loss(trace)}\n"]), ("update", [_update(trace)])
    parts = [("x", list(_given(trace))), *there, loss, *back, update]
    end = [name for name, _ in parts].index(until)
    lines = "\n".join(line for _, part in parts[: end + 1] for line in part)
    packed = "unpacked(" in lines
    start = [loops.IMPORTS, loops.UNPACKED] if packed else ["import numpy as np"]
    return "\n\n\n".join([*start, *_functions(trace), lines]) + f"\nprint({number})\n"


def _cells(trace: ChainTrace, title: str) -> Iterator[Cell]:
    yield (
        "markdown",
        f"# {notebook.plain(title)}\n\nForward, backward and one step, in plain NumPy. "
        + ("Each `shown(...)` compares with the number that the page showed."),
    )
    yield "code", loops.START
    yield "markdown", "## The layers, as loops"
    for function in _functions(trace):
        yield "code", function
    yield "markdown", "## The picture and the weights"
    yield "code", "\n".join(_given(trace))
    yield "markdown", "## Forward"
    for stage in trace.stages:
        lines = [*_forward(stage, _before(trace, stage)), _shown(stage.name, stage.y)]
        yield "code", "\n".join(lines)
    yield "code", "\n".join([_loss(trace), _shown("loss", np.array(trace.value))])
    yield "markdown", "## Backward"
    yield "code", _shown(f"d_{trace.stages[-1].name}", trace.stages[-1].dy)
    for stage in reversed(trace.stages):
        before = _before(trace, stage)
        lines = [*_backward(stage, before), _shown(f"d_{before}", stage.dx)]
        lines += [_shown(f"d_{stage.name}_{name}", g) for name, g in stage.grads.items()]
        yield "code", "\n".join(lines)
    yield "markdown", "## One step of gradient descent"
    yield "code", "\n".join([_update(trace), *_updated(trace)])


def _functions(trace: ChainTrace) -> list[str]:
    """The loops of those layers that the chain has, each once."""
    names = dict.fromkeys(_name(stage.layer) for stage in trace.stages)
    own = {"convolve": loops.REPEATING} if any(map(repeats, trace.stages)) else {}
    return [(loops.LAYERS | own)[name] for name in names]


def _name(layer: Layer) -> str:
    for kind, name in loops.NAMES.items():
        if isinstance(layer, kind):
            return name
    raise ValueError(f"There is no loop for a layer of the kind {type(layer).title}.")


def _before(trace: ChainTrace, stage: Stage) -> str:
    return trace.network.node(stage.name).inputs[0]


def _given(trace: ChainTrace, brief: bool = False) -> Iterator[str]:
    """Picture, weights and learning rate."""
    write = _brief if brief else _literal
    yield f"x = {write(trace.x)}"
    for stage in trace.stages:
        for name, array in stage.params.items():
            yield f"{stage.name}_{name} = {write(array)}"
        if isinstance(stage.layer, Conv | Dense) and "bias" not in stage.params:
            yield f"{stage.name}_bias = np.zeros({len(stage.params['weight'])})"
    yield f"rate = {trace.rate!r}"


def _settings(stage: Stage) -> str:
    """What a layer is set to, as arguments."""
    layer = stage.layer
    if not isinstance(layer, Conv | MaxPool):
        return ""
    windows = layer.windows(stage.x.shape[1:])
    stride = tuple(window.stride for window in windows)
    if isinstance(layer, MaxPool):
        return f", size={tuple(window.kernel_size for window in windows)}, stride={stride}"
    dilation = tuple(window.dilation for window in windows)
    mode = NUMPY_MODES[layer.padding_mode] if repeats(stage) else ""
    pad = tuple(window.pad for window in windows)
    return f", stride={stride}, pad={pad}, dilation={dilation}{mode}"


def _forward(stage: Stage, before: str) -> list[str]:
    name = stage.name
    own = f", {name}_weight, {name}_bias" if stage.params else ""
    return [f"{name} = {_name(stage.layer)}_forward({before}{own}{_settings(stage)})"]


def _backward(stage: Stage, before: str) -> list[str]:
    name = stage.name
    call = f"{_name(stage.layer)}_back(d_{name}, {before}"
    if not stage.params:
        return [f"d_{before} = {call}{_settings(stage)})"]
    results = f"d_{before}, d_{name}_weight, d_{name}_bias"
    return [f"{results} = {call}, {name}_weight{_settings(stage)})"]


def _loss(trace: ChainTrace) -> str:
    last = trace.stages[-1].name
    loop = loops.SOFTMAX if isinstance(trace.loss, SoftmaxCrossEntropy) else loops.SQUARED
    return f"{loop}\n\n\nloss, d_{last} = judge({last}, {_target(trace)})"


def _update(trace: ChainTrace) -> str:
    """The new weights, and the loss with them."""
    lines, again = [], []
    for stage in trace.stages:
        for name in stage.grads:
            array = f"{stage.name}_{name}"
            lines.append(f"{array} = {array} - rate * d_{array}")
        again += _forward(stage, _before(trace, stage))
    last = trace.stages[-1].name
    return "\n".join([*lines, *again, f"loss, _ = judge({last}, {_target(trace)})"])


def _updated(trace: ChainTrace) -> Iterator[str]:
    for stage in trace.stages:
        for name in stage.grads:
            yield _shown(f"{stage.name}_{name}", trace.updated[stage.name][name])
    if np.isfinite(trace.loss_after):
        yield _shown("loss", np.array(trace.loss_after))


def _shown(name: str, array: Array) -> str:
    return f'shown("{name}", {name}, {_literal(array)})'


def _target(trace: ChainTrace) -> str:
    """The class, or the wanted outputs."""
    wanted = trace.target
    return str(int(wanted)) if wanted.ndim == 0 else _literal(np.asarray(wanted, np.float64))


def _brief(array: Array) -> str:
    return _literal(array) if array.size <= FEW else f"...  # {array.shape}: the notebook has them"


def _literal(array: Array) -> str:
    """The numbers as Python reads them back, every digit kept."""
    if array.size <= FEW:
        return f"np.array({array.tolist()})"
    packed = base64.b64encode(zlib.compress(np.ascontiguousarray(array, "<f8").tobytes()))
    return f'unpacked("{packed.decode()}", {array.shape})'
