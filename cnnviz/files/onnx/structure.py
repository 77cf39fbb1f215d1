"""What decides only which arrays meet: sequences of arrays, and one graph or another.

Nothing of it is left when a network runs. A sequence is the names of its arrays, so that its length
and the places in it must be known before a run, and so must the choice between two graphs.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.schema import VALUE

if TYPE_CHECKING:
    from cnnviz.files.onnx.translation import Translation

Names = Sequence[str]
MOST = 500  # arrays in a sequence
DEEPEST = 8  # graphs in graphs


def _construct(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    into.sequences[outputs[0]] = tuple(filter(None, inputs))


def _empty(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    call.ignore("dtype")
    into.sequences[outputs[0]] = ()


def _at(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    members = _members(into, call, inputs)
    into.use("Identity", [members[_place(into, call, inputs, 1, len(members))]], outputs[:1])


def _insert(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    members = list(_members(into, call, inputs))
    if len(inputs) < 2 or inputs[1] in into.sequences:
        raise call.refusal("puts no array into its sequence.")
    members.insert(_place(into, call, inputs, 2, len(members), between=1), inputs[1])
    into.sequences[outputs[0]] = tuple(members[: MOST + 1])


def _erase(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    members = list(_members(into, call, inputs))
    del members[_place(into, call, inputs, 1, len(members))]
    into.sequences[outputs[0]] = tuple(members)


def _length(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    into.keep(outputs[0], np.array(len(_members(into, call, inputs)), np.int64))


def _concat(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    members, axis = _members(into, call, inputs), call.axis(0)
    if call.flag("new_axis"):
        members = tuple(_with_axes(into, "Unsqueeze", name, outputs[0], axis) for name in members)
    into.use("Concat", members, outputs[:1], axis=axis)


def _split(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    axis, keep = call.axis(0), call.whole("keepdims", 1) != 0
    sizes, alone = _sizes(into, call, inputs, axis), not (len(inputs) > 1 and inputs[1])
    names = [f"{outputs[0]}[{number}]" for number in range(len(sizes))]
    into.keep(f"{outputs[0]}.split", np.array(sizes, np.int64))
    into.use("Split", [inputs[0], f"{outputs[0]}.split"], names, axis=axis)
    if alone and not keep:
        names = [_with_axes(into, "Squeeze", name, name, axis) for name in names]
    into.sequences[outputs[0]] = tuple(names)


def _sizes(into: "Translation", call: Call, inputs: Names, axis: int) -> list[int]:
    """How long the parts are: each one long, or as the second input says, one for all or each."""
    given = np.array(1)
    if len(inputs) > 1 and inputs[1]:
        if inputs[1] not in into.constants:
            raise call.refusal("splits at places that are known only in a run.")
        given = into.constants[inputs[1]]
    if given.ndim:
        sizes = [int(size) for size in given.ravel()[: MOST + 1]]
    else:
        shape, size = into.known_shape(inputs[0]), int(given)
        if shape is None or not -len(shape) <= axis < len(shape) or size < 1:
            raise call.refusal("splits an array whose length is known only in a run.")
        whole, rest = divmod(shape[axis], size)
        sizes = [size] * min(whole, MOST + 1) + [rest] * (rest > 0)
    if len(sizes) > MOST:
        raise call.refusal(f"makes more than {MOST} arrays of one.")
    return sizes


def _choose(into: "Translation", call: Call, inputs: Names, outputs: Names) -> None:
    """If: the one graph that its condition asks for, in the place of the node."""
    branches = [call.graph(name) for name in ("else_branch", "then_branch")]
    if inputs[0] not in into.constants:
        raise call.refusal(
            "chooses by numbers that are known only in a run; a choice that is known before can be"
            " made."
        )
    graph = branches[bool(into.constants[inputs[0]].all())]
    if into.depth >= DEEPEST:
        raise call.refusal(f"is in {DEEPEST} graphs, one in the other.")
    into.depth += 1
    into.include(graph)
    into.depth -= 1
    given = [value.text("name") for value in graph.messages("output", VALUE)]
    if len(given) != len(outputs):
        raise call.refusal(f"has {len(outputs)} outputs; its graph has {len(given)}.")
    for inner, outer in zip(given, outputs, strict=True):
        into.alias(inner, outer)


def _members(into: "Translation", call: Call, inputs: Names) -> tuple[str, ...]:
    if not inputs or inputs[0] not in into.sequences:
        raise call.refusal("needs a sequence of arrays.")
    members = into.sequences[inputs[0]]
    if len(members) > MOST:
        raise call.refusal(f"has a sequence of more than {MOST} arrays.")
    return members


def _place(
    into: "Translation", call: Call, inputs: Names, which: int, count: int, between: int = 0
) -> int:
    """A place among so many, where negative ones count from the end; the last where none is said.

    With ``between`` it is one before an array, or behind them all.
    """
    if len(inputs) <= which or not inputs[which]:
        place = count + between - 1
    elif inputs[which] not in into.constants or into.constants[inputs[which]].size != 1:
        raise call.refusal("takes its place in a sequence from numbers known only in a run.")
    else:
        place = int(into.constants[inputs[which]].item())
    if not -count <= place < count + between:
        raise call.refusal(f"asks for place {place} of a sequence of {count}.")
    return place + count if place < 0 else place


def _with_axes(into: "Translation", operator: str, name: str, after: str, axis: int) -> str:
    """The name of a value once it has that axis more, or less."""
    given, axes = into.fresh(f"{after}.{operator}"), into.fresh(f"{after}.axes")
    into.keep(axes, np.array([axis], np.int64))
    into.use(operator, [name, axes], [given])
    return given


STRUCTURE: dict[str, Callable[["Translation", Call, Names, Names], None]] = {
    "ConcatFromSequence": _concat,
    "If": _choose,
    "SequenceAt": _at,
    "SequenceConstruct": _construct,
    "SequenceEmpty": _empty,
    "SequenceErase": _erase,
    "SequenceInsert": _insert,
    "SequenceLength": _length,
    "SplitToSequence": _split,
}
