"""Is a gradient right? Compare it with what the loss does when a number is moved a little.

The central difference (f(v + h) - f(v - h)) / 2h, in float64, for single entries and along random
directions of ±1. The relative error is judged as in the CS231n notes (Stanford, "Gradient checks"):
up to 1e-7 is good, up to 1e-4 is usual where there are kinks, above 1e-2 is wrong.

Across a kink the difference means nothing. So each probe watches which side of its kink every
number is on and which input wins every pooling window; where moving by the step changes that, the
probe names the place and is not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.analysis.gradient_report import GOOD, Kink, Probe, Report
from cnnviz.analysis.kinks import BENT, MAXIMA, sides
from cnnviz.networks.graph import Network, Node, Params
from cnnviz.networks.run import Activations, Pass, loss_and_gradients, only_output, resume
from cnnviz.ops.layer import NOTHING, Array, Layer
from cnnviz.ops.loss import Loss

ROUNDING = 8 * float(np.finfo(np.float64).eps)  # of a sum, relative to the size of its terms
Place = tuple[str, str | None]  # a node's parameter, or the value of that name


@dataclass(frozen=True, slots=True, eq=False)
class Projection(Loss):
    """The loss ⟨dy, y⟩, whose gradient for ``y`` is any ``dy`` one likes."""

    dy: Array

    def value(self, z: Any, target: Any = None) -> float:
        return float(np.vdot(self.dy, z))

    def gradient(self, z: Any, target: Any = None) -> Array:
        return self.dy


def check(
    layer: Layer,
    x: ArrayLike | tuple[ArrayLike, ...],
    params: Mapping[str, ArrayLike] = NOTHING,
    *,
    step: float = 1e-5,
    projections: int = 3,
    entries: int | None = 10,
    seed: int = 0,
) -> Report:
    """Check a layer's gradients for its input and each of its parameters.

    Parameters
    ----------
    x : array, or a tuple of arrays for a layer with several inputs ("x[0]", "x[1]", ...)
    step : float
        How far each number is moved.
    projections : int
        How many random directions for each array.
    entries : int or None
        How many single entries of each array, drawn at random; None for all.

    Examples
    --------
    >>> from cnnviz.ops import ReLU
    >>> report = check(ReLU(), [1.0, -2.0, 1e-6])
    >>> report.verdict, report.kinks[0].index
    ({'x': 'good'}, (2,))
    """
    parts = {f"x[{i}]": part for i, part in enumerate(x)} if isinstance(x, tuple) else {"x": x}
    network = Network(tuple(parts), (Node("", layer, tuple(parts)),), ("",))
    given = {name: np.asarray(part, np.float64) for name, part in parts.items()}
    own = {name: np.asarray(value, np.float64) for name, value in params.items()}
    y = layer.forward(network.nodes[0].read(given), own)
    dy = np.random.default_rng(seed).standard_normal(y.shape)
    subject = _Subject.of(network, {"": own}, given, Projection(dy), None)
    places = [place for place in subject.places() if place != ("", None)]
    return subject.report(places, step, projections, entries, seed)


def check_network(
    network: Network,
    params: Params,
    inputs: Any,
    loss: Loss,
    target: Any,
    *,
    step: float = 1e-5,
    projections: int = 3,
    entries: int | None = 10,
    seed: int = 0,
) -> Report:
    """Check the gradients of a network with one output, at every value and every parameter.

    The arrays of the report are named after inputs and nodes, and "node.parameter".
    For the settings see `check`.
    """
    subject = _Subject.of(network, params, inputs, loss, target)
    return subject.report(subject.places(), step, projections, entries, seed)


def check_entry(
    network: Network,
    params: Params,
    inputs: Any,
    loss: Loss,
    target: Any,
    array: str,
    index: tuple[int, ...],
    step: float = 1e-5,
) -> Probe:
    """Check a single number of a network: the name of its array is as in `check_network`.

    Raises
    ------
    ValueError
        For an array or an entry that does not exist.
    """
    subject = _Subject.of(network, params, inputs, loss, target)
    places = {_title(place): place for place in subject.places()}
    if array not in places:
        raise ValueError(f'There is no gradient "{array}": there are {", ".join(places)}.')
    direction = np.zeros_like(subject.gradient(places[array]))
    try:
        direction[index] = 1
    except IndexError:
        raise ValueError(f'"{array}" has shape {direction.shape} and no entry {index}.') from None
    return subject.probe(places[array], direction, index, step)


@dataclass(frozen=True, slots=True, eq=False)
class _Subject:
    """A network with everything that a probe compares with."""

    network: Network
    params: Params
    loss: Loss
    target: Any
    result: Pass

    @classmethod
    def of(
        cls, network: Network, params: Params, inputs: Any, loss: Loss, target: Any
    ) -> "_Subject":
        given = {n: np.asarray(v, np.float64) for n, v in network.named(inputs).items()}
        exact = {
            node: {name: np.asarray(value, np.float64) for name, value in own.items()}
            for node, own in params.items()
        }
        result = loss_and_gradients(network, exact, given, loss, target)
        return cls(network, exact, loss, target, result)

    def places(self) -> list[Place]:
        gradients = self.result.gradients
        values: list[Place] = [(name, None) for name in gradients.values]
        return values + [(node, name) for node, own in gradients.params.items() for name in own]

    def gradient(self, place: Place) -> Array:
        node, param = place
        gradients = self.result.gradients
        return gradients.values[node] if param is None else gradients.params[node][param]

    def report(
        self, places: list[Place], step: float, projections: int, entries: int | None, seed: int
    ) -> Report:
        generator = np.random.default_rng(seed)
        probes = []
        for place in places:
            shape = self.gradient(place).shape
            size = self.gradient(place).size
            for _ in range(projections):
                direction = generator.choice([-1.0, 1.0], shape)
                probes.append(self.probe(place, direction, None, step))
            some = size if entries is None else min(entries, size)
            for flat in np.sort(generator.choice(size, some, replace=False)):
                direction = np.zeros(shape)
                direction.flat[flat] = 1
                index = tuple(int(i) for i in np.unravel_index(flat, shape))
                probes.append(self.probe(place, direction, index, step))
        return Report(step, tuple(probes))

    def probe(
        self, place: Place, direction: Array, index: tuple[int, ...] | None, step: float
    ) -> Probe:
        output = only_output(self.network)
        here = self.result.activations
        minus, plus = (self._moved(place, sign * step * direction) for sign in (-1, 1))
        z_minus, z, z_plus = (at.values[output] for at in (minus, here, plus))
        left, right = self._change(z_minus, z) / step, self._change(z, z_plus) / step
        gradient = self.gradient(place)
        analytic, numeric = float(np.vdot(gradient, direction)), (left + right) / 2
        terms = self._terms(z_minus, z, z_plus) / step + float(np.abs(gradient * direction).sum())
        error = _relative_error(analytic, numeric, terms * ROUNDING / GOOD)
        kinks = self._kinks(minus, plus)
        return Probe(_title(place), index, analytic, numeric, left, right, error, kinks)

    def _moved(self, place: Place, change: Array) -> Activations:
        node, param = place
        here = self.result.activations
        if param is None:
            values = {node: here.values[node] + change}
            return resume(self.network, self.params, here, values)
        own = {**self.params[node], param: self.params[node][param] + change}
        return resume(self.network, {**self.params, node: own}, here, nodes=(node,))

    def _change(self, before: Array, after: Array) -> float:
        if isinstance(self.loss, Projection):  # linear: what did not move then adds no rounding
            return self.loss.value(after - before)
        return self.loss.value(after, self.target) - self.loss.value(before, self.target)

    def _terms(self, z_minus: Array, z: Array, z_plus: Array) -> float:
        """The size of what is added up in a difference of losses."""
        dz = self.result.gradients.values[only_output(self.network)]
        size = float(np.abs(dz * z).sum(where=z_minus != z_plus))
        return size if isinstance(self.loss, Projection) else size + abs(self.result.loss)

    def _kinks(self, *moved: Activations) -> tuple[Kink, ...]:
        found = []
        here, gradients = self.result.activations, self.result.gradients
        for node in self.network.nodes:
            xs = [node.read(at.values) for at in (here, *moved)]
            if xs[1] is xs[0] or not isinstance(node.layer, BENT):
                continue
            own = self.params.get(node.name, NOTHING)
            on = [sides(node.layer, x, own) for x in xs]
            # Where no gradient comes back, the side makes no difference to the loss.
            crossed = (on[1] != on[0]) | (on[2] != on[0])
            reached = np.abs(gradients.values[node.name])
            crossed &= reached > ROUNDING * reached.max(initial=0)
            kind = "tie" if isinstance(node.layer, MAXIMA) else "kink"
            for at in map(tuple, np.argwhere(crossed).tolist()):
                found.append(Kink(node.name, kind, at, float(here.values[node.name][at])))
        return tuple(found)


def _relative_error(analytic: float, numeric: float, least: float) -> float:
    if not (isfinite(analytic) and isfinite(numeric)):
        return inf
    scale = max(abs(analytic), abs(numeric), least)
    return abs(analytic - numeric) / scale if scale else 0.0


def _title(place: Place) -> str:
    node, param = place
    return node if param is None else f"{node}.{param}" if node else param
