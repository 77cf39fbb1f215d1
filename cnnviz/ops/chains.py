"""How long a sum may be before it is split, so that its roundings stay small."""

from math import ceil, sqrt

LONGEST_CHAIN = 160


def chains(length: int, count: int = 1) -> list[slice]:
    """Parts of a sum so long that its roundings stay below a millionth of its terms.

    A chain of n float32 additions loses about sqrt(n) roundings, and some BLAS kernels keep a
    single chain a number. In m equal parts it loses sqrt(m) times less. ``count`` is how many sums
    of that length are added up in any case. A sum of no terms has no parts.
    """
    if not length:
        return []
    least = ceil(sqrt(length * count / LONGEST_CHAIN))
    step = ceil(length / ceil(least / count))
    return [slice(k, min(k + step, length)) for k in range(0, length, step)]
