"""How many inputs give the same output, against plain counting."""

from collections import Counter
from itertools import product

import pytest

from cnnviz.lessons.pooling.counts import orders, same_maximum, same_sums


def test_the_windows_with_the_same_maximum():
    assert same_maximum(cells=9, value=6) == 7**9 - 6**9 == 30_275_911
    counted = Counter(max(cells) for cells in product(range(4), repeat=3))
    assert [same_maximum(3, value) for value in range(4)] == [counted[v] for v in range(4)]
    assert sum(same_maximum(4, value) for value in range(6)) == 6**4


def test_the_windows_with_the_same_sum():
    counted = Counter(map(sum, product(range(5), repeat=4)))
    assert same_sums(4, 4) == tuple(counted[total] for total in range(17))
    assert same_sums(cells=2, largest=9)[9] == 10  # 0 + 9, 1 + 8, ...
    assert sum(same_sums(9, 9)) == 10**9


def test_too_many_sums_are_refused():
    with pytest.raises(ValueError, match="64 numbers to 255 have too many sums to count"):
        same_sums(64, 255)


def test_orders():
    assert orders(9) == 362_880
