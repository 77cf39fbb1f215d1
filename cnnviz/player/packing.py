"""One JSON header and raw arrays in one run of bytes, which the browser reads without copying.

Layout: a little-endian uint32 with the header's length, the header as UTF-8 JSON padded with
spaces, then each array, little-endian and aligned to 8 bytes. ``header["arrays"][name]`` is
``[dtype, shape, offset]``, the offset counted from the end of the header.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

ALIGNMENT = 8
# The narrowest first: whatever holds every value exactly is used, so nothing shown is rounded here.
LOSSLESS = ("uint8", "int8", "int16", "int32", "float32")


def pack(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Put ``header`` and ``arrays`` into one run of bytes."""
    index: dict[str, list[Any]] = {}
    blocks: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        narrow = _narrowest(array)
        block = narrow.tobytes()
        block += b"\0" * (-len(block) % ALIGNMENT)
        index[name] = [narrow.dtype.name, list(narrow.shape), offset]
        blocks.append(block)
        offset += len(block)
    text = json.dumps(
        {**header, "arrays": index}, separators=(",", ":"), allow_nan=False, ensure_ascii=False
    )
    encoded = text.encode(errors="replace")  # half of a surrogate pair is no text
    encoded += b" " * (-(len(encoded) + 4) % ALIGNMENT)
    return b"".join((struct.pack("<I", len(encoded)), encoded, *blocks))


def with_message(payload: bytes, message: str, **own: Any) -> bytes:
    """A payload with what only this person gets behind it: one sentence, and what is theirs.

    Who asks for the same numbers gets the same payload before it.
    """
    said = json.dumps({"message": message, **own}, separators=(",", ":")).encode()
    return b"".join((payload, said, struct.pack("<I", len(said))))


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Read back what :func:`pack` wrote."""
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    arrays = {
        name: np.frombuffer(data, dtype, int(np.prod(shape)), 4 + length + offset).reshape(shape)
        for name, (dtype, shape, offset) in header.pop("arrays").items()
    }
    return header, arrays


def _narrowest(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same values in the narrowest type that holds each of them exactly."""
    if array.size == 0:
        return array.astype("uint8")
    with np.errstate(invalid="ignore", over="ignore"):
        for dtype in LOSSLESS:
            narrow = array.astype(dtype)
            if np.array_equal(narrow, array, equal_nan=array.dtype.kind == "f"):
                return narrow
    return array.astype("<f8")
