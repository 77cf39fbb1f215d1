"""ONNX's operators that work number by number: functions, comparisons, types."""

from collections.abc import Sequence

from cnnviz.files.onnx.call import Call
from cnnviz.files.onnx.entry import Operator, plain
from cnnviz.files.onnx.schema import DATA_TYPES
from cnnviz.files.onnx.wrapping import LikeFirst
from cnnviz.ops.arithmetic import Power, Remainder
from cnnviz.ops.choosing import Maximum, Minimum, Where
from cnnviz.ops.deciding import Comparison, Not
from cnnviz.ops.functions import (
    Absolute,
    Cosine,
    Erf,
    Exp,
    Log,
    Negative,
    Reciprocal,
    Sine,
    Sqrt,
)
from cnnviz.ops.layer import Layer
from cnnviz.ops.merging import Add
from cnnviz.ops.more_activations import CELU, Shrink, Softsign, ThresholdedReLU
from cnnviz.ops.quantising import NUMBERS, Cast, Dequantise, Quantise
from cnnviz.ops.steps import Ceil, Floor, Round, Sign

INTEGERS = tuple(name for name in NUMBERS if "int" in name)


def _comparison(relation: str) -> Operator:
    return Operator(
        lambda call: Comparison(relation), ("a", "b"), needed=2, gives=lambda call, of: "bool"
    )


def number_type(call: Call, name: str, default: int) -> str:
    """NumPy's name of the type that an attribute names."""
    number = call.whole(name, default)
    if number not in DATA_TYPES:
        raise call.refusal(f'has ONNX\'s data type {number} as its "{name}", which is not known.')
    return DATA_TYPES[number][0]


def _cast(call: Call) -> Layer:
    call.ignore("saturate", "round_mode")
    return Cast(number_type(call, "to", 0))


def _quantised(call: Call, of: Sequence[str]) -> str:
    """The type of the quantised numbers: that of the zero, or as an attribute says."""
    name = of[2] if len(of) > 2 else number_type(call, "output_dtype", 2)
    if name not in INTEGERS:
        raise call.refusal(f"puts out numbers of type {name}; whole numbers are known here.")
    return name


def _quantise(call: Call) -> Layer:
    call.ignore("saturate", "precision")
    _check_blocks(call)
    return Quantise(number_type(call, "output_dtype", 2), call.axis(1))


def _dequantise(call: Call) -> Layer:
    _check_blocks(call)
    call.ignore("output_dtype")
    return Dequantise(call.axis(1))


def _check_blocks(call: Call) -> None:
    if call.whole("block_size"):
        raise call.refusal("has a scale for each block; one for all or for each channel can be.")


FUNCTION_OPERATORS: dict[str, Operator] = {
    "Abs": plain(Absolute()),
    "And": _comparison("and"),
    "Cast": Operator(_cast, gives=lambda call, of: number_type(call, "to", 0)),
    "Ceil": plain(Ceil()),
    "Celu": Operator(lambda call: CELU(call.real("alpha", 1.0))),
    "Cos": plain(Cosine()),
    "DequantizeLinear": Operator(
        _dequantise, parameters=("scale", "zero"), needed=2, gives=lambda call, of: "float32"
    ),
    "Equal": _comparison("="),
    "Erf": plain(Erf()),
    "Exp": plain(Exp()),
    "Floor": plain(Floor()),
    "Greater": _comparison(">"),
    "GreaterOrEqual": _comparison(">="),
    "Less": _comparison("<"),
    "LessOrEqual": _comparison("<="),
    "Log": plain(Log()),
    "Max": Operator(lambda call: Maximum(), ("*",)),
    "Min": Operator(lambda call: Minimum(), ("*",)),
    "Mod": Operator(lambda call: Remainder(call.flag("fmod")), ("a", "b"), needed=2),
    "Neg": plain(Negative()),
    "Not": Operator(lambda call: Not(), gives=lambda call, of: "bool"),
    "Or": _comparison("or"),
    "Pow": Operator(lambda call: LikeFirst(Power()), ("a", "b"), needed=2),
    "QuantizeLinear": Operator(_quantise, parameters=("scale", "zero"), needed=2, gives=_quantised),
    "Reciprocal": plain(Reciprocal()),
    "Round": plain(Round()),
    "Shrink": Operator(lambda call: Shrink(call.real("lambd", 0.5), call.real("bias", 0.0))),
    "Sign": plain(Sign()),
    "Sin": plain(Sine()),
    "Softsign": plain(Softsign()),
    "Sqrt": plain(Sqrt()),
    "Sum": Operator(lambda call: Add(), ("*",)),
    "ThresholdedRelu": Operator(lambda call: ThresholdedReLU(call.real("alpha", 1.0))),
    "Where": Operator(
        lambda call: Where(), ("condition", "a", "b"), needed=3, gives=lambda call, of: of[1]
    ),
    "Xor": _comparison("xor"),
}
