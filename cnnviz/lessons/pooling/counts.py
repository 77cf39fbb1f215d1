"""How many inputs give the same output: what a pooling forgets, as a number."""

from functools import lru_cache
from math import factorial

LARGEST_SUM = 4096  # up to this, and to so many additions, a table of all sums is quick
LARGEST_WORK = 1_000_000


def same_maximum(cells: int, value: int) -> int:
    """How many windows of whole numbers from 0 up have this maximum.

    All numbers are at most the value, and not all of them less.

    >>> same_maximum(cells=4, value=2)  # 3⁴ − 2⁴
    65
    """
    return int((value + 1) ** cells - value**cells)


def too_many(cells: int, largest: int) -> bool:
    """Whether counting the sums takes long: each further cell goes over all of them.

    >>> too_many(cells=64, largest=64), too_many(cells=4096, largest=1)
    (False, True)
    """
    sums = cells * largest
    return sums > LARGEST_SUM or cells * sums > LARGEST_WORK


@lru_cache(maxsize=64)
def same_sums(cells: int, largest: int) -> tuple[int, ...]:
    """For each sum, how many windows of whole numbers from 0 to ``largest`` have it.

    Raises ``ValueError`` where they are `too_many`.

    >>> same_sums(cells=2, largest=2)
    (1, 2, 3, 2, 1)
    """
    if too_many(cells, largest):
        raise ValueError(f"{cells} numbers to {largest} have too many sums to count.")
    ways = [1]
    for _ in range(cells):
        longer, run = [], 0
        for total in range(len(ways) + largest):
            run += ways[total] if total < len(ways) else 0
            run -= ways[total - largest - 1] if total > largest else 0
            longer.append(run)
        ways = longer
    return tuple(ways)


def orders(cells: int) -> int:
    """In how many orders so many different numbers can stand.

    >>> orders(4)
    24
    """
    return factorial(cells)
