"""Sums, products and concatenations of several inputs, by hand."""

import numpy as np
import pytest

from cnnviz.ops import Add, Concat, Multiply

A, B = np.array([[1.0, 2], [3, 4]]), np.array([[10.0, 20], [30, 0]])
ROW, COLUMN = np.array([[1.0, 2]]), np.array([[10.0], [20]])


def gradients(layer, dy, *xs):
    return [part.tolist() for part in layer.backward(dy, xs)["x"]]


def test_sums():
    assert Add().forward((A, B)).tolist() == [[11, 22], [33, 4]]
    assert Add().forward((A, A, A)).tolist() == [[3, 6], [9, 12]]
    assert gradients(Add(), A, A, B) == [A.tolist(), A.tolist()]


def test_products():
    assert Multiply().forward((A, B)).tolist() == [[10, 40], [90, 0]]
    assert gradients(Multiply(), [[1, 1], [1, 10]], A, B) == [
        [[10, 20], [30, 0]],
        [[1, 2], [3, 40]],
    ]


def test_a_product_with_zeros_keeps_its_gradient():
    """x y z at (0, 5, 7) has the slopes 35, 0, 0; at (0, 0, 7) all are 0."""
    xs = [np.array([[0.0, 0]]), np.array([[5.0, 0]]), np.array([[7.0, 7]])]
    assert gradients(Multiply(), [[1, 1]], *xs) == [[[35, 0]], [[0, 0]], [[0, 0]]]


def test_one_input_used_twice_gets_each_gradient_by_itself():
    assert gradients(Multiply(), [[1, 1]], ROW, ROW) == [[[1, 2]], [[1, 2]]]


def test_repeated_inputs_get_the_sum_of_their_gradients():
    assert Add().forward((ROW, COLUMN)).tolist() == [[11, 12], [21, 22]]
    dy = np.array([[1.0, 10], [100, 1000]])
    assert gradients(Add(), dy, ROW, COLUMN) == [[[101, 1010]], [[11], [1100]]]
    assert gradients(Multiply(), dy, ROW, COLUMN) == [[[2010, 20100]], [[21], [2100]]]


def test_a_missing_first_axis_is_repeated_too():
    assert Add().forward((A, np.array([10.0, 20]))).tolist() == [[11, 22], [13, 24]]
    assert gradients(Add(), A, A, np.array([10.0, 20])) == [A.tolist(), [4, 6]]
    assert gradients(Add(), A, A, np.array(5.0)) == [A.tolist(), 10]


def test_one_number_a_map_scales_it():
    """Squeeze and excitation: a gate for each channel."""
    maps, gates = np.ones((1, 2, 2, 2)), np.array([0.5, 3]).reshape(1, 2, 1, 1)
    y = Multiply().forward((maps, gates))
    assert (y[0, 0].tolist(), y[0, 1].tolist()) == ([[0.5, 0.5]] * 2, [[3, 3]] * 2)
    assert gradients(Multiply(), y, maps, gates)[1] == [[[[2]], [[12]]]]


def test_one_after_the_other():
    assert Concat().forward((A, COLUMN)).tolist() == [[1, 2, 10], [3, 4, 20]]
    assert Concat(0).forward((A, ROW)).tolist() == [[1, 2], [3, 4], [1, 2]]
    assert gradients(Concat(), [[1, 2, 3], [4, 5, 6]], A, COLUMN) == [[[1, 2], [4, 5]], [[3], [6]]]
    assert gradients(Concat(-2), [[1, 2], [4, 5], [7, 8]], ROW, A) == [[[1, 2]], [[4, 5], [7, 8]]]


@pytest.mark.parametrize("layer", [Add(), Multiply(), Concat()])
def test_a_single_input_comes_out_as_it_is(layer):
    for x in (A, (A,), [A]):
        assert np.array_equal(layer.forward(x), A)
        (dx,) = layer.backward(B, x)["x"]
        assert np.array_equal(dx, B)
    assert layer.output_shape((2, 2)) == layer.output_shape(((2, 2),)) == (2, 2)


@pytest.mark.parametrize("layer", [Add(), Multiply(), Concat()])
def test_one_wide_input_makes_all_wide(layer):
    narrow = A.astype(np.float32)
    assert layer.forward((narrow, narrow)).dtype == np.float32
    assert layer.forward((narrow, B)).dtype == np.float64
    assert layer.forward((narrow, A.astype(np.uint8))).dtype == np.float32


def test_shapes():
    assert Add().output_shape(((2, 3, 4, 5), (3, 1, 1))) == (2, 3, 4, 5)
    assert Concat().output_shape(((2, 3, 4), (2, 5, 4))) == (2, 8, 4)
    assert Concat().output_shape(((0, 3), (0, 5))) == (0, 8)


@pytest.mark.parametrize(
    ("layer", "shapes", "message"),
    [
        (
            Add(),
            ((2, 3), (2, 2)),
            "Add was asked for inputs of shapes (2, 3), (2, 2): "
            "along each axis they must be equally long, or 1.",
        ),
        (Multiply(), ((2, 3), (4,)), "Multiply was asked for inputs of shapes (2, 3), (4,)"),
        (
            Concat(),
            ((2, 3), (3, 3)),
            "Inputs of shapes (2, 3), (3, 3) were to be put together along axis 1: "
            "they need that axis, and the same length along all others.",
        ),
        (Concat(), ((2, 3), (2, 3, 1)), "Inputs of shapes (2, 3), (2, 3, 1) were to be put"),
        (Concat(), ((2, 3), (2,)), "Inputs of shapes (2, 3), (2,) were to be put together"),
        (Concat(2), ((2, 3), (2, 3)), "were to be put together along axis 2: they need that axis"),
        (Concat(0), ((), ()), "were to be put together along axis 0: they need that axis"),
        (Add(), (), "A layer that merges inputs needs at least one."),
    ],
)
def test_what_does_not_fit_is_named(layer, shapes, message):
    with pytest.raises(ValueError) as caught:
        layer.forward(tuple(np.ones(shape) for shape in shapes))
    assert message in str(caught.value)
