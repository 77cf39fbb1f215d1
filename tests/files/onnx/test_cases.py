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
from cnnviz.files.onnx.graphs import KNOWN
from cnnviz.files.onnx.schema import DATA_TYPES

# Every operator that must be there, whatever else is.
NEEDED = """
    Abs Add And ArgMax AveragePool BatchNormalization Cast Clip Concat Constant ConstantOfShape Conv
    ConvTranspose DepthToSpace DequantizeLinear Div Dropout Elu Equal Erf Exp Expand Flatten Gather
    GatherND Gelu Gemm GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GroupNormalization
    HardSigmoid HardSwish Identity InstanceNormalization LRN LayerNormalization LeakyRelu Less
    LessOrEqual Log LogSoftmax LpPool MatMul MaxPool Mish Mul Neg Not Or PRelu Pad Pow
    QuantizeLinear ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
    ReduceSumSquare Relu Reshape Resize Selu Shape Sigmoid Slice Softmax Softplus SpaceToDepth Split
    Sqrt Squeeze Sub Sum Tanh Tile TopK Transpose Unsqueeze Where
""".split()
TYPED = ("to", "output_dtype")  # attributes that name a type
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
    """Only operators that are known, and only tensors of numbers that are."""
    values = [*model.graph.input, *model.graph.output]
    operators = {node.op_type for node in model.graph.node}
    types = {value.type.tensor_type.elem_type for value in values}
    types |= {a.i for n in model.graph.node for a in n.attribute if a.name in TYPED and a.i}
    tensors = all(value.type.HasField("tensor_type") for value in values)
    return operators <= KNOWN and tensors and types <= DATA_TYPES.keys()


def of_numbers(inputs):
    """Not of numbers written as texts."""
    return all(np.asarray(value).dtype != object for value in inputs)


def node_cases():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # making the other cases overflows here and there
        found = collect_testcases(None)
    for case in found:
        for inputs, outputs in case.data_sets if in_scope(case.model) else []:
            if not of_numbers(inputs):
                continue
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


# What is refused, by the beginning of its name, and why.
REFUSED = {
    "test_dequantizelinear_blocked": "has a scale for each block",
    "test_not_": "written for version 1 of ONNX's operators",
    "test_if": "chooses by numbers that are known only in a run",
    "test_quantizelinear_blocked": "has a scale for each block",
    "test_sequence_model8": "splits at places that are known only in a run",
    "test_resize_tf_crop_and_resize": "only whole arrays are resized",
}
TIED = "test_dynamicquantizelinear_expanded"  # a number half-way between two, up to rounding
EVERY = [
    *node_cases(),
    *stored_cases("pytorch-converted"),
    *stored_cases("pytorch-operator"),
    *stored_cases("simple"),
]
NOT_RUN = [case for case in EVERY if case.name.startswith(tuple(REFUSED))]
CASES = [case for case in EVERY if case not in NOT_RUN and case.name != TIED]


def test_the_operators_that_must_be_there_are():
    assert set(NEEDED) - KNOWN == set()


def test_as_many_cases_as_there_were():
    """A case that falls out of the scope would pass unseen."""
    assert Counter(case.source for case in CASES) == {
        "node": 916,
        "pytorch-converted": 82,
        "pytorch-operator": 35,
        "simple": 14,
    }
    assert len(NOT_RUN) == 12


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


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in NOT_RUN])
def test_what_is_not_run_is_refused_in_words(case):
    words = next(words for start, words in REFUSED.items() if case.name.startswith(start))
    with pytest.raises(ValueError, match=words):
        loaded_and_run(case)


def loaded_and_run(case):
    model = load(case.model.SerializeToString())
    return model.run(dict(zip(model.inputs, case.inputs, strict=False)))
