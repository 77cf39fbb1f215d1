"""One use of an ONNX operator: its attributes and known inputs, each checked where it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.schema import ATTRIBUTE_TYPES, GRAPH, TENSOR
from cnnviz.files.onnx.tensors import MAX_RANK, checked, read_tensor
from cnnviz.files.onnx.wire import Message
from cnnviz.ops.layer import Array, Padding, Shape

MOST = 4096  # of a stride, a dilation, a kernel size or a padding
LEAST = {
    "kernel_shape": 1, "strides": 1, "dilations": 1, "pads": 0, "output_padding": 0,
    "output_shape": 1,
}  # fmt: skip
AUTO_PADDING = {"NOTSET": "", "VALID": "valid", "SAME_UPPER": "same", "SAME_LOWER": "same_lower"}


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """What decides which layer a node of an ONNX graph becomes.

    Attributes
    ----------
    operator : its name
    opset : version of ONNX's operators that the file is written for
    attributes : as the file has them, by name
    rank : how many axes the first input has, where that is known
    outputs : how many outputs are named
    known : inputs whose values are known, by name
    shapes : shapes of inputs, where they are known, by name
    read : which attributes somebody has asked for
    """

    operator: str
    opset: int
    attributes: Mapping[str, Message]
    outputs: int = 1
    rank: int | None = None
    known: Mapping[str, Array] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def refusal(self, why: str) -> UnreadableFile:
        """An error that names the operator."""
        return UnreadableFile(f"The operator {self.operator} {why}")

    def whole(self, name: str, default: int = 0) -> int:
        """A whole number."""
        found = self._attribute(name, "i")
        return found.whole("i") if found else default

    def flag(self, name: str) -> bool:
        """Whether an attribute, or a known input, is there and not 0."""
        if name in self.known:
            return bool(np.any(self.known[name]))
        return self.whole(name) != 0

    def real(self, name: str, default: float) -> float:
        """A finite number."""
        found = self._attribute(name, "f")
        value = found.real("f") if found else default
        if found and not isfinite(value):
            raise self.refusal(f'has {value} as its "{name}"; a finite number is needed.')
        return value

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """One of some texts; the first where the attribute is not there."""
        known = tuple(choices)
        found = self._attribute(name, "s")
        value = found.text("s") if found else known[0]
        if value not in known:
            raise self.refusal(f'has "{value}" as its "{name}"; {", ".join(known)} are known.')
        return value

    def words(self, name: str) -> str:
        """A text, empty where the attribute is not there."""
        found = self._attribute(name, "s")
        return found.text("s") if found else ""

    def wholes(self, name: str, most: int = 2 * MAX_RANK) -> tuple[int, ...] | None:
        """Whole numbers, from an attribute or a known input; None where neither is there."""
        if name in self.known:
            values = self.known[name].ravel()
        elif found := self._attribute(name, "ints"):
            values = found.wholes("ints")
        else:
            return None
        if values.size > most or not np.isfinite(values).all():
            raise self.refusal(f'takes up to {most} whole numbers as its "{name}".')
        return tuple(int(one) for one in values)

    def reals(self, name: str) -> tuple[float, ...] | None:
        """Finite numbers, from an attribute or a known input; None where neither is there."""
        if name in self.known:
            values = self.known[name].ravel()
        elif found := self._attribute(name, "floats"):
            values = found.reals("floats", "<f4")
        else:
            return None
        if values.size > 2 * MAX_RANK or not np.isfinite(values).all():
            raise self.refusal(f'takes up to {2 * MAX_RANK} finite numbers as its "{name}".')
        return tuple(float(one) for one in values)

    def tensor(self, name: str) -> Array | None:
        """An array, where the attribute is there."""
        found = self._attribute(name, "t")
        return read_tensor(found.messages("t", TENSOR)[-1]) if found and found.has("t") else None

    def graph(self, name: str) -> Message:
        """A graph that must be there."""
        found = self._attribute(name, "g")
        if found is None or not found.has("g"):
            raise self.refusal(f'lacks its "{name}".')
        return found.messages("g", GRAPH)[-1]

    def needed(self, name: str) -> tuple[int, ...]:
        """Whole numbers that must be there."""
        values = self.wholes(name)
        if values is None:
            raise self.refusal(f'lacks its "{name}".')
        return values

    def number(self, name: str, default: float) -> float:
        """A number from a known input, or else from an attribute."""
        if name not in self.known:
            return self.real(name, default)
        if self.known[name].size != 1:
            raise self.refusal(f'takes one number as its "{name}", not {self.known[name].shape}.')
        return float(self.known[name].item())

    def axis(self, default: int) -> int:
        """The number of an axis; negative ones count from the end."""
        return self._within("axis", self.whole("axis", default), -8, 8)

    def counted(self, name: str, default: int = 1) -> int:
        """A whole number from 1 to `MOST`."""
        return self._within(name, self.whole(name, default), 1, MOST)

    def amounts(self, name: str, least: int, rank: int | None = None) -> tuple[int, ...] | None:
        """Whole numbers from ``least`` to `MOST`, as many as ``rank`` says."""
        values = self.wholes(name)
        if values is not None and rank is not None and len(values) != rank:
            raise self.refusal(f'has {len(values)} numbers as its "{name}"; {rank} are needed.')
        for value in values or ():
            self._within(name, value, least, MOST)
        return values

    def padding(self, rank: int) -> Padding:
        """The padding of a sliding window over so many axes."""
        pads = self.amounts("pads", 0, 2 * rank) or (0,) * (2 * rank)
        named = AUTO_PADDING[self.choice("auto_pad", AUTO_PADDING)]
        return named or tuple(zip(pads[:rank], pads[rank:], strict=True))

    def constant(self) -> Array:
        """The value of a Constant, in whichever attribute it stands."""
        if (value := self.tensor("value")) is not None:
            return value
        if found := self._attribute("value_floats", "floats"):
            return checked(found.reals("floats", "<f4"), "value_floats")
        if found := self._attribute("value_ints", "ints"):
            return checked(found.wholes("ints"), "value_ints")
        if "value_float" in self.attributes:
            return checked(np.array(self.real("value_float", 0), np.float32), "value_float")
        if "value_int" in self.attributes:
            return checked(np.array(self.whole("value_int")), "value_int")
        raise self.refusal("has no value that is a tensor or a number.")

    def check_amounts(self) -> None:
        """Refuse absurd settings of a sliding window, while the layer can't be made yet."""
        for name, least in LEAST.items():
            if name in self.attributes:
                self.amounts(name, least)
        self.counted("group")

    def ignore(self, *names: str) -> None:
        """Attributes that make no difference here."""
        self.read.update(names)

    def check_read(self) -> None:
        """Refuse an attribute that nothing asked for: it might have changed the result."""
        unread = sorted(set(self.attributes) - self.read)
        if unread:
            raise self.refusal(f'has an attribute "{unread[0]}", which is not known here.')

    def _attribute(self, name: str, kind: str) -> Message | None:
        self.read.add(name)
        found = self.attributes.get(name)
        if found is None:
            return None
        if (
            found.has("ref_attr_name")
            or found.whole("type", ATTRIBUTE_TYPES[kind]) != (ATTRIBUTE_TYPES[kind])
        ):
            raise self.refusal(f'has an attribute "{name}" of a type that it cannot have.')
        return found

    def _within(self, name: str, value: int, least: int, most: int) -> int:
        if not least <= value <= most:
            raise self.refusal(f'has {value} in its "{name}"; {least} to {most} are allowed.')
        return value
