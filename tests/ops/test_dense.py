"""Dense layers and flattening, by hand."""

import numpy as np
import pytest

from cnnviz.ops import Dense, Flatten

PARAMS = {"weight": [[1, 0, -1], [2, 2, 2]], "bias": [100, 0]}


def test_weighted_sums():
    y = Dense().forward([[1, 2, 3], [0, 0, 1]], PARAMS)
    assert y.tolist() == [[98, 12], [99, 2]]
    assert Dense().forward([[1, 2, 3]], {"weight": PARAMS["weight"]}).tolist() == [[-2, 12]]


def test_gradients():
    x, dy = [[1, 2, 3], [0, 0, 1]], [[1, 10], [100, 1000]]
    grads = Dense().backward(dy, x, PARAMS)
    assert grads["x"].tolist() == [[21, 20, 19], [2100, 2000, 1900]]
    assert grads["weight"].tolist() == [[1, 2, 103], [10, 20, 1030]]
    assert grads["bias"].tolist() == [101, 1010]
    assert Dense().backward(dy, x, {"weight": PARAMS["weight"]}).keys() == {"x", "weight"}


def test_axes_between_the_samples_and_the_last_are_worked_on_one_by_one():
    x = np.arange(12.0).reshape(2, 2, 3)
    y = Dense().forward(x, PARAMS)
    assert y.shape == Dense().output_shape((2, 2, 3), {"weight": (2, 3)}) == (2, 2, 2)
    rows = Dense().forward(x.reshape(4, 3), PARAMS)
    assert np.array_equal(y.reshape(4, 2), rows)


def test_it_is_the_plain_loop():
    generator = np.random.default_rng(0)
    x, weight = generator.standard_normal((4, 7)), generator.standard_normal((5, 7))
    y = Dense().forward(x, {"weight": weight})
    for n, f in np.ndindex(4, 5):
        assert y[n, f] == pytest.approx(sum(x[n, c] * weight[f, c] for c in range(7)), rel=1e-12)


def test_a_vector_of_ones_and_a_single_output():
    assert Dense().parameter_shapes((8, 400), 120) == {"weight": (120, 400), "bias": (120,)}
    assert Dense().output_shape((8, 400)) == (8, 1)
    assert Dense().multiply_adds((8, 400), {"weight": (120, 400)}) == 8 * 120 * 400


@pytest.mark.parametrize(
    ("x", "params", "message"),
    [
        ((2, 3), {}, 'A dense layer needs a "weight" of shape (F, D).'),
        (
            (2, 3, 4, 5),
            {"weight": (10, 60)},
            "The weight has shape (10, 60); an input of shape (2, 3, 4, 5) needs (F, 5). "
            "Flatten comes first where the input still has spatial axes.",
        ),
        ((2, 3), {"weight": (3,)}, "The weight has shape (3,); an input of shape (2, 3) needs"),
        ((2, 3), {"weight": (0, 3)}, "The weight has shape (0, 3); an input of shape (2, 3)"),
        (
            (2, 3),
            {"weight": (4, 3), "bias": (3,)},
            "The bias has shape (3,); 4 outputs need (4,).",
        ),
        ((3,), {"weight": (4, 3)}, "The input must have shape (N, ..., D), not (3,)."),
    ],
)
def test_what_does_not_fit_is_named(x, params, message):
    with pytest.raises(ValueError) as caught:
        Dense().forward(np.ones(x), {name: np.ones(shape) for name, shape in params.items()})
    assert message in str(caught.value)


def test_flattening_and_back():
    x = np.arange(12.0).reshape(2, 3, 2)
    y = Flatten().forward(x)
    assert y.tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    assert np.array_equal(Flatten().backward(y, x)["x"], x)
    assert Flatten().output_shape((2, 3, 4, 5)) == (2, 60)
    with pytest.raises(ValueError, match=r"The input must have shape \(N, \.\.\., D\), not \(5,\)"):
        Flatten().forward(np.ones(5))
