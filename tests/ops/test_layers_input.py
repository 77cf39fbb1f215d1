"""What every layer in the list does with unusual input.

On its example with the most settings; its other examples are run nightly.
"""

from itertools import groupby

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided

from cnnviz.ops import LAYERS, Concat, Gemm, MatMul, TopK
from cnnviz.ops.reducing import Reduction
from cnnviz.ops.shaping import Shaping
from tests.ops.test_layers import EXAMPLES, WITH_PARAMETERS, arrays, each


def richness(case):
    """The more settings an example has, and of equally many the more axes, the better it tests."""
    _, example = case.values
    return len(example.settings), len(example.x_shape)


def thinned(cases):
    """The richest example of each class at once, the others nightly."""
    first = {
        max(same_class, key=richness).id
        for _, same_class in groupby(cases, key=lambda case: type(case.values[0]))
    }
    return [
        case
        if case.id in first
        else pytest.param(*case.values, id=case.id, marks=pytest.mark.nightly)
        for case in cases
    ]


EVERY = pytest.mark.parametrize(("layer", "example"), thinned(EXAMPLES))


def like(x, change):
    """The input, or each of several, with a change made to it."""
    return tuple(map(change, x)) if isinstance(x, tuple) else change(x)


def without_samples(layer, x):
    """The same with a batch of 0 samples: an input of fewer axes than another has no samples."""
    most = max(array.ndim for array in each(x))
    batches = [place for place, array in enumerate(each(x)) if array.ndim == most]
    if isinstance(layer, MatMul):  # of two matrices the second holds the weights
        batches = batches[:1]
    xs = tuple(array[:0] if place in batches else array for place, array in enumerate(each(x)))
    return xs if isinstance(x, tuple) else xs[0]


def takes_samples_first(layer):
    """Not a layer for which the first axis is what it sums over."""
    turned = isinstance(layer, Gemm) and layer.transpose_x
    return not turned and not (isinstance(layer, Reduction) and layer.axes in (None, (0,)))


BATCHED = [case for case in EXAMPLES if takes_samples_first(case.values[0])]


@pytest.mark.parametrize(("layer", "example"), thinned(BATCHED))
def test_an_empty_batch_gives_an_empty_output_and_no_gradient(layer, example):
    x, params, shapes = arrays(layer, example, "float32")
    x = without_samples(layer, x)
    y = layer.forward(x, params)
    x_shape = tuple(a.shape for a in x) if isinstance(x, tuple) else x.shape
    assert y.shape == layer.output_shape(x_shape, shapes)
    assert (y.size, y.dtype) == (0, np.float32)
    for name, grad in layer.backward(y, x, params).items():
        for part, array in zip(each(grad), each({"x": x, **params}[name]), strict=True):
            assert (part.shape, part.dtype) == (array.shape, np.float32)
            assert not part.any()


@EVERY
@pytest.mark.parametrize(
    ("given", "result"),
    [("uint8", "float32"), ("float16", "float32"), ("int64", "float64"), ("bool", "float32")],
)
def test_other_types_count_as_the_floats_that_hold_them(layer, example, given, result):
    x, params, _ = arrays(layer, example, "float32")
    x = like(x, lambda array: np.abs(4 * array).astype(given))
    params = {name: value.astype(result) for name, value in params.items()}
    y = layer.forward(x, params)
    expected = layer.forward(like(x, lambda array: array.astype(result)), params)
    # Where numbers are only moved they stay of their type
    assert y.dtype == (given if isinstance(layer, Shaping) else result)
    np.testing.assert_array_equal(y, expected.astype(y.dtype))
    for part in each(layer.backward(np.ones_like(y), x, params)["x"]):
        assert part.dtype == result


def overlapping(array):
    """One number of the buffer in several places: the one at (i, j, ...) is number i + j + ..."""
    flat = np.ascontiguousarray(array).reshape(-1)
    return as_strided(flat, array.shape, flat.strides * array.ndim)


LAYOUTS = {
    "Fortran order": np.asfortranarray,
    "every axis backwards": lambda array: array[(slice(None, None, -1),) * array.ndim],
    "every second number": lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
    "all samples one": lambda array: np.broadcast_to(array[:1], array.shape),
    "other byte order": lambda array: array.astype(array.dtype.newbyteorder()),
    "overlapping": overlapping,
}


@EVERY
@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_memory_layout_gives_what_a_contiguous_copy_gives(layer, example, layout):
    x, params, _ = arrays(layer, example)
    view = like(x, LAYOUTS[layout])
    copy = like(view, lambda array: np.array(array, float, order="C"))
    y = layer.forward(copy, params)
    dy = LAYOUTS[layout](np.random.default_rng(2).standard_normal(y.shape))
    np.testing.assert_array_equal(layer.forward(view, params), y)
    expected = layer.backward(np.array(dy, float, order="C"), copy, params)
    for name, grad in layer.backward(dy, view, params).items():
        for part, of_copy in zip(each(grad), each(expected[name]), strict=True):
            np.testing.assert_array_equal(part, of_copy)
    for array, of_copy in zip(each(view), each(copy), strict=True):
        np.testing.assert_array_equal(array, of_copy)


@pytest.mark.parametrize(("layer", "example"), thinned(WITH_PARAMETERS))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_memory_layout_of_parameters_does_too(layer, example, layout):
    """Up to the roundings of sums in another order."""
    x, params, _ = arrays(layer, example)
    views = {name: LAYOUTS[layout](array) for name, array in params.items()}
    copies = {name: np.array(array, float, order="C") for name, array in views.items()}
    y = layer.forward(x, copies)
    np.testing.assert_allclose(layer.forward(x, views), y, rtol=1e-13, atol=1e-13)
    expected = layer.backward(np.ones_like(y), x, copies)
    for name, grad in layer.backward(np.ones_like(y), x, views).items():
        for part, of_copy in zip(each(grad), each(expected[name]), strict=True):
            np.testing.assert_allclose(part, of_copy, rtol=1e-13, atol=1e-13)


def samples_innermost(array):
    """The same array, in memory in the order in which convolutions leave a batch."""
    return np.moveaxis(np.moveaxis(array, 0, -1).copy(), -1, 0)


@EVERY
@pytest.mark.parametrize("dy_layout", [np.copy, samples_innermost])
@pytest.mark.parametrize("x_layout", [np.copy, samples_innermost])
def test_a_batch_with_the_samples_innermost_gives_the_same(layer, example, x_layout, dy_layout):
    """Up to the roundings of sums in another order."""
    x, params, _ = arrays(layer, example)
    y = layer.forward(x, params)
    np.testing.assert_allclose(layer.forward(like(x, x_layout), params), y, rtol=0, atol=1e-13)
    dy = np.random.default_rng(2).standard_normal(y.shape)
    expected = layer.backward(dy, x, params)
    for name, grad in layer.backward(dy_layout(dy), like(x, x_layout), params).items():
        for part, of_copy in zip(each(grad), each(expected[name]), strict=True):
            np.testing.assert_allclose(part, of_copy, rtol=0, atol=1e-13)


@EVERY
def test_float32_is_as_exact_as_it_can_be(layer, example):
    """Against float64 on the same numbers; |error| at most 8 roundings of the largest number."""
    x, params, _ = arrays(layer, example, "float32")
    wide, wide_params = like(x, np.float64), {k: v.astype(float) for k, v in params.items()}
    y, exact = layer.forward(x, params), layer.forward(wide, wide_params)
    dy = np.random.default_rng(2).standard_normal(y.shape, np.float32)
    grads, exact_grads = layer.backward(dy, x, params), layer.backward(dy, wide, wide_params)
    pairs = [(y, exact)]
    for name, grad in grads.items():
        pairs += zip(each(grad), each(exact_grads[name]), strict=True)
    for single, double in pairs:
        assert np.abs(single - double).max() <= 2.0**-20 * np.abs(double).max()


IN_PLACE = [case for case in EXAMPLES if not isinstance(case.values[0], TopK)]  # it sorts


@pytest.mark.parametrize(("layer", "example"), thinned(IN_PLACE))
def test_a_nan_reaches_exactly_the_outputs_that_depend_on_its_place(layer, example):
    """They are found by putting a large positive and a large negative number there."""
    x, params, _ = arrays(layer, example)
    first, *rest = each(x)
    y = layer.forward(x, params)
    for place in np.random.default_rng(4).integers(first.size, size=3):

        def put(value, place=place):
            changed = first.copy()
            changed.flat[place] = value
            return layer.forward((changed, *rest) if isinstance(x, tuple) else changed, params)

        touched = (put(1e3) != y) | (put(-1e3) != y)
        np.testing.assert_array_equal(np.isnan(put(np.nan)), touched)


@EVERY
@pytest.mark.parametrize("value", ["a", 1j, None])
def test_what_is_no_real_number_is_refused(layer, example, value):
    x, params, _ = arrays(layer, example)
    x = like(x, lambda array: np.full(array.shape, value))
    with pytest.raises(ValueError, match="A layer takes real numbers, not values of type"):
        layer.forward(x, params)


@EVERY
def test_a_gradient_of_another_shape_is_refused(layer, example):
    x, params, _ = arrays(layer, example)
    y = layer.forward(x, params)
    with pytest.raises(ValueError, match="The gradient dy has shape"):
        layer.backward(np.ones((*y.shape, 1)), x, params)


def test_the_list_has_layers_with_several_inputs_and_each_of_them_is_tried_at_once():
    assert any(isinstance(case.values[0], Concat) for case in EXAMPLES)
    at_once = [type(case.values[0]) for case in thinned(EXAMPLES) if not case.marks]
    assert at_once == list(LAYERS)
