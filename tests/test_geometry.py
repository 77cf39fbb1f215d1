"""Windows along one axis: what they read, what reads them, how long the output is."""

from itertools import product

import numpy as np
import pytest

from cnnviz.geometry import PADDING_MODES, Window, at_least, listed, resolve_padding

GRID = [
    Window(kernel_size, stride, dilation, pad)
    for kernel_size, stride, dilation, pad in product(
        (1, 2, 3, 5), (1, 2, 3), (1, 2), ((0, 0), (1, 1), (0, 2), (3, 1))
    )
]


def test_a_window_of_three_reads_one_zero_at_each_end():
    assert Window(3, pad=(1, 1)).input_indices(4).tolist() == [
        [-1, 0, 1],
        [0, 1, 2],
        [1, 2, 3],
        [2, 3, -1],
    ]


def test_stride_and_dilation_move_the_reads_apart():
    assert Window(2, stride=3, dilation=2).input_indices(8).tolist() == [[0, 2], [3, 5]]


@pytest.mark.parametrize("window", GRID)
def test_reads_are_the_one_relation(window):
    n = 12
    reads = window.input_indices(n)
    for (i, m), read in np.ndenumerate(reads):
        x = window.stride * i + window.dilation * m - window.pad[0]
        assert read == (x if 0 <= x < n else -1)
    assert reads.shape == (window.output_length(n), window.kernel_size)


@pytest.mark.parametrize(
    ("mode", "padded"),
    [
        ("zeros", [0, 0, 1, 2, 3, 4, 0, 0, 0]),
        ("reflect", [3, 2, 1, 2, 3, 4, 3, 2, 1]),
        ("replicate", [1, 1, 1, 2, 3, 4, 4, 4, 4]),
        ("circular", [3, 4, 1, 2, 3, 4, 1, 2, 3]),
    ],
)
def test_the_digits_1_2_3_4_padded_by_two_and_three(mode, padded):
    index = Window(1, pad=(2, 3)).padded(4, mode)
    assert np.array([1, 2, 3, 4, 0])[index].tolist() == padded


def test_reads_follow_the_padding_mode():
    window = Window(3, stride=2, pad=(1, 1))
    assert window.input_indices(4, "reflect").tolist() == [[1, 0, 1], [1, 2, 3]]
    assert window.input_indices(4, "circular").tolist() == [[3, 0, 1], [1, 2, 3]]
    assert window.input_indices(3, "replicate").tolist() == [[0, 0, 1], [1, 2, 2]]


def test_one_input_can_be_padded_by_repeating_it():
    window = Window(3, pad=(1, 1))
    assert window.input_indices(1, "replicate").tolist() == [[0, 0, 0]]
    assert window.input_indices(1, "circular").tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("window", GRID)
def test_feeds_are_the_reads_turned_around(window, mode):
    n = 12
    reads, consumers = window.input_indices(n, mode), window.consumers(n, mode)
    by_input = [[] for _ in range(n)]
    for (i, m), x in np.ndenumerate(reads):
        if x >= 0:
            by_input[x].append((i, m))
    assert consumers.indptr.tolist() == [0, *np.cumsum([len(pairs) for pairs in by_input])]
    pairs = list(zip(consumers.output.tolist(), consumers.kernel_index.tolist(), strict=True))
    assert pairs == [pair for entry in by_input for pair in entry]


@pytest.mark.parametrize(
    ("window", "n"),
    [(window, n) for window in GRID for n in (3, 12) if window.span <= n + sum(window.pad)],
)
def test_a_tap_meets_the_inputs_that_it_reads(window, n):
    reads = window.input_indices(n)
    for tap in range(window.kernel_size):
        outputs, inputs = window.valid_slices(tap, n)
        inside = np.flatnonzero(reads[:, tap] >= 0)
        assert np.arange(len(reads))[outputs].tolist() == inside.tolist()
        assert np.arange(n)[inputs].tolist() == reads[inside, tap].tolist()


def test_the_middle_of_five_inputs_is_used_three_times_and_the_ends_once():
    assert np.diff(Window(3).consumers(5).indptr).tolist() == [1, 2, 3, 2, 1]


def test_tables_are_small_read_only_integers():
    window = Window(3, pad=(1, 1))
    consumers = window.consumers(5, "reflect")
    for table in (
        window.input_indices(5),
        consumers.indptr,
        consumers.output,
        consumers.kernel_index,
    ):
        assert table.dtype == np.int32
        assert not table.flags.writeable


@pytest.mark.parametrize(
    ("n", "window", "length"),
    [
        (5, Window(3), 3),
        (28, Window(5), 24),
        (227, Window(11, stride=4), 55),
        (224, Window(7, stride=2, pad=(3, 3)), 112),
        (7, Window(3, dilation=2), 3),
        (6, Window(3, stride=2), 2),
        (6, Window(3, stride=2, ceil_mode=True), 3),
        (3, Window(2, stride=2, pad=(1, 1)), 2),
        # Rounding up would give 3, but the third window would start in the padding.
        (3, Window(2, stride=2, pad=(1, 1), ceil_mode=True), 2),
        (2, Window(3, stride=2, ceil_mode=True), 1),
    ],
)
def test_output_lengths_worked_by_hand(n, window, length):
    assert window.output_length(n) == length
    assert len(window.input_indices(n)) == length


def test_a_window_that_hangs_over_the_end_reads_nothing_there():
    window = Window(3, stride=2, ceil_mode=True)
    assert window.input_indices(6, "replicate").tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, -1]]


@pytest.mark.parametrize(
    ("n", "window", "unread"),
    [
        (7, Window(3, stride=2), 0),
        (8, Window(3, stride=2), 1),
        (8, Window(1, stride=4), 3),
        (8, Window(3, stride=3, pad=(1, 1)), 1),
        (8, Window(3, stride=2, ceil_mode=True), 0),
    ],
)
def test_positions_at_the_end_that_no_window_reaches(n, window, unread):
    assert window.unread(n) == unread


def test_two_threes_see_five_and_alexnets_start_sees_nineteen():
    assert Window(3).compose(Window(3)).span == 5
    first = Window(11, stride=4).compose(Window(3, stride=2))
    assert first == Window(19, stride=8)


@pytest.mark.parametrize(("first", "second"), [*zip(GRID[::3], GRID[1::5] * 3, strict=False)])
def test_a_window_after_a_window_covers_what_the_two_in_turn_read(first, second):
    n = 40
    both = first.compose(second)
    assert both.output_length(n) == second.output_length(first.output_length(n))
    for i in range(both.output_length(n)):
        middle = second.stride * i - second.pad[0] + np.array([0, second.span - 1])
        ends = first.stride * middle - first.pad[0] + np.array([0, first.span - 1])
        start = both.stride * i - both.pad[0]
        assert [start, start + both.span - 1] == ends.tolist()


@pytest.mark.parametrize(
    ("padding", "kernel_size", "stride", "dilation", "n", "pad"),
    [
        (2, 3, 1, 1, 9, (2, 2)),
        ((0, 1), 2, 1, 1, 9, (0, 1)),
        ("valid", 3, 1, 1, 9, (0, 0)),
        ("same", 3, 1, 1, 9, (1, 1)),
        ("same", 4, 1, 1, 9, (1, 2)),
        ("same_lower", 4, 1, 1, 9, (2, 1)),
        ("same", 3, 2, 1, 9, (1, 1)),
        ("same", 3, 2, 1, 8, (0, 1)),
        ("same_lower", 3, 2, 1, 8, (1, 0)),
        ("same", 3, 1, 2, 9, (2, 2)),
        ("same", 1, 3, 1, 9, (0, 0)),
        ("full", 3, 1, 1, 9, (2, 2)),
        ("full", 3, 1, 2, 9, (4, 4)),
    ],
)
def test_padding_by_number_and_by_name(padding, kernel_size, stride, dilation, n, pad):
    assert resolve_padding(padding, kernel_size, stride, dilation, n) == pad


@pytest.mark.parametrize(
    ("n", "k", "s", "d"), [*product((1, 5, 8, 13), (1, 2, 3, 6), (1, 2, 3), (1, 2))]
)
def test_same_gives_one_output_for_each_stride(n, k, s, d):
    before, after = resolve_padding("same", k, s, d, n)
    assert Window(k, s, d, (before, after)).output_length(n) == -(-n // s)
    assert after - before in (0, 1)
    assert resolve_padding("same_lower", k, s, d, n) == (after, before)


def test_full_gives_every_overlap():
    pad = resolve_padding("full", 4, 1, 1, 6)
    assert Window(4, pad=pad).output_length(6) == 6 + 4 - 1


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: Window(0), "The kernel_size must be a whole number of at least 1, not 0."),
        (lambda: Window(3, stride=0), "The stride must be a whole number of at least 1, not 0."),
        (lambda: Window(3, dilation=-1), "The dilation must be a whole number of at least 1, not"),
        (lambda: Window(3, pad=(0, -2)), "The padding must be a whole number of at least 0, not -"),
        (lambda: Window(2.5), "The kernel_size must be a whole number of at least 1, not 2.5."),
        (lambda: Window(True), "The kernel_size must be a whole number of at least 1, not True."),
        (lambda: Window(3).output_length(0), "The input length must be a whole number of at least"),
        (
            lambda: Window(3, dilation=2).output_length(4),
            "A window of 5 (kernel size 3, dilation 2) does not fit in an input of 4 padded to 4: "
            "add 1 more padding, or use a kernel size of at most 2.",
        ),
        (
            lambda: Window(7, pad=(1, 0)).input_indices(3),
            "A window of 7 (kernel size 7, dilation 1) does not fit in an input of 3 padded to 4: "
            "add 3 more padding, or use a kernel size of at most 4.",
        ),
        (
            lambda: Window(9, pad=(4, 4)).input_indices(4, "reflect"),
            "Reflect padding of 4 was asked for an input of 4: it can take at most 3 from it.",
        ),
        (
            lambda: Window(3, pad=(0, 5)).consumers(4, "circular"),
            "Circular padding of 5 was asked for an input of 4: it can take at most 4 from it.",
        ),
        (
            lambda: Window(3).input_indices(4, "mirror"),
            'Unknown padding mode \'mirror\': use "zeros", "reflect", "replicate" or "circular".',
        ),
        (
            lambda: resolve_padding("smae", 3, 1, 1, 8),
            'Unknown padding \'smae\': use a number or "valid", "same", "same_lower" or "full".',
        ),
        (lambda: resolve_padding(-1, 3, 1, 1, 8), "The padding must be a whole number of at least"),
        (
            lambda: resolve_padding((1, 2, 3), 3, 1, 1, 8),
            "Padding (1, 2, 3) was asked for one axis: give (before, after).",
        ),
    ],
)
def test_an_error_says_what_was_asked_given_and_would_fit(ask, message):
    with pytest.raises(ValueError) as caught:
        ask()
    assert message in str(caught.value)


def test_numpy_integers_are_whole_numbers():
    assert at_least("stride", np.int64(2), 1) == 2
    assert type(at_least("stride", np.int64(2), 1)) is int


def test_a_list_of_one_name_is_that_name():
    assert listed(["zeros"]) == '"zeros"'


def test_windows_are_values():
    assert Window(3, pad=(1, 1)) == Window(3, pad=(1, 1))
    assert len({Window(3), Window(3), Window(3, stride=2)}) == 2
    with pytest.raises(AttributeError):
        Window(3).stride = 2
