"""Pooling in plain NumPy that a student can read, there and back: cells of a notebook."""

_BLOCKS = '''\
def blocks(maps):
    """The POOL x POOL numbers of each block in one row."""
    n, kernels, height, width = maps.shape
    maps = maps.reshape(n, kernels, height // POOL, POOL, width // POOL, POOL)
    return maps.swapaxes(3, 4).reshape(n, kernels, height // POOL, width // POOL, POOL**2)


def back_in_place(rows):
    """Maps whose blocks these are."""
    n, kernels, height, width, _ = rows.shape
    maps = rows.reshape(n, kernels, height, width, POOL, POOL).swapaxes(3, 4)
    return maps.reshape(n, kernels, height * POOL, width * POOL)'''

_LARGEST = '''\
def pool(maps):
    """The largest number of each block."""
    return blocks(maps).max(axis=-1)'''

_FIRST = '''\
def pool_back(d_pooled, maps):
    """The winner of a block, the first where several tie, takes the whole error."""
    winner = blocks(maps).argmax(axis=-1)[..., None]
    d = np.zeros((*d_pooled.shape, POOL**2), maps.dtype)
    np.put_along_axis(d, winner, d_pooled[..., None], axis=-1)
    return back_in_place(d)'''

_EACH = '''\
def pool_back(d_pooled, maps):
    """A flaw: of numbers that tie, each takes the whole error, which so counts too often."""
    won = blocks(maps) == pool(maps)[..., None]
    return back_in_place(d_pooled[..., None] * won)'''

_MEAN = '''\
def pool(maps):
    """The mean of each block."""
    return blocks(maps).mean(axis=-1)


def pool_back(d_pooled, maps):
    """Each number of a block takes an equal share of the error."""
    share = d_pooled[..., None] / np.float32(POOL**2)
    return back_in_place(np.repeat(share, POOL**2, axis=-1))'''


def pool(kind: str, ties: str) -> str:
    """Blocks of maps in one number each; ``kind`` and ``ties`` as in the settings."""
    parts = [_MEAN] if kind == "mean" else [_LARGEST, _EACH if ties == "all" else _FIRST]
    return "\n\n\n".join((_BLOCKS, *parts))
