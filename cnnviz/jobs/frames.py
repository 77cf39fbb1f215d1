"""Objects one after the other, between processes of this app alone.

Arrays go as the bytes that they are, beside the rest, so that neither side holds a copy of them.
"""

import pickle
import struct
from typing import IO, Any

_COUNT, _LENGTH = struct.Struct("<Q"), "<{}Q"


def send(stream: IO[bytes], value: object) -> None:
    """Write one object."""
    arrays: list[pickle.PickleBuffer] = []
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL, buffer_callback=arrays.append)
    parts = [memoryview(data), *(array.raw() for array in arrays)]
    stream.write(_COUNT.pack(len(parts)))
    stream.write(struct.pack(_LENGTH.format(len(parts)), *(part.nbytes for part in parts)))
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one object; raises ``EOFError`` where none comes any more."""
    (count,) = _COUNT.unpack(_read(stream, _COUNT.size))
    form = _LENGTH.format(count)
    lengths = struct.unpack(form, _read(stream, struct.calcsize(form)))
    data, *arrays = (_read(stream, length) for length in lengths)
    return pickle.loads(data, buffers=arrays)


def _read(stream: IO[bytes], length: int) -> bytearray:
    data = bytearray(length)
    left = memoryview(data)
    while left:
        got = stream.readinto(left)  # type: ignore[attr-defined]
        if not got:
            raise EOFError("The other side has ended.")
        left = left[got:]
    return data
