"""Settings that follow from shapes: what becomes of PyTorch's ``x.view(x.size(0), -1)``.

The file computes them with a few operators on whole numbers. Those are kept as steps, not as nodes
of the network, and are run for the shapes that come in: so all shapes of the network stay known
before it runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.tensors import MAX_LENGTH
from cnnviz.ops.layer import NOTHING, Array, Example, Layer, Shape

MOST_NUMBERS = 64  # in one step: shapes are short


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One operator that computes with shapes.

    Attributes
    ----------
    name : of what it gives
    inputs : names of what it reads: earlier steps, values whose shape is meant, and known ones
    known : the known ones
    function : from all those numbers to its own
    """

    name: str
    inputs: tuple[str, ...]
    known: Mapping[str, Array]
    function: Callable[..., Array]

    def run(self, values: Mapping[str, Array]) -> Array:
        """Its numbers.

        Raises
        ------
        ValueError
            When they can't be computed, or there are more than a shape can have any use for.
        """
        read = [self.known[n] if n in self.known else values[n] for n in self.inputs]
        try:
            with np.errstate(all="ignore"):  # by zero; the result is looked at below
                numbers = np.asarray(self.function(*read))
        except (ValueError, IndexError, TypeError, OverflowError):
            raise self._error() from None
        few = max(each.size for each in (numbers, *read)) <= MOST_NUMBERS
        if not few or not (np.abs(numbers) <= MAX_LENGTH).all():
            raise self._error()
        return numbers.astype(np.int64)

    def _error(self) -> ValueError:
        return ValueError(f'"{self.name}" can\'t be computed from the shapes of this model.')


def _shape(call: Call) -> Callable[..., Array]:
    """Shape: the lengths of all axes, or of those from ``start`` to ``end``."""
    start, end = call.whole("start"), call.whole("end", 2**31)
    return lambda lengths: lengths[start:end]


def _gather(call: Call) -> Callable[..., Array]:
    axis = call.axis(0)
    return lambda numbers, places: np.take(numbers, places, axis)


def _cast(call: Call) -> Callable[..., Array]:
    call.ignore("to", "saturate")
    return lambda numbers: numbers


def _concat(call: Call) -> Callable[..., Array]:
    axis = call.axis(0)
    return lambda *parts: np.concatenate(parts, axis)


def _reshape(call: Call) -> Callable[..., Array]:
    call.ignore("allowzero")
    return lambda numbers, shape: numbers.reshape(shape)


def _slice(call: Call) -> Callable[..., Array]:
    def function(numbers: Array, starts: Array, ends: Array, *rest: Array) -> Array:
        step = int(rest[1].item()) if len(rest) > 1 else 1
        part: Array = numbers[int(starts.item()) : int(ends.item()) : step]
        return part

    return function


def _exact(function: Callable[[Array, Array], Array]) -> Callable[[Call], Callable[..., Array]]:
    """Computed in float64, where a number that is too large stays so instead of wrapping around."""
    return lambda call: lambda a, b: function(a.astype(np.float64), b.astype(np.float64))


def _axes(function: Callable[..., Array]) -> Callable[[Call], Callable[..., Array]]:
    def build(call: Call) -> Callable[..., Array]:
        fixed = call.wholes("axes")  # an input from opset 13 on
        return lambda numbers, axes=fixed: function(numbers, axes if axes is None else tuple(axes))

    return build


# The operators that may compute with shapes.
STEPS: dict[str, Callable[[Call], Callable[..., Array]]] = {
    "Add": _exact(np.add),
    "Cast": _cast,
    "Concat": _concat,
    "Div": _exact(np.floor_divide),
    "Gather": _gather,
    "Identity": lambda call: lambda numbers: numbers,
    "Mul": _exact(np.multiply),
    "Reshape": _reshape,
    "Shape": _shape,
    "Slice": _slice,
    "Squeeze": _axes(np.squeeze),
    "Sub": _exact(np.subtract),
    "Unsqueeze": _axes(np.expand_dims),
}
ONLY_SHAPES = ("Cast", "Gather", "Shape", "Slice")  # there are no layers for these


def leading_to(names: set[str], steps: Mapping[str, Step]) -> tuple[Step, ...]:
    """The steps that these values need, in order."""
    wanted, kept = set(names), []
    for step in reversed(list(steps.values())):
        if step.name in wanted:
            wanted.update(step.inputs)
            kept.append(step)
    return tuple(reversed(kept))


@dataclass(frozen=True, slots=True)
class Measured(Layer):
    """A layer with settings that follow from the shapes of its inputs.

    Parameters
    ----------
    call : what is known of the node without them
    build : how the node becomes a layer with them
    inputs : names of its inputs; after the first, which is its data, only their shapes matter
    settings : name of each such setting, and of the step that gives it
    steps : all that lead there, in order
    """

    title: ClassVar[str] = "Layer with measured settings"
    formula: ClassVar[str] = r"y = f_{\text{shape}}(x)"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    call: Call
    build: Callable[[Call], Layer]
    inputs: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """That of the layer."""
        given = x_shape if len(self.inputs) > 1 else (x_shape,)
        return self.built(given).output_shape(given[0], shapes)

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The layer's output."""
        given = self._several(x)
        return self.built([np.shape(each) for each in given]).forward(given[0], params)

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """The layer's gradients; those of the inputs that are only measured are 0."""
        first, *others = self._several(x)
        layer = self.built([np.shape(each) for each in (first, *others)])
        grads: dict[str, Any] = layer.backward(dy, first, params)
        zeros = [np.zeros(each.shape, np.result_type(np.float32, each)) for each in others]
        return {**grads, "x": (grads["x"], *zeros)} if others else grads

    def built(self, shapes: Sequence[Shape]) -> Layer:
        """The layer for inputs of these shapes."""
        values = {n: np.array(s, np.int64) for n, s in zip(self.inputs, shapes, strict=True)}
        for step in self.steps:
            values[step.name] = step.run(values)
        known = {**self.call.known, **{slot: values[name] for slot, name in self.settings}}
        call = replace(self.call, known=known, shapes={**self.call.shapes, "x": shapes[0]})
        layer = self.build(call)
        call.check_read()
        return layer

    def _several(self, x: Any) -> list[Array]:
        return [np.asarray(each) for each in (x if len(self.inputs) > 1 else (x,))]
