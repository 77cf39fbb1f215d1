"""Along which axis of a value's array its units see other pixels, and what they see.

For each axis of the picture a value has a place: the axis of its array, and a `Field`, or `Spans`
where no window says it. Without such an axis all its numbers see the same.
"""

from collections.abc import Sequence

import numpy as np

from cnnviz.analysis.receptive_field import Field, union
from cnnviz.analysis.spans import Spans, ends, spans, together
from cnnviz.geometry import Window
from cnnviz.ops.layer import Array, Shape

Place = tuple[int | None, Field]
Seen = tuple[Place, ...]


def stretched(seen: Seen, x_shape: Shape, output: Shape, picture: Shape) -> Seen:
    """The places in the output; along an axis that is stretched all see the same."""
    before = len(output) - len(x_shape)
    found: list[Place] = []
    for (at, field), n in zip(seen, picture, strict=True):
        if at is None or (x_shape[at] == 1 and output[at + before] > 1):
            found.append((None, field if at is None else as_spans(field, 1, n)))
        else:
            found.append((at + before, field))
    return tuple(found)


def joined(several: Sequence[Seen], output: Shape, picture: Shape) -> Seen | None:
    """What all see together, place by place."""
    found: list[Place] = []
    for k, n in enumerate(picture):
        places = [seen[k] for seen in several]
        axes = {at for at, _ in places if at is not None}
        if len(axes) > 1:
            return None
        at = next(iter(axes), None)
        alike = {axis for axis, _ in places} == {at}
        given = [field for _, field in places]
        if alike and not any(isinstance(field, Spans) for field in given):
            found.append((at, union(given) if len(given) > 1 else given[0]))
            continue
        units = 1 if at is None else output[at]
        lengths = [1 if axis is None else units for axis, _ in places]
        every = [as_spans(f, m, n) for f, m in zip(given, lengths, strict=True)]
        found.append((at, together(every)))
    return tuple(found)


def as_spans(field: Field, units: int, n: int) -> Spans:
    """The field of so many units, on an axis of ``n`` pixels, as their spans."""
    if isinstance(field, Spans) and len(field.first) == units:
        return field
    return spans(*ends(field, units, n))


def inputs_of(window: Window, before: int, outputs: int, inputs: int) -> Array:
    """Which inputs of a transposed convolution each output reads; -1 for none."""
    o = np.arange(outputs)[:, None] + before
    away = o - window.dilation * np.arange(window.kernel_size)[None]
    at = away // window.stride
    met = (away % window.stride == 0) & (at >= 0) & (at < inputs)
    return np.where(met, at, -1).astype(np.int32)
