"""Tensors of ONNX files as arrays, and arrays as tensors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.schema import (
    DATA_TYPES,
    DIMENSION,
    ENTRY,
    SHAPE,
    TENSOR,
    TENSOR_TYPE,
    TYPE,
    VALUE,
)
from cnnviz.files.onnx.wire import Message, damaged, encode, numbers
from cnnviz.ops.layer import NOTHING, Array, Shape

MAX_RANK = 8
MAX_LENGTH = 2**31
OPEN = -1  # how some exporters write a length that is left open


@dataclass(frozen=True, slots=True)
class TensorType:
    """What a model says about one of its inputs or outputs.

    Attributes
    ----------
    dtype : NumPy's name of the type
    shape : a length for each axis, or its name, or None where the file names none
        None as a whole where the file says nothing.
    """

    dtype: str
    shape: tuple[int | str | None, ...] | None

    def lengths(self, samples: int | None = None) -> Shape | None:
        """The shape, if all its lengths are known once there are so many samples.

        Examples
        --------
        >>> TensorType("float32", ("N", 3, 8)).lengths(samples=2)
        (2, 3, 8)
        """
        if self.shape is None:
            return None
        first = [n if isinstance(n, int) else samples for n in self.shape[:1]]
        known = tuple(n for n in (*first, *self.shape[1:]) if isinstance(n, int))
        return known if len(known) == len(self.shape) else None


def read_tensor(message: Message, beside: Mapping[str, bytes] = NOTHING) -> Array:
    """The numbers of a tensor, read-only.

    Parameters
    ----------
    beside : other files with weights, by name

    Raises
    ------
    UnreadableFile
        When they are in a file that is not there, of a type that is no number, not as many as the
        shape says, or not all numbers (NaN).
    """
    name = message.text("name")
    if message.has("segment"):
        raise UnreadableFile(f'The tensor "{name}" is split into segments, which cannot be read.')
    dtype, field = _type(message.whole("data_type"), f'The tensor "{name}"')
    dims = message.wholes("dims")
    shape = tuple(int(length) for length in dims[:MAX_RANK])
    if len(dims) > MAX_RANK or not all(0 <= length < MAX_LENGTH for length in shape):
        raise UnreadableFile(
            f'The tensor "{name}" has {len(dims)} axes of lengths {shape}; up to {MAX_RANK} axes,'
            f" each of a length from 0 to {MAX_LENGTH - 1}, can be read."
        )
    if message.whole("data_location") or message.has("external_data"):
        data = _outside(message, name, beside, prod(shape) * np.dtype(dtype).itemsize)
        values = _raw(data, np.dtype(dtype))
    else:
        values = _values(message, np.dtype(dtype), field)
    if values.size != prod(shape):
        raise UnreadableFile(
            f'The tensor "{name}" of shape {shape} holds {values.size} numbers instead of'
            f" {prod(shape)}."
        )
    return checked(np.array(values, dtype).reshape(shape), name)


def checked(array: Array, name: str) -> Array:
    """The array, read-only and known to hold numbers.

    Raises
    ------
    UnreadableFile
        When one of them is NaN.
    """
    if np.isnan(array).any():
        raise UnreadableFile(
            f'The tensor "{name}" holds NaN, which is no number; train or export the model again.'
        )
    array.setflags(write=False)
    return array


def read_value(message: Message) -> tuple[str, TensorType]:
    """Name and type of a model's input or output."""
    name = message.text("name")
    types = message.messages("type", TYPE)
    tensors = types[-1].messages("tensor_type", TENSOR_TYPE) if types else []
    if not tensors:
        raise UnreadableFile(f'"{name}" is not a tensor; only tensors can go in and come out.')
    dtype, _ = _type(tensors[-1].whole("elem_type"), f'"{name}"')
    shapes = tensors[-1].messages("shape", SHAPE)
    return name, TensorType(dtype, _shape(shapes[-1]) if shapes else None)


def write_tensor(name: str, array: Array) -> bytes:
    """A tensor with its numbers as raw data."""
    little = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
    return encode(
        TENSOR,
        dims=list(array.shape),
        data_type=type_number(array.dtype),
        name=name,
        raw_data=little.tobytes(),
    )


def write_value(name: str, dtype: Any, shape: Sequence[int]) -> bytes:
    """Name and type of a model's input or output."""
    dims = [encode(DIMENSION, dim_value=length) for length in shape]
    tensor = encode(TENSOR_TYPE, elem_type=type_number(dtype), shape=encode(SHAPE, dim=dims))
    return encode(VALUE, name=name, type=encode(TYPE, tensor_type=tensor))


def type_number(dtype: Any) -> int:
    """ONNX's number for a NumPy type."""
    wanted = np.dtype(dtype).name
    for number, (name, _) in DATA_TYPES.items():
        if name == wanted:
            return number
    raise ValueError(f"ONNX files are written with numbers, not with values of type {wanted}.")


def _type(number: int, what: str) -> tuple[str, str]:
    if number not in DATA_TYPES:
        raise UnreadableFile(
            f"{what} has ONNX's data type {number}; float16, float32, float64, bool and whole"
            " numbers of 8 to 64 bits can be read."
        )
    return DATA_TYPES[number]


def _values(message: Message, dtype: np.dtype[Any], field: str) -> Array:
    if message.has("raw_data"):
        return _raw(message.data("raw_data"), dtype)
    if field == "float_data":
        return message.reals(field, "<f4")
    if field == "double_data":
        return message.reals(field, "<f8")
    whole = message.wholes(field)
    if dtype == np.float16:  # the bits of each number stand in an integer
        return whole.astype(np.uint16).view(np.float16)
    return whole.astype(dtype)


def _raw(data: memoryview, dtype: np.dtype[Any]) -> Array:
    """The numbers one after the other, the lowest byte of each first."""
    if dtype == np.bool_:
        ones: Array = numbers(data, "u1") != 0
        return ones
    return numbers(data, dtype.newbyteorder("<").str)


def _outside(message: Message, name: str, beside: Mapping[str, bytes], size: int) -> memoryview:
    """The bytes of a tensor that stand in another file."""
    entries = message.messages("external_data", ENTRY)
    said = {entry.text("key"): entry.text("value") for entry in entries}
    location = said.get("location", "").replace("\\", "/").rsplit("/", 1)[-1]
    if location not in beside:
        raise UnreadableFile(
            f'The values of "{name}" are in another file, "{location[:80]}", which did not come'
            " with this one; bring both together, or export one file with"
            " torch.onnx.export(..., external_data=False)."
        )
    data = memoryview(beside[location])
    offset, length = (said.get(key, default) for key, default in (("offset", "0"), ("length", "")))
    if not (offset.isascii() and offset.isdigit() and len(offset) < 16):
        raise damaged()
    if length not in ("", str(size)) or int(offset) + size > len(data):
        raise UnreadableFile(
            f'The values of "{name}" take {size:,} bytes, but "{location[:80]}" does not have them'
            " where this model says; bring the two files that were exported together."
        )
    return data[int(offset) : int(offset) + size]


def _shape(message: Message) -> tuple[int | str | None, ...]:
    lengths: list[int | str | None] = []
    for dim in message.messages("dim", DIMENSION):
        if dim.has("dim_value") and dim.whole("dim_value") != OPEN:
            lengths.append(dim.whole("dim_value"))
        else:
            lengths.append(dim.text("dim_param") or None)
    if any(isinstance(length, int) and not 0 <= length < MAX_LENGTH for length in lengths):
        raise damaged()
    return tuple(lengths)
