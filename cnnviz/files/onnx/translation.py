"""From the graph of an ONNX file to a network of layers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.further import Beside
from cnnviz.files.onnx.measuring import ONLY_SHAPES, STEPS, Measured, Step, leading_to
from cnnviz.files.onnx.operators import OPERATORS, Build, Operator
from cnnviz.files.onnx.schema import ATTRIBUTE
from cnnviz.files.onnx.wire import Message
from cnnviz.files.onnx.wrapping import Late, Whole
from cnnviz.networks.graph import Node
from cnnviz.ops.arithmetic import Constant
from cnnviz.ops.layer import Array, Layer
from cnnviz.ops.shaping import Shaping


@dataclass(slots=True, eq=False)
class Translation:
    """A graph, as far as it has been translated.

    Attributes
    ----------
    opset : version of ONNX's operators that the file is written for
    ranks : how many axes a value has, by name, where the file says it
    dtypes : NumPy's name for the type of each value, by name
    constants : the values that are known, by name
    steps : those that follow from shapes, by name
    nodes, params : those of the network
    """

    opset: int
    ranks: dict[str, int]
    dtypes: dict[str, str]
    constants: dict[str, Array]
    steps: dict[str, Step] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    params: dict[str, dict[str, Array]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Translate one node.

        Raises
        ------
        ValueError
            When it reads what is not there, or has attributes that no layer can have.
        """
        name = message.text("op_type")
        inputs, outputs = message.texts("input"), message.texts("output")
        self._check_names(name, inputs, outputs)
        attributes = {a.text("name"): a for a in message.messages("attribute", ATTRIBUTE)}
        call = Call(name, self.opset, attributes, sum(map(bool, outputs)))
        if name == "Constant":
            self._keep(outputs[0], call.constant())
        elif name == "Identity" and inputs[:1] and inputs[0] in self.constants:
            self._keep(outputs[0], self.constants[inputs[0]])
        elif self._follows_from_shapes(call, inputs):
            self._measure(call, inputs, outputs[0])
        else:
            self._add(OPERATORS[name], call, inputs, outputs)

    def materialise(self, name: str) -> None:
        """Make a value that is known a node of the network, if it is not one yet."""
        if name in self.steps:
            raise UnreadableFile(
                f'"{name}" follows from shapes, which only the settings of a layer can here; export'
                " the model for inputs of one shape."
            )
        if name in self.constants and name not in self.params:
            self.nodes.append(Node(name, Constant(), ()))
            self.params[name] = {"value": self.constants[name]}

    def _add(
        self, entry: Operator, call: Call, inputs: Sequence[str], outputs: Sequence[str]
    ) -> None:
        slots = _slots(entry, call, inputs)
        weights = [slot for slot in slots if slot in (*entry.parameters, *entry.settings)]
        data = tuple(slot for slot in slots if slot not in weights)
        measured = {slot: slots[slot] for slot in entry.settings if slots.get(slot) in self.steps}
        open_ones = tuple(slot for slot in weights if slots[slot] not in self.constants)
        late = tuple(slot for slot in open_ones if slot not in measured)
        known = {slot: self.constants[slots[slot]] for slot in weights if slot not in open_ones}
        shapes = {slot: array.shape for slot, array in known.items()}
        rank = self.ranks.get(slots[data[0]])
        call = replace(call, known=known, shapes=shapes, rank=rank)
        for slot in (*data, *late):
            self.materialise(slots[slot])
        if measured and late:
            raise call.refusal("has settings from shapes and from numbers; one of both is allowed.")
        reads = tuple(slots[slot] for slot in (*data, *late))
        steps = leading_to(set(measured.values()), self.steps)
        reads += tuple(name for name in self._measured_by(steps) if name not in reads)
        arranged = entry.arrange(call) if entry.arrange else known
        params = {name: arranged[name] for name in entry.parameters if name in arranged}
        own = self.dtypes[slots[data[0]]]
        made = ((entry.build, own), *entry.further)
        if len(outputs) > len(made):
            raise call.refusal(f"has {len(outputs)} outputs; {len(made)} can be given.")
        for name, (build, dtype) in zip(outputs, made, strict=False):
            if name:
                layer = (
                    Measured(call, build, reads, tuple(measured.items()), steps)
                    if measured
                    else _layer(entry, build, call, data, late)
                )
                self.nodes.append(Node(name, _typed(layer, dtype), reads))
                self.dtypes[name] = dtype
                if params:
                    self.params[name] = params

    def _follows_from_shapes(self, call: Call, inputs: Sequence[str]) -> bool:
        """Whether a node computes with shapes; one that can't do anything else has to."""
        measured = [name in self.steps or name in self.constants for name in inputs if name]
        if call.operator == "Shape":
            return True
        if call.operator in ONLY_SHAPES and not all(measured):
            raise call.refusal("is known here for computing with shapes only.")
        computed = call.operator in ONLY_SHAPES or any(name in self.steps for name in inputs)
        return call.operator in STEPS and computed and all(measured)

    def _measured_by(self, steps: Sequence[Step]) -> Iterable[str]:
        """The values whose shapes these steps read."""
        read = dict.fromkeys(name for step in steps for name in step.inputs)
        return (name for name in read if name not in self.steps and name not in self.constants)

    def _measure(self, call: Call, inputs: Sequence[str], output: str) -> None:
        reads = tuple(filter(None, inputs))
        if call.operator == "Shape" and (len(reads) != 1 or reads[0] in self.steps):
            raise call.refusal("needs one input, an array.")
        known = {name: self.constants[name] for name in reads if name in self.constants}
        if call.operator == "Shape":
            known = {name: np.array(array.shape) for name, array in known.items()}
        self.steps[output] = Step(output, reads, known, STEPS[call.operator](call))
        self.dtypes[output] = "int64"
        call.check_read()

    def _keep(self, name: str, value: Array) -> None:
        self.constants[name] = value
        self.dtypes[name] = value.dtype.name

    def _check_names(self, operator: str, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        if not outputs or not outputs[0]:
            raise UnreadableFile(f"The operator {operator} has no output.")
        for name in inputs:
            if name and name not in self.dtypes:
                raise UnreadableFile(
                    f'The operator {operator} reads "{name}", which nothing before it gives.'
                )
        for name in outputs:
            if name in self.dtypes:
                raise UnreadableFile(f'There are two values of the name "{name}"; one is allowed.')


def _slots(entry: Operator, call: Call, inputs: Sequence[str]) -> dict[str, str]:
    """The name of the value in each place where the node has one."""
    places = [*entry.data, *entry.parameters, *entry.settings]
    if entry.data == ("*",):
        places = [f"x{number}" for number in range(len(inputs))]
    needed = max(entry.needed, len(entry.data))
    if not needed <= len(inputs) <= len(places) or not all(inputs[:needed]):
        most = "" if len(places) == needed else f" to {len(places)}"
        raise call.refusal(f"has {len(inputs)} inputs, or empty ones; {needed}{most} are needed.")
    return {place: name for place, name in zip(places, inputs, strict=False) if name}


def _layer(
    entry: Operator, build: Build, call: Call, data: tuple[str, ...], late: tuple[str, ...]
) -> Layer:
    """The layer itself, or one that becomes it once the rest is known."""
    if not late and not any(
        name in call.attributes or name in call.known for name in entry.by_shape
    ):
        layer = build(call)
        call.check_read()
        return layer
    call.check_amounts()
    parameters = tuple(slot for slot in late if slot in entry.parameters)
    return Late(call, build, data, parameters, late[len(parameters) :])


def _typed(layer: Layer, dtype: str) -> Layer:
    """The layer, made to compute with whole numbers where its values are some."""
    exact = isinstance(layer, Shaping | Beside)
    return layer if exact or np.dtype(dtype).kind not in "iu" else Whole(layer, dtype)
