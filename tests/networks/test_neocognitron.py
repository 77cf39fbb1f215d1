"""The Neocognitron's planes: what each finds, and that no shift matters."""

import numpy as np
import pytest

from cnnviz.networks.neocognitron import (
    FALLING,
    FIGURES,
    LEVEL,
    RISING,
    UPRIGHT,
    figure,
    network,
    params,
)
from cnnviz.networks.run import forward


def values(*pictures):
    return forward(network(), params(), np.stack(pictures)[:, None]).values


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_told_wherever_it_is(name):
    moved = [figure(name, row, column) for row in range(10) for column in range(10)]
    expected = [float(one == name) for one in FIGURES]
    assert values(*moved)["scores"].tolist() == [expected] * 100


def test_the_s_cells_of_a_plus_are_its_four_arms():
    s1 = values(figure("plus"))["S1"][0]
    # The arms cross at row 7, column 7; a cell stands where three pixels of an arm are alone.
    assert np.argwhere(s1).tolist() == [
        [UPRIGHT, 5, 7], [UPRIGHT, 9, 7], [LEVEL, 7, 5], [LEVEL, 7, 9],
    ]  # fmt: skip


def test_the_s_cells_of_a_cross_slope():
    s1 = values(figure("cross"))["S1"][0]
    assert set(np.argwhere(s1)[:, 0]) == {RISING, FALLING}


def test_a_c_cell_stays_while_an_s_cell_moves():
    here, there = (values(figure("plus", row)) for row in (4, 5))
    assert here["S1"][0, UPRIGHT, 5, 7] == there["S1"][0, UPRIGHT, 6, 7] == 1
    assert here["S1"][0, UPRIGHT, 6, 7] == 0
    # Cell 2 of C1 sees rows 4 to 6.
    assert here["C1"][0, UPRIGHT, 2, 3] == there["C1"][0, UPRIGHT, 2, 3] == 1


def test_nothing_is_found_in_an_empty_or_a_full_picture():
    assert not values(np.zeros((16, 16)), np.ones((16, 16)))["scores"].any()


def test_every_weight_is_a_whole_number():
    for own in params().values():
        for array in own.values():
            assert np.array_equal(array, np.round(array))
