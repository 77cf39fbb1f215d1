"""What a node has in each place of its operator, and the layers that it becomes."""

from collections.abc import Sequence

from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.entry import Build, Operator
from cnnviz.files.onnx.folding import typed
from cnnviz.files.onnx.wrapping import Late
from cnnviz.ops.layer import Layer


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


def outputs_of(
    entry: Operator, call: Call, of: Sequence[str], outputs: int
) -> list[tuple[Build, str]]:
    """How each output becomes a layer, and its type.

    Parameters
    ----------
    of : types of what the node reads
    """
    own = entry.gives(call, of) if entry.gives else of[0]
    made = [(entry.build, own), *entry.further]
    if entry.each:
        made = [(entry.each(number), own) for number in range(outputs)]
    if outputs > len(made):
        raise call.refusal(f"has {outputs} outputs; {len(made)} can be given.")
    return [(_building(build, dtype), dtype) for build, dtype in made]


def _building(build: Build, dtype: str) -> Build:
    return lambda call: typed(build(call), dtype)
