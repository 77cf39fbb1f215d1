"""The parts of ONNX's messages that are read or written, with their field numbers.

The numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; a file's other
fields (documentation, metadata, inferred shapes) are passed over.
"""

from cnnviz.files.onnx.wire import Kind

MODEL: Kind = {
    "ir_version": 1, "producer_name": 2, "graph": 7, "opset_import": 8, "functions": 25,
}  # fmt: skip
OPSET: Kind = {"domain": 1, "version": 2}
GRAPH: Kind = {
    "node": 1, "name": 2, "initializer": 5, "input": 11, "output": 12, "sparse_initializer": 15,
}  # fmt: skip
NODE: Kind = {
    "input": 1, "output": 2, "name": 3, "op_type": 4, "attribute": 5, "domain": 7, "overload": 8,
}  # fmt: skip
ATTRIBUTE: Kind = {
    "name": 1, "f": 2, "i": 3, "s": 4, "t": 5, "g": 6, "floats": 7, "ints": 8, "type": 20,
    "ref_attr_name": 21,
}  # fmt: skip
TENSOR: Kind = {
    "dims": 1, "data_type": 2, "segment": 3, "float_data": 4, "int32_data": 5, "int64_data": 7,
    "name": 8, "raw_data": 9, "double_data": 10, "uint64_data": 11, "external_data": 13,
    "data_location": 14,
}  # fmt: skip
ENTRY: Kind = {"key": 1, "value": 2}
VALUE: Kind = {"name": 1, "type": 2}
TYPE: Kind = {"tensor_type": 1}
TENSOR_TYPE: Kind = {"elem_type": 1, "shape": 2}
SHAPE: Kind = {"dim": 1}
DIMENSION: Kind = {"dim_value": 1, "dim_param": 2}

# AttributeProto.AttributeType
ATTRIBUTE_TYPES = {"f": 1, "i": 2, "s": 3, "t": 4, "g": 5, "floats": 6, "ints": 7}

# TensorProto.DataType: NumPy's name, and the field that holds the numbers where it is not raw_data
DATA_TYPES = {
    1: ("float32", "float_data"),
    2: ("uint8", "int32_data"),
    3: ("int8", "int32_data"),
    4: ("uint16", "int32_data"),
    5: ("int16", "int32_data"),
    6: ("int32", "int32_data"),
    7: ("int64", "int64_data"),
    9: ("bool", "int32_data"),
    10: ("float16", "int32_data"),
    11: ("float64", "double_data"),
    12: ("uint32", "uint64_data"),
    13: ("uint64", "uint64_data"),
}
