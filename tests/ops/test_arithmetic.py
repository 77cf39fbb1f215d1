"""Differences, quotients, products, limits and means: by hand, and by central differences."""

import numpy as np
import pytest

from cnnviz.analysis.gradient_check import check
from cnnviz.ops.arithmetic import Clip, Constant, Divide, Power, Subtract
from cnnviz.ops.matrices import Gemm, MatMul
from cnnviz.ops.reducing import ReduceMean
from tests.ops.test_layers import arrays

KINDS = (Subtract, Divide, Power, Clip, ReduceMean, MatMul, Gemm)
EXAMPLES = [
    pytest.param(kind(**example.settings), example, id=f"{kind.__name__}-{number}")
    for kind in KINDS
    for number, example in enumerate(kind.examples)
]
A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0, 0.0], [1.0, 2.0]])


@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_gradients(layer, example):
    x, params, _ = arrays(layer, example)
    assert set(check(layer, x, params).verdict.values()) == {"good"}


def test_a_difference_of_stretched_arrays():
    dy = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert Subtract().forward((A, [10, 20])).tolist() == [[-9, -18], [-7, -16]]
    da, db = Subtract().backward(dy, (A, [10, 20]))["x"]
    assert da.tolist() == dy.tolist()
    assert db.tolist() == [-4, -6]


def test_a_quotient():
    """d(a/b) is da/b - a db/b²: here 1/2, and -(1 + 2 + 3 + 4)/4."""
    da, db = Divide().backward(np.ones((2, 2)), (A, [[2.0]]))["x"]
    assert da.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert db.tolist() == [[-2.5]]


def test_division_by_zero_is_infinite_or_no_number():
    y = Divide().forward(([1.0, -1.0, 0.0], 0.0))
    np.testing.assert_array_equal(y, [np.inf, -np.inf, np.nan])


def test_limits_and_their_slopes():
    layer, x = Clip(-1, 2), [-3.0, -1.0, 0.0, 2.0, 5.0, np.nan]
    np.testing.assert_array_equal(layer.forward(x), [-1, -1, 0, 2, 2, np.nan])
    assert layer.backward(np.ones(6), x)["x"].tolist() == [0, 1, 1, 1, 0, 0]
    assert Clip(2, 1).forward([0.0, 9.0]).tolist() == [1, 1]


def test_means():
    x = np.arange(12.0).reshape(2, 3, 2)
    assert ReduceMean((0, -1)).forward(x).tolist() == [[[3.5], [5.5], [7.5]]]
    assert ReduceMean((1,), keep_axes=False).forward(x).tolist() == [[2, 3], [8, 9]]
    assert ReduceMean(keep_axes=False).forward(x) == 5.5
    assert ReduceMean(()).forward(x).tolist() == x.tolist()
    dx = ReduceMean((1,), keep_axes=False).backward([[3.0, 6.0], [0.0, 9.0]], x)["x"]
    assert dx.tolist() == [[[1, 2]] * 3, [[0, 3]] * 3]


def test_products_of_matrices():
    assert MatMul().forward((A, B)).tolist() == [[12, 4], [34, 8]]
    da, db = MatMul().backward([[1.0, 0.0], [0.0, 1.0]], (A, B))["x"]
    assert da.tolist() == B.T.tolist()
    assert db.tolist() == A.T.tolist()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((3,), (3,), ()),
        ((3,), (3, 2), (2,)),
        ((2, 3), (3,), (2,)),
        ((5, 1, 2, 3), (4, 3, 2), (5, 4, 2, 2)),
    ],
)
def test_shapes_and_cost_of_products(a, b, expected):
    layer = MatMul()
    assert layer.output_shape((a, b)) == layer.forward((np.ones(a), np.ones(b))).shape == expected
    assert layer.multiply_adds((a, b)) == 3 * int(np.prod(expected))


def test_a_general_product():
    """2 A Bᵀ + 3 C, with A Bᵀ = [[10, 5], [30, 11]]."""
    layer = Gemm(2, 3, transpose_weight=True)
    params = {"weight": B, "bias": [[1.0], [2.0]]}
    assert layer.forward(A, params).tolist() == [[23, 13], [66, 28]]
    grads = layer.backward(np.ones((2, 2)), A, params)
    assert grads["x"].tolist() == [[22, 4], [22, 4]]
    assert grads["weight"].tolist() == [[8, 12], [8, 12]]
    assert grads["bias"].tolist() == [[6], [6]]
    assert Gemm(transpose_x=True).forward(A, {"weight": B}).tolist() == [[13, 6], [24, 8]]
    assert layer.multiply_adds((5, 2), {"weight": (3, 2)}) == 5 * 3 * 2


def test_a_constant_has_a_gradient_but_no_input():
    layer, params = Constant(), {"value": np.array([1.0, 2.0])}
    assert layer.forward((), params).tolist() == [1, 2]
    assert layer.output_shape((), {"value": (2,)}) == (2,)
    grads = layer.backward([3.0, 4.0], (), params)
    assert grads["x"] == ()
    assert grads["value"].tolist() == [3, 4]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("layer", "example"), EXAMPLES)
def test_the_type_stays(layer, example, dtype):
    x, params, shapes = arrays(layer, example, dtype)
    y = layer.forward(x, params)
    assert y.dtype == dtype
    assert y.shape == layer.output_shape(example.x_shape, shapes)
    grads = layer.backward(y, x, params)
    for grad in (*(grads["x"] if isinstance(x, tuple) else [grads["x"]]), *params):
        assert isinstance(grad, str) or grad.dtype == dtype


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Subtract().forward((A, np.ones(3))), "they must be equally long, or 1"),
        (lambda: Divide().forward((A, A, A)), "takes two inputs, not 3"),
        (lambda: MatMul().forward((A, np.ones((3, 2)))), "as long as the rows of the second"),
        (lambda: MatMul().forward((A, 1.0)), "as long as the rows of the second"),
        (lambda: MatMul().forward((np.ones((2, 1, 2)), np.ones((3, 2, 1)))), "equally long, or 1"),
        (lambda: Gemm().forward(A), 'needs a "weight" of shape'),
        (lambda: Gemm().forward(A, {"weight": np.ones((3, 2))}), "as long as the rows"),
        (lambda: Gemm().forward(A, {"weight": B, "bias": np.ones(3)}), "can't be added"),
        (lambda: Gemm().forward([1.0], {"weight": B}), r"needs an input \(N, D\), not one of"),
        (lambda: Gemm().forward(A, {"weight": A[0]}), r"needs a weight \(D, F\), not one of"),
        (lambda: ReduceMean((2,)).forward(A), "each must be from -2 to 1"),
        (lambda: ReduceMean((0,)).forward(np.ones((0, 2))), "The mean over an empty axis"),
        (lambda: Clip().backward(np.ones(3), A), "The gradient dy has shape"),
    ],
)
def test_what_does_not_fit(make, words):
    with pytest.raises(ValueError, match=words):
        make()
