"""Settings that no layer can have: refused with one sentence, when it is made or is used."""

from dataclasses import fields, replace
from math import inf, nan

import numpy as np
import pytest

from cnnviz.ops import LAYERS, BlurPool, Conv, ConvTranspose, Expand, Share
from tests.ops.test_layers import EXAMPLES, WITH_PARAMETERS, arrays

SIZES = (0, -1, 1.5, None, "3", (2, 0), (2, -1), (3, 3, 3, 3), ())
BAD = {
    "axes": ((9,), (0, 0), (0, -9), (0.5,), 9, "1"),
    "axis": (9, -9),
    "block": (0, -1, 1.5, "2", 3),
    "coordinates": ("middle", "", None),
    "count": (-1, 1.5, "2", 9),
    "dilation": SIZES,
    "equation": ("", "ab,bc->ad", "a,b", "...ab->b", "a1,1b->ab", "....ij,jk->ik", "ij->jj"),
    "eps": (0, -1e-5, inf, nan),
    "groups": (0, -1, 1.5, "2", 5),
    "kernel_size": (*SIZES, 99),
    "ends": ((0.5,), "1", (1, 2, 3)),
    "mode": ("bicubic", "", None),
    "momentum": (-0.1, 1.1, nan),
    "nearest": ("round", "", None),
    "number": (-1, 0.5, "1", 9),
    "output_padding": (-1, 99, 0.5, (0, -1), (0, 0, 0, 0)),
    "output_size": SIZES,
    "p": (0.5, 0, -2, inf, nan),
    "padding": (-1, 0.5, None, "some", ((0, -1),), (1, 1, 1, 1), ((1, 2, 3),)),
    "padding_mode": ("mirror", "", None),
    "permutation": ((9, 0, 1), (0, 0, 1), (0,), (0.5, 1, 2), 0),
    "rate": (-0.1, 1.1, nan),
    "repeats": ((-1, 1, 1), (1, 1), (0.5, 1, 1), "123", ()),
    "scales": ((0.0, 1.0, 1.0, 1.0), (1.0, inf, 1.0, 1.0), (1.0, 1.0), "1", ()),
    "scale": (0, -1, inf, nan),
    "seed": (-1, 1.5, "1"),
    "shape": ((-2,), (-1, -1), (7, 11), (2.5,), (), 7, "7"),
    "size": (0, -1, 2.5, "3"),
    "sizes": ((0, 1, 2), (-1, 1, 1), (1.5, 1, 1), (9, 9), "1", ()),
    "starts": ((0.5,), "1", (1, 2, 3)),
    "steps": ((0,), (0.5,), "1", (1, 2, 3)),
    "stride": (0, -1, 1.5, "2", (1, 0), (1, 1, 1, 1)),
}
# Any number, any truth value, or nothing at all will do.
FREE = {
    "allow_zero", "alpha", "antialias", "backwards", "beta", "ceil_mode", "channels_first",
    "channelwise", "count_include_pad", "diagonal", "exclude_outside", "exclusive", "gamma", "k",
    "keep_axes", "maximum", "minimum", "move", "negative_slope", "offset", "sharpness", "slope",
    "smallest", "threshold", "training", "transpose_weight", "transpose_x", "upper", "value",
}  # fmt: skip
# What is refused elsewhere makes sense here: spread inputs, a border of one number repeated, an
# array stretched to fewer axes, parts without numbers.
FINE = {
    (ConvTranspose, "kernel_size", 99),
    (BlurPool, "kernel_size", 99),
    (Expand, "shape", ()),
    (Expand, "shape", 7),
    (Share, "count", 9),
}
SETTINGS = [
    pytest.param(*case.values, field.name, value, id=f"{case.id}-{field.name}-{value!r}")
    for case in EXAMPLES
    for field in fields(case.values[0])
    for value in BAD.get(field.name, ())
    if (type(case.values[0]), field.name, value) not in FINE
]
WITH_TUPLES = [
    case
    for case in EXAMPLES
    if any(isinstance(value, tuple) for value in case.values[1].settings.values())
]


def test_every_setting_of_every_layer_is_looked_at():
    settings = {field.name for kind in LAYERS for field in fields(kind)}
    assert settings == BAD.keys() | FREE


@pytest.mark.parametrize(("layer", "example", "name", "value"), SETTINGS)
def test_a_setting_that_makes_no_sense(layer, example, name, value):
    x, params, shapes = arrays(layer, example)
    for use in (
        lambda changed: changed.forward(x, params),
        lambda changed: changed.backward(0, x, params),
        lambda changed: changed.output_shape(example.x_shape, shapes),
    ):
        with pytest.raises(ValueError) as refusal:
            use(replace(layer, **{name: value}))
        words = str(refusal.value)
        assert words[-1] == "." and "\n" not in words and len(words) < 300, words


@pytest.mark.parametrize(("layer", "example"), WITH_TUPLES)
def test_settings_given_as_lists_are_the_same(layer, example):
    listed = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in example.settings.items()
    }
    assert type(layer)(**listed) == layer
    assert hash(type(layer)(**listed)) == hash(layer)


@pytest.mark.parametrize(("layer", "example"), WITH_PARAMETERS)
def test_a_parameter_that_is_missing_is_named_or_not_needed(layer, example):
    x, params, _ = arrays(layer, example)
    for missing in params:
        given = {name: value for name, value in params.items() if name != missing}
        try:
            grads = layer.backward(np.ones_like(layer.forward(x, given)), x, given)
            words = f"{missing} is not needed" if missing not in grads else ""
        except ValueError as refusal:
            words = str(refusal)
        assert missing in words


@pytest.mark.parametrize("groups", [2, 3])
def test_groups_have_to_divide_the_channels(groups):
    """Of the input, and of the output."""
    for kind in (Conv, ConvTranspose):
        layer = kind(3, groups=groups)
        with pytest.raises(ValueError, match=f"{groups} groups do not divide the 5 input channels"):
            layer.parameter_shapes((1, 5, 9), 6)
        with pytest.raises(ValueError, match=f"{groups} groups do not divide the 7 output channel"):
            layer.parameter_shapes((1, 6, 9), 7)


def test_a_kernel_larger_than_the_padded_input_says_what_would_fit():
    words = (
        "A window of 9 \\(kernel size 5, dilation 2\\) does not fit in an input of 4 padded to 6: "
        "add 3 more padding, or use a kernel size of at most 3."
    )
    with pytest.raises(ValueError, match=words):
        Conv(5, padding=1, dilation=2).output_shape((1, 1, 4))
    with pytest.raises(ValueError, match="Reflect padding of 49 was asked for an input of 8"):
        BlurPool(99).output_shape((2, 3, 8))
