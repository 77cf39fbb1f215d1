"""Layers that move numbers: where each goes, where its gradient goes, and what does not fit."""

import numpy as np
import pytest

from cnnviz.ops.axes import positive_axes
from cnnviz.ops.border import Pad
from cnnviz.ops.shaping import AsMatrix, Reshape, Squeeze, Transpose, Unsqueeze

SIX = np.arange(6).reshape(2, 3)


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (Reshape((3, 2)), (2, 3), (3, 2)),
        (Reshape((-1,)), (2, 3), (6,)),
        (Reshape((0, 1, -1)), (2, 3), (2, 1, 3)),
        (Reshape((0, 4), allow_zero=True), (0, 7), (0, 4)),
        (Reshape((0, -1)), (0, 3), (0, 0)),
        (Reshape(()), (1, 1), ()),
        (Squeeze(), (1, 2, 1, 3), (2, 3)),
        (Squeeze((-2,)), (1, 2, 1, 3), (1, 2, 3)),
        (Unsqueeze((0, -1)), (2, 3), (1, 2, 3, 1)),
        (Unsqueeze((3, 1)), (2, 3), (2, 1, 3, 1)),
        (AsMatrix(0), (2, 3, 4), (1, 24)),
        (AsMatrix(-1), (2, 3, 4), (6, 4)),
        (AsMatrix(3), (2, 3, 4), (24, 1)),
        (Transpose(), (2, 3, 4), (4, 3, 2)),
        (Transpose((0, -1, 1)), (2, 3, 4), (2, 4, 3)),
        (Pad(((0, 0), (2, 1))), (2, 3), (2, 6)),
    ],
)
def test_shapes(layer, shape, expected):
    assert layer.output_shape(shape) == expected
    assert layer.forward(np.zeros(shape)).shape == expected
    assert layer.backward(np.zeros(expected), np.zeros(shape))["x"].shape == shape


def test_numbers_stay_in_row_major_order():
    for layer in (Reshape((3, 2)), Unsqueeze((1,)), AsMatrix(0)):
        assert layer.forward(SIX).ravel().tolist() == [0, 1, 2, 3, 4, 5]


def test_transposed_numbers_and_the_way_back():
    assert Transpose().forward(SIX).tolist() == [[0, 3], [1, 4], [2, 5]]
    x = np.zeros((2, 3, 4))
    dy = np.arange(24.0).reshape(3, 4, 2)
    dx = Transpose((1, 2, 0)).backward(dy, x)["x"]
    assert dx[1, 2, 3] == dy[2, 3, 1]


@pytest.mark.parametrize(
    ("mode", "expected", "gradient"),
    [
        ("zeros", [7, 7, 1, 2, 3, 7], [4, 8, 16]),
        ("reflect", [3, 2, 1, 2, 3, 2], [4, 2 + 8 + 32, 1 + 16]),
        ("replicate", [1, 1, 1, 2, 3, 3], [1 + 2 + 4, 8, 16 + 32]),
        ("circular", [2, 3, 1, 2, 3, 1], [4 + 32, 1 + 8, 2 + 16]),
    ],
)
def test_borders_and_their_gradients(mode, expected, gradient):
    layer = Pad(((2, 1),), mode, value=7)
    assert layer.forward([1, 2, 3]).tolist() == expected
    dy = 2.0 ** np.arange(6)
    assert layer.backward(dy, [1, 2, 3])["x"].tolist() == gradient


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float16", "float32", "float64"])
@pytest.mark.parametrize("layer", [Reshape((-1,)), Transpose(), Pad(((1, 0), (0, 0)))])
def test_the_type_stays(layer, dtype):
    assert layer.forward(SIX.astype(dtype)).dtype == dtype


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Reshape((-1, -1)), "leaves more than one length open"),
        (lambda: Reshape((0, -1), allow_zero=True), "leaves more than one length open"),
        (lambda: Reshape((-2,)), "a whole number of at least -1, not -2"),
        (lambda: Reshape((4, -1)).forward(SIX), r"was asked for 6 numbers of shape \(2, 3\)"),
        (lambda: Reshape((2, 3, 0)).forward(SIX), "the product of its lengths"),
        (lambda: Squeeze((0,)).forward(SIX), "only axes of length 1 can be"),
        (lambda: Squeeze((2,)).forward(SIX), "each must be from -2 to 1"),
        (lambda: Unsqueeze((0, 0)).forward(SIX), "none may be named twice"),
        (lambda: AsMatrix(3).forward(SIX), "Axis 3 was asked for an input of 2 axes"),
        (lambda: Transpose((0,)).forward(SIX), "name each axis once"),
        (lambda: Transpose((0, 0)).forward(SIX), "none may be named twice"),
        (lambda: Pad(((1, 1),)).forward(SIX), "Padding for 1 axes was given"),
        (lambda: Pad(((-1, 1),)), "padding must be a whole number of at least 0, not -1"),
        (lambda: Pad(((1, 1),), "mirror"), "Unknown padding mode 'mirror'"),
        (lambda: Pad(((3, 0),), "reflect").output_shape((3,)), "it can take at most 2 from it"),
        (lambda: Transpose().backward(SIX, SIX), "The gradient dy has shape"),
    ],
)
def test_what_does_not_fit(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_axes_from_the_front():
    assert positive_axes((-1, 0), rank=3) == (2, 0)
