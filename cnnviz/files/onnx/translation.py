"""From the graph of an ONNX file to a network of layers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.entry import Operator
from cnnviz.files.onnx.folding import (
    Allowance,
    TooLarge,
)
from cnnviz.files.onnx.graphs import Reader
from cnnviz.files.onnx.measuring import (
    MOST_NUMBERS,
    OF_SHAPES,
    STEPS,
    Counted,
    Lengths,
    Measured,
    Step,
    leading_to,
    lengths,
)
from cnnviz.files.onnx.operators import OPERATORS
from cnnviz.files.onnx.placed import Computed, layer_of, outputs_of, placed
from cnnviz.files.onnx.schema import ATTRIBUTE
from cnnviz.files.onnx.structure import STRUCTURE
from cnnviz.files.onnx.trials import Trial, agreed
from cnnviz.files.onnx.wire import Budget, Message
from cnnviz.files.onnx.writing import attribute
from cnnviz.networks.graph import Node
from cnnviz.ops.arithmetic import Constant
from cnnviz.ops.layer import Array, Layer, Shape

MOST_STEPS = 4_000


@dataclass(slots=True, eq=False)
class Translation:
    """A graph, as far as it has been translated.

    Attributes
    ----------
    opset : version of ONNX's operators that the file is written for
    dtypes : NumPy's name for the type of each value, by name
    constants : the values that are known, by name
    trials : shapes and numbers for tried numbers of samples
    ranks : how many axes a value has, by name, where the file says it
    reader : of the graphs in the file
    sequences : names of the arrays in each sequence, by name
    depth : in how many graphs, one in the other, the one that is translated is
    steps : those that follow from shapes, by name
    nodes, params : those of the network
    allowance : how many numbers may still be computed before a run
    steps_left : how many steps may still be run for nodes, each for all that it needs
    placed : which known values and steps are nodes of the network
    """

    opset: int
    dtypes: dict[str, str]
    constants: dict[str, Array]
    trials: tuple[Trial, ...]
    ranks: dict[str, int]
    reader: Reader
    sequences: dict[str, tuple[str, ...]] = field(default_factory=dict)
    depth: int = 0
    steps: dict[str, Step] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    params: dict[str, dict[str, Array]] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)
    placed: set[str] = field(default_factory=set)
    steps_left: int = MOST_STEPS

    def add(self, message: Message) -> None:
        """Translate one node.

        Raises
        ------
        ValueError
            When it reads what is not there, or has attributes that no layer can have.
        """
        name = message.text("op_type")
        inputs, outputs = message.texts("input"), message.texts("output")
        if name == "Identity" and inputs[:1] and inputs[0] in self.sequences and outputs:
            self.alias(inputs[0], outputs[0])
            return
        self._check_names(name, inputs, outputs)
        attributes = {a.text("name"): a for a in message.messages("attribute", ATTRIBUTE)}
        self._apply(Call(name, self.opset, attributes, sum(map(bool, outputs))), inputs, outputs)

    def use(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: int
    ) -> None:
        """Translate a node that is not in the file, but that one in the file stands for."""
        made = {
            name: Message(memoryview(attribute(name, value)), ATTRIBUTE, Budget())
            for name, value in attributes.items()
        }
        self._check_names(operator, inputs, outputs)
        self._apply(Call(operator, self.opset, made, len(outputs)), inputs, outputs)

    def include(self, graph: Message) -> None:
        """Translate all of a graph that is in a node."""
        for name, array in self.reader.constants(graph).items():
            self._check_new(name)
            self.keep(name, array)
        for node in self.reader.nodes(graph):
            self.add(node)

    def alias(self, name: str, other: str) -> None:
        """Give a value, or a sequence of some, another name."""
        if name in self.sequences:
            self.sequences[other] = self.sequences[name]
        else:
            self.use("Identity", [name], [other])

    def fresh(self, name: str) -> str:
        """The name, or one like it that no value has."""
        while name in self.dtypes or name in self.sequences:
            name += "_"
        return name

    def known_shape(self, name: str) -> Shape | None:
        """The shape of a value, as far as it does not depend on how many samples there are."""
        if name in self.constants:
            return self.constants[name].shape
        found = [np.array(t.shapes[name]) for t in self.trials if name in t.shapes]
        if found and not self.trials[0].needed:
            found = found[:1]
        shape = agreed(found)
        return None if shape is None else tuple(shape.tolist())

    def _apply(self, call: Call, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        name = call.operator
        if name in STRUCTURE:
            STRUCTURE[name](self, call, inputs, outputs)
            call.check_read()
            return
        if name == "Constant":
            self.keep(outputs[0], call.constant())
        elif name == "Identity" and inputs[:1] and inputs[0] in self.constants:
            self.keep(outputs[0], self.constants[inputs[0]])
        elif not self._folded(call, inputs, outputs) and not self._measured(call, inputs, outputs):
            self._add(OPERATORS[name], call, inputs, outputs)

    def materialise(self, name: str) -> None:
        """Make a value that is known, or follows from shapes, a node of the network."""
        if name in self.placed:
            return
        self.placed.add(name)
        if name in self.steps:
            steps = self._leading_to({name})
            reads = tuple(self._measured_by(steps))
            self._put(name, Counted(reads, steps), reads, {})
        elif name in self.constants:
            self._put(name, Constant(), (), {"value": self.constants[name]})

    def _add(
        self, entry: Operator, call: Call, inputs: Sequence[str], outputs: Sequence[str]
    ) -> None:
        slots = placed(entry, call, inputs)
        weights = [slot for slot in slots if slot in (*entry.parameters, *entry.settings)]
        data = tuple(slot for slot in slots if slot not in weights)
        measured = {slot: slots[slot] for slot in entry.settings if slots.get(slot) in self.steps}
        open_ones = tuple(slot for slot in weights if slots[slot] not in self.constants)
        late = tuple(slot for slot in open_ones if slot not in measured)
        known = {slot: self.constants[slots[slot]] for slot in weights if slot not in open_ones}
        call = replace(call, known=known, shapes=self._known_shapes(known, slots, data))
        call = replace(call, rank=self._rank(slots[data[0]]) if data else None)
        for slot in (*data, *late):
            self.materialise(slots[slot])
        if measured and late:
            raise call.refusal("has settings from shapes and from numbers; one of both is allowed.")
        reads = tuple(slots[slot] for slot in (*data, *late))
        steps = self._leading_to(set(measured.values()))
        reads += tuple(name for name in self._measured_by(steps) if name not in reads)
        arranged = entry.arrange(call) if entry.arrange else known
        params = {name: arranged[name] for name in entry.parameters if name in arranged}
        made = outputs_of(call, [self.dtypes[name] for name in slots.values()], len(outputs))
        for name, build in zip(outputs, made, strict=True):
            if name:
                layer = (
                    Measured(call, build, reads, tuple(measured.items()), steps)
                    if measured
                    else layer_of(entry, build, call, data, late)
                )
                self._put(name, layer, reads, params)
                self.dtypes[name] = build.dtype

    def _put(
        self, name: str, layer: Layer, reads: tuple[str, ...], params: dict[str, Array]
    ) -> None:
        """Append a node to the network."""
        if not isinstance(layer, Constant):
            self.reader.count_computing()
        self.nodes.append(Node(name, layer, reads))
        if params:
            self.params[name] = params
        for trial in self.trials:
            trial.pass_on(name, layer, reads, params)

    def _known_shapes(
        self, known: Mapping[str, Array], slots: Mapping[str, str], data: Sequence[str]
    ) -> dict[str, Shape]:
        """The shapes of what is known, and how many channels the first input has."""
        shapes = {slot: array.shape for slot, array in known.items()}
        shape = self.trials[0].shapes.get(slots[data[0]]) if self.trials and data else None
        return shapes if shape is None else {**shapes, "first": shape}

    def _rank(self, name: str) -> int | None:
        """How many axes a value has, where that is known."""
        if self.trials and name in self.trials[0].shapes:
            return len(self.trials[0].shapes[name])
        return self.constants[name].ndim if name in self.constants else self.ranks.get(name)

    def _folded(self, call: Call, inputs: Sequence[str], outputs: Sequence[str]) -> bool:
        """Keep the outputs of a node whose inputs are all known; False where there is too much."""
        names = [name for name in inputs if name]
        if not names or any(name not in self.constants for name in names):
            return False
        if call.operator in OF_SHAPES:
            self.keep(outputs[0], lengths(call)(np.array(self.constants[names[0]].shape)))
            return True
        try:
            values = self._values(call, inputs, len(outputs))(self.constants, self.allowance)
        except TooLarge:
            return False
        for name, value in zip(outputs, values, strict=False):
            if name:
                self.keep(name, value)
        return True

    def _values(self, call: Call, inputs: Sequence[str], outputs: int) -> Computed:
        slots = placed(OPERATORS[call.operator], call, inputs)
        of = tuple(self.dtypes[name] for name in slots.values())
        return Computed(call, slots, of, outputs)

    def _measured(self, call: Call, inputs: Sequence[str], outputs: Sequence[str]) -> bool:
        """Note a node that computes with shapes, as a step or as what it gives; else False."""
        reads = tuple(filter(None, inputs))
        of_shapes = call.operator in OF_SHAPES
        if of_shapes and len(reads) != 1:
            raise call.refusal("needs one input, an array.")
        if of_shapes and reads[0] in self.steps:
            shape = agreed([np.array(t.numbers[reads[0]].shape) for t in self.trials])
            if shape is None:
                raise call.refusal("measures what follows from shapes.")
            self.keep(outputs[0], lengths(call)(shape))
            return True
        if not of_shapes and not (
            any(name in self.steps for name in reads)
            and all(name in self.steps or name in self.constants for name in reads)
            and len(outputs) == 1
        ):
            return False
        return self._measure(self._step(call, inputs, reads, outputs[0]), call.operator)

    def _step(self, call: Call, inputs: Sequence[str], reads: tuple[str, ...], output: str) -> Step:
        known = {name: self.constants[name] for name in reads if name in self.constants}
        if call.operator in OF_SHAPES:
            lengths(call)
            call.check_read()
            return Step(output, reads, known, Lengths(call, reads[0]))
        return Step(output, reads, known, self._values(call, inputs, 1))

    def _measure(self, step: Step, operator: str) -> bool:
        """Note a step, or its numbers where they are the same for any number of samples."""
        found: list[Array | None] = []
        for trial in self.trials:
            try:
                found.append(trial.run(step, operator, self.allowance.left))
            except TooLarge:
                if not found and operator in STEPS:
                    raise step.error() from None
                return False
            except ValueError:
                if not found:
                    raise
                if trial.needed:
                    return False
                found.append(None)
        settled = agreed(found)
        many = any(each is not None and each.size > MOST_NUMBERS for each in found)
        if many and settled is None and not self.trials[0].needed:
            settled = found[0]
        if settled is not None:
            self.allowance.left -= settled.size
            self.keep(step.name, settled)
            return True
        if many or (not found and operator not in STEPS):
            return False
        self.steps[step.name] = step
        self.dtypes[step.name] = "int64"
        for trial, numbers in zip(self.trials, found, strict=True):
            if numbers is not None:
                trial.numbers[step.name] = numbers
                self.dtypes[step.name] = numbers.dtype.name
        return True

    def _leading_to(self, names: set[str]) -> tuple[Step, ...]:
        """The steps that these values need; each node that has some runs all of them."""
        steps = leading_to(names, self.steps)
        self.steps_left -= len(steps)
        if self.steps_left < 0 or len(self.steps) > MOST_STEPS:
            raise UnreadableFile(
                f"This model computes with the shapes of its arrays in more than {MOST_STEPS:,}"
                " steps; export it for inputs of one shape."
            )
        return steps

    def _measured_by(self, steps: Sequence[Step]) -> Iterable[str]:
        """The values whose shapes these steps read."""
        read = dict.fromkeys(name for step in steps for name in step.inputs)
        return (name for name in read if name not in self.steps and name not in self.constants)

    def keep(self, name: str, value: Array) -> None:
        """Note a value that is known."""
        value.setflags(write=False)
        self.constants[name] = value
        self.dtypes[name] = value.dtype.name

    def _check_names(self, operator: str, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        if not outputs or not outputs[0]:
            raise UnreadableFile(f"The operator {operator} has no output.")
        for name in inputs:
            if name in self.sequences and operator not in STRUCTURE:
                raise UnreadableFile(
                    f'The operator {operator} reads "{name}", which is a sequence of arrays.'
                )
            if name and name not in self.dtypes and name not in self.sequences:
                raise UnreadableFile(
                    f'The operator {operator} reads "{name}", which nothing before it gives.'
                )
        for name in outputs:
            self._check_new(name)

    def _check_new(self, name: str) -> None:
        if name in self.dtypes or name in self.sequences:
            raise UnreadableFile(f'There are two values of the name "{name}"; one is allowed.')
