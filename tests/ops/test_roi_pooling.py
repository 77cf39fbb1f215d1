"""RoI max pooling: cells by hand, against plain loops over real numbers, and boxes at the edge."""

from math import ceil, floor

import numpy as np
import pytest

from cnnviz.ops import MaxPool, RoIMaxPool

X = np.arange(24.0).reshape(1, 1, 4, 6)


def pooled(size, *boxes, scale=1.0, x=X):
    return RoIMaxPool(size, scale).forward(x, {"boxes": boxes})[:, 0].tolist()


def test_a_box_that_divides_evenly():
    """Rows 0 to 3 and columns 2 to 5, in cells of 2 by 2."""
    assert pooled(2, (0, 2, 0, 5, 3)) == [[[9, 11], [21, 23]]]


def test_cells_overlap_where_the_box_does_not_divide():
    """Columns 0, 1, 2 in two cells: 0 to 1 and 1 to 2. A 9 in the shared column wins both."""
    x = np.array([[[[1.0, 9, 1]]]])
    layer, params = RoIMaxPool((1, 2)), {"boxes": [(0, 0, 0, 2, 0)]}
    assert layer.forward(x, params).tolist() == [[[[9, 9]]]]
    assert layer.mask(x, params).tolist() == [[[[1, 1]]]]
    assert layer.backward([[[[10.0, 100]]]], x, params)["x"].tolist() == [[[[0, 110, 0]]]]


def test_more_cells_than_numbers_repeat_them():
    assert pooled((1, 4), (0, 1, 0, 2, 0)) == [[[1, 1, 2, 2]]]


def test_boxes_share_and_choose_their_samples():
    x = np.concatenate([X, -X])
    assert pooled(1, (1, 1, 0, 2, 0), (0, 1, 0, 2, 0), (0, 0, 0, 1, 0), x=x) == [
        [[-1]],
        [[2]],
        [[1]],
    ]
    boxes = {"boxes": [(1, 1, 0, 2, 0), (0, 1, 0, 2, 0), (0, 2, 0, 2, 0)]}
    dx = RoIMaxPool(1).backward(np.array([1.0, 10, 100]).reshape(3, 1, 1, 1), x, boxes)["x"]
    assert (dx[0, 0, 0, 2], dx[1, 0, 0, 1], dx.sum()) == (110, 1, 111)


def test_boxes_in_pixels_are_scaled_and_rounded_half_away_from_zero():
    assert pooled(1, (0, 0, 0, 40, 24), scale=1 / 16) == [[[15]]]  # 2.5 and 1.5 become 3 and 2
    assert pooled(1, (0, 0, 0, 39, 23), scale=1 / 16) == [[[8]]]


def test_what_lies_outside_the_map_is_left_out_and_an_empty_cell_gives_zero():
    layer, params = RoIMaxPool((1, 2)), {"boxes": [(0, 4, 0, 7, 0)]}
    assert layer.forward(X - 50, params).tolist() == [[[[-45, 0]]]]
    assert layer.mask(X, params).tolist() == [[[[5, -1]]]]
    assert layer.backward([[[[10.0, 100]]]], X, params)["x"].sum() == 10
    assert pooled((1, 2), (0, -2, 0, 1, 0)) == [[[0, 1]]]


def test_of_equal_numbers_the_first_wins_and_nan_over_all():
    x = np.array([[[[5.0, 5], [5, 5]]]])
    assert RoIMaxPool(1).mask(x).tolist() == [[[[0]]]]
    x[0, 0, 1, 0] = np.nan
    assert RoIMaxPool(1).mask(x).tolist() == [[[[2]]]]
    assert np.isnan(RoIMaxPool(1).forward(x)).all()


def test_without_boxes_there_is_one_around_each_map():
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 6))
    assert np.array_equal(RoIMaxPool((2, 3)).forward(x), MaxPool(2).forward(x))
    assert np.array_equal(RoIMaxPool((2, 3), scale=0.25).forward(x), MaxPool(2).forward(x))


@pytest.mark.parametrize("seed", range(20))
def test_pooling_is_the_plain_loop(seed):
    """The cells as the paper's code has them: floor and ceil of multiples of h / H."""
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((2, 2, 7, 9))
    rows, columns = generator.integers(1, 5, 2).tolist()
    left, right = sorted(generator.integers(-3, 12, 2).tolist())
    top, bottom = sorted(generator.integers(-3, 10, 2).tolist())
    expected = np.zeros((1, 2, rows, columns))
    high, wide = (bottom - top + 1) / rows, (right - left + 1) / columns
    for c, i, j in np.ndindex(2, rows, columns):
        cell = [
            x[1, c, y, z]
            for y in range(top + floor(i * high), top + ceil((i + 1) * high - 1e-9))
            for z in range(left + floor(j * wide + 1e-9), left + ceil((j + 1) * wide - 1e-9))
            if 0 <= y < 7 and 0 <= z < 9
        ]
        expected[0, c, i, j] = max(cell, default=0)
    y = RoIMaxPool((rows, columns)).forward(x, {"boxes": [(1, left, top, right, bottom)]})
    assert np.array_equal(y, expected)


def test_cells_are_exact_where_a_float_would_not_be():
    """7 × (49 / 49) and the like: 49 columns in 49 cells are one number each."""
    x = np.arange(49.0).reshape(1, 1, 1, 49)
    assert pooled((1, 49), (0, 0, 0, 48, 0), x=x) == [[list(range(49))]]


def test_no_boxes_at_all_give_an_empty_output():
    params = {"boxes": np.zeros((0, 5))}
    y = RoIMaxPool(2).forward(X, params)
    assert y.shape == RoIMaxPool(2).output_shape(X.shape, {"boxes": (0, 5)}) == (0, 1, 2, 2)
    assert not RoIMaxPool(2).backward(y, X, params)["x"].any()


@pytest.mark.parametrize(
    ("settings", "shape", "boxes", "message"),
    [
        ({"output_size": 0}, (1, 1, 4, 6), None, "The output_size must be a whole number of at"),
        ({"output_size": (2, 2, 2)}, (1, 1, 4, 6), None, "The output_size (2, 2, 2) was given for"),
        ({"output_size": 2, "scale": 0}, (1, 1, 4, 6), None, "The scale of the boxes must be a"),
        (
            {"output_size": 2},
            (1, 1, 4),
            None,
            "RoI pooling needs an input (N, C, H, W), not one of shape (1, 1, 4).",
        ),
        (
            {"output_size": 2},
            (1, 1, 4, 6),
            [(0, 0, 1, 1)],
            "The boxes must be finite rows (sample, left, top, right, bottom), "
            "not an array of shape (1, 4).",
        ),
        ({"output_size": 2}, (1, 1, 4, 6), [(0, 0, 0, np.nan, 1)], "The boxes must be finite rows"),
        (
            {"output_size": 2},
            (2, 1, 4, 6),
            [(2, 0, 0, 1, 1)],
            "A box is for sample 2; there are samples 0 to 1.",
        ),
        ({"output_size": 2}, (2, 1, 4, 6), [(0.5, 0, 0, 1, 1)], "A box is for sample 0.5; there"),
        (
            {"output_size": 2},
            (1, 1, 4, 6),
            [(0, 3, 0, 1, 1)],
            "The box [3.0, 0.0, 1.0, 1.0] ends before it starts: give (left, top, right, bottom).",
        ),
        ({"output_size": 2}, (1, 1, 4, 6), [(0, 0, 3, 1, 1)], "The box [0.0, 3.0, 1.0, 1.0] ends"),
    ],
)
def test_illegal_settings_and_boxes_are_named(settings, shape, boxes, message):
    params = {} if boxes is None else {"boxes": boxes}
    with pytest.raises(ValueError) as caught:
        RoIMaxPool(**settings).forward(np.ones(shape), params)
    assert message in str(caught.value)
