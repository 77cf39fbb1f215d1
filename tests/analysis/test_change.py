"""How far a change travels, by hand and against what really changes."""

from math import inf

import numpy as np
import pytest

from cnnviz.analysis.change import moved_along, parts, reached, relative
from cnnviz.analysis.fields import fields
from cnnviz.networks.graph import Network, Node, sequential
from cnnviz.networks.run import forward
from cnnviz.ops import (
    Add,
    AveragePool,
    Concat,
    Conv,
    ConvTranspose,
    Dense,
    Flatten,
    GlobalAveragePool,
    MaxPool,
    Multiply,
    ReLU,
    Resize,
)

SHAPE = (1, 2, 17, 14)


def test_the_relative_change_of_what_was_nothing():
    nothing, some = np.zeros((1, 2, 2)), np.ones((1, 2, 2))
    assert relative(nothing, some) == inf
    assert relative(nothing, nothing) == relative(some, some) == 0.0
    assert relative(some, nothing) == 1.0
    assert relative(some, -some) == 2.0
    assert parts(some, some).tolist() == [0.0]


def branches():
    """A network whose paths meet, with a gate that everything reaches."""
    nodes = (
        Node("a", Conv(3, stride=2, padding=1), ("x",), 3),
        Node("b", Conv(3, dilation=2, padding=2), ("a",), 3),
        Node("add", Add(), ("a", "b")),
        Node("pool", MaxPool(2), ("add",)),
        Node("up", ConvTranspose(2, stride=2), ("pool",), 3),
        Node("both", Concat(), ("up", "up")),
        Node("large", Resize(scales=(1.0, 1.0, 2.0, 2.0)), ("pool",)),
        Node("mean", GlobalAveragePool(), ("pool",)),
        Node("gated", Multiply(), ("pool", "mean")),
        Node("flat", Flatten(), ("gated",)),
        Node("out", Dense(), ("flat",), 4),
    )
    return Network(("x",), nodes, ("out",))


@pytest.mark.parametrize("box", [(0, 1, 0, 1), (3, 6, 4, 9), (16, 17, 13, 14)])
def test_outside_what_is_reached_nothing_changes_and_inside_it_does(box):
    """Every bit stays; a unit that is reached changes in some map, as weights are not 0."""
    network = branches()
    rng = np.random.default_rng(3)
    params = network.initial(SHAPE)
    x = rng.standard_normal(SHAPE).astype(np.float32)
    changed = np.zeros(SHAPE[2:], bool)
    top, bottom, left, right = box
    changed[top:bottom, left:right] = True
    y = np.where(changed, x + 1, x)
    found = reached(network, SHAPE, changed, params)
    before, after = (forward(network, params, one).values for one in (x, y))
    assert found["out"].tolist() == found["flat"].tolist() == [[True]]
    assert found["gated"].all()
    np.testing.assert_array_equal(found["x"], changed)
    for name, reach in found.items():
        differs = before[name] != after[name]
        there = differs.any(axis=1)[0] if differs.ndim == 4 else differs.any().reshape(1, 1)
        assert not (there & ~reach).any(), name
        if name in ("a", "gated"):
            np.testing.assert_array_equal(there, reach, err_msg=name)


def test_reached_by_hand():
    """Unit k of a convolution of 3, step 2, padding 1 reads rows 2 k - 1 to 2 k + 1."""
    network = sequential(Conv(3, stride=2, padding=1))
    changed = np.zeros((8, 8), bool)
    changed[3, 6] = True
    (reach,) = (reached(network, (1, 1, 8, 8), changed)[name] for name in ("conv1",))
    assert np.argwhere(reach).tolist() == [[1, 3], [2, 3]]


def moved(x, down, across):
    rows, columns = (
        np.clip(np.arange(n) - by, 0, n - 1)
        for n, by in zip(x.shape[2:], (down, across), strict=True)
    )
    return x[:, :, rows][:, :, :, columns]


def test_maps_move_along_by_whole_units_away_from_the_border():
    network = sequential((Conv(3, padding=1), 4), ReLU(), AveragePool(2), (Conv(3, stride=2), 4))
    shape = (1, 1, 24, 24)
    params = network.initial(shape)
    x = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    before, after = (forward(network, params, one).values for one in (x, moved(x, 4, -8)))
    both = fields(network, shape, params)

    def along(name, move):
        return moved_along(before[name][0], after[name][0], both[name], move, shape[2:])

    last = along("conv2", (4, -8))
    # Units of rows 0 to 4 begin at pixel 4 k - 1 and see 8: of 4 to 23 rows those from 2 to 4;
    # of columns 0 to 15 those from 1 to 2.
    assert (last.units, last.count) == ((1, -2), 3 * 2)
    assert last.relative < 1e-6
    assert relative(before["conv2"], after["conv2"]) > 0.5
    assert along("averagepool1", (4, -8)).units == (2, -4)
    assert along("conv2", (4, -6)) is None
