"""Both ways round the square: numbers worked by hand, and what holds for every picture."""

import numpy as np
import pytest

from cnnviz.files import samples
from cnnviz.geometry import Window
from cnnviz.kernels import Kernel, rotate_quarter
from cnnviz.kernels import build as bank_kernel
from cnnviz.lessons.equivariance import layers as equivariance_layers
from cnnviz.lessons.equivariance import moves as equivariance_moves
from cnnviz.lessons.equivariance import score as equivariance_score
from cnnviz.lessons.equivariance import trace as equivariance
from cnnviz.lessons.equivariance.layers import LAYERS, build
from cnnviz.lessons.equivariance.moves import Move, shifts
from cnnviz.lessons.equivariance.settings import ANGLES, SCALES
from cnnviz.settings import PADDING_MODES

SOBEL = bank_kernel("sobel_x")
ARROW = samples.load("arrow")
ROW = np.array([[0.0, 0, 3, 5, 1, 0, 0, 0]])
PIXELS = Window(1), Window(1)


def both_ways(x, layer, *moves, kernel=SOBEL, padding_mode="zeros", **settings):
    stage = build(layer, x.shape, kernel, padding_mode=padding_mode, **settings)
    return equivariance.trace(x, stage, moves, padding_mode)


def counts(trace, n=0):
    inside, everywhere = trace.counts(n)
    return (inside.differing, inside.cells, inside.largest), (
        everywhere.differing,
        everywhere.cells,
        everywhere.largest,
    )


# ---- worked by hand


def test_a_sobel_map_of_the_arrow_moves_along_except_at_the_left_edge():
    trace = both_ways(ARROW, "convolution", Move(right=1))
    # Row 3, column 4: (2 + 2·2 + 2) − (2 + 2·2 + 0) = 2, whichever way.
    assert trace.before[0, 3, 4] == trace.after[0, 3, 4] == 2
    # The arrow begins at the left edge: moved, 1 + 2·1 = 3 appears beside it, in the map it is 0.
    assert trace.before[0, :, 0].tolist() == [0, 0, 1, 3, 3, 1, 0, 0]
    assert trace.after[0, :, 0].tolist() == [0] * 8
    # Rows 1 to 6 and columns 2 to 6 read pixels only: 6 · 5 = 30 cells, none of which differ.
    assert trace.inside[0].sum(axis=0).tolist() == [0, 0, 6, 6, 6, 6, 6, 0]
    assert counts(trace) == ((0, 30, 0.0), (4, 64, 3.0))


def test_max_pooling_jumps_where_blur_pooling_only_leans():
    # Windows (0 0)(3 5)(1 0)(0 0); one to the right: (0 0)(0 3)(5 1)(0 0).
    trace = both_ways(np.repeat(ROW, 2, axis=0), "max", Move(right=1), Move(right=2))
    assert trace.y[0].tolist() == [0, 5, 1, 0]
    assert trace.before[0, 0].tolist() == [0, 3, 5, 0]
    # Half a cell of the map: the means of neighbours, (0 + 5)/2, (5 + 1)/2, (1 + 0)/2.
    assert trace.after[0, 0].tolist() == [0, 2.5, 3, 0.5]
    assert trace.difference[0, 0].tolist() == [0, 0.5, 2, -0.5]
    # Cells 1 to 3 read pixels only; two pixels on, all of them agree.
    assert counts(trace, 0) == ((3, 3, 2.0), (3, 4, 2.0))
    assert counts(trace, 1) == ((0, 3, 0.0), (0, 4, 0.0))


def test_average_pooling_by_hand():
    trace = both_ways(np.repeat(ROW, 2, axis=0), "average", Move(right=1))
    # (0 0)(3 5)(1 0)(0 0) and (0 0)(0 3)(5 1)(0 0)
    assert trace.y[0].tolist() == [0, 4, 0.5, 0]
    assert trace.before[0, 0].tolist() == [0, 1.5, 3, 0]
    assert trace.after[0, 0].tolist() == [0, 2, 2.25, 0.25]
    assert counts(trace)[0] == (3, 3, 0.75)


def test_blur_pooling_by_hand():
    # Maxima of neighbours: 0 3 5 5 1 0 0; the ends repeated, smoothed by 1 2 1 and every 2nd kept:
    # (0 + 0 + 3)/4, (3 + 10 + 5)/4, (5 + 2 + 0)/4, 0.
    trace = both_ways(np.repeat(ROW, 4, axis=0), "blur", Move(right=1), padding_mode="replicate")
    assert trace.y[0].tolist() == [0.75, 4.5, 1.75, 0]
    # One to the right the maxima are 0 0 3 5 5 1 0: 0, (0 + 6 + 5)/4, (5 + 10 + 1)/4, (1 + 0 + 0)/4
    assert trace.before[0, 0].tolist() == [0, 2.75, 4, 0.25]
    assert trace.after[0, 0].tolist() == [0.75, 2.625, 3.125, 0.875]


def test_a_fraction_of_a_cell_says_where_it_lies():
    trace = both_ways(ARROW, "strided", Move(right=1), Move(right=2), Move(down=3))
    assert trace.origin_columns[0, 0].tolist() == [-0.5, 0.5, 1.5, 2.5]
    assert trace.origin_columns[1, 0].tolist() == [-1, 0, 1, 2]
    assert trace.origin_rows[2, :, 0].tolist() == [-1.5, -0.5, 0.5, 1.5]


def test_a_dense_layer_does_not_follow():
    x = np.array([[1.0, 0], [0, 0]])
    stage = equivariance_layers.Stage(
        lambda x: x[:, ::-1] * np.array([[1.0, 2], [3, 4]]), PIXELS, everywhere=True
    )
    trace = equivariance.trace(x, stage, [Move(right=1)], "circular")
    assert trace.before[0].tolist() == [[0, 0], [0, 4]]
    assert trace.after[0].tolist() == [[0, 0], [0, 3]]
    assert counts(trace) == ((1, 2, 1.0), (1, 4, 1.0))


def test_bilinear_between_four_pixels():
    values = np.array([[0.0, 4], [8, 12]])
    at = equivariance_moves.look_up(values, np.array([[0.5]]), np.array([0.25]), "zeros")
    assert at.tolist() == [[5.0]]  # 0.75·(0 + 8)/2 + 0.25·(4 + 12)/2


@pytest.mark.parametrize(
    ("mode", "row"),
    [
        ("zeros", [0, 0, 1, 2]),
        ("replicate", [1, 1, 1, 2]),
        ("reflect", [3, 2, 1, 2]),
        ("circular", [3, 4, 1, 2]),
    ],
)
def test_what_comes_in_over_the_edge(mode, row):
    x = np.array([[1.0, 2, 3, 4]])
    assert equivariance_moves.moved(x, [Move(right=2)], PIXELS, x.shape, mode).tolist() == [[row]]


def test_a_quarter_turn_is_exact_and_clockwise():
    x = np.arange(9.0).reshape(3, 3)
    turned = equivariance_moves.moved(x, [Move(degrees=90)], PIXELS, x.shape, "zeros")[0]
    assert turned.tolist() == [[6, 3, 0], [7, 4, 1], [8, 5, 2]]


def test_twice_as_large_about_the_middle():
    x = np.array([[0.0, 0, 4, 0, 0]])
    grown = equivariance_moves.moved(x, [Move(scale=2)], PIXELS, x.shape, "zeros")[0]
    assert grown.tolist() == [[0, 2, 4, 2, 0]]


# ---- what holds for every picture


def test_convolution_is_exactly_equivariant_away_from_the_border():
    rng = np.random.default_rng(3)
    for _ in range(60):
        height, width = (int(n) for n in rng.integers(1, 4, 2) * 2 - 1)
        kernel = Kernel("custom", "Random", rng.integers(-9, 10, (1, height, width)))
        x = rng.integers(0, 256, rng.integers(9, 15, 2)).astype(np.float32)
        mode = str(rng.choice(["zeros", "reflect", "replicate", "circular"]))
        move = Move(int(rng.integers(-4, 5)), int(rng.integers(-4, 5)))
        trace = both_ways(x, "convolution", move, kernel=kernel, padding_mode=mode)
        inside, _ = trace.counts(0)
        assert (inside.differing, inside.largest) == (0, 0.0)
        assert inside.cells == (x.shape[0] - height + 1 - abs(move.down)) * (
            x.shape[1] - width + 1 - abs(move.right)
        )


def test_with_circular_padding_it_is_exact_everywhere():
    rng = np.random.default_rng(4)
    for _ in range(40):
        kernel = Kernel("custom", "Random", rng.integers(-9, 10, (1, 3, 3)))
        x = rng.integers(0, 256, (9, 10)).astype(np.float64)
        move = Move(int(rng.integers(-4, 5)), int(rng.integers(-4, 5)))
        trace = both_ways(x, "convolution", move, kernel=kernel, padding_mode="circular")
        assert counts(trace)[1] == (0, 90, 0.0)


def test_zeros_come_in_over_the_edge_and_are_only_felt_there():
    x = np.ones((7, 7))
    trace = both_ways(x, "convolution", Move(right=1))
    assert set(np.flatnonzero(trace.difference[0].any(axis=0))) <= {0, 1, 6}


@pytest.mark.parametrize("layer", ["strided", "max", "average", "blur"])
@pytest.mark.parametrize("stride", [2, 3])
def test_a_strided_layer_follows_whole_steps_only(layer, stride):
    rng = np.random.default_rng(5)
    x = rng.integers(0, 256, (18, 18)).astype(np.float64)
    moves = [Move(right=d) for d in range(5)] + [Move(down=d) for d in range(1, 5)]
    trace = both_ways(x, layer, *moves, stride=stride)
    for n, move in enumerate(moves):
        inside, _ = trace.counts(n)
        whole = (move.right + move.down) % stride == 0
        assert inside.cells > 0
        assert (inside.differing == 0) == whole


def test_blur_pooling_differs_less_than_max_pooling_on_a_photo():
    x = np.asarray(samples.load("camera").pixels[::8, ::8, 0], np.float32)
    gaps = {
        layer: np.abs(t.difference[0][t.inside[0]]).mean()
        for layer in ("max", "blur")
        for t in [both_ways(x, layer, Move(right=1))]
    }
    assert gaps["blur"] < gaps["max"] / 2


def test_relu_leaves_convolution_equivariant():
    trace = both_ways(ARROW, "convolution", Move(1, 1), activation="relu")
    assert trace.before.min() == 0
    assert counts(trace)[0] == (0, 25, 0.0)


def test_a_turned_kernel_makes_a_quarter_turn_exact_and_an_unturned_one_does_not():
    move = [Move(degrees=90)]
    stage = build("convolution", ARROW.shape, SOBEL)
    turned = build("convolution", ARROW.shape, rotate_quarter(SOBEL))
    together = equivariance.trace(ARROW, stage, [*move, Move(degrees=15)], quarter=turned)
    assert counts(together) == ((0, 36, 0.0), (0, 64, 0.0))
    alone = equivariance.trace(ARROW, stage, [*move, Move(degrees=15)])
    assert counts(alone)[0] == (24, 36, 12.0)
    # A kernel can't make less than a quarter turn: it stays as it was.
    assert (alone.before[1] == together.before[1]).all()


@pytest.mark.parametrize("move", [Move(degrees=15), Move(degrees=45), Move(scale=1.5)])
@pytest.mark.parametrize("layer", LAYERS)
def test_no_layer_follows_small_turns_and_scales(layer, move):
    trace = both_ways(ARROW, layer, move)
    assert trace.counts(0)[1].differing > 0


def test_rounding_is_no_difference_but_a_small_number_is():
    x = np.random.default_rng(6).standard_normal((9, 9)) * 0.1
    kernel = bank_kernel("box")
    trace = both_ways(x, "convolution", Move(right=1), kernel=kernel)
    assert counts(trace)[0][0] == 0
    assert 0 < trace.tolerance < 1e-14
    assert both_ways(ARROW, "convolution", Move(right=1)).tolerance == 0


@pytest.mark.parametrize(
    ("layer", "move", "differing"),
    [
        ("max", Move(degrees=15), (6, 13)),
        ("max", Move(scale=1.5), (8, 8)),  # counted 10 and 10 while places were rounded
    ],
)
def test_what_only_the_rounding_of_places_parts_is_not_counted(layer, move, differing):
    inside, everywhere = both_ways(ARROW, layer, move).counts(0)
    assert (inside.differing, everywhere.differing) == differing


SMALL = [sample.name for sample in samples.SAMPLES if sample.kind != "photo"]


def by_night(names):
    return [pytest.param(name, marks=pytest.mark.nightly) for name in names]


EVERY_MOVE = {
    "shift": lambda shape: shifts(4, shape)[0],
    "turn": lambda shape: tuple(Move(degrees=float(angle)) for angle in ANGLES),
    "scale": lambda shape: tuple(Move(scale=percent / 100) for percent in SCALES),
}


@pytest.mark.parametrize("kind", EVERY_MOVE)
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", [*SMALL[::3], *by_night(SMALL[1::3] + SMALL[2::3])])
def test_no_number_anywhere_is_what_rounding_leaves(name, layer, kind):
    # Sums of the smallest samples come down to about 7e-8 of the largest number; rounding leaves
    # less than 1e-12 of it: nothing lies between.
    x = samples.load(name)
    for kernel in ("sobel_x", "laplacian", "gaussian") if layer == "convolution" else ("sobel_x",):
        for mode in PADDING_MODES:
            try:
                stage = build(layer, x.shape, bank_kernel(kernel), padding_mode=mode)
                trace = equivariance.trace(x, stage, EVERY_MOVE[kind](x.shape), mode)
            except ValueError:  # such as a mirror of a single row, or a window larger than it
                continue
            largest = stage.gain * np.abs(x).max()
            for values in (trace.y, trace.moved, trace.before, trace.after, trace.difference):
                there = np.abs(values[values != 0])
                assert there.min(initial=np.inf) > 1e-8 * largest
            assert not np.signbit(trace.difference[trace.difference == 0]).any()


@pytest.mark.parametrize("mode", ["replicate", "reflect", "circular"])
def test_a_picture_of_one_number_has_an_empty_map_whatever_is_done_to_it(mode):
    x = np.full((8, 8), 0.7)
    for kernel in (SOBEL, bank_kernel("laplacian")):
        moves = [Move(degrees=35), Move(scale=1.1), Move(right=3)]
        trace = both_ways(x, "convolution", *moves, kernel=kernel, padding_mode=mode)
        for values in (trace.y, trace.before, trace.after):
            assert not values.any()


def test_a_shift_keeps_its_origins_apart_and_a_turn_among_them_does_not():
    trace = both_ways(ARROW, "convolution", Move(right=1), Move(down=1))
    assert (trace.origin_rows.shape, trace.origin_columns.shape) == ((2, 8, 1), (2, 1, 8))
    trace = both_ways(ARROW, "convolution", Move(), Move(degrees=90))
    assert trace.origin_rows.shape == trace.origin_columns.shape == (2, 8, 8)
    assert trace.origin_rows[:, 2, 5].tolist() == [2, 2]
    assert trace.origin_columns[:, 2, 6].tolist() == [6, 2]


def test_float32_stays_float32_and_nothing_can_be_written_to():
    trace = both_ways(ARROW.astype(np.float32), "convolution", Move(degrees=10))
    for array in (trace.x, trace.y, trace.moved, trace.before, trace.after):
        assert array.dtype == np.float32
        assert not array.flags.writeable


# ---- the score


def scores(layer, pool="max", pattern=ARROW):
    moves, _ = shifts(4, (5, 5))
    field = equivariance_score.framed(pattern, 6)
    return equivariance_score.trace(
        field, lambda shape: build(layer, shape, SOBEL), moves, pool=pool
    )


@pytest.mark.parametrize("pool", ["max", "average"])
def test_global_pooling_after_a_convolution_gives_one_score_at_all_places(pool):
    score = scores("convolution", pool)
    assert len(score.pooled) == 81
    assert equivariance_score.different(score.pooled) == 1


def test_the_score_is_the_largest_or_the_mean_number_of_the_map():
    # On an empty field the strongest column of the map is 2 + 2·2 = 6 tall, as in the picture.
    assert scores("convolution").pooled[0] == 6
    mean = scores("convolution", "average")
    assert mean.pooled[0] == pytest.approx(mean.maps[0].sum() / 20**2, rel=1e-12)


def test_a_dense_layer_scores_every_place_differently():
    score = scores("convolution")
    assert equivariance_score.different(score.dense) > 30
    assert score.dense[7] == (score.maps[7] * score.weight).sum()


def test_global_pooling_is_no_better_than_the_layer_before_it():
    score = scores("strided").pooled.reshape(9, 9)
    assert equivariance_score.different(score) == 2
    assert (score[:, ::2] == score[:, :1]).all()  # whole steps of 2 change nothing


def test_global_pooling_is_invariant_for_random_pictures_and_kernels():
    rng = np.random.default_rng(8)
    moves, _ = shifts(3, (5, 5))
    for _ in range(20):
        kernel = Kernel("custom", "Random", rng.integers(-9, 10, (1, 3, 3)))
        field = equivariance_score.framed(rng.integers(0, 256, (5, 6)).astype(float), 5)
        score = equivariance_score.trace(
            field, lambda shape, k=kernel: build("convolution", shape, k), moves
        )
        assert equivariance_score.different(score.pooled) == 1


def test_scores_that_only_rounding_parts_are_one_score():
    thirds = ARROW / 3
    for layer in LAYERS:
        for kernel in ("gaussian", "laplacian", "box"):
            moves, _ = shifts(4, (5, 5))
            ways = [
                equivariance_score.trace(
                    equivariance_score.framed(x, 6),
                    lambda shape, n=layer, k=kernel: build(n, shape, bank_kernel(k)),
                    moves,
                )
                for x in (ARROW, thirds)
            ]
            for name in ("pooled", "dense"):
                exact, rounded = (getattr(way, name) for way in ways)
                assert equivariance_score.different(rounded) == len(set(exact.round(9).tolist()))
                there = np.abs(rounded[rounded != 0])
                assert there.min(initial=np.inf) > 1e-8 * np.abs(rounded).max()


# ---- what does not fit


@pytest.mark.parametrize(
    ("layer", "shape", "kernel", "sentence"),
    [
        (
            "dense",
            (64, 64),
            SOBEL,
            "A dense layer on 64 × 64 pixels has 16,777,216 weights; "
            "up to 1,600 pixels, such as 40 × 40, fit here.",
        ),
        (
            "convolution",
            (8, 8),
            Kernel("custom", "Three channels", np.ones((3, 3, 3))),
            "The kernel has 3 channels and the picture 1: a kernel of 1 channel would fit.",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(layer, shape, kernel, sentence):
    with pytest.raises(ValueError) as refusal:
        build(layer, shape, kernel)
    assert str(refusal.value) == sentence


def test_a_mirror_has_an_end():
    x = np.ones((3, 3))
    with pytest.raises(ValueError, match="Reflect padding of 3 was asked for an input of 3"):
        equivariance_moves.moved(x, [Move(right=3)], PIXELS, x.shape, "reflect")
