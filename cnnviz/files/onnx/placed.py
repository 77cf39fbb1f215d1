"""What a node has in each place of its operator, and the layers that it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.entry import Build, Operator
from cnnviz.files.onnx.folding import Allowance, layer_value, typed
from cnnviz.files.onnx.operators import OPERATORS
from cnnviz.files.onnx.wrapping import Late
from cnnviz.ops.layer import Array, Layer


@dataclass(frozen=True, slots=True)
class Made:
    """How one output of a node becomes a layer. It can go to another process, by the names in it.

    Attributes
    ----------
    operator : its name
    number : which output
    dtype : the type of what comes out
    """

    operator: str
    number: int
    dtype: str

    def __call__(self, call: Call) -> Layer:
        """The layer, once all that decides it is known."""
        entry = OPERATORS[self.operator]
        if entry.each:
            return typed(entry.each(self.number)(call), self.dtype)
        builds = [entry.build, *(build for build, _ in entry.further)]
        return typed(builds[self.number](call), self.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """From all that a node reads to all that it puts out, before a run.

    Attributes
    ----------
    call : what is known of the node without that
    slots : name of the value in each place
    of : types of those values
    outputs : how many are put out
    """

    call: Call
    slots: Mapping[str, str]
    of: tuple[str, ...]
    outputs: int

    def __call__(self, values: Mapping[str, Array], allowance: Allowance) -> list[Array]:
        """What the node puts out; the values are by name."""
        entry = OPERATORS[self.call.operator]
        given = {place: values[name] for place, name in self.slots.items()}
        settled = replace(self.call, known={p: a for p, a in given.items() if p in entry.named})
        made = outputs_of(settled, self.of, self.outputs)
        return [layer_value(entry, m, m.dtype, self.call, given, allowance) for m in made]


def placed(entry: Operator, call: Call, inputs: Sequence[str]) -> dict[str, str]:
    """The name of the value in each place where the node has one."""
    places = [*entry.data, *entry.parameters, *entry.settings]
    if entry.data == ("*",):
        places = [f"x{number}" for number in range(len(inputs))]
    needed = max(entry.needed, len(entry.data))
    if not needed <= len(inputs) <= len(places) or not all(inputs[:needed]):
        most = "" if len(places) == needed else f" to {len(places)}"
        raise call.refusal(f"has {len(inputs)} inputs, or empty ones; {needed}{most} are needed.")
    return {place: name for place, name in zip(places, inputs, strict=False) if name}


def layer_of(
    entry: Operator, build: Build, call: Call, data: tuple[str, ...], late: tuple[str, ...]
) -> Layer:
    """The layer itself, or one that becomes it once the rest is known."""
    asked = entry.by_shape + (() if call.rank is not None else entry.by_rank)
    if not late and not any(name in call.attributes or name in call.known for name in asked):
        layer = build(call)
        call.check_read()
        return layer
    call.check_amounts()
    parameters = tuple(slot for slot in late if slot in entry.parameters)
    return Late(call, build, data, parameters, late[len(parameters) :])


def outputs_of(call: Call, of: Sequence[str], outputs: int) -> list[Made]:
    """How each output becomes a layer.

    Parameters
    ----------
    of : types of what the node reads
    """
    entry = OPERATORS[call.operator]
    own = entry.gives(call, of) if entry.gives else of[0]
    types = [own] * outputs if entry.each else [own, *(dtype for _, dtype in entry.further)]
    if outputs > len(types):
        raise call.refusal(f"has {outputs} outputs; {len(types)} can be given.")
    return [Made(call.operator, number, dtype) for number, dtype in enumerate(types[:outputs])]
