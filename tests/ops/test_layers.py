"""What every layer in the list keeps to, on each of its own examples."""

import numpy as np
import pytest

from cnnviz.ops import ACTIVATIONS, LAYERS, ConvTranspose, Einsum, MatMul
from cnnviz.ops.group_norm import WithinSamples
from cnnviz.ops.normalisation import STATISTICS

EXAMPLES = [
    pytest.param(kind(**example.settings), example, id=f"{kind.__name__}-{number}")
    for kind in LAYERS
    for number, example in enumerate(kind.examples)
]
WITH_PARAMETERS = [
    param
    for param in EXAMPLES
    if param.values[0].parameter_shapes(param.values[1].x_shape, param.values[1].out_channels)
]


def arrays(layer, example, dtype="float64"):
    """An input, or a tuple of several, and parameters of the example's shapes."""
    generator = np.random.default_rng(1)
    shapes = layer.parameter_shapes(example.x_shape, example.out_channels)
    several = isinstance(example.x_shape[0], tuple)
    xs = [
        generator.standard_normal(shape).astype(dtype)
        for shape in (example.x_shape if several else [example.x_shape])
    ]
    params = {
        name: generator.standard_normal(shape).astype(dtype) for name, shape in shapes.items()
    }
    if example.positive:
        xs = [np.abs(x) + x.dtype.type(0.1) for x in xs]
    if "running_var" in params:
        params["running_var"] = np.abs(params["running_var"]) + params["running_var"].dtype.type(1)
    return tuple(xs) if several else xs[0], params, shapes


def each(x):
    """One input, or all of several."""
    return x if isinstance(x, tuple) else (x,)


@pytest.mark.parametrize("kind", LAYERS)
def test_a_card_has_a_title_a_formula_and_an_example(kind):
    assert kind.title
    assert kind.formula
    assert kind.examples
    assert isinstance(kind.reference, str)


def test_titles_differ_and_the_activations_are_in_the_list():
    assert len({kind.title for kind in LAYERS}) == len(LAYERS)
    assert {type(layer) for layer in ACTIVATIONS.values()} <= set(LAYERS)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_output_and_gradients_have_the_promised_shapes_and_type(layer, example, dtype):
    x, params, shapes = arrays(layer, example, dtype)
    y = layer.forward(x, params)
    assert y.shape == layer.output_shape(example.x_shape, shapes)
    grads = layer.backward(np.ones_like(y), x, params)
    assert grads.keys() == {"x", *params} - {*STATISTICS}
    for name, grad in grads.items():
        for part, array in zip(each(grad), each({"x": x, **params}[name]), strict=True):
            assert part.shape == array.shape
            assert part.dtype == dtype
    assert y.dtype == dtype


@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_windows_are_there_for_every_spatial_axis_or_none(layer, example):
    spatial = example.x_shape[2:]
    windows = layer.windows(spatial)
    lengths = layer.output_shape(example.x_shape, {})[2:]
    assert len(windows) in (0, len(spatial))
    for window, n, length in zip(windows, spatial, lengths, strict=False):
        assert window.output_length(n) == length


@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_gradients_agree_with_central_differences(layer, example):
    """Along a random direction; a relative error of 1e-7 is what the CS231n notes call good."""
    x, params, _ = arrays(layer, example)
    dy = np.random.default_rng(2).standard_normal(layer.forward(x, params).shape)
    for name, grad in layer.backward(dy, x, params).items():
        generator = np.random.default_rng(3)
        directions = [generator.standard_normal(part.shape) for part in each(grad)]
        step = 1e-6

        def loss(at, name=name, directions=directions):
            given = {"x": x, **params}
            moved = zip(each(given[name]), directions, strict=True)
            moved = tuple(value + at * direction for value, direction in moved)
            given[name] = moved if isinstance(given[name], tuple) else moved[0]
            return np.vdot(dy, layer.forward(given.pop("x"), given))

        slope = (loss(step) - loss(-step)) / (2 * step)
        exact = sum(map(np.vdot, each(grad), directions))
        assert exact == pytest.approx(slope, rel=1e-7)


@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_nothing_that_a_layer_is_given_is_changed(layer, example):
    x, params, _ = arrays(layer, example)
    for array in (*each(x), *params.values()):
        array.setflags(write=False)
    y = layer.forward(x, params)
    y.setflags(write=False)
    layer.backward(y, x, params)


@pytest.mark.parametrize(("layer", "example"), WITH_PARAMETERS)
def test_the_gradients_of_the_parameters_alone_are_those_of_backward(layer, example):
    x, params, _ = arrays(layer, example)
    dy = np.random.default_rng(2).standard_normal(layer.forward(x, params).shape)
    every = layer.backward(dy, x, params)
    alone = layer.parameter_gradients(dy, x, params)
    assert alone.keys() == every.keys() - {"x"}
    for name, grad in alone.items():
        np.testing.assert_array_equal(grad, every[name])


@pytest.mark.parametrize(("layer", "example"), WITH_PARAMETERS)
def test_the_gradient_of_the_input_alone_is_that_of_backward(layer, example):
    x, params, _ = arrays(layer, example)
    dy = np.random.default_rng(2).standard_normal(layer.forward(x, params).shape)
    alone = layer.input_gradient(dy, x, params)
    for found, expected in zip(each(alone), each(layer.backward(dy, x, params)["x"]), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_a_layer_without_parameters_has_no_gradients_of_any():
    without = [param.values for param in EXAMPLES if param not in WITH_PARAMETERS]
    assert len(without) > len(WITH_PARAMETERS) > 15
    for layer, example in without:
        x, params, _ = arrays(layer, example)
        assert layer.parameter_gradients(np.ones_like(layer.forward(x, params)), x, params) == {}


@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_layers_are_frozen_values(layer, example):
    assert layer == type(layer)(**example.settings)
    assert hash(layer) == hash(type(layer)(**example.settings))


@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_multiply_adds_are_those_of_the_weights(layer, example):
    shapes = layer.parameter_shapes(example.x_shape, example.out_channels)
    # A transposed convolution uses its weights once for each input, the others for each output.
    transposed = isinstance(layer, ConvTranspose)
    uses = np.prod(example.x_shape if transposed else layer.output_shape(example.x_shape, shapes))
    terms = np.prod(shapes["weight"][1:]) if "weight" in shapes else 0
    if isinstance(layer, WithinSamples):  # one for each number, whatever the weights' axes
        terms = 1
    if isinstance(layer, MatMul | Einsum):  # the weights are the second input
        terms = example.x_shape[0][-1]
    assert layer.multiply_adds(example.x_shape, shapes) == uses * terms
