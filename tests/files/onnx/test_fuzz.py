"""Damaged files: each is refused with the one error that pages catch, or it is read."""

import numpy as np
import pytest

from benchmarks import onnx_fuzz
from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import load
from tests.files.onnx.models import model, node, single

EMPTY = np.empty(0, np.float32)
WEIGHTS = {"w": np.ones((2, 1, 3, 3), np.float32), "b": np.ones(2, np.float32)}


def branch(operator):
    """A graph that changes "b"."""
    return model([node(operator, "b", "c")], {}, "c").graph


CORPUS = [
    single("Conv", weights=WEIGHTS, strides=[2, 1], pads=[1, 0, 1, 0], group=1),
    single("ConvTranspose", weights=WEIGHTS | {"b": np.ones(1, "f4")}, shape=(1, 2, 3, 3)),
    single("ConvTranspose", weights={"w": WEIGHTS["w"]}, shape=(1, 2, 3, 3), output_shape=[4, 3]),
    single("AveragePool", kernel_shape=[3, 2], auto_pad="SAME_UPPER", ceil_mode=1),
    single("LRN", size=3, alpha=0.5, bias=2.0),
    single("Pad", weights={"pads": np.array([0, 0, 1, 2] * 2)}, mode="reflect"),
    single("Reshape", weights={"shape": np.array([0, -1])}),
    single("Squeeze", weights={"axes": np.array([0])}),
    single("ReduceMean", weights={"axes": np.array([2, 3])}, keepdims=0),
    single("Gemm", (2, 4), weights={"w": np.ones((3, 4), "f4")}, transB=1, alpha=0.5),
    single("BatchNormalization", weights={name: np.ones(1, "f4") for name in "abcd"}),
    single("Softmax", opset=11, axis=2),
    single("Transpose", perm=[0, 2, 1, 3]),
    single("Dropout", weights={"ratio": np.float32(0.3), "training": np.array(True)}),
    model(
        [node("Constant", "", "c", value_ints=[1, 2]), node("Add", "x c", "y")], {"x": (2, 2)}
    ).SerializeToString(),
    model([node("Conv", "x w", "y")], {"x": (1, 1, 4, 4), "w": (1, 1, 3, 3)}).SerializeToString(),
    model(
        [
            node("Shape", "x", "s"),
            node("Gather", "s zero", "n"),
            node("Unsqueeze", "n f", "u"),
            node("Concat", "u rest", "t", axis=0),
            node("Reshape", "x t", "y"),
        ],
        {"x": ("N", 2, 3)},
        zero=np.array(0),
        f=np.array([0]),
        rest=np.array([-1]),
    ).SerializeToString(),
    single("Resize", weights={"roi": EMPTY, "scales": np.ones(4, "f4") * 2}, mode="linear"),
    single(
        "Resize",
        weights={"r": EMPTY, "s": EMPTY, "sizes": np.array([1, 1, 5, 3])},
        mode="cubic",
        coordinate_transformation_mode="align_corners",
    ),
    single(
        "Slice", weights={n: np.array([v]) for n, v in zip("seat", (-1, 0, 2, -1), strict=True)}
    ),
    single("ReduceL2", weights={"axes": np.array([1, -1])}, keepdims=0),
    single(
        "GroupNormalization", weights={"w": np.ones(1, "f4"), "b": np.ones(1, "f4")}, num_groups=1
    ),
    single("LayerNormalization", weights={"w": np.ones(4, "f4")}, axis=-1),
    single("Gather", weights={"i": np.array([[0, -1]])}, axis=2),
    single("GatherND", weights={"i": np.array([[0, 0, 3]])}),
    single("Expand", weights={"shape": np.array([2, 3, 1, 1])}),
    single("Tile", weights={"repeats": np.array([1, 2, 1, 1])}),
    single("DepthToSpace", (1, 4, 2, 2), blocksize=2, mode="CRD"),
    single("QuantizeLinear", weights={"s": np.float32(0.5), "z": np.uint8(3)}),
    single("Cast", to=7),
    single("ArgMax", axis=1, keepdims=0),
    single("Pow", weights={"p": np.float32(0.5)}),
    model(
        [
            node("Split", "x", "a b", axis=2, num_outputs=2),
            node("TopK", "a k", "v i", axis=3),
            node("Greater", "v zero", "g"),
            node("Where", "g v v", "y"),
        ],
        {"x": (1, 1, 4, 4)},
        k=np.array([2]),
        zero=np.float32(0),
    ).SerializeToString(),
    model(
        [
            node("Shape", "x", "s"),
            node("ConstantOfShape", "s", "c"),
            node("Range", "from to step", "r"),
            node("Add", "c r", "d"),
            node("Add", "x d", "y"),
        ],
        {"x": ("N", 4)},
        **{"from": np.float32(0), "to": np.float32(4), "step": np.float32(1)},
    ).SerializeToString(),
    single("CumSum", weights={"axis": np.array(2)}, exclusive=1),
    single("Einsum", equation="...hw->...wh"),
    single(
        "ScatterND",
        weights={"i": np.array([[0, 0, 3]]), "u": np.ones((1, 4), "f4")},
        reduction="add",
    ),
    model(
        [
            node("SplitToSequence", "x two", "s", axis=2),
            node("SequenceAt", "s one", "a"),
            node("SequenceInsert", "s a", "t"),
            node("ConcatFromSequence", "t", "b", axis=2),
            node("If", "yes", "y", then_branch=branch("Relu"), else_branch=branch("Tanh")),
        ],
        {"x": (1, 1, 4, 4)},
        two=np.array(2),
        one=np.array(1),
        yes=np.array(True),
    ).SerializeToString(),
    model([node("Concat", "x z x", "y", axis=-1)], {"x": (2,), "z": (3,)}).SerializeToString(),
]


@pytest.mark.parametrize("data", CORPUS)
def test_undamaged_files_are_read(data):
    assert load(data).network.outputs == ("y",)


def test_spoilt_networks_in_a_process_with_limits():
    """A short form of `python -m benchmarks.onnx_fuzz`: files that are still ONNX, or are not."""
    *found, memory = onnx_fuzz.outcomes(0, 60)
    assert [each.number for each in found] == list(range(60))
    assert [fault for each in found if (fault := onnx_fuzz.fault(each))] == []
    assert memory < onnx_fuzz.BYTES


@pytest.mark.parametrize("seed", range(10))
def test_damaged_files_are_refused_or_read(seed):
    generator = np.random.default_rng(seed)
    refusals = []
    for number in range(1000):
        try:
            load(onnx_fuzz.damaged(CORPUS, number, generator))
        except UnreadableFile as refusal:
            refusals.append(str(refusal))
    assert all(words.isprintable() and len(words) < 700 for words in refusals)
    assert 20 < len(refusals) < 980
