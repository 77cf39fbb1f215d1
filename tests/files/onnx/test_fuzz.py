"""Damaged files: each is refused with the one error that pages catch, or it is read."""

import numpy as np
import pytest

from cnnviz.files import UnreadableFile
from cnnviz.files.onnx import load
from tests.files.onnx.models import model, node, single

WEIGHTS = {"w": np.ones((2, 1, 3, 3), np.float32), "b": np.ones(2, np.float32)}
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
    model([node("Concat", "x z x", "y", axis=-1)], {"x": (2,), "z": (3,)}).SerializeToString(),
]


def damaged(generator):
    """One to five changes: a byte, a bit, a piece taken out, put in, or cut off."""
    data = bytearray(CORPUS[generator.integers(len(CORPUS))])
    for _ in range(generator.integers(1, 6)):
        at, size = int(generator.integers(len(data) + 1)), int(generator.integers(1, 9))
        change = generator.choice(5, p=[0.4, 0.4, 0.08, 0.08, 0.04])
        if change == 0:
            data[at : at + 1] = generator.bytes(1)
        elif change == 1:
            data[at : at + 1] = bytes(byte ^ 1 << size % 8 for byte in data[at : at + 1])
        elif change == 2:
            del data[at : at + size]
        elif change == 3:
            data[at:at] = generator.bytes(size)
        else:
            del data[at:]
    return bytes(data)


@pytest.mark.parametrize("data", CORPUS)
def test_undamaged_files_are_read(data):
    assert load(data).network.outputs == ("y",)


@pytest.mark.parametrize("seed", range(10))
def test_damaged_files_are_refused_or_read(seed):
    generator = np.random.default_rng(seed)
    refusals = []
    for _ in range(1000):
        try:
            load(damaged(generator))
        except UnreadableFile as refusal:
            refusals.append(str(refusal))
    assert all(words.isprintable() and len(words) < 700 for words in refusals)
    assert 20 < len(refusals) < 980
