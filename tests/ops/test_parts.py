"""Slices, shares, repeats, squares of pixels, picked and chosen numbers: by hand."""

import numpy as np
import pytest

from cnnviz.analysis.gradient_check import check
from cnnviz.ops.choosing import Maximum, Minimum, Where
from cnnviz.ops.deciding import ArgMax, Comparison, Not
from cnnviz.ops.depth import DepthToSpace, SpaceToDepth
from cnnviz.ops.parts import Expand, Share, Slice, Tile
from cnnviz.ops.picking import Gather, GatherElements, GatherND, TopK
from cnnviz.ops.quantising import Cast, Dequantise, Quantise

X = np.arange(12).reshape(3, 4)


def test_slices_go_forwards_and_backwards_and_keep_the_type():
    assert Slice((1, 1), (3, 4), (0, 1), (1, 2)).forward(X).tolist() == [[5, 7], [9, 11]]
    back = Slice((-1,), (-(2**63),), (1,), (-2,))
    assert back.forward(X).tolist() == [[3, 1], [7, 5], [11, 9]]
    assert back.forward(X).dtype == X.dtype
    assert back.backward(np.ones((3, 2)), X)["x"].tolist() == [[0, 1, 0, 1]] * 3
    assert Slice((2,), (1,), (0,)).forward(X).shape == (0, 4)


def test_shares_are_equal_or_of_sizes():
    assert [Share(n, 3, 1).forward(X)[0].tolist() for n in range(3)] == [[0, 1], [2, 3], []]
    assert Share(1, 2, 1, (1, 3)).forward(X)[0].tolist() == [1, 2, 3]
    assert Share(1, 2, 1, (1, 3)).backward(np.ones((3, 3)), X)["x"][0].tolist() == [0, 1, 1, 1]
    with pytest.raises(ValueError, match="they must add up to its length"):
        Share(0, 2, 1, (1, 1)).forward(X)


def test_repeats_add_up_in_the_gradient():
    dy = np.arange(1.0, 7.0).reshape(2, 3)
    assert Expand((2, 3)).backward(dy, [[1.0], [2.0]])["x"].tolist() == [[6], [15]]
    assert Tile((2, 1)).backward(dy, [[1.0, 2.0, 3.0]])["x"].tolist() == [[5, 7, 9]]


def test_channels_as_pixels_in_both_orders():
    x = np.arange(8).reshape(1, 8, 1, 1)
    near, far = DepthToSpace(2), DepthToSpace(2, channels_first=False)
    assert near.forward(x).tolist() == [[[[0, 1], [2, 3]], [[4, 5], [6, 7]]]]
    assert far.forward(x).tolist() == [[[[0, 2], [4, 6]], [[1, 3], [5, 7]]]]
    for first, layer in ((True, near), (False, far)):
        assert SpaceToDepth(2, first).forward(layer.forward(x)).tolist() == x.tolist()


@pytest.mark.parametrize(
    ("layer", "index", "expected"),
    [
        (Gather(0), [2, 0], X[[2, 0]]),
        (Gather(1), [[-1, 0]], X[:, [[3, 0]]]),
        (Gather(0), 1, X[1]),
        (GatherElements(1), [[3], [2], [1]], [[3], [6], [9]]),
        (GatherND(), [[0, 1], [2, 3]], [1, 11]),
        (GatherND(), [[2]], X[2:]),
        (GatherND(1), [[1], [2], [3]], [1, 6, 11]),
    ],
)
def test_picked_numbers(layer, index, expected):
    params = {"index": np.array(index)}
    y = layer.forward(X, params)
    assert y.tolist() == np.asarray(expected).tolist()
    assert y.shape == layer.output_shape(X.shape, {"index": params["index"].shape})
    x = np.random.default_rng(0).standard_normal(X.shape)
    dy = np.random.default_rng(1).standard_normal(y.shape)
    step = 1e-3
    for place in np.ndindex(X.shape):  # exact: the layer is linear
        moved = x.copy()
        moved[place] += step
        slope = np.vdot(dy, layer.forward(moved, params) - layer.forward(x, params)) / step
        assert layer.backward(dy, x, params)["x"][place] == pytest.approx(slope, abs=1e-9)


def test_a_place_that_is_not_there_is_refused():
    for layer, index in ((Gather(0), [3]), (GatherND(), [[0, 4]]), (GatherElements(0), [[-4]])):
        with pytest.raises(ValueError, match="A place beyond an axis of"):
            layer.forward(X, {"index": np.array(index)})
    with pytest.raises(ValueError, match='needs an "index" of whole numbers'):
        Gather(0).forward(X, {"index": np.array([0.5])})


def test_the_largest_few_and_where_they_are():
    x = np.array([[3.0, 9.0, 9.0, 1.0]])
    assert TopK(3).forward(x).tolist() == [[9, 9, 3]]
    assert TopK(3).mask(x).tolist() == [[1, 2, 0]]
    assert TopK(2, smallest=True).forward(x).tolist() == [[1, 3]]
    assert TopK(2).backward([[5.0, 7.0]], x)["x"].tolist() == [[0, 5, 7, 0]]
    assert ArgMax().forward(x).tolist() == [[1]]
    assert ArgMax(last=True).forward(x).tolist() == [[2]]
    assert ArgMax(smallest=True, keep_axis=False).forward(x).tolist() == [3]
    assert ArgMax().backward([[1.0]], x)["x"].tolist() == [[0] * 4]


def test_choices_and_comparisons():
    a, b = np.array([1.0, 5.0, 2.0]), np.array([4.0, 3.0, 2.0])
    assert Maximum().backward([6.0, 6.0, 6.0], (a, b))["x"][0].tolist() == [0, 6, 3]
    assert Minimum().backward([6.0, 6.0, 6.0], (a, b))["x"][0].tolist() == [6, 0, 3]
    assert Where().forward((a > b, a, b)).tolist() == [4, 5, 2]
    zeros, da, db = Where().backward([6.0, 7.0, 8.0], (a > b, a, b))["x"]
    assert (zeros.tolist(), da.tolist(), db.tolist()) == ([0, 0, 0], [0, 7, 0], [6, 0, 8])
    truths = [Comparison(r).forward((a, b)).tolist() for r in (">", ">=", "<", "<=", "=")]
    assert truths == [
        [False, True, False], [False, True, True], [True, False, False], [True, False, True],
        [False, False, True],
    ]  # fmt: skip
    logic = [Comparison(r).forward(([0, 0, 1, 1], [0, 1, 0, 1])) for r in ("and", "or", "xor")]
    assert [each.tolist() for each in logic] == [
        [False, False, False, True], [False, True, True, True], [False, True, True, False],
    ]  # fmt: skip
    assert Not().forward([0.0, 2.0]).tolist() == [True, False]
    assert [part.tolist() for part in Comparison(">").backward(1, (a, [1.0]))["x"]] == [
        [0, 0, 0], [0],
    ]  # fmt: skip


def test_few_bits_and_back():
    """Half-way between two whole numbers the even one; zero and scale of each channel."""
    params = {"scale": np.array([1.0, 0.5], "f4"), "zero": np.array([0, 10], np.int8)}
    x = np.array([[0.5, 0.25], [1.5, 99.0]], "f4")
    q = Quantise().forward(x, params)
    assert (q.dtype, q.tolist()) == (np.int8, [[0, 10], [2, 127]])
    y = Dequantise().forward(q, params)
    assert (y.dtype, y.tolist()) == (np.float32, [[0, 0], [2, 58.5]])
    assert Dequantise().backward(np.ones((2, 2)), q, params)["x"].tolist() == [[1, 0.5]] * 2
    assert not Quantise().backward(np.ones((2, 2)), x, params)["x"].any()
    with pytest.raises(ValueError, match="takes one number, or one for each place"):
        Quantise().forward(x, {"scale": np.ones(3)})


def test_other_types():
    assert Cast("int32").forward([1.9, -1.9]).tolist() == [1, -1]
    assert Cast("bool").forward([0.0, 0.1]).tolist() == [False, True]
    assert Cast("float32").backward([1.0], [2.0])["x"].tolist() == [1]
    assert Cast("int32").backward([1.0], [2.0])["x"].tolist() == [0]
    with pytest.raises(ValueError, match="no type 'complex64'"):
        Cast("complex64")


def test_gradients_of_shares_and_squares_by_differences():
    x = np.random.default_rng(0).standard_normal((2, 8, 4, 4))
    for layer in (Share(1, 3), DepthToSpace(2), SpaceToDepth(2), Slice((1,), (7,), (1,), (3,))):
        assert check(layer, x, entries=20).verdict == {"x": "good"}
