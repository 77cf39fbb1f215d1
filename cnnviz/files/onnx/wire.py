"""The wire format of protocol buffers, in which ONNX files are written: read and write messages.

https://protobuf.dev/programming-guides/encoding describes it. The protobuf package would build an
object for every message of a file, and 32 MB of empty ones cost it 2.4 GB. Here a message is opened
only when it is asked for, a tensor is a view of the file's bytes, and the number of parts is
limited.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from struct import pack, unpack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.files import UnreadableFile

Kind = Mapping[str, int]  # the number of each field of a message that is read or written

MAX_PARTS = 200_000
MAX_LIST_BYTES = 4_000_000
MAX_TEXT = 500
_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_DAMAGED = (
    "This file is not an ONNX model, or it is damaged or incomplete;"
    " export the model again and bring the new file."
)


@dataclass(slots=True)
class Budget:
    """How many more parts of a file may be looked at."""

    left: int = MAX_PARTS

    def spend(self) -> None:
        """Count one part."""
        self.left -= 1
        if self.left < 0:
            raise UnreadableFile(
                f"This file has more than {MAX_PARTS:,} parts, far more than a model of the"
                " allowed size needs; bring a smaller model."
            )


class Message:
    """One message of a file, its fields by name.

    Raises
    ------
    UnreadableFile
        When the bytes are not a message, or a field does not hold what it is asked for.
    """

    __slots__ = ("_budget", "_fields")

    def __init__(self, data: memoryview, kind: Kind, budget: Budget) -> None:
        names = {number: name for name, number in kind.items()}
        self._budget = budget
        self._fields: dict[str, list[tuple[int, Any]]] = {}
        for number, wire, value in _fields(data, budget):
            if number in names:
                self._fields.setdefault(names[number], []).append((wire, value))

    def __reduce__(self) -> tuple[Any, ...]:
        """What goes to another process: the bytes of the message itself."""
        return _again, (
            {
                name: [(wire, bytes(v) if isinstance(v, memoryview) else v) for wire, v in values]
                for name, values in self._fields.items()
            },
        )

    def has(self, name: str) -> bool:
        """Whether the field is there at all."""
        return name in self._fields

    def whole(self, name: str, default: int = 0) -> int:
        """The last whole number of the field."""
        numbers = self._of(name, _VARINT)
        return _signed(numbers[-1]) if numbers else default

    def real(self, name: str) -> float:
        """The last 32-bit number of the field, 0 where there is none."""
        numbers = self._of(name, _FOUR_BYTES)
        return float(unpack("<f", numbers[-1])[0]) if numbers else 0.0

    def data(self, name: str) -> memoryview:
        """The last bytes of the field."""
        found = self._of(name, _LENGTH)
        return found[-1] if found else memoryview(b"")

    def texts(self, name: str) -> list[str]:
        """Every text of the field."""
        texts = self._of(name, _LENGTH)
        if any(len(text) > MAX_TEXT for text in texts):
            raise UnreadableFile(f"This file has a name of more than {MAX_TEXT} bytes.")
        try:
            decoded = [str(text, "utf-8") for text in texts]
        except UnicodeDecodeError:
            raise damaged() from None
        if not all(map(str.isprintable, decoded)):
            raise damaged()
        return decoded

    def text(self, name: str) -> str:
        """The last text of the field."""
        return ["", *self.texts(name)][-1]

    def messages(self, name: str, kind: Kind) -> "list[Message]":
        """Every message of the field, opened."""
        return [Message(data, kind, self._budget) for data in self._of(name, _LENGTH)]

    def count(self, name: str) -> int:
        """How often the field is there."""
        return len(self._fields.get(name, ()))

    def wholes(self, name: str) -> NDArray[np.int64]:
        """All whole numbers of the field, packed or one by one."""
        parts = [
            _varints(value) if wire == _LENGTH else np.array([_signed(value)], np.int64)
            for wire, value in self._each(name, (_VARINT, _LENGTH))
        ]
        return np.concatenate([np.empty(0, np.int64), *parts])

    def reals(self, name: str, dtype: str) -> NDArray[Any]:
        """All numbers of a fixed size, packed or one by one."""
        size = _EIGHT_BYTES if dtype == "<f8" else _FOUR_BYTES
        parts = [value for _, value in self._each(name, (size, _LENGTH))]
        return numbers(parts[0] if len(parts) == 1 else b"".join(parts), dtype)

    def _of(self, name: str, wire: int) -> list[Any]:
        return [value for _, value in self._each(name, (wire,))]

    def _each(self, name: str, wires: Sequence[int]) -> list[tuple[int, Any]]:
        fields = self._fields.get(name, [])
        if any(wire not in wires for wire, _ in fields):
            raise damaged()
        return fields


def _again(fields: dict[str, list[tuple[int, Any]]]) -> Message:
    """A message that came from another process."""
    message = Message(memoryview(b""), {}, Budget())
    message._fields = {
        name: [(wire, memoryview(v) if isinstance(v, bytes) else v) for wire, v in values]
        for name, values in fields.items()
    }
    return message


def damaged() -> UnreadableFile:
    """The refusal of a file that breaks off or makes no sense."""
    return UnreadableFile(_DAMAGED)


def numbers(data: Any, dtype: str) -> NDArray[Any]:
    """Bytes as numbers of one type."""
    if len(data) % np.dtype(dtype).itemsize:
        raise damaged()
    return np.frombuffer(data, dtype)


def encode(kind: Kind, **fields: Any) -> bytes:
    """A message; a list repeats its field, and whole numbers, floats and texts tell their type.

    Examples
    --------
    >>> encode({"name": 1, "size": 2}, name="ab", size=[3, 300]).hex(" ")
    '0a 02 61 62 10 03 10 ac 02'
    """
    parts = []
    for name, value in fields.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            parts.append(_encoded(kind[name], one))
    return b"".join(parts)


def _encoded(number: int, value: Any) -> bytes:
    if isinstance(value, float):
        return _varint(number << 3 | _FOUR_BYTES) + pack("<f", value)
    if isinstance(value, int | np.integer):
        return _varint(number << 3 | _VARINT) + _varint(int(value) % 2**64)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | _LENGTH) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _fields(data: memoryview, budget: Budget) -> Iterator[tuple[int, int, Any]]:
    """Number, wire type and value of each field in turn."""
    at = 0
    while at < len(data):
        budget.spend()
        key, at = _read_varint(data, at)
        wire = key & 7
        if wire == _VARINT:
            value, at = _read_varint(data, at)
            yield key >> 3, wire, value
            continue
        if wire == _LENGTH:
            size, at = _read_varint(data, at)
        elif wire in (_FOUR_BYTES, _EIGHT_BYTES):
            size = 4 if wire == _FOUR_BYTES else 8
        else:
            raise damaged()
        if size > len(data) - at:
            raise damaged()
        yield key >> 3, wire, data[at : at + size]
        at += size


def _read_varint(data: memoryview, at: int) -> tuple[int, int]:
    """An unsigned number of up to 64 bits, seven bits a byte, the lowest first."""
    value = 0
    for shift, byte in enumerate(data[at : at + 10]):
        value |= (byte & 127) << 7 * shift
        if byte < 128:
            return value % 2**64, at + shift + 1
    raise damaged()


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value


def _varints(data: memoryview) -> NDArray[np.int64]:
    """Packed numbers, all at once."""
    if len(data) > MAX_LIST_BYTES:
        raise UnreadableFile(
            f"This file has a list of whole numbers of {len(data):,} bytes; {MAX_LIST_BYTES:,} are"
            " allowed, so store large tensors as raw data."
        )
    raw = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(raw < 128)
    if not raw.size:
        return np.empty(0, np.int64)
    if raw[-1] >= 128:
        raise damaged()
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    if lengths.max() > 10:
        raise damaged()
    shift = 7 * (np.arange(raw.size) - np.repeat(starts, lengths)).astype(np.uint64)
    bits = (raw & 127).astype(np.uint64) << shift
    return np.add.reduceat(bits, starts).view(np.int64)
