"""What the pooling page shows: winners, ties, routes and sums, against numbers worked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.files import grids
from cnnviz.lessons.pooling.axes import extents, first
from cnnviz.lessons.pooling.routes import rebuilt
from cnnviz.lessons.pooling.trace import KINDS, Pooling, trace
from cnnviz.ops import MaxPool

X = grids.parse(
    "3,1,0,2,1,0,2,4;0,2,7,5,3,1,0,6;1,5,2,4,0,8,1,3;6,0,3,1,4,2,5,0;"
    "2,6,1,5,4,3,2,1;0,3,4,5,1,7,7,2;4,1,6,0,2,7,0,3;1,8,0,2,5,3,9,4"
)
G = grids.parse("1,2,-1;3,1,2;-2,1,3")
FOUR = np.array([[1.0, 2, 0, 4], [3, 2, 5, 1], [0, 6, 6, 0], [7, 0, 6, 2]])


def sparse(dx):
    """The gradients that are not 0, by row and column."""
    return {(int(r), int(c)): float(dx[r, c]) for r, c in np.argwhere(dx)}


def test_the_hand_test_winners_and_ties():
    pooled = trace(X, Pooling(window=3, stride=2), G)
    assert pooled.y.tolist() == [[7, 7, 8], [6, 5, 8], [6, 6, 7]]
    places = [divmod(int(flat), 8) for flat in pooled.maxima.argmax.ravel()]
    assert places == [(1, 2), (1, 2), (2, 5), (3, 0), (4, 3), (2, 5), (4, 1), (6, 2), (5, 5)]
    assert pooled.maxima.ties.tolist() == [[1, 1, 1], [2, 1, 1], [2, 1, 3]]
    assert sparse(pooled.maxima.win_count) == {
        (1, 2): 2, (2, 5): 2, (3, 0): 1, (4, 1): 1, (4, 3): 1, (5, 5): 1, (6, 2): 1
    }  # fmt: skip
    assert sparse(pooled.maxima.tie_count) == {
        (3, 0): 1, (4, 1): 2, (6, 2): 1, (5, 5): 1, (5, 6): 1, (6, 5): 1
    }  # fmt: skip


def test_the_hand_test_routes_by_each_rule():
    own = trace(X, Pooling(window=3, stride=2), G).own
    assert own.dy.sum() == 10
    to_first = {(1, 2): 3, (2, 5): 1, (3, 0): 3, (4, 1): -2, (4, 3): 1, (5, 5): 3, (6, 2): 1}
    assert sparse(own.dx["first"]) == to_first
    split = {(1, 2): 3, (2, 5): 1, (3, 0): 1.5, (4, 1): 0.5, (4, 3): 1}
    assert sparse(own.dx["split"]) == split | {(5, 5): 1, (5, 6): 1, (6, 5): 1}  # (6, 2): −1 + 1
    assert [own.dx[rule].sum() for rule in ("first", "split", "all")] == [10, 10, 10 + 3 - 2 + 6]


def test_the_border_that_no_window_reads():
    rows = trace(X, Pooling(window=3, stride=2)).axes[0]
    assert rows.index.tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]  # 7 is left over
    assert first(rows).tolist() == [0, 2, 4]
    assert (rows.left.tolist(), rows.width.tolist()) == ([0.5, 2.5, 4.5], [2, 2, 2])


def test_padding_and_ceil_mode_lie_where_the_geometry_says():
    rows = trace(X, Pooling(window=3, stride=2, padding=1)).axes[0]
    assert rows.index.tolist() == [[-1, 0, 1], [1, 2, 3], [3, 4, 5], [5, 6, 7]]
    assert first(rows).tolist() == [-1, 1, 3, 5]
    rows = trace(X, Pooling(window=3, stride=2, ceil_mode=True)).axes[0]
    assert rows.index.tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6], [6, 7, -1]]
    assert first(rows).tolist() == [0, 2, 4, 6]


def test_padding_on_one_side_lies_there_alone():
    pooled = trace(X, Pooling(window=3, stride=2, padding=((1, 0), (0, 1))))
    rows, columns = pooled.axes
    assert rows.index.tolist() == [[-1, 0, 1], [1, 2, 3], [3, 4, 5], [5, 6, 7]]
    assert columns.index.tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6], [6, 7, -1]]
    assert pooled.y[0].tolist() == [7, 7, 3, 6]  # rows 0 and 1 alone


def test_a_repeated_edge_is_a_second_place_of_one_input():
    """Two windows over 3 | 3 1 | 1, of three numbers each: 3 3 1 and 3 1 1."""
    edge = {"window": 1, "width": 3, "stride": 1, "padding": ((0, 0), (1, 1))}
    pooled = trace(np.array([[3.0, 1]]), Pooling("average", **edge, padding_mode="replicate"))
    assert pooled.axes[1].index.tolist() == [[0, 0, 1], [0, 1, 1]]
    assert (pooled.totals.tolist(), pooled.divisors.tolist()) == ([[7, 5]], [[3, 3]])
    assert np.allclose(pooled.ones.dx["only"], [[1, 1]])  # 2/3 + 1/3, and 1/3 + 2/3
    largest = trace(np.array([[3.0, 1]]), Pooling(**edge, padding_mode="replicate"))
    assert largest.y.tolist() == [[3, 3]]
    assert largest.maxima.ties.tolist() == [[1, 1]]  # a copy is no second input
    assert largest.ones.dx["all"].tolist() == [[2, 0]]
    level = trace(np.array([[3.0, 3]]), Pooling(**edge, padding_mode="replicate"))
    assert level.maxima.ties.tolist() == [[2, 2]]
    assert level.ones.dx["split"].tolist() == [[1, 1]]


def test_a_maximum_stays_the_same_behind_a_repeated_edge():
    for window, stride in ((2, 1), (3, 2), (5, 3)):
        plain = Pooling(window=window, stride=stride, padding=window // 2, ceil_mode=True)
        edge = replace(plain, padding_mode="replicate")
        assert np.array_equal(trace(X, plain).maxima.argmax, trace(X, edge).maxima.argmax)


def test_an_average_opens_into_its_sum_and_what_it_is_divided_by():
    pooled = trace(FOUR, Pooling("average", window=2, stride=2), np.array([[4.0, 8], [0, -4]]))
    assert pooled.totals.tolist() == [[8, 10], [13, 14]]
    assert pooled.divisors.tolist() == [[4, 4], [4, 4]]
    assert pooled.y.tolist() == [[2, 2.5], [3.25, 3.5]]
    assert pooled.own.dx["only"].tolist() == [
        [1, 1, 2, 2], [1, 1, 2, 2], [0, 0, -1, -1], [0, 0, -1, -1]
    ]  # fmt: skip


@pytest.mark.parametrize(("counted", "corner", "arrived"), [(True, 4, 4), (False, 1, 9)])
def test_padding_that_counts_takes_a_part_of_the_gradient(counted, corner, arrived):
    x = np.arange(1.0, 17).reshape(4, 4)
    pooling = Pooling("average", window=2, stride=2, padding=1, count_include_pad=counted)
    pooled = trace(x, pooling)
    assert pooled.divisors[0, 0] == corner
    assert pooled.y[0, 0] == 1 / corner
    assert pooled.ones.dy.sum() == 9
    assert pooled.ones.dx["only"].sum() == pytest.approx(arrived)


def test_lp_opens_into_powers_and_slopes():
    pooled = trace(np.array([[3.0, -4], [0, 0]]), Pooling("lp", window=2, stride=2))
    assert (pooled.totals.item(), pooled.y.item()) == (25, 5)
    slopes = pooled.inner_derivative * pooled.outer_derivative.item()
    assert np.allclose(slopes, [[0.6, -0.8], [0, 0]])
    assert np.allclose(pooled.ones.dx["only"], slopes)
    zero = trace(np.zeros((2, 2)), Pooling("lp", window=2, stride=2))
    assert zero.outer_derivative.tolist() == [[0]]


def test_blur_pooling_blurs_the_maxima_of_stride_one():
    x = np.array([[0.0, 4, 0, 0, 8], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]])
    pooled = trace(x, Pooling("blur", window=2, stride=2, blur=3))
    assert pooled.peaks.tolist() == [[4, 4, 0, 8], [0, 0, 0, 0]]
    assert pooled.weights.tolist() == [0.25, 0.5, 0.25]
    assert pooled.blur_axes[1].index.tolist() == [[1, 0, 1], [1, 2, 3]]  # reflected at the left
    # Rows 1, 0, 1 with weights 1, 2, 1: half of (4 + 8 + 4) / 4 and of (4 + 0 + 8) / 4.
    assert pooled.y.tolist() == [[2, 1.5]]
    # Half of (1/2, 1/2) and (1/4, 1/2, 1/4), which meet at the second maximum, goes to each row
    # of maxima: (0.25, 0.375, 0.25, 0.125). The 4 won the first two maxima, the 8 the last; of the
    # zeros the first one wins.
    assert sparse(pooled.ones.dx["first"]) == {
        (0, 1): 0.625, (0, 2): 0.25, (0, 4): 0.125, (1, 0): 0.25, (1, 1): 0.375, (1, 2): 0.25,
        (1, 3): 0.125,
    }  # fmt: skip
    # Through the maxima 0 and 1, and 1 to 3, each of two numbers; nothing is read outside.
    assert pooled.axes[1].index.tolist() == [[0, 1, 2, -1], [1, 2, 3, 4]]
    assert extents(pooled.axes[1]).tolist() == [3, 4]


def test_global_pooling_has_one_window():
    largest = trace(FOUR, Pooling("global_max"), np.array([[5.0]]))
    assert largest.y.tolist() == [[7]]
    assert sparse(largest.own.dx["first"]) == {(3, 0): 5}
    mean = trace(FOUR, Pooling("global_average"))
    assert (mean.totals.item(), mean.divisors.item(), mean.y.item()) == (45, 16, 2.8125)


def test_the_cells_of_a_box_overlap_where_it_does_not_divide():
    pooled = trace(X, Pooling("roi", box=(1, 2, 5, 6), cells=2))
    rows, columns = pooled.axes
    # Five rows from 2 in two cells: floor and ceil give rows 2 to 4 and 4 to 6.
    assert rows.index.tolist() == [[2, 3, 4], [4, 5, 6]]
    assert columns.index.tolist() == [[1, 2, 3], [3, 4, 5]]
    assert (first(rows).tolist(), extents(rows).tolist()) == ([2, 4], [3, 3])
    assert (rows.left.tolist(), rows.width.tolist()) == ([2, 4.5], [2.5, 2.5])
    assert pooled.y.tolist() == [[6, 8], [6, 7]]


def test_cells_of_unequal_size_have_no_tap_too_many():
    rows = trace(X, Pooling("roi", box=(0, 0, 7, 3), cells=3)).axes[0]
    # Four rows in three cells: 0 to 1, 1 to 2, 2 to 3; eight columns: 0 to 2, 2 to 5, 5 to 7.
    assert rows.index.tolist() == [[0, 1], [1, 2], [2, 3]]
    columns = trace(X, Pooling("roi", box=(0, 0, 7, 3), cells=3)).axes[1]
    assert extents(columns).tolist() == [3, 4, 3]
    assert columns.index.tolist() == [[0, 1, 2, -1], [2, 3, 4, 5], [5, 6, 7, -1]]


def test_without_a_box_the_middle_is_pooled():
    rows, columns = trace(X, Pooling("roi", cells=1)).axes
    assert (first(rows).item(), extents(rows).item()) == (1, 6)
    assert (first(columns).item(), extents(columns).item()) == (1, 6)


def test_a_gradient_is_cut_and_filled_up_with_ones():
    own = trace(X, Pooling(window=2, stride=4), G).own
    assert own.dy.tolist() == [[1, 2], [3, 1]]
    own = trace(X, Pooling(window=2, stride=2), G).own
    assert own.dy.tolist() == [[1, 2, -1, 1], [3, 1, 2, 1], [-2, 1, 3, 1], [1, 1, 1, 1]]


def test_unpooling_puts_each_output_where_it_was():
    pooled = trace(FOUR, Pooling(window=2, stride=2))
    assert pooled.rebuilt.tolist() == [[0, 0, 0, 0], [3, 0, 5, 0], [0, 0, 6, 0], [7, 0, 0, 0]]
    again = MaxPool(2).forward(pooled.rebuilt[None, None])[0, 0]
    assert again.tolist() == pooled.y.tolist()
    assert rebuilt((1, 2), np.array([[9.0]]), np.array([[-1]])).tolist() == [[0, 0]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("padding", [0, 1])
def test_shown_winners_routes_and_engine_agree(kind, padding):
    rng = np.random.default_rng(3)
    for _ in range(20):
        x = rng.integers(0, 4, rng.integers(5, 9, 2)).astype(float)
        window = int(rng.integers(2, 4))
        pooling = Pooling(kind, window=window, stride=int(rng.integers(1, 4)), padding=padding)
        pooled = trace(x, pooling)
        if pooled.maxima is None or kind == "blur":
            continue
        rows, columns = (axis.index for axis in pooled.axes)
        for i, j in np.ndindex(pooled.y.shape):
            inside = x[np.ix_(rows[i][rows[i] >= 0], columns[j][columns[j] >= 0])]
            assert inside.max() == pooled.y[i, j]
            assert (inside == inside.max()).sum() == pooled.maxima.ties[i, j]
        assert pooled.maxima.win_count.sum() == pooled.y.size
        if kind == "max":
            dx = pooling.layer().backward(np.ones((1, 1, *pooled.y.shape)), x[None, None])["x"]
            assert np.array_equal(pooled.ones.dx["first"], dx[0, 0])


@pytest.mark.parametrize(
    ("pooling", "sentence"),
    [
        (Pooling(window=9), "A window of 9 (kernel size 9, dilation 1) does not fit"),
        (Pooling(window=2, padding=2), "Padding (2, 2) was asked for a pooling"),
        (
            Pooling("roi", box=(2, 0, 8, 3)),
            "The box from row 0, column 2 to row 3, column 8 was asked for: it must lie in rows 0 "
            "to 7 and columns 0 to 7.",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(pooling, sentence):
    with pytest.raises(ValueError) as error:
        trace(X, pooling)
    assert str(error.value).startswith(sentence)


def test_a_power_beyond_all_numbers_is_refused():
    with pytest.raises(ValueError, match="a smaller power fits"):
        trace(X * 1e24, Pooling("lp", power=16))
    assert np.isfinite(trace(X * 1e24, Pooling("lp", power=2)).y).all()
