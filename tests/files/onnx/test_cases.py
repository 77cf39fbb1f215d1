"""The models that ONNX tests its own implementations with, and PyTorch's among them."""

import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnx.backend.test
import pytest
from onnx.backend.test.case.node import collect_testcases

from cnnviz.files.onnx import load
from cnnviz.files.onnx.measuring import STEPS
from cnnviz.files.onnx.operators import OPERATORS

# Every operator that must be there, whatever else is.
NEEDED = """
    Add AveragePool BatchNormalization Clip Concat Constant Conv ConvTranspose Div Dropout Elu
    Flatten Gelu Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish Identity LRN LeakyRelu
    LogSoftmax LpPool MatMul MaxPool Mish Mul PRelu Pad ReduceMean Relu Reshape Selu Sigmoid Softmax
    Softplus Squeeze Sub Tanh Transpose Unsqueeze
""".split()
KNOWN = {*OPERATORS, "Constant"}
DATA = Path(onnx.backend.test.__file__).parent / "data"


@dataclass(frozen=True, eq=False)
class Case:
    """A model, and what comes out for what goes in."""

    source: str
    name: str
    model: onnx.ModelProto
    inputs: list
    outputs: list
    rtol: float = 1e-3
    atol: float = 1e-7


def in_scope(model):
    """Only operators that are known, and only tensors; shapes are computed for a Reshape only."""
    values = [*model.graph.input, *model.graph.output]
    operators = {node.op_type for node in model.graph.node}
    known = {*KNOWN, *STEPS} if {"Shape", "Reshape"} <= operators else KNOWN
    return operators <= known and all(value.type.HasField("tensor_type") for value in values)


def node_cases():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making the other cases overflows here and there
        found = collect_testcases(None)
    for case in found:
        for inputs, outputs in case.data_sets if in_scope(case.model) else []:
            limits = case.rtol, case.atol
            yield Case("node", case.name, case.model, inputs, outputs, *limits)


def stored_cases(source):
    for folder in sorted((DATA / source).iterdir()):
        model = onnx.load(folder / "model.onnx")
        for data in sorted(folder.glob("test_data_set_*")) if in_scope(model) else []:
            arrays = (tensors(data, "input"), tensors(data, "output"))
            yield Case(source, folder.name, model, *arrays)


def tensors(folder, kind):
    paths = sorted(folder.glob(f"{kind}_*.pb"), key=lambda path: int(path.stem.split("_")[-1]))
    return [onnx.numpy_helper.to_array(onnx.load_tensor(path)) for path in paths]


CASES = [
    *node_cases(),
    *stored_cases("pytorch-converted"),
    *stored_cases("pytorch-operator"),
    *stored_cases("simple"),
]


def test_the_operators_that_must_be_there_are():
    assert set(NEEDED) - KNOWN == set()


def test_as_many_cases_as_there_were():
    """A case that falls out of the scope would pass unseen."""
    assert Counter(case.source for case in CASES) == {
        "node": 266,
        "pytorch-converted": 75,
        "pytorch-operator": 20,
        "simple": 1,
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_the_recorded_outputs_come_out(case):
    model = load(case.model.SerializeToString())
    names = [value.name for value in case.model.graph.input if value.name in model.inputs]
    outputs = model.run(dict(zip(names, case.inputs, strict=True)))
    assert list(outputs) == [value.name for value in case.model.graph.output]
    for given, expected in zip(outputs.values(), case.outputs, strict=True):
        expected = np.asarray(expected)
        assert (given.dtype, given.shape) == (expected.dtype, expected.shape)
        np.testing.assert_allclose(given, expected, rtol=case.rtol, atol=case.atol)
