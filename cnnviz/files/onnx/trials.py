"""Shapes as they are while a graph is translated, for tried numbers of samples.

What comes out the same for one sample and for very many does not depend on how many there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnnviz.files.onnx.measuring import OF_SHAPES, Step
from cnnviz.files.onnx.tensors import TensorType
from cnnviz.ops.layer import Array, Layer, Shape

MANY = 1009  # samples: a prime, so that hardly a number in a file happens to fit it


@dataclass(slots=True, eq=False)
class Trial:
    """All shapes and numbers that are known with one number of samples.

    Attributes
    ----------
    shapes : of values, by name
    needed : whether the file leaves open how many samples there are
    numbers : those that follow from shapes, by name
    """

    shapes: dict[str, Shape]
    needed: bool
    numbers: dict[str, Array] = field(default_factory=dict)

    def pass_on(
        self, name: str, layer: Layer, reads: Sequence[str], own: Mapping[str, Any]
    ) -> None:
        """Note the shape of a node, where it is known."""
        if any(read not in self.shapes for read in reads):
            return
        given = tuple(self.shapes[read] for read in reads)
        parameters = {key: np.shape(value) for key, value in own.items()}
        try:
            x_shape: Any = given[0] if len(given) == 1 else given
            self.shapes[name] = layer.output_shape(x_shape, parameters)
        except ValueError:  # said where the network is checked as a whole
            return

    def run(self, step: Step, operator: str, most: int) -> Array | None:
        """A step's numbers, or None where it reads what is not known."""
        values = {}
        for name in step.inputs:
            if name in step.known:
                continue
            if operator in OF_SHAPES and name in self.shapes:
                values[name] = np.array(self.shapes[name], np.int64)
            elif operator not in OF_SHAPES and name in self.numbers:
                values[name] = self.numbers[name]
            else:
                return None
        return step.run(values, most)


def trials(inputs: Mapping[str, TensorType]) -> tuple[Trial, ...]:
    """With one sample, or as the file says, and with very many; none where other axes are open."""
    declared = {name: value.lengths(samples=1) for name, value in inputs.items()}
    known = {name: shape for name, shape in declared.items() if shape is not None}
    if len(known) < len(declared):
        return ()
    needed = any(value.lengths() is None for value in inputs.values())
    many = {name: (MANY, *shape[1:]) if shape else shape for name, shape in known.items()}
    return Trial(known, needed), Trial(many, needed)


def agreed(found: Sequence[Array | None]) -> Array | None:
    """The numbers of all trials, where they are the same; of the first, where no other has any."""
    first, *others = found or [None]
    known = [other for other in others if other is not None]
    if first is None or any(
        other.shape != first.shape or not (other == first).all() for other in known
    ):
        return None
    return first
