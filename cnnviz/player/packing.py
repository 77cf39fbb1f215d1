"""One JSON header and raw arrays in one run of bytes, which the browser reads without copying.

Layout: a little-endian uint32 with the header's length, the header as UTF-8 JSON padded with
spaces, then each array, little-endian and aligned to 8 bytes. ``header["arrays"][name]`` is
``[dtype, shape, offset]``, the offset counted from the end of the header; this index stands first,
so that it can be changed without reading the rest. A large array has a stamp
behind that, a digest of it: while a browser holds the same from the payload before, its
offset is -1 and it is not sent again.
"""

import json
import struct
from collections.abc import Callable, Iterable, Mapping, Set
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

ALIGNMENT = 8
INDEX = '{"arrays":'  # how every header begins
STAMPED = 4096  # bytes: what is smaller is always sent
# The narrowest first: whatever holds every value exactly is used, so nothing shown is rounded here.
FIRST = 64  # numbers
LOSSLESS = ("uint8", "int8", "int16", "int32", "float32")


def pack(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Put ``header`` and ``arrays`` into one run of bytes."""
    index: dict[str, list[Any]] = {}
    blocks: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        narrow = _narrowest(array)
        block = narrow.tobytes()
        index[name] = [narrow.dtype.name, list(narrow.shape), offset]
        if len(block) >= STAMPED:
            index[name].append(_stamp(narrow, block))
        block += b"\0" * (-len(block) % ALIGNMENT)
        blocks.append(block)
        offset += len(block)
    return _joined({"arrays": index, **header}, blocks)


def _stamp(array: npt.NDArray[Any], block: bytes) -> str:
    """A digest of content, shape and type: the same bytes in another shape are other numbers."""
    head = f"{array.shape} {array.dtype.str}".encode()
    return blake2b(head + block, digest_size=12).hexdigest()


def thinned(payload: bytes, held: Set[str]) -> tuple[bytes, frozenset[str]]:
    """The payload without the arrays that a browser holds, and the stamps of all that are in it."""
    index, rest, start = _index(payload)
    stamps = frozenset(entry[3] for entry in index.values() if len(entry) > 3)
    if not stamps & held:
        return payload, stamps
    blocks: list[bytes] = []
    offset, ends = 0, [*(entry[2] for entry in index.values()), len(payload) - start]
    for entry, begin, end in zip(index.values(), ends, ends[1:], strict=False):
        there = len(entry) > 3 and entry[3] in held
        entry[2] = -1 if there else offset
        if not there:
            blocks.append(payload[start + begin : start + end])
            offset += end - begin
    return _framed(f"{INDEX}{_text(index)}{rest}", blocks), stamps


def _index(data: bytes) -> tuple[dict[str, list[Any]], str, int]:
    """The index of the arrays, the header's text behind it, and where the arrays begin."""
    (length,) = struct.unpack_from("<I", data)
    text = data[4 : 4 + length].decode().rstrip()
    index, end = json.JSONDecoder().raw_decode(text, len(INDEX))
    return index, text[end:], 4 + length


def _joined(header: Mapping[str, Any], blocks: Iterable[bytes]) -> bytes:
    return _framed(_text(header), blocks)


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def _framed(text: str, blocks: Iterable[bytes]) -> bytes:
    encoded = text.encode(errors="replace")  # half of a surrogate pair is no text
    encoded += b" " * (-(len(encoded) + 4) % ALIGNMENT)
    return b"".join((struct.pack("<I", len(encoded)), encoded, *blocks))


def _header(data: bytes) -> tuple[dict[str, Any], int]:
    """The header, and where the arrays begin."""
    (length,) = struct.unpack_from("<I", data)
    return json.loads(data[4 : 4 + length]), 4 + length


def changed(payload: bytes, edit: Callable[[dict[str, Any]], object]) -> bytes:
    """The payload after ``edit`` has changed its header; the arrays stay as they are."""
    header, start = _header(payload)
    edit(header)
    return _joined(header, [payload[start:]])


def with_message(payload: bytes, message: str, **own: Any) -> bytes:
    """A payload with what only this person gets behind it: one sentence, and what is theirs.

    Who asks for the same numbers gets the same payload before it.
    """
    said = json.dumps({"message": message, **own}, separators=(",", ":")).encode()
    return b"".join((payload, said, struct.pack("<I", len(said))))


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Read back what :func:`pack` wrote."""
    header, start = _header(data)
    arrays = {
        name: np.frombuffer(data, dtype, int(np.prod(shape)), start + offset).reshape(shape)
        for name, (dtype, shape, offset, *_) in header.pop("arrays").items()
    }
    return header, arrays


def _narrowest(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same values in the narrowest type that holds each of them exactly."""
    if array.size == 0:
        return array.astype("uint8")
    with np.errstate(invalid="ignore", over="ignore"):
        for dtype in LOSSLESS[-1:] if _is_broken(array) else LOSSLESS:
            narrow = array.astype(dtype)
            if np.array_equal(narrow, array, equal_nan=array.dtype.kind == "f"):
                return narrow
    return array.astype("<f8")


def _is_broken(array: npt.NDArray[Any]) -> bool:
    """Whether its first numbers already say that no whole numbers hold it: most arrays do."""
    first = array.reshape(-1)[:FIRST]
    return array.dtype.kind == "f" and not np.array_equal(first, np.rint(first))
