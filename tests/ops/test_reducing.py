"""Sums, extremes, products and lengths over axes: by hand, and where equal numbers share."""

import numpy as np
import pytest

from cnnviz.ops.norms import ReduceL1, ReduceL2, ReduceLogSum, ReduceLogSumExp, ReduceSumSquare
from cnnviz.ops.reducing import ReduceMax, ReduceMean, ReduceMin, ReduceProd, ReduceSum

X = np.array([[1.0, -2.0, 3.0], [4.0, 0.0, -5.0]])
ROWS = [
    (ReduceSum, [2, -1], [[1, 1, 1], [1, 1, 1]]),
    (ReduceMean, [2 / 3, -1 / 3], [[1 / 3] * 3] * 2),
    (ReduceMax, [3, 4], [[0, 0, 1], [1, 0, 0]]),
    (ReduceMin, [-2, -5], [[0, 1, 0], [0, 0, 1]]),
    (ReduceProd, [-6, 0], [[-6, 3, -2], [0, -20, 0]]),
    (ReduceL1, [6, 9], [[1, -1, 1], [1, 0, -1]]),
    (ReduceSumSquare, [14, 41], [[2, -4, 6], [8, 0, -10]]),
]


@pytest.mark.parametrize(("kind", "expected", "slopes"), ROWS)
def test_rows_by_hand(kind, expected, slopes):
    layer = kind((1,), keep_axes=False)
    np.testing.assert_allclose(layer.forward(X), expected, rtol=1e-15)
    dx = layer.backward([10.0, 100.0], X)["x"]
    np.testing.assert_allclose(dx, np.array(slopes) * [[10], [100]], rtol=1e-15)


def test_lengths_and_logarithms_by_hand():
    assert ReduceL2().forward([[3.0, 4.0]]).tolist() == [[5]]
    np.testing.assert_allclose(ReduceL2().backward([[10.0]], [[3.0, 4.0]])["x"], [[6, 8]])
    assert ReduceLogSum().forward([np.e - 1, 1.0]) == pytest.approx(1)
    assert ReduceLogSumExp().forward([np.log(1), np.log(2), np.log(5)]) == pytest.approx(np.log(8))
    dx = ReduceLogSumExp().backward([8.0], [np.log(1), np.log(2), np.log(5)])["x"]
    np.testing.assert_allclose(dx, [1, 2, 5])


def test_equal_numbers_share_the_gradient_and_a_vector_of_0_gets_none():
    assert ReduceMax().backward([[6.0]], [[2.0, 2.0, 1.0]])["x"].tolist() == [[3, 3, 0]]
    assert ReduceMin().backward([[6.0]], [[2.0, 2.0, 5.0]])["x"].tolist() == [[3, 3, 0]]
    assert ReduceL2().backward([[6.0]], [[0.0, 0.0]])["x"].tolist() == [[0, 0]]


def test_of_no_numbers_at_all():
    x = np.ones((2, 0))
    assert ReduceSum((1,)).forward(x).tolist() == [[0], [0]]
    assert ReduceProd((1,)).forward(x).tolist() == [[1], [1]]
    assert ReduceMax((1,)).forward(x).tolist() == [[-np.inf]] * 2
    with pytest.raises(ValueError, match="The mean over an empty axis"):
        ReduceMean((1,)).forward(x)
