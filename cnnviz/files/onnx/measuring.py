"""Settings that follow from shapes: what becomes of PyTorch's ``x.view(x.size(0), -1)``.

The file computes them with a few operators on whole numbers. Those are kept as steps, not as nodes
of the network, and are run for the shapes that come in: so all shapes of the network stay known
before it runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.folding import Allowance, TooLarge
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
    function : from all those numbers, by name, and how many may come out, to its own, the first
    """

    name: str
    inputs: tuple[str, ...]
    known: Mapping[str, Array]
    function: Callable[[Mapping[str, Array], Allowance], Sequence[Array]]

    def run(self, values: Mapping[str, Array], most: int = MOST_NUMBERS) -> Array:
        """Its numbers.

        Raises
        ------
        TooLarge
            When there are more than ``most``.
        ValueError
            When they can't be computed, or are larger than a shape has any use for.
        """
        read = {n: self.known[n] if n in self.known else values[n] for n in self.inputs}
        try:
            numbers = self.function(read, Allowance(most))[0]
        except (UnreadableFile, TooLarge):
            raise
        except (ValueError, IndexError, TypeError, OverflowError):
            raise self.error() from None
        if numbers.dtype.kind in "iu" and not (np.abs(numbers) <= MAX_LENGTH).all():
            raise self.error()
        return numbers

    def error(self) -> ValueError:
        """That of numbers that make no sense."""
        return ValueError(f'"{self.name}" can\'t be computed from the shapes of this model.')


def lengths(call: Call) -> Callable[[Array], Array]:
    """Shape: the lengths of all axes, or of those from ``start`` to ``end``; Size: how many."""
    if call.operator == "Size":
        return lambda lengths: np.array(prod(map(int, lengths)), np.int64)
    start, end = call.whole("start"), call.whole("end", 2**31)
    return lambda lengths: lengths[start:end]


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """What Shape or Size says of the value of that name."""

    call: Call
    name: str

    def __call__(self, values: Mapping[str, Array], allowance: Allowance) -> list[Array]:
        """It, in a list; the values are shapes, by name."""
        return [lengths(self.call)(values[self.name])]


OF_SHAPES = ("Shape", "Size")
# The operators that go on computing with shapes where these are not known yet.
STEPS = """
    Add Cast Ceil Concat Div Equal Expand Floor Gather Greater Identity Less Max Min Mod Mul Neg
    ReduceProd Reshape Shape Size Slice Split Squeeze Sub Unsqueeze Where
""".split()


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

    def plain(self, x_shape: Any) -> Layer:
        """The layer, for inputs of these shapes."""
        return self.built(x_shape if len(self.inputs) > 1 else (x_shape,)).plain(x_shape)

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
        run_all(self.steps, values)
        known = {**self.call.known, **{slot: values[name] for slot, name in self.settings}}
        call = replace(self.call, known=known, shapes={**self.call.shapes, "x": shapes[0]})
        layer = self.build(call)
        call.check_read()
        return layer

    def _several(self, x: Any) -> list[Array]:
        return [np.asarray(each) for each in (x if len(self.inputs) > 1 else (x,))]


def run_all(steps: Sequence[Step], values: dict[str, Array]) -> None:
    """Add the numbers of each step."""
    for step in steps:
        try:
            values[step.name] = step.run(values)
        except TooLarge:
            raise step.error() from None


@dataclass(frozen=True, slots=True)
class Counted(Layer):
    """Numbers that follow from the shapes of the inputs, as values of the network.

    Parameters
    ----------
    inputs : names of the values whose shapes are read
    steps : all that lead to the numbers, in order
    """

    title: ClassVar[str] = "Numbers from shapes"
    formula: ClassVar[str] = r"y = f(\text{shape of } x)"
    reference: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()

    inputs: tuple[str, ...]
    steps: tuple[Step, ...]

    def output_shape(self, x_shape: Any, shapes: Mapping[str, Shape] = NOTHING) -> Shape:
        """The shape of the numbers."""
        return self.numbers(x_shape if len(self.inputs) > 1 else (x_shape,)).shape

    def forward(self, x: Any, params: Mapping[str, ArrayLike] = NOTHING) -> Array:
        """The numbers."""
        return self.numbers([np.shape(each) for each in self._several(x)])

    def backward(
        self, dy: ArrayLike, x: Any, params: Mapping[str, ArrayLike] = NOTHING
    ) -> dict[str, Any]:
        """Zeros: a shape has no slope."""
        zeros = [np.zeros(np.shape(each), np.float32) for each in self._several(x)]
        return {"x": tuple(zeros) if len(self.inputs) > 1 else zeros[0]}

    def numbers(self, shapes: Sequence[Shape]) -> Array:
        """The numbers for inputs of these shapes."""
        values = {n: np.array(s, np.int64) for n, s in zip(self.inputs, shapes, strict=True)}
        run_all(self.steps, values)
        return values[self.steps[-1].name]

    def _several(self, x: Any) -> Sequence[Any]:
        several: Sequence[Any] = x if len(self.inputs) > 1 else (x,)
        return several
