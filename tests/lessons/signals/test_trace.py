"""Every number of the lesson that can be checked by hand, as the engine gives it."""

import numpy as np
import pytest

from cnnviz.lessons.signals import trace, words
from cnnviz.lessons.signals.made import CLAP, CLAPS, MURMURS
from cnnviz.lessons.signals.settings import CHAPTER, FAR, MELODY, Signals, numbers
from cnnviz.lessons.signals.trace_reach import changed, moved, stacked
from cnnviz.lessons.signals.trace_sequence import FOUND, PRODUCT, RELU, sequence

X, LONE, EDGE = numbers(CHAPTER), [-1.0, 1, -1], [-1.0, 1]


def slid(w, edges="centred", bias=0.0, *, stride=1, dilation=1, turned=False, relu=False):
    own = trace.window(edges, len(w), stride, dilation)
    return trace.filtered(X, np.array(w), bias, own, edges, turned=turned, relu=relu)


@pytest.mark.parametrize(
    ("made", "y", "columns"),
    [
        (slid(LONE), [-1, 0, -1, 0, -2, 1, -1, 0], range(8)),
        (slid(LONE, bias=0.5), [-0.5, 0.5, -0.5, 0.5, -1.5, 1.5, -0.5, 0.5], range(8)),
        (slid(EDGE), [0, 1, 0, 0, -1, 1, -1, 0], range(8)),
        (slid(EDGE, "causal"), [0, 1, 0, 0, -1, 1, -1, 0], range(8)),
        (slid(LONE, "causal"), [0, -1, 0, -1, 0, -2, 1, -1], range(8)),
        (slid(LONE, "none"), [0, -1, 0, -2, 1, -1], range(1, 7)),
        (slid(LONE, "full"), [0, -1, 0, -1, 0, -2, 1, -1, 0, 0], range(10)),
        (slid(LONE, stride=2), [-1, -1, -2, -1], range(0, 8, 2)),
        (slid(LONE, dilation=2), [-1, 0, 1, -1, -1, 0, 0, -1], range(8)),
        (slid(EDGE, "full", turned=True), [0, -1, 0, 0, 1, -1, 1, 0, 0], range(9)),
        (slid(LONE, relu=True), [0, 0, 0, 0, 0, 1, 0, 0], range(8)),
    ],
)
def test_the_printed_outputs_of_the_chapter(made, y, columns):
    assert made.y.tolist() == y
    assert made.columns.tolist() == list(columns)


def test_channels_are_added_and_one_row_of_weights_serves_all_of_them():
    two = np.array([X, [1, 0, 0, 1, 0, 0, 1, 0]])
    own = trace.window("centred", 3)

    def y(w):
        return trace.filtered(two, np.array(w), 0, own, "centred", turned=False, relu=False).y

    # what the lone-sample filter gives for the first channel, and the second one as it is
    assert y([LONE, [0, 1, 0]]).tolist() == [0, 0, -1, 1, -2, 1, 0, 0]
    assert y([LONE]).tolist() == y([LONE, LONE]).tolist() == [0, -1, -2, 1, -3, 0, 0, -1]


def test_zeros_may_be_any_number_before_and_after():
    own = trace.window("own", 3, own=(2, 0))
    made = trace.filtered(X, np.array(LONE), 0, own, "own", turned=False, relu=False)
    assert made.y.tolist() == slid(LONE, "causal").y.tolist()
    own = trace.window("own", 3, own=(0, 4))
    made = trace.filtered(X, np.array(LONE), 0, own, "own", turned=False, relu=False)
    assert made.y.tolist() == [0, -1, 0, -2, 1, -1, 0, 0, 0, 0]
    assert made.columns.tolist() == [*range(1, 11)]


def test_a_filter_turned_round_is_numpy_s_convolution():
    assert slid(EDGE, "full", turned=True).y.tolist() == np.convolve(X, EDGE).tolist()


def test_no_other_signal_of_zeros_and_ones_gives_these_outputs():
    found = []
    for bits in range(256):
        x = np.array([bits >> k & 1 for k in range(8)], float)
        own = trace.window("centred", 3)
        y = trace.filtered(x, np.array(LONE), 0, own, "centred", turned=False, relu=False).y
        if y.tolist() == [-1, 0, -1, 0, -2, 1, -1, 0]:
            found.append(x.tolist())
    assert found == [X.tolist()]


def test_where_and_whether():
    made = slid(LONE)
    assert (made.shares * 100).round(2).tolist() == [
        5.29,
        14.37,
        5.29,
        14.37,
        1.95,
        39.07,
        5.29,
        14.37,
    ]
    assert round(made.weighted, 3) == 0.193 and made.y.mean() == -0.5
    for by, at in ((0, 5), (1, 6), (2, 7), (3, 0), (-1, 4)):
        own, x = trace.window("centred", 3), np.roll(X, by)
        y = trace.filtered(x, np.array(LONE), 0, own, "centred", turned=False, relu=False).y
        assert (y.max(), y.argmax()) == (1, at)


def test_the_odd_zero_of_an_even_filter_goes_left_and_the_page_says_so():
    own = trace.window("centred", 2)
    assert own.pad == (1, 0)
    assert "the odd one left" in words.edges_about("centred", own)
    assert words.edges_about("centred", trace.window("centred", 3)).endswith("under the middle.")


# ---- the time-delay network


def run(**changes):
    asked = Signals()
    rows = {name: numbers(getattr(asked, name)) for name in ("first", "second", "biases")}
    return sequence(numbers(MELODY), *rows.values(), **{"swapped": False} | changes)


def ones(values):
    return np.flatnonzero(values).tolist(), values[values != 0].tolist()


def test_two_detectors_and_their_order():
    made = run()
    assert ones(made.y[0][0]) == ([1, 13], [1, 1])
    assert ones(made.y[0][1]) == ([4, 10], [1, 1])
    assert ones(made.y[1][0]) == ([4], [1])
    assert ones(run(swapped=True).y[1][0]) == ([13], [1])


def test_the_algorithm_line_by_line_gives_what_the_engine_gives():
    rng = np.random.default_rng(5)
    for _ in range(20):
        x, first, second = rng.normal(size=9), rng.normal(size=6), rng.normal(size=8)
        made = sequence(x, first, second, rng.normal(size=3), swapped=False)
        for layer, y in enumerate(made.y, start=1):
            wrote = made.lines[(made.lines[:, 0] == RELU) & (made.lines[:, 1] == layer)]
            sums = made.sums[(made.lines[:, 0] == RELU) & (made.lines[:, 1] == layer)]
            for (_, _, t, j, *_), z in zip(wrote, sums, strict=True):
                assert z == pytest.approx(y[j, t], abs=1e-12)
        assert made.lines[-1, 0] == FOUND and made.sums[-1] == pytest.approx(made.y[1].max())


def test_what_is_nothing_but_rounding_is_0():
    made = sequence(np.ones(3), np.array([0.1, 0.2, -0.3] * 2), np.zeros(8), np.zeros(3),
                    swapped=False)  # fmt: skip
    assert made.z[0][:, 1].tolist() == [0, 0]
    assert made.sums[(made.lines[:, 0] == RELU) & (made.lines[:, 2] == 1)].tolist() == [0, 0, 0]


def test_every_product_of_the_algorithm_is_a_step():
    made = run()
    # 16 places: 2 neurons of 3 taps, then 1 neuron over 2 channels of 4 taps
    assert (made.lines[:, 0] == PRODUCT).sum() == 16 * (2 * 3 + 2 * 4)


def test_one_place_of_the_second_layer_reads_six_samples():
    one, two = (window.input_indices(16) for window in run().windows)
    assert sorted({int(x) for t in two[4] for x in one[t]}) == [0, 1, 2, 3, 4, 5]


# ---- the dilated stack


def stack(x=None, layers=4, w=(1, 1), **changes):
    usual = {"growth": "doubling", "aligned": "causal", "residual": False, "future": False}
    x = numbers(FAR) if x is None else x
    return stacked(x, np.array(w, float), layers, **usual | changes)


def test_each_layer_adds_twice_as_many_samples():
    made, x = stack(), numbers(FAR)
    assert made.y[4].tolist() == [
        0, 1, 1, 1, 3, 4, 4, 4, 4, 5, 5, 5, 8, 9, 9, 9, 9, 9, 9, 11, 9, 8, 9, 9,
    ]  # fmt: skip
    for layer in range(5):
        sums = [x[max(0, t + 1 - 2**layer) : t + 1].sum() for t in range(24)]
        assert made.y[layer].tolist() == sums
    assert made.y[1:4, 17].tolist() == [1, 1, 5] and made.y[4, 17] == x[2:18].sum() == 9


def test_the_reach_is_one_plus_the_sum_of_what_each_layer_adds():
    assert stack().sizes == (2, 4, 8, 16)
    assert stack(growth="ones").sizes[-1] == 5
    assert stack(w=(1, 1, 1)).sizes == (3, 7, 15, 31)


def test_the_leak():
    assert changed(numbers(FAR))[18:].tolist() == [1, 0, 3, 1, 3, 3]
    assert moved(stack(future=True), 17) == 0
    made = stack(future=True, aligned="centred")
    assert moved(made, 17) == 7
    assert np.flatnonzero(made.other[17, -1, :18] != made.y[-1, :18]).tolist() == [*range(11, 18)]
    assert all(moved(stack(future=True, residual=True), now) == 0 for now in range(24))


def test_a_path_over_the_padding_reads_nothing():
    made, read = stack(aligned="centred"), {17}
    for own in reversed(made.windows):
        index = own.input_indices(24)
        read = {int(x) for t in read for x in index[t] if x >= 0}
    assert sorted(read) == [*range(9, 23)]


def test_the_reach_is_the_support_of_the_gradient():
    rng = np.random.default_rng(2)
    for aligned in ("causal", "centred"):
        made = stack(rng.normal(size=24), w=(0.3, 1.1, -0.7), layers=3, aligned=aligned)
        for at in range(24):
            read = {at}
            for own in reversed(made.windows):
                index = own.input_indices(24)
                read = {int(x) for t in read for x in index[t] if x >= 0}
            options = {"w": made.w, "layers": 3, "aligned": aligned}
            nudged = [stack(made.y[0] + one, **options).y[-1, at] for one in np.eye(24)]
            differs = np.abs(np.array(nudged) - made.y[-1, at]) > 1e-9
            assert set(np.flatnonzero(differs).tolist()) == read


def test_both_claps_are_heard_with_six_layers():
    x = numbers("claps-256")
    assert sum(CLAP) == 41 and [int(x[at]) for at in CLAPS] == [9, 9]
    assert sorted(set(MURMURS) - set(np.flatnonzero(x == 1).tolist())) == []
    assert stack(x).y[-1, 140] == x[125:141].sum() == 41
    assert stack(x, layers=6).y[-1, 140] == x[77:141].sum() == 85


# ---- learning


def learn(updates, rate=0.25, bias=None):
    start, goal = np.array([0.0, 1, 0]), np.eye(8)[5]
    return trace.learnt(X, start, goal, rate=rate, updates=updates, bias=bias)


@pytest.mark.parametrize(
    ("updates", "w", "loss", "dw"),
    [
        (0, [0, 1, 0], 1.5, [2, 3, 2]),
        (1, [-0.5, 0.25, -0.5], 0.28125, [0, -0.75, 0]),
        (2, [-0.5, 0.4375, -0.5], 0.158203125, [0, -0.5625, 0]),
        (3, [-0.5, 0.578125, -0.5], 0.0950927734375, [0.078125, -0.265625, 0.078125]),
    ],
)
def test_the_filter_learns(updates, w, loss, dw):
    made = learn(updates)
    assert (made.w.tolist(), made.loss, made.dw.tolist()) == (w, loss, dw)
    assert made.parts.sum(axis=1).tolist() == dw == made.so_far[:, -1].tolist()
    assert np.allclose(made.slopes, dw, atol=1e-3)
    assert (
        made.after == learn(updates + 1).loss and made.new.tolist() == learn(updates + 1).w.tolist()
    )


def test_each_place_adds_its_error_times_what_it_read():
    made = learn(0)
    assert made.dz.tolist() == [0, 1, 1, 1, 0, 0, 0, 0]
    assert made.parts.tolist() == [
        [0, 0, 1, 1, 0, 0, 0, 0], [0, 1, 1, 1, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0]
    ]  # fmt: skip


def test_a_bias_s_gradient_is_the_sum_of_the_errors():
    made = learn(0, bias=0.0)
    assert made.dw.tolist() == [2, 3, 2, 3] and made.parts[3].tolist() == made.dz.tolist()
    assert made.new.tolist() == [-0.5, 0.25, -0.5, -0.75] == learn(1, bias=0.0).w.tolist()
    assert np.allclose(made.slopes, made.dw, atol=1e-3)
    assert (made.bias, learn(1, bias=0.0).bias, learn(0).bias) == (0, -0.75, 0)


def test_it_finds_the_filter_of_the_chapter():
    assert learn(100).w.round(3).tolist() == [-0.999, 1, -0.999]


def test_what_grows_beyond_all_bounds_is_refused():
    with pytest.raises(ValueError, match=r"^At update \d+ the filter grows beyond all bounds"):
        trace.learnt(X * 100, np.array([0.0, 1, 0]), X * 1e6, rate=1.0, updates=1)
