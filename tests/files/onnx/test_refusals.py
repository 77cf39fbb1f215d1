"""What is refused, and in which words."""

import time

import numpy as np
import pytest
from onnx import TensorProto

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import load
from tests.files.onnx.models import model, node, single, small

KERNEL = {"w": np.ones((1, 1, 3, 3), np.float32)}


def broken(change):
    made = small()
    change(made)
    return made.SerializeToString()


def external(made):
    made.graph.initializer[0].data_location = TensorProto.EXTERNAL
    made.graph.initializer[0].external_data.add(key="location", value="/etc/passwd")


def not_a_number(made):
    made.graph.initializer[0].raw_data = np.full((2, 1, 3, 3), np.nan, "f4").tobytes()


def many(made):
    made.graph.node.extend([node("Relu", "y", f"y{number}") for number in range(1996)])


def with_function(made):
    made.functions.add(name="f", domain="own")


def of_domain(made):
    made.graph.node[1].domain = "com.microsoft"


def unknown(made):
    made.graph.node[1].op_type = "Loop"


def strange(made):
    made.graph.node[1].attribute.add(name="alpha", type=1, f=2)


def cyclic(made):
    made.graph.node[0].input[0] = "y"


def twice(made):
    made.graph.node[1].output[0] = "conv"


def too_short(made):
    made.graph.initializer[0].raw_data = b"1234"


def sparse(made):
    made.graph.sparse_initializer.add()


def text(made):
    made.graph.initializer[0].data_type = TensorProto.STRING


def sequence(made):
    made.graph.input[0].type.sequence_type.elem_type.tensor_type.elem_type = 1


def old(made):
    made.opset_import[0].version = 5


def young(made):
    made.opset_import[0].version = 99


def misfit(made):
    made.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    made.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 3


SMALL = small().SerializeToString()
REFUSED = {
    "empty": (b"", "not an ONNX model, or it is damaged"),
    "text": (b"Dear Sir or Madam", "not an ONNX model, or it is damaged"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "not an ONNX model, or it is damaged"),
    "truncated": (SMALL[:-9], "not an ONNX model, or it is damaged"),
    "large": (bytes(128_000_001), "larger than 128 MB"),
    "external data": (
        broken(external),
        '"w" are in another file, "passwd", which did not come with',
    ),
    "NaN": (broken(not_a_number), 'The tensor "w" holds NaN'),
    "many nodes": (broken(many), "more than 2,000 nodes that compute"),
    "function": (broken(with_function), "functions of its own"),
    "domain": (broken(of_domain), 'the operator Relu of "com.microsoft"'),
    "operator": (broken(unknown), 'uses the operators "Loop", for which there are no layers'),
    "attribute": (broken(strange), 'Relu has an attribute "alpha", which is not known'),
    "cycle": (broken(cyclic), 'Conv reads "y", which nothing before it gives'),
    "name": (broken(twice), 'two values of the name "conv"'),
    "numbers": (broken(too_short), r"shape (2, 1, 3, 3) holds 1 numbers instead of 18"),
    "sparse": (broken(sparse), "sparse weights"),
    "strings": (broken(text), 'tensor "w" has ONNX\'s data type 8'),
    "sequence": (broken(sequence), '"x" is not a tensor'),
    "old": (broken(old), "version 5 of ONNX's operators; versions 6 to 28"),
    "young": (broken(young), "version 99 of ONNX's operators; versions 6 to 28"),
    "misfit": (broken(misfit), "The weight has shape (2, 1, 3, 3)"),
    "too much": (
        single("Relu", (1, 20_000, 20_000)),
        "takes at least 3.2 GB of memory; 2 GB are allowed",
    ),
    "slow": (
        single("Conv", (1, 48, 542, 542), weights={"w": np.ones((48, 48, 31, 31), np.float32)}),
        "takes about 29 seconds; 20 are allowed",
    ),
    "border": (
        single("MaxPool", (1, 1, 8, 8, 8), kernel_shape=[2048] * 3, pads=[1023] * 6),
        "GB of memory; 2 GB are allowed",
    ),
    "stride 0": (single("Conv", weights=KERNEL, strides=[0, 1]), '0 in its "strides"; 1 to 4096'),
    "stride 0, weights later": (
        model(
            [node("Conv", "x w", "y", strides=[0, 0])], {"x": (1, 1, 4, 4), "w": None}
        ).SerializeToString(),
        '0 in its "strides"; 1 to 4096',
    ),
    "pads": (single("Conv", weights=KERNEL, pads=[-1, 0, 0, 0]), '-1 in its "pads"; 0 to 4096'),
    "group 0": (single("Conv", weights=KERNEL, group=0), '0 in its "group"; 1 to 4096'),
    "groups": (single("Conv", weights=KERNEL, group=2), "2 groups, which do not divide"),
    "kernel": (single("Conv", weights=KERNEL, kernel_shape=[2, 3]), "a kernel of shape (2, 3)"),
    "rank": (single("Conv", weights=KERNEL, strides=[1]), '1 numbers as its "strides"; 2 are'),
    "auto_pad": (single("Conv", weights=KERNEL, auto_pad="SAME"), '"SAME" as its "auto_pad"'),
    "type": (single("Conv", weights=KERNEL, strides=1), '"strides" of a type'),
    "large kernel": (single("MaxPool", kernel_shape=[9999, 1]), '9999 in its "kernel_shape"'),
    "larger than x": (single("MaxPool", kernel_shape=[5, 5]), 'At "y": A window of 5'),
    "no kernel": (single("MaxPool"), 'MaxPool has no "kernel_shape"'),
    "padding": (single("MaxPool", kernel_shape=[2, 2], pads=[2] * 4), "a padding of 2; its window"),
    "inputs": (single("Conv"), "Conv has 1 inputs, or empty ones; 2 to 3 are needed"),
    "infinite": (single("Elu", alpha=float("inf")), 'Elu has inf as its "alpha"'),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name):
    data, words = REFUSED[name]
    start = time.process_time()
    with pytest.raises(UnreadableFile) as refusal:
        load(data)
    assert time.process_time() - start < 2
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 300
    assert str(refusal.value)[-1] == "." and ". " not in str(refusal.value)
