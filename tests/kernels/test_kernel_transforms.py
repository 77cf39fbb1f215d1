"""What one click does to a kernel, on numbers that can be checked by eye."""

import numpy as np
import pytest

from cnnviz.kernels import (
    NAMES,
    TRANSFORMS,
    Kernel,
    build,
    cross,
    edit,
    flip_horizontal,
    flip_vertical,
    negate,
    normalise,
    resize,
    rotate_half,
    rotate_quarter,
    transpose,
    zero_mean,
)


def kernel(*rows, divisor=1.0):
    return Kernel("sobel_x", "Sobel x", np.array([rows], dtype=float), divisor)


def rows(result):
    return result.weight[0].tolist()


SIX = kernel((1, 2, 3), (4, 5, 6), divisor=2)


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        (flip_horizontal, [[3, 2, 1], [6, 5, 4]]),
        (flip_vertical, [[4, 5, 6], [1, 2, 3]]),
        (rotate_quarter, [[4, 1], [5, 2], [6, 3]]),
        (rotate_half, [[6, 5, 4], [3, 2, 1]]),
        (transpose, [[1, 4], [2, 5], [3, 6]]),
        (negate, [[-1, -2, -3], [-4, -5, -6]]),
    ],
)
def test_a_transform_on_six_numbers(transform, expected):
    result = transform(SIX)
    assert rows(result) == expected
    assert (result.name, result.title, result.divisor) == ("sobel_x", "Sobel x", 2)


def test_every_channel_is_transformed():
    assert rotate_quarter(cross()).weight.tolist() == [
        [[0, 1, 0], [0, 0, 0], [0, 1, 0]],
        [[0, 0, 0], [1, 0, 1], [0, 0, 0]],
    ]


def test_transforms_are_listed_by_name():
    assert set(TRANSFORMS) == {
        "normalise",
        "zero_mean",
        "negate",
        "transpose",
        "rotate_quarter",
        "rotate_half",
        "flip_horizontal",
        "flip_vertical",
    }
    assert TRANSFORMS["rotate_half"] is rotate_half


@pytest.mark.parametrize("name", NAMES)
def test_turning_and_flipping_come_full_circle(name):
    start = build(name)
    two_quarters = rotate_quarter(rotate_quarter(start))
    assert two_quarters.same_as(rotate_half(start))
    assert rotate_half(two_quarters).same_as(start)
    assert flip_vertical(flip_horizontal(start)).same_as(rotate_half(start))
    assert transpose(flip_vertical(start)).same_as(rotate_quarter(start))
    assert negate(negate(start)).same_as(start)


def test_negating_gives_no_negative_zero():
    assert not np.signbit(negate(kernel((0, 0))).weight).any()


@pytest.mark.parametrize(
    ("given", "divisor"),
    [
        (kernel((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9),  # the weights sum to 9
        (kernel((1, 2, 1), divisor=7), 4),
        (kernel((-1, -2, -1)), 4),  # they sum to -4, and after it to -1
        (kernel((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), 4),  # sum 0, positive ones 4
        (kernel((0, -1, 0), (-1, 5, -1), (0, -1, 0)), 1),
        (kernel((0.1, 0.2, -0.3)), 0.3),  # the sum misses 0 by 6e-17 only
        (kernel((0, 0), divisor=3), 1),
        (kernel((1e-14, 0)), 1),  # too small a divisor
    ],
)
def test_normalise_chooses_the_divisor_and_keeps_the_weights(given, divisor):
    result = normalise(given)
    assert result.divisor == pytest.approx(divisor, rel=1e-12)
    assert rows(result) == rows(given)
    assert normalise(result).same_as(result)


def test_normalise_adds_up_all_channels():
    assert normalise(cross()).divisor == 4


@pytest.mark.parametrize(
    ("given", "expected", "divisor"),
    [
        (kernel((1, 2, 3)), [[-1, 0, 1]], 1),  # mean 2
        (kernel((1, 0)), [[1, -1]], 2),  # mean 1/2: halves go into the divisor
        (kernel((1, 0), divisor=3), [[1, -1]], 6),
        (kernel((5, 5), (5, 5)), [[0, 0], [0, 0]], 1),
        (kernel((-1, 0, 1)), [[-1, 0, 1]], 1),
        (kernel((0.5, 0)), [[0.25, -0.25]], 1),
        (
            kernel((0, -1, 0), (-1, 5, -1), (0, -1, 0)),  # sharpen: mean 1/9
            [[-1, -10, -1], [-10, 44, -10], [-1, -10, -1]],
            9,
        ),
    ],
)
def test_zero_mean_shifts_weights_and_keeps_whole_numbers(given, expected, divisor):
    result = zero_mean(given)
    assert rows(result) == expected
    assert result.divisor == divisor


def test_zero_mean_takes_the_mean_from_every_bank_kernel():
    for name in NAMES:
        start = build(name)
        result = zero_mean(start)
        scaled = start.weight / start.divisor
        want = scaled - scaled.mean()
        np.testing.assert_allclose(result.weight / result.divisor, want, rtol=0, atol=1e-14)
        assert abs(result.weight.sum()) <= 1e-14
        assert result.same_as(start) or name not in ("sobel_x", "laplacian", "gabor")


def test_zero_mean_of_weights_too_large_to_stay_whole():
    result = zero_mean(kernel((1e8, 1, 0, 0)))
    assert rows(result) == [[1e8 - 25000000.25, 1 - 25000000.25, -25000000.25, -25000000.25]]
    assert result.divisor == 1


def test_zero_mean_with_a_divisor_too_large_to_grow():
    result = zero_mean(kernel((1, 0), divisor=1e12))
    assert (rows(result), result.divisor) == ([[0.5, -0.5]], 1e12)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((2, 3), [[1, 2, 3], [4, 5, 6]]),
        # The centre of an even side is the tap before its middle: more lies after it.
        ((3, 3), [[0, 0, 0], [1, 2, 3], [4, 5, 6]]),
        ((2, 4), [[1, 2, 3, 0], [4, 5, 6, 0]]),
        ((2, 5), [[0, 1, 2, 3, 0], [0, 4, 5, 6, 0]]),
        ((1, 1), [[2]]),
        ((4, 2), [[0, 0], [2, 3], [5, 6], [0, 0]]),
    ],
)
def test_resize_adds_zeros_or_cuts_around_the_centre(size, expected):
    result = resize(SIX, size)
    assert rows(result) == expected
    assert result.divisor == 2


def test_identity_stays_identity_at_every_size():
    for old in range(1, 16):
        for new in range(1, 16):
            result = resize(build("identity", (old, 3)), (new, 16 - new))
            assert result.same_as(build("identity", (new, 16 - new)))


def test_resize_beyond_the_limit_is_refused():
    with pytest.raises(ValueError) as error:
        resize(SIX, (16, 3))
    assert str(error.value) == "The kernel is 16 x 3; each side can be 1 to 15."


def test_an_edited_kernel_keeps_its_name_and_is_no_longer_the_bank_kernel():
    edited = edit(build("box"), [[[1, 1, 1], [1, 2, 1], [1, 1, 1]]])
    assert (edited.name, edited.title, edited.divisor) == ("box", "Box blur", 9)
    assert not edited.same_as(build("box"))
    assert edit(edited, [[1, 1, 1]] * 3).same_as(build("box"))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("hello", "Weights must be a list of rows, each a list of numbers."),
        (None, "Weights must be a list of rows, each a list of numbers."),
        ({"0": [1]}, "Weights must be a list of rows, each a list of numbers."),
        ([[1], 2], "Weights must be a list of rows, each a list of numbers."),
        ([[[1]], [2]], "Weights must be a list of rows, each a list of numbers."),
        ([], "The kernel is 1 x 0; each side can be 1 to 15."),
        ([[]], "The kernel is 1 x 0; each side can be 1 to 15."),
        ([[[]]], "The kernel is 1 x 0; each side can be 1 to 15."),
        ([[1, [2]]], "Weights must be a list of rows, each a list of numbers."),
        ([[[1, [2]]]], "Row 0, column 1 is not a number."),
        ([[1, True]], "Row 0, column 1 is not a number."),
        ([[1, None]], "Row 0, column 1 is empty."),
        ([[1, float("nan")]], "Row 0, column 1 is NaN, which is not a number."),
        ([[10**400]], "Row 0, column 0 is infinite."),
    ],
)
def test_cells_from_a_browser_are_not_trusted(cells, expected):
    with pytest.raises(ValueError) as error:
        edit(build("box"), cells)
    assert str(error.value) == expected
