"""Normalisation within samples: by hand, and what is left of mean and size."""

import numpy as np
import pytest

from cnnviz.ops.functions import Absolute, Erf, Exp, Log, Reciprocal, Sqrt
from cnnviz.ops.group_norm import GroupNorm, InstanceNorm, LayerNorm
from cnnviz.ops.more_activations import CELU, ThresholdedReLU
from cnnviz.ops.steps import Ceil, Floor, Round, Sign

EPS = 1e-12


def test_rows_of_three_numbers_by_hand():
    """Mean 2, variance 2/3: the outer ones lie √1.5 away."""
    for layer in (LayerNorm(eps=EPS), InstanceNorm(EPS), GroupNorm(1, EPS)):
        y = layer.forward([[[1.0, 2.0, 3.0]]])
        np.testing.assert_allclose(y, [[[-np.sqrt(1.5), 0, np.sqrt(1.5)]]], atol=1e-9)


def test_weights_and_biases_are_those_of_maps_or_of_places():
    x = np.array([[[1.0, 3.0], [10.0, 30.0]]])
    params = {"weight": np.array([2.0, 5.0]), "bias": np.array([100.0, 200.0])}
    maps = InstanceNorm(EPS).forward(x, params)
    np.testing.assert_allclose(maps, [[[98, 102], [195, 205]]], atol=1e-6)
    places = LayerNorm(eps=EPS).forward(x, params)
    np.testing.assert_allclose(places, [[[98, 205], [98, 205]]], atol=1e-6)
    grads = InstanceNorm(EPS).backward(np.ones((1, 2, 2)), x, params)
    np.testing.assert_allclose(grads["bias"], [2, 2])
    np.testing.assert_allclose(grads["weight"], [0, 0], atol=1e-9)
    np.testing.assert_allclose(grads["x"], np.zeros((1, 2, 2)), atol=1e-6)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_each_group_has_mean_0_and_size_1(groups):
    x = np.random.default_rng(0).standard_normal((3, 4, 5, 6)) * 7 + 2
    rows = GroupNorm(groups, EPS).forward(x).reshape(3, groups, -1)
    np.testing.assert_allclose(rows.mean(axis=2), 0, atol=1e-12)
    np.testing.assert_allclose(rows.std(axis=2), 1, rtol=1e-9)


def test_what_does_not_fit():
    for make, words in (
        (lambda: GroupNorm(3).forward(np.ones((1, 4, 2))), "the groups must divide its channels"),
        (lambda: GroupNorm(0), "number of groups must be a whole number of at least 1"),
        (lambda: LayerNorm(3).forward(np.ones((1, 4))), "each must be from -2 to 1"),
        (lambda: LayerNorm(eps=0), "The eps of a normalisation must be above 0"),
        (
            lambda: LayerNorm().forward(np.ones((2, 3)), {"weight": np.ones(2)}),
            r"The weight has shape \(2,\); an input of shape \(2, 3\) needs \(3,\)",
        ),
    ):
        with pytest.raises(ValueError, match=words):
            make()


@pytest.mark.parametrize(
    ("layer", "pairs"),
    [
        (Exp(), [(0, 1), (np.log(3), 3), (1e4, np.inf)]),
        (Log(), [(1, 0), (np.e, 1), (0, -np.inf), (-1, np.nan)]),
        (Sqrt(), [(9, 3), (0, 0), (-1, np.nan)]),
        (Reciprocal(), [(4, 0.25), (0, np.inf)]),
        (Absolute(), [(-3, 3), (0, 0)]),
        (Erf(), [(0, 0), (1, 0.8427007929497149), (9, 1), (1e-9, 2e-9 / np.sqrt(np.pi))]),
        (Floor(), [(1.5, 1), (-1.5, -2)]),
        (Ceil(), [(1.5, 2), (-1.5, -1)]),
        (Round(), [(0.5, 0), (1.5, 2), (2.5, 2)]),
        (Sign(), [(-3, -1), (0, 0), (2, 1)]),
        (CELU(2), [(3, 3), (0, 0), (-2, 2 / np.e - 2)]),
        (ThresholdedReLU(1), [(1, 0), (1.5, 1.5), (-9, 0)]),
    ],
)  # fmt: skip
def test_functions_of_one_number(layer, pairs):
    x, y = np.array(pairs, float).T
    np.testing.assert_allclose(layer.forward(x), y, rtol=1e-14)
