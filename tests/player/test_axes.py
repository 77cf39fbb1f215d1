"""The index table of one axis, by hand and against the window's own answers."""

import numpy as np
import pytest

from cnnviz.geometry import Window
from cnnviz.player import axes
from cnnviz.player.axes import BETWEEN, NONE

WINDOWS = [
    Window(k, stride, dilation, pad, ceil_mode)
    for k in (1, 2, 3)
    for stride in (1, 2, 3)
    for dilation in (1, 2)
    for pad in ((0, 0), (1, 1), (0, 2))
    for ceil_mode in (False, True)
]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_a_sliding_table_reads_what_the_window_reads(window: Window) -> None:
    table = axes.sliding(window, 7)
    assert table.index.tolist() == window.input_indices(7).tolist()
    indptr, output, kernel_index = table.consumers()
    consumers = window.consumers(7)
    assert indptr.tolist() == consumers.indptr.tolist()
    assert output.tolist() == consumers.output.tolist()
    assert kernel_index.tolist() == consumers.kernel_index.tolist()


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_padding_that_repeats_the_input_reads_it(mode: str) -> None:
    window = Window(3, stride=2, pad=(2, 2))
    table = axes.sliding(window, 5, mode)
    assert table.index.tolist() == window.input_indices(5, mode).tolist()
    assert table.before == 2


@pytest.mark.parametrize("window", [w for w in WINDOWS if not w.ceil_mode], ids=str)
def test_gathering_is_the_input_gradient(window: Window) -> None:
    """The flipped kernel over the spread gradient sums what the weights sent forward."""
    n, rng = 7, np.random.default_rng(0)
    weight = rng.integers(1, 9, window.kernel_size)
    dy = rng.integers(1, 9, window.output_length(n))
    expected = np.zeros(n, int)
    for i, row in enumerate(window.input_indices(n)):
        for m, x in enumerate(row):
            if x >= 0:
                expected[x] += dy[i] * weight[m]
    index = axes.gathering(window, n).index
    spread = np.where(index >= 0, dy[np.maximum(index, 0)], 0)
    assert (spread @ weight[::-1]).tolist() == expected.tolist()


def test_a_stride_puts_zeros_between_the_gradients() -> None:
    # Three outputs two apart; a kernel of 2 needs one zero more on each side.
    table = axes.gathering(Window(2, stride=2), 6)
    assert table.padded.tolist() == [NONE, 0, BETWEEN, 1, BETWEEN, 2, NONE]
    assert table.index.tolist() == [[-1, 0], [0, -2], [-2, 1], [1, -2], [-2, 2], [2, -1]]


def test_one_output_can_read_everything() -> None:
    assert axes.whole(4).index.tolist() == [[0, 1, 2, 3]]


def test_outputs_may_read_lists_of_unlike_length() -> None:
    table = axes.ragged([[-1, 0], [1, 2, 3], [5]], 5)
    assert table.index.tolist() == [[-1, 0, -1], [1, 2, 3], [-1, -1, -1]]
    assert table.before == 1
    assert table.consumers()[0].tolist() == [0, 1, 2, 3, 4, 4]


def test_the_header_names_each_table() -> None:
    arrays: axes.Arrays = {}
    header = axes.encode("row", axes.sliding(Window(2), 3), arrays)
    assert header["before"] == 0
    assert arrays[str(header["places"])].tolist() == [[0, 1], [1, 2]]
    assert "left" not in header
