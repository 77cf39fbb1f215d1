"""Pictures that move: what max, average and blur pooling make of them."""

import numpy as np
import pytest

from cnnviz.files import grids
from cnnviz.lessons.pooling.settings import NUMBERS
from cnnviz.lessons.pooling.shift import moved_back, shifted

IMPULSE = np.array([[0.0, 0, 8, 0, 0, 0], [0, 0, 8, 0, 0, 0]])


def test_max_pooling_jumps_where_the_impulse_crosses_into_another_window():
    largest = shifted(IMPULSE, window=2, stride=2)["max"]
    # Columns 2 and 3 share a window: moved by 1 the output is the same, and moved back it is not.
    assert largest.y[0, 0].tolist() == [0, 8, 0]
    assert largest.y[1, 0].tolist() == [0, 8, 0]
    assert largest.change[1, 0].tolist() == [4, -4, 0]
    assert largest.y[2, 0].tolist() == [0, 0, 8]
    assert largest.change[2].tolist() == [[0, 0, 0]]
    assert (largest.mean[1], largest.largest[1]) == (8 / 3, 4)


def test_a_shift_by_the_stride_changes_nothing():
    x = np.random.default_rng(1).integers(0, 256, (30, 36)).astype(float)
    for stride in (2, 3, 4):
        for pooled in shifted(x, window=3, stride=stride).values():
            assert pooled.largest[0] == 0
            assert pooled.largest[stride] == 0
            assert (pooled.mean[1:stride] > 0).all()


def test_stride_one_moves_along():
    x = np.random.default_rng(2).integers(0, 9, (7, 7)).astype(float)
    for pooled in shifted(x, window=3, stride=1).values():
        assert pooled.largest.tolist() == [0] * 5


@pytest.mark.parametrize("seed", range(5))
def test_blur_pooling_changes_less_than_max_pooling(seed):
    x = np.random.default_rng(seed).integers(0, 256, (32, 32)).astype(float)
    pools = shifted(x, window=2, stride=2)
    assert pools["blur"].mean[1] < pools["average"].mean[1] < pools["max"].mean[1]


def test_a_map_is_read_between_its_outputs():
    assert moved_back(np.array([[0.0, 4, 8, 4]]), shift=3, stride=2).tolist() == [[6, 6, 2, 2]]
    assert moved_back(np.array([[0.0, 4, 8, 4]]), shift=2, stride=2).tolist() == [[4, 8, 4, 0]]


def test_a_picture_smaller_than_the_stride_has_nothing_to_show():
    assert shifted(np.ones((3, 9)), window=2, stride=4) == {}


def test_what_the_stride_does_not_divide_is_left_out():
    pools = shifted(np.ones((8, 9)), window=3, stride=4)
    assert pools["max"].y.shape == pools["blur"].y.shape == (5, 2, 2)
    assert shifted(np.ones((2, 2)), window=8, stride=2, blur=5)["blur"].y.shape == (5, 1, 1)


def test_rounding_leaves_no_dust():
    x = grids.parse(NUMBERS)
    dust = [v for m in shifted(x, 2, 5).values() for v in m.change.ravel() if 0 < abs(v) < 1e-9]
    assert dust == []
    assert shifted(x, 2, 5)["max"].mean[1] == 0  # 0.8 · 7 + 0.2 · 7 − 7
