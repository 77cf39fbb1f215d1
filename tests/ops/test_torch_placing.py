"""Running sums, triangles, numbers put at places and sums of products, by hand and by PyTorch."""

import numpy as np
import pytest

from cnnviz.analysis.gradient_check import check
from cnnviz.ops import CumulativeSum, Einsum, Shrink, Triangle
from cnnviz.ops.arithmetic import Remainder
from cnnviz.ops.placing import ScatterElements, ScatterND
from tests.ops.torch_oracle import agrees, functional, per_axis, torch

X = np.array([[1.0, 2, 3], [4, 5, 6]])


def test_running_sums_by_hand():
    assert CumulativeSum(0).forward(X).tolist() == [[1, 2, 3], [5, 7, 9]]
    assert CumulativeSum(-1, exclusive=True).forward(X).tolist() == [[0, 1, 3], [0, 4, 9]]
    assert CumulativeSum(1, backwards=True).forward(X).tolist() == [[6, 5, 3], [15, 11, 6]]
    assert CumulativeSum(1).backward(X, X)["x"].tolist() == [[6, 5, 3], [15, 11, 6]]


def test_triangles_by_hand():
    assert Triangle().forward(X).tolist() == [[1, 2, 3], [0, 5, 6]]
    assert Triangle(upper=False, diagonal=1).forward(X).tolist() == [[1, 2, 0], [4, 5, 6]]
    assert Triangle(diagonal=2**62).forward(X).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_numbers_at_places_by_hand():
    own = {"index": np.array([[1, 2], [0, 0]]), "updates": np.array([10.0, 20])}
    assert ScatterND().forward(X, own).tolist() == [[20, 2, 3], [4, 5, 10]]
    assert ScatterND().backward(X, X, own)["x"].tolist() == [[0, 2, 3], [4, 5, 0]]
    assert ScatterND().backward(X, X, own)["updates"].tolist() == [6, 1]
    twice = {"index": np.array([[0, 0]]), "updates": np.array([[10.0, 20]])}
    assert ScatterElements("add", axis=1).forward(X, twice).tolist() == [[31, 2, 3], [4, 5, 6]]
    assert ScatterElements("mul", axis=1).forward(X, twice)[0].tolist() == [200, 2, 3]
    assert ScatterElements("add", axis=1).backward(X, X, twice)["updates"].tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"index": np.array([[2, 0]]), "updates": np.ones(1)}, "beyond an axis of 2"),
        ({"index": np.array([[0, 0]]), "updates": np.ones(2)}, "the shapes must be the same"),
        ({"index": np.array([[0.5, 0]]), "updates": np.ones(1)}, "whole numbers"),
        ({"updates": np.ones(1)}, 'needs an "index"'),
    ],
)
def test_places_that_make_no_sense(own, said):
    with pytest.raises(ValueError, match=said):
        ScatterND().forward(X, own)


def test_a_way_without_a_gradient_says_so():
    own = {"index": np.array([[0, 0]]), "updates": np.ones(1)}
    with pytest.raises(ValueError, match='put in by "max" have no gradient here'):
        ScatterND("max").backward(X, X, own)


def test_sums_of_products_by_hand():
    assert Einsum("ij,kj->ik").forward((X, X)).tolist() == [[14, 32], [32, 77]]
    assert Einsum("ij->j").forward(X).tolist() == [5, 7, 9]
    assert Einsum("ii->i").backward(np.array([5.0, 6]), X[:, :2])["x"].tolist() == [[5, 0], [0, 6]]
    assert check(Einsum("iji->j"), np.arange(18.0).reshape(3, 2, 3)).relative_error["x"] < 1e-7


EQUATIONS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("bij,bjk->bki", (2, 3, 4), (2, 4, 2)),
    ("...ij,...jk", (2, 1, 3, 4), (5, 4, 2)),
    ("bhid,bhjd->bhij", (2, 2, 3, 4), (2, 2, 5, 4)),
    ("nchw,c->nhw", (2, 3, 4, 5), (3,)),
    ("i,j->ij", (3,), (4,)),
    ("ij,ij,j->i", (3, 4), (3, 4), (4,)),
    ("ij,k->i", (3, 4), (2,)),
    ("ii,i->", (3, 3), (3,)),
    ("ab,ab->ab", (1, 4), (3, 4)),
    ("i...->...", (3, 4)),
    ("ij", (3, 4)),
    ("ji", (3, 4)),
]


@pytest.mark.parametrize(("equation", "shapes"), [(e, s) for e, *s in EQUATIONS], ids=str)
def test_sums_of_products_agree_with_pytorch(equation, shapes):
    generator = np.random.default_rng(len(equation))
    xs = tuple(generator.standard_normal(shape) for shape in shapes)
    given = xs if len(xs) > 1 else xs[0]
    agrees(Einsum(equation), given, {}, lambda *x: torch.einsum(equation, *x) * 1, 0)


@pytest.mark.parametrize("seeds", [range(50), range(50, 100)], ids=str)
def test_the_others_agree_with_pytorch(seeds):
    for seed in seeds:
        generator = np.random.default_rng(seed)
        shape = per_axis(generator, 1, 6, 2 + seed % 2)
        x = generator.standard_normal(shape)
        axis, diagonal = int(generator.integers(-len(shape), len(shape))), seed % 7 - 3
        agrees(CumulativeSum(axis), x, {}, lambda x, a=axis: x.cumsum(a), seed)
        agrees(Triangle(True, diagonal), x, {}, lambda x, d=diagonal: x.triu(d), seed)
        agrees(Triangle(False, diagonal), x, {}, lambda x, d=diagonal: x.tril(d), seed)
        agrees(Shrink(0.4, 0.4), x, {}, lambda x: functional.softshrink(x, 0.4), seed)
        pair = (x, generator.standard_normal(shape[-1:]))
        agrees(Remainder(), pair, {}, torch.remainder, seed)
        agrees(Remainder(like_first=True), pair, {}, torch.fmod, seed)
        agrees(Shrink(0.4), x, {}, lambda x: functional.hardshrink(x, 0.4), seed)
        places(generator, x, seed)


def places(generator, x, seed):
    """Single numbers and whole rows, put and added."""
    index = generator.permutation(x.shape[0]).reshape(-1, *(1,) * (x.ndim - 1))
    index = np.array(np.broadcast_to(index, x.shape))
    own = {"index": index, "updates": generator.standard_normal(x.shape)}
    at = torch.from_numpy(index)
    for way, function in (("none", torch.scatter), ("add", torch.scatter_add)):

        def elements(x, updates, f=function):
            return f(x, 0, at, updates)

        known(ScatterElements(way), x, own, elements, seed)
    rows = {"index": generator.permutation(x.shape[0])[:1, None], "updates": own["updates"][:1]}
    row = torch.from_numpy(rows["index"][:, 0])
    for way in ("none", "add"):

        def whole(x, updates, add=way == "add"):
            return x.index_put((row,), updates, accumulate=add)

        known(ScatterND(way), x, rows, whole, seed)


def known(layer, x, own, function, seed):
    """`agrees`, for a layer whose index is no number that PyTorch has a gradient for."""
    given = [torch.from_numpy(array).requires_grad_() for array in (x, own["updates"])]
    ty = function(*given)
    dy = np.random.default_rng([seed, 1]).standard_normal(tuple(ty.shape))
    ty.backward(torch.from_numpy(dy))
    np.testing.assert_allclose(layer.forward(x, own), ty.detach().numpy(), 1e-12)
    grads = layer.backward(dy, x, own)
    for name, theirs in zip(("x", "updates"), given, strict=True):
        np.testing.assert_allclose(grads[name], theirs.grad.numpy(), 1e-12)
