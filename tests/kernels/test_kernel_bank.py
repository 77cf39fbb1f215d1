"""What each named kernel is, and what it does to pictures."""

import numpy as np
import pytest

from cnnviz.kernels import (
    BANK,
    CHAPTER_BANK,
    CROSS,
    FAMILIES,
    LINE_BANK,
    MAX_WEIGHT,
    NAMES,
    Kernel,
    build,
    cross,
    normalise,
    rotate_half,
    rotate_quarter,
    short_title,
    transpose,
)

DERIVATIVES = [
    "horizontal_edge",
    "vertical_edge",
    "edge_45",
    "edge_135",
    "sobel_x",
    "sobel_y",
    "scharr_x",
    "scharr_y",
    "prewitt_x",
    "prewitt_y",
    "laplacian",
    "laplacian_of_gaussian",
    "horizontal_line",
    "vertical_line",
    "gabor",
]
MEANS = ("identity", "box", "gaussian", "sharpen", "emboss", "motion_blur")


def rows(kernel, channel=0):
    return kernel.weight[channel].astype(int).tolist()


def respond(x, kernel):
    """Every position at which the kernel fits in x (H, W) or (C, H, W)."""
    x = np.asarray(x, dtype=float).reshape(-1, *np.shape(x)[-2:])
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.size, axis=(1, 2))
    return np.einsum("cyxij,cij->yx", windows, kernel.weight) / kernel.divisor


def every_size(name):
    family = FAMILIES[name]
    return [(height, width) for height in family.heights for width in family.widths]


def ramp(height, width):
    """Each pixel is one brighter than its left neighbour."""
    return np.tile(np.arange(width, dtype=float), (height, 1))


def test_the_bank_has_these_kernels():
    assert sorted(NAMES) == sorted([*MEANS, *DERIVATIVES, "random"])
    assert "cross" not in NAMES and FAMILIES["cross"] is CROSS


def test_every_family_introduces_itself_in_one_sentence():
    assert len({family.title for family in BANK}) == len(BANK)
    for family in FAMILIES.values():
        assert family.description.endswith(".") and family.description.count(". ") == 0
        assert family.build().size == family.default_size
        assert family.build().title.startswith(family.title)


def test_short_titles_fit_under_a_small_map_and_tell_families_apart():
    shorts = {name: short_title(build(name)) for name in FAMILIES}
    assert len(set(shorts.values())) == len(FAMILIES)
    assert max(map(len, shorts.values())) == 10
    assert short_title(build("random", seed=123)) == "Random"
    assert short_title(Kernel("custom", "Sobel x, edited", np.ones((1, 1, 1)))) == "Edited"
    assert short_title(Kernel("custom", "Mine", np.ones((1, 1, 1)))) == "Mine"


@pytest.mark.parametrize("name", [*NAMES, "cross"])
def test_every_allowed_size_is_built_within_the_limits(name):
    for size in every_size(name):
        kernel = build(name, size)
        assert kernel.size == size
        assert np.abs(kernel.weight).max() <= MAX_WEIGHT


@pytest.mark.parametrize("name", [*MEANS, *DERIVATIVES, "cross"])
def test_weights_and_divisor_are_whole_numbers(name):
    for size in every_size(name):
        kernel = build(name, size)
        assert (kernel.weight % 1 == 0).all() and kernel.divisor % 1 == 0


@pytest.mark.parametrize("name", MEANS)
def test_a_kernel_that_keeps_brightness_divides_to_a_sum_of_1(name):
    for size in every_size(name):
        assert build(name, size).weight.sum() == build(name, size).divisor


@pytest.mark.parametrize("name", DERIVATIVES)
def test_a_kernel_that_looks_for_change_sums_to_0(name):
    for size in every_size(name):
        assert build(name, size).weight.sum() == 0


@pytest.mark.parametrize(
    "name",
    [
        "box",
        "gaussian",
        "sobel_x",
        "sobel_y",
        "scharr_x",
        "prewitt_y",
        "horizontal_line",
        "vertical_line",
    ],
)
def test_a_separable_kernel_is_the_outer_product_of_two_factors(name):
    for size in [(4, 5), (7, 3), (15, 15)]:
        assert np.linalg.matrix_rank(build(name, size).weight[0]) == 1


# --- the tables that people know


@pytest.mark.parametrize(
    ("name", "size", "divisor", "expected"),
    [
        ("identity", (3, 3), 1, [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ("identity", (2, 4), 1, [[0, 1, 0, 0], [0, 0, 0, 0]]),
        ("box", (2, 3), 6, [[1, 1, 1], [1, 1, 1]]),
        ("gaussian", (3, 3), 16, [[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
        ("gaussian", (1, 5), 16, [[1, 4, 6, 4, 1]]),
        ("sharpen", (3, 3), 1, [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        ("sobel_x", (3, 3), 1, [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("sobel_y", (3, 3), 1, [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        ("sobel_x", (1, 2), 1, [[-1, 1]]),
        ("sobel_x", (1, 4), 2, [[-1, -1, 1, 1]]),
        ("scharr_x", (3, 3), 1, [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]),
        ("scharr_y", (3, 3), 1, [[-3, -10, -3], [0, 0, 0], [3, 10, 3]]),
        ("prewitt_x", (3, 3), 1, [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
        ("prewitt_y", (3, 3), 1, [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]),
        ("horizontal_edge", (3, 3), 1, [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        ("vertical_edge", (3, 3), 1, [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("edge_45", (3, 3), 1, [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]]),
        ("edge_135", (3, 3), 1, [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]),
        ("laplacian", (3, 3), 1, [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        ("emboss", (3, 3), 1, [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        ("horizontal_line", (3, 3), 1, [[-1, -1, -1], [2, 2, 2], [-1, -1, -1]]),
        ("vertical_line", (3, 3), 1, [[-1, 2, -1], [-1, 2, -1], [-1, 2, -1]]),
        (
            "laplacian_of_gaussian",
            (5, 5),
            1,
            [
                [0, 0, -1, 0, 0],
                [0, -1, -2, -1, 0],
                [-1, -2, 16, -2, -1],
                [0, -1, -2, -1, 0],
                [0, 0, -1, 0, 0],
            ],
        ),
        (
            "sobel_x",
            (5, 5),
            16,
            [
                [-1, -2, 0, 2, 1],
                [-4, -8, 0, 8, 4],
                [-6, -12, 0, 12, 6],
                [-4, -8, 0, 8, 4],
                [-1, -2, 0, 2, 1],
            ],
        ),
    ],
)
def test_a_named_kernel_has_its_well_known_weights(name, size, divisor, expected):
    kernel = build(name, size)
    assert rows(kernel) == expected
    assert kernel.divisor == divisor


# --- laws


def test_identity_leaves_a_picture_alone():
    x = np.arange(30.0).reshape(5, 6)
    for height, width in every_size("identity"):
        before = [(side - 1) // 2 for side in (height, width)]  # "same": an even side pads after
        after = [side // 2 for side in (height, width)]
        padded = np.pad(x, list(zip(before, after, strict=True)))
        assert np.array_equal(respond(padded, build("identity", (height, width))), x)


def test_blurs_leave_an_even_picture_alone():
    even = np.full((15, 15), 7.0)
    for name in ("box", "gaussian", "motion_blur", "emboss", "sharpen"):
        assert respond(even, build(name, (15, 15))).tolist() == [[7.0]]


@pytest.mark.parametrize(("name", "answer"), [("sobel_x", 8), ("scharr_x", 32)])
def test_an_even_slope_gives_the_same_constant_at_every_size(name, answer):
    for height in range(3, 16):
        for width in range(3, 16):
            got = respond(ramp(16, 17), build(name, (height, width)))
            assert (got == answer).all()


def test_prewitt_adds_up_its_rows():
    for height in (1, 2, 3, 15):
        for width in (3, 8, 15):
            assert (respond(ramp(15, 16), build("prewitt_x", (height, width))) == 2 * height).all()


def test_a_slope_does_not_reach_the_derivative_across_it():
    for name in ("sobel_y", "scharr_y", "prewitt_y", "horizontal_edge", "horizontal_line"):
        assert (respond(ramp(9, 9), build(name, (5, 4))) == 0).all()


@pytest.mark.parametrize("family", ["sobel", "scharr", "prewitt"])
def test_transposing_x_gives_y(family):
    for size in [(3, 3), (3, 5), (4, 7)]:
        assert transpose(build(f"{family}_x", size)).same_as(build(f"{family}_y", size[::-1]))


def test_turning_an_edge_kernel_a_quarter_gives_the_other_diagonal():
    for size in [(3, 3), (4, 4), (5, 3)]:
        turned = rotate_quarter(build("edge_135", size))
        assert turned.same_as(build("edge_45", size[::-1]))


def test_each_edge_kernel_prefers_its_own_edge():
    row, column = np.mgrid[-3:4, -3:4]
    pictures = {
        "horizontal_edge": row > 0,
        "vertical_edge": column > 0,
        "edge_45": row + column > 0,
        "edge_135": column - row > 0,
    }
    for edge, picture in pictures.items():
        answers = {name: respond(picture, build(name)).max() for name in pictures}
        assert max(answers, key=answers.get) == edge


def test_the_laplacian_is_0_on_a_plane_and_4_in_a_bowl():
    row, column = np.mgrid[-8:9, -8:9].astype(float)
    for size in every_size("laplacian"):
        assert (respond(3 * row - 2 * column + 5, build("laplacian", size)) == 0).all()
        assert (respond(row**2 + column**2, build("laplacian", size)) == 4).all()


def test_sharpening_takes_the_laplacian_from_the_picture():
    for size in [(3, 3), (5, 7), (15, 15)]:
        sharpen, laplacian = build("sharpen", size), build("laplacian", size)
        difference = (
            sharpen.weight + laplacian.weight - sharpen.divisor * build("identity", size).weight
        )
        assert not difference.any() and sharpen.divisor == laplacian.divisor


def test_a_line_kernel_answers_to_its_line_and_not_to_the_other():
    horizontal = np.zeros((5, 5))
    horizontal[2] = 1
    across, along = build("horizontal_line"), build("vertical_line")
    assert respond(horizontal, across)[:, 1].tolist() == [-3, 6, -3]
    assert (respond(horizontal, along) == 0).all()


def test_laplacian_of_gaussian_is_round_with_a_peak_inside_a_valley():
    for side in range(5, 16, 2):
        kernel = build("laplacian_of_gaussian", (side, side))
        assert rotate_quarter(kernel).same_as(kernel)
        assert transpose(kernel).same_as(kernel)
        middle = kernel.weight[0, side // 2]
        assert middle.argmax() == side // 2 and middle.min() < middle[0] + 1
        assert middle[0] < 0
        # Answers keep the range of the 5 x 5, whose positive weights sum to 16.
        positive = kernel.weight[kernel.weight > 0].sum() / kernel.divisor
        assert 16 <= positive < 18


def test_emboss_on_a_slope_adds_that_slope():
    # Rightwards 1 a pixel: the slope part gives 3 columns' worth twice, 6, at any size.
    for size in [(3, 3), (5, 5), (9, 7)]:
        x = ramp(size[0], size[1])
        assert respond(x, build("emboss", size)).tolist() == [[6 + (size[1] - 1) / 2]]


# --- gabor


def grating(side, angle, wavelength):
    y, x = np.mgrid[: 2 * side, : 2 * side].astype(float)
    across = x * np.sin(np.radians(angle)) + y * np.cos(np.radians(angle))
    return np.cos(2 * np.pi * across / wavelength)


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_gabor_is_the_same_after_half_a_turn(angle):
    for size in [(15, 15), (7, 11), (3, 3)]:
        kernel = build("gabor", size, angle=angle)
        assert rotate_half(kernel).same_as(kernel)


def test_gabor_stripes_turn_with_the_angle():
    flat = build("gabor", (15, 15), angle=0)
    assert (flat.weight[0, 7] > 0).all()  # the middle row is one bright stripe
    # Beside the middle: cos(2 pi / 5) exp(-1 / (2 * 2.8^2)) = 0.309 * 0.938 = 0.290 of it.
    assert flat.weight[0, 6:9, 7].tolist() == [28, 98, 28]
    assert flat.weight.max() == 98
    assert transpose(flat).same_as(build("gabor", (15, 15), angle=90))
    diagonal = build("gabor", (15, 15), angle=45)
    rising = np.fliplr(diagonal.weight[0]).diagonal()  # bottom left to top right
    assert (rising[1:-1] > 0).all()
    assert rotate_quarter(diagonal).same_as(build("gabor", (15, 15), angle=135))


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 120])
def test_gabor_answers_most_to_its_own_stripes(angle):
    kernels = {a: build("gabor", angle=a) for a in range(0, 180, 15)}
    answers = {a: respond(grating(15, angle, 5), k).max() for a, k in kernels.items()}
    assert max(answers, key=answers.get) == angle


@pytest.mark.parametrize("wavelength", [4, 5, 6])
def test_gabor_answers_most_to_its_own_spacing(wavelength):
    kernel = build("gabor", wavelength=wavelength)
    answers = {w: respond(grating(15, 0, w), kernel).max() for w in range(2, 13)}
    assert max(answers, key=answers.get) == wavelength


def test_gabor_comes_normalised():
    for angle in (0, 20, 45):
        kernel = build("gabor", (9, 9), angle=angle)
        assert normalise(kernel).same_as(kernel)
        assert kernel.weight[kernel.weight > 0].sum() == kernel.divisor


# --- motion blur, random, cross


def test_motion_blur_runs_along_its_angle():
    assert rows(build("motion_blur", (3, 3))) == [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    assert rows(build("motion_blur", (3, 3), angle=45)) == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    assert rows(build("motion_blur", (3, 3), angle=90)) == [[0, 1, 0], [0, 1, 0], [0, 1, 0]]
    assert rows(build("motion_blur", (3, 3), angle=135)) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert rows(build("motion_blur", (3, 7), angle=20)) == [
        [0, 0, 0, 0, 0, 1, 1],
        [0, 0, 1, 1, 1, 0, 0],
        [1, 1, 0, 0, 0, 0, 0],
    ]


def test_motion_blur_is_the_same_after_half_a_turn():
    for angle in range(180):
        kernel = build("motion_blur", (9, 9), angle=angle)
        assert rotate_half(kernel).same_as(kernel)
        assert kernel.divisor == 9


def test_random_repeats_with_its_seed():
    # Stored values: a shared link must draw the same weights everywhere.
    expected = [[0.0, 0.14, -0.13], [-0.42, -0.21, -0.47], [0.03, 0.63, -0.23]]
    assert build("random", seed=7).weight[0].tolist() == expected
    assert not build("random", seed=8).same_as(build("random", seed=7))


def test_random_has_the_he_variance_of_its_fan_in():
    draws = [build("random", (2, 2), seed=seed, channels=2).weight for seed in range(500)]
    assert np.std(draws) == pytest.approx(0.5, rel=0.02)  # sqrt(2 / (2 * 2 * 2)), 4000 draws
    wide = [build("random", (5, 5), seed=seed).weight for seed in range(160)]
    assert np.std(wide) == pytest.approx(0.2828, rel=0.02)  # sqrt(2 / 25), 4000 draws


def test_a_cross_is_found_where_two_lines_meet():
    picture = np.zeros((24, 24))
    picture[6, 2:11] = picture[2:11, 6] = 1  # a plus with its middle at (6, 6)
    picture[18, 1:12] = 1  # a horizontal line alone
    picture[10:23, 20] = 1  # a vertical line alone
    picture[1, 13:22] = picture[1:6, 17] = 1  # a T
    maps = [np.maximum(respond(picture, line), 0) for line in LINE_BANK]
    answer = respond(np.stack(maps), cross())
    # Each 3 x 3 map moves a place by one: (6, 6) is (4, 4) after two. There the horizontal map
    # reads 4 left and right (2 * 3 - 2), the vertical map 4 above and below: 16.
    assert np.unravel_index(answer.argmax(), answer.shape) == (4, 4)
    assert answer[4, 4] == 16
    assert np.sort(answer.ravel())[-2] < 16
    assert answer[16, 5] == 12  # inside the line alone: 6 left and right, nothing above or below
    bigger = respond(np.stack(maps), cross((5, 5)))
    assert np.unravel_index(bigger.argmax(), bigger.shape) == (3, 3)


def test_the_cross_looks_for_two_horizontal_and_two_vertical_bars():
    assert rows(cross(), 0) == [[0, 0, 0], [1, 0, 1], [0, 0, 0]]
    assert rows(cross(), 1) == [[0, 1, 0], [0, 0, 0], [0, 1, 0]]


def test_the_chapter_has_its_four_kernels():
    names = [kernel.name for kernel in CHAPTER_BANK]
    assert names == ["horizontal_edge", "vertical_edge", "box", "sharpen"]
    assert {kernel.size for kernel in CHAPTER_BANK} == {(3, 3)}


# --- what a family can't do, and the record


def message(call, *args, **options):
    with pytest.raises(ValueError) as error:
        call(*args, **options)
    return str(error.value)


def test_a_size_that_a_family_lacks_names_what_fits():
    assert message(build, "sharpen", (4, 3)) == (
        "Sharpen can't be 4 x 3: its height can be odd, 3 to 15, its width odd, 3 to 15."
    )
    assert message(build, "sobel_x", (3, 1)) == (
        "Sobel x can't be 3 x 1: its height can be 1 to 15, its width 2 to 15."
    )
    assert message(build, "box", (16, 3)) == (
        "Box blur can't be 16 x 3: its height can be 1 to 15, its width 1 to 15."
    )


def test_a_name_or_option_that_is_not_there_is_refused_without_repeating_it():
    assert message(build, "<b>").startswith("There is no kernel of this name; there are identity,")
    assert message(build, "box", seed=3) == "Box blur does not have this option; it has none."
    assert message(build, "motion_blur", seed=3) == (
        "Motion blur does not have this option; it has only angle."
    )
    assert message(build, "gabor", angle=180) == "Angle can be from 0 to 179."
    assert message(build, "gabor", angle=4.5) == "Angle takes a whole number."


def test_titles_tell_kernels_of_one_family_apart():
    assert build("gabor", angle=45).title == "Gabor 45°"
    assert build("random", seed=7).title == "Random, seed 7"
    assert build("sobel_x").title == "Sobel x"


def test_a_kernel_keeps_a_read_only_copy():
    given = np.ones((1, 2, 2))
    kernel = Kernel("custom", "Mine", given)
    given[:] = 5
    assert kernel.weight.tolist() == [[[1, 1], [1, 1]]]
    with pytest.raises(ValueError, match="read-only"):
        kernel.weight[0, 0, 0] = 2


def test_a_zero_has_no_sign():
    assert not np.signbit(Kernel("custom", "Mine", np.full((1, 1, 2), -0.0)).weight).any()


def test_equal_kernels_have_equal_weights_and_divisor():
    ones = np.ones((1, 3, 3))
    assert Kernel("custom", "Mine", ones, 9).same_as(build("box"))
    assert not Kernel("box", "Box blur", ones).same_as(build("box"))
    assert not Kernel("box", "Box blur", np.ones((1, 3, 4)), 9).same_as(build("box"))


@pytest.mark.parametrize(
    ("weight", "divisor", "expected"),
    [
        (np.ones((3, 3)), 1, "A kernel has channels, rows and columns; this has 2 axes."),
        (np.ones((1, 16, 3)), 1, "The kernel is 16 x 3; each side can be 1 to 15."),
        (np.ones((1, 3, 0)), 1, "The kernel is 3 x 0; each side can be 1 to 15."),
        (np.ones((17, 1, 1)), 1, "The kernel has 17 channels; it can have 1 to 16."),
        ([[[1, np.nan]]], 1, "Row 0, column 1 is NaN, which is not a number."),
        ([[[1], [np.inf]]], 1, "Row 1, column 0 is infinite."),
        (
            [[[1]], [[-1e8 - 1]]],
            1,
            "Channel 1, row 0, column 0 is too large; weights go from -100000000 to 100000000.",
        ),
        ([[[1]]], 0, "A divisor is a number above 0, from 1e-12 to 1e12."),
        ([[[1]]], -9, "A divisor is a number above 0, from 1e-12 to 1e12."),
        ([[[1]]], np.nan, "A divisor is a number above 0, from 1e-12 to 1e12."),
    ],
)
def test_a_kernel_beyond_the_limits_is_refused(weight, divisor, expected):
    assert message(Kernel, "custom", "Mine", weight, divisor) == expected
