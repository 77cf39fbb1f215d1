"""Is a gradient of a chain right? The finite difference beside it, and the loss around it.

`cnnviz.analysis.gradient_check` compares and judges; here its answer is put together with the curve
of the loss along one number, to be drawn with its tangent.
"""

from dataclasses import dataclass, replace
from math import isnan, nan

import numpy as np

from cnnviz.analysis.gradient_check import ROUNDING, check_entry, check_network
from cnnviz.analysis.gradient_report import Kink, Probe, Report
from cnnviz.lessons.backprop.chain import ChainTrace
from cnnviz.networks.run import Activations, forward, only_output, resume
from cnnviz.traces import Array

STEP = 1e-5
SAME = 1e-12  # relative: what two ways to compute one gradient may differ by
POINTS = 20  # of the curve, to either side
FEW = 2_000  # so many numbers of a chain are all checked; of more, some of each array
LEAST, MOST, WORK = 8, 24, 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """One gradient, and the same by finite differences.

    ``value`` is the number whose gradient is checked, ``analytic`` its gradient. ``loss_up`` and
    ``loss_down`` are the losses with the number moved by ``step`` either way, ``left`` and
    ``right`` the slopes to both sides and ``numeric`` their mean, the centred difference
    ``(loss_up - loss_down) / (2 * step)``. ``verdict`` is
    "good", "fair", "doubtful" or "wrong", or "kink" where the comparison means nothing; ``kinks``
    has a sentence for each reason. ``losses`` (K,) is the loss with ``offsets`` (K,) added to the
    value.
    """

    array: str
    index: tuple[int, ...]
    value: float
    analytic: float
    numeric: float
    left: float
    right: float
    relative_error: float
    verdict: str
    kinks: tuple[str, ...]
    offsets: Array
    losses: Array
    step: float
    loss_up: float
    loss_down: float


def probe(trace: ChainTrace, array: str, index: tuple[int, ...]) -> Checked:
    """Check one number of a chain.

    Parameters
    ----------
    array : "x", the name of a node for what it puts out, or "node.weight", "node.bias"
    index : as in the trace, without a batch axis

    Raises
    ------
    ValueError
        For an array or an entry that does not exist.
    """
    place = index if "." in array else (0, *index)
    found = check_entry(
        trace.network,
        trace.params,
        trace.x[None],
        trace.loss,
        trace.wanted,
        array,
        place,
        step=STEP,
    )
    found = _judged(trace, found)
    here = forward(trace.network, trace.params, trace.x[None])
    values = _values(trace, here, array)
    offsets = np.arange(-POINTS, POINTS + 1) / POINTS * _reach(values)
    losses = np.array([_loss_with(trace, here, array, place, offset) for offset in offsets])
    return Checked(
        array,
        index,
        float(values[place]),
        float(_gradient(trace, array)[index]),
        _told(trace, found.numeric),
        _told(trace, found.left),
        _told(trace, found.right),
        found.relative_error,
        found.verdict,
        tuple(map(kink_message, found.kinks)),
        offsets,
        losses,
        STEP,
        _loss_with(trace, here, array, place, STEP),
        _loss_with(trace, here, array, place, -STEP),
    )


def check_all(trace: ChainTrace) -> Report:
    """Check every number of a small chain, and some of every array of a large one."""
    stages = trace.stages
    count = trace.x.size + sum(
        stage.y.size + sum(param.size for param in stage.params.values()) for stage in stages
    )
    report = check_network(
        trace.network,
        trace.params,
        trace.x[None],
        trace.loss,
        trace.wanted,
        step=STEP,
        projections=0,
        entries=None if count <= FEW else min(max(WORK // count, LEAST), MOST),
    )
    return replace(report, probes=tuple(_judged(trace, probe) for probe in report.probes))


def disagreements(report: Report) -> tuple[Probe, ...]:
    """The probes whose gradient is not what the loss does."""
    return tuple(probe for probe in report.probes if probe.verdict in ("doubtful", "wrong"))


def place_of(probe: Probe) -> tuple[int, ...]:
    """Where the number stands in the trace, which has no batch axis."""
    index = probe.index or ()
    return index if "." in probe.array else index[1:]


def _judged(trace: ChainTrace, probe: Probe) -> Probe:
    """The probe with the gradient of the trace, which may be wrong on purpose."""
    shown = float(_gradient(trace, probe.array)[place_of(probe)]) if trace.mistake else nan
    largest = max(abs(shown), abs(probe.analytic))
    # A smaller slope is lost in the last digits of the loss.
    least = max(SAME * largest, ROUNDING * abs(trace.value) / STEP)
    scale = max(abs(shown), abs(probe.numeric))
    if isnan(shown) or abs(shown - probe.analytic) <= least or not scale:
        return probe
    return replace(probe, analytic=shown, relative_error=abs(shown - probe.numeric) / scale)


def kink_message(kink: Kink) -> str:
    """Why the comparison means nothing there, without the batch axis.

    >>> kink_message(Kink("relu", "kink", (0, 0, 1, 2), 0.0))
    'In relu, (0, 1, 2) sits on the kink of its gate: to one side open, to the other shut.'
    """
    place = ", ".join(map(str, kink.index[1:]))
    if kink.kind == "tie":
        return f"In {kink.node}, window ({place}) has a tie: a nudge changes the winner."
    return (
        f"In {kink.node}, ({place}) sits on the kink of its gate: to one side open, "
        "to the other shut."
    )


def _gradient(trace: ChainTrace, array: str) -> Array:
    """The gradient as the trace has it."""
    node, _, name = array.partition(".")
    if node in trace.network.inputs:
        return trace.stages[0].dx
    stage = next(stage for stage in trace.stages if stage.name == node)
    return stage.grads[name] if name else stage.dy


def _told(trace: ChainTrace, slope: float) -> float:
    """A slope, 0 where the losses differ by no more than their last digits."""
    return 0.0 if abs(slope) * STEP <= ROUNDING * abs(trace.value) else slope


def _values(trace: ChainTrace, here: Activations, array: str) -> Array:
    node, _, name = array.partition(".")
    return trace.params[node][name] if name else here.values[node]


def _reach(values: Array) -> float:
    """How far a number is moved: by the largest of its array, so that bends come in sight."""
    return float(np.abs(values).max()) or 1.0


def _loss_with(
    trace: ChainTrace, here: Activations, array: str, place: tuple[int, ...], offset: float
) -> float:
    node, _, name = array.partition(".")
    moved = np.array(_values(trace, here, array))
    moved[place] += offset
    if name:
        params = {**trace.params, node: {**trace.params[node], name: moved}}
        there = resume(trace.network, params, here, nodes=(node,))
    else:
        there = resume(trace.network, trace.params, here, {node: moved})
    return trace.loss.value(there.values[only_output(trace.network)], trace.wanted)
