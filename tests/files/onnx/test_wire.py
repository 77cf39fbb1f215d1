"""The wire format: what other programs write is read, and what is written they read."""

import numpy as np
import pytest
from onnx import TensorProto, numpy_helper

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx.schema import DATA_TYPES, TENSOR
from cnnviz.files.onnx.tensors import read_tensor, type_number, write_tensor
from cnnviz.files.onnx.wire import Budget, Message, encode

KIND = {"number": 1, "name": 2, "half": 3}


def message(data, kind=KIND, parts=99):
    return Message(memoryview(data), kind, Budget(parts))


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**31, 2**63 - 1, -1, -(2**63)])
def test_whole_numbers(number):
    assert message(encode(KIND, number=number)).whole("number") == number
    packed = encode(KIND, number=[number, 5])
    assert message(packed).wholes("number").tolist() == [number, 5]


def test_the_bytes_are_those_of_the_specification():
    """Its own examples: 150, "testing" and the packed 3, 270, 86942."""
    assert encode(KIND, number=150).hex() == "089601"
    assert encode(KIND, name="testing").hex() == "120774657374696e67"
    packed = bytes.fromhex("0a06038e029ea705")
    assert message(packed).wholes("number").tolist() == [3, 270, 86942]
    assert message(encode(KIND, half=0.5)).real("half") == 0.5


def test_of_a_field_that_may_be_there_once_the_last_counts():
    data = encode(KIND, name=["a", "b"], number=[1, 2])
    assert (message(data).text("name"), message(data).whole("number")) == ("b", 2)
    assert message(data).texts("name") == ["a", "b"]


def test_what_is_not_there():
    empty = message(b"")
    assert (empty.whole("number"), empty.text("name"), empty.real("half")) == (0, "", 0)
    assert empty.wholes("number").size == 0
    assert not empty.has("name")


def test_other_fields_are_passed_over():
    other = encode({"a": 9, "b": 10, "c": 11}, a=1, b=0.5, c="text") + b"\x61" + bytes(8)
    assert message(other + encode(KIND, number=7)).whole("number") == 7


@pytest.mark.parametrize(
    "data",
    [
        b"\x08",  # breaks off before the number
        b"\x08" + b"\xff" * 11,  # a number that does not end
        b"\x12\x05abc",  # shorter than it says
        b"\x0b\x0c",  # a group, which nobody writes any more
        b"\x1d\x00\x00",  # half a number
    ],
)
def test_damaged_messages(data):
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        message(data)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"\x0a\x01a", lambda m: m.whole("number")),
        (b"\x10\x05", lambda m: m.text("name")),
        (b"\x12\x01\xff", lambda m: m.text("name")),
        (b"\x12\x01\n", lambda m: m.text("name")),
        (b"\x0a\x02\xff\xff", lambda m: m.wholes("number")),
        (b"\x0a\x0b" + b"\xff" * 10 + b"\x01", lambda m: m.wholes("number")),
        (b"\x1a\x03abc", lambda m: m.reals("half", "<f4")),
        (b"\x12\x02\x08\xff", lambda m: m.messages("name", KIND)),
    ],
)
def test_fields_of_another_kind(data, read):
    found = message(data)
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read(found)


def test_limits():
    with pytest.raises(UnreadableFile, match="more than 200,000 parts"):
        message(b"\x08\x01" * 9, parts=8)
    with pytest.raises(UnreadableFile, match="a name of more than 500 bytes"):
        message(encode(KIND, name="a" * 501)).text("name")
    with pytest.raises(UnreadableFile, match="4,000,001 bytes; 4,000,000 are allowed"):
        message(encode(KIND, number=bytes(4_000_001))).wholes("number")


@pytest.mark.parametrize("number", DATA_TYPES)
@pytest.mark.parametrize("raw", [True, False])
def test_tensors_of_every_type(number, raw):
    dtype, field = DATA_TYPES[number]
    expected = np.array([[0, 1, 2], [100, 7, 1]]).astype(dtype)
    if np.dtype(dtype).kind in "if":
        expected = -expected
    proto = TensorProto(dims=[2, 3], data_type=number, name="t")
    if raw:
        proto.raw_data = expected.tobytes()
    elif dtype == "float16":
        proto.int32_data.extend(expected.view(np.uint16).ravel().tolist())
    else:
        getattr(proto, field).extend(expected.astype(type(1.5 if "f" in dtype else 1)).ravel())
    given = read_tensor(message(proto.SerializeToString(), TENSOR))
    assert given.dtype == dtype
    assert not given.flags.writeable
    np.testing.assert_array_equal(given, expected)


@pytest.mark.parametrize("number", DATA_TYPES)
def test_tensors_are_written_as_onnx_reads_them(number):
    array = np.array([[0, 1, 2], [100, 7, 1]]).astype(DATA_TYPES[number][0])[:, ::-1]
    written = TensorProto.FromString(write_tensor("t", array))
    assert (written.name, written.data_type, list(written.dims)) == ("t", number, [2, 3])
    np.testing.assert_array_equal(numpy_helper.to_array(written), array)


def test_only_numbers_are_written():
    with pytest.raises(ValueError, match="with numbers, not with values of type complex128"):
        type_number(np.complex128)


def test_shapes_that_no_array_has():
    for dims in ([1] * 9, [-1], [2**31]):
        proto = TensorProto(dims=dims, data_type=1, raw_data=b"1234", name="t")
        with pytest.raises(UnreadableFile, match=f'The tensor "t" has {len(dims)} axes of lengths'):
            read_tensor(message(proto.SerializeToString(), TENSOR))
