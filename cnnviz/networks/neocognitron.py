"""A small network after the Neocognitron: simple cells find, complex cells forgive a shift.

Fukushima, "Neocognitron: a self-organizing neural network model for a mechanism of pattern
recognition unaffected by shift in position", Biological Cybernetics 36, 1980. What is kept of it
is the order of its planes and what they are for: the cells of an S-plane answer to one pattern,
each at its own place, and a cell of a C-plane answers when any S-cell in a small area does. What
is not: its cells divide by what holds them back, its C-cells take weighted sums, its S-cells learn.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from cnnviz.networks.graph import Network, Params, sequential
from cnnviz.networks.presets import grid
from cnnviz.ops import Conv, Flatten, GlobalMaxPool, MaxPool, ReLU
from cnnviz.ops.layer import Array

SIDE = 16  # of the picture
FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "plus": "0,0,0,1,0,0,0;0,0,0,1,0,0,0;0,0,0,1,0,0,0;1,1,1,1,1,1,1;"
        "0,0,0,1,0,0,0;0,0,0,1,0,0,0;0,0,0,1,0,0,0",
        "cross": "1,0,0,0,0,0,1;0,1,0,0,0,1,0;0,0,1,0,1,0,0;0,0,0,1,0,0,0;"
        "0,0,1,0,1,0,0;0,1,0,0,0,1,0;1,0,0,0,0,0,1",
        "T": "0,0,0,0,0,0,0;0,0,0,0,0,0,0;0,0,0,0,0,0,0;1,1,1,1,1,1,1;"
        "0,0,0,1,0,0,0;0,0,0,1,0,0,0;0,0,0,1,0,0,0",
        "corner": "0,0,0,1,0,0,0;0,0,0,1,0,0,0;0,0,0,1,0,0,0;0,0,0,1,1,1,1;"
        "0,0,0,0,0,0,0;0,0,0,0,0,0,0;0,0,0,0,0,0,0",
    }
)
# Planes of S1, and places in a kernel of S2: the arms that each figure is made of.
UPRIGHT, LEVEL, RISING, FALLING = range(4)
ABOVE, BELOW, LEFT, RIGHT = (0, 1), (2, 1), (1, 0), (1, 2)
ARMS = {
    "plus": ((UPRIGHT, ABOVE), (UPRIGHT, BELOW), (LEVEL, LEFT), (LEVEL, RIGHT)),
    "cross": ((RISING, (0, 2)), (RISING, (2, 0)), (FALLING, (0, 0)), (FALLING, (2, 2))),
    "T": ((UPRIGHT, BELOW), (LEVEL, LEFT), (LEVEL, RIGHT)),
    "corner": ((UPRIGHT, ABOVE), (LEVEL, RIGHT)),
}


def network() -> Network:
    """From pictures (N, 1, 16, 16) to a score for each figure: 1 where it is, else 0."""
    return sequential(
        ("S1 sums", Conv(3, padding=1), 4),
        ("S1", ReLU()),
        ("C1", MaxPool(3, stride=2)),
        ("S2 sums", Conv(3), len(FIGURES)),
        ("S2", ReLU()),
        ("C2", GlobalMaxPool()),
        ("scores", Flatten()),
    )


def params() -> Params:
    """Weights set by hand, all of them whole numbers.

    A cell of S1 adds up its line, takes off what lies beside it, and answers above 2: to three
    pixels in line with nothing beside them. One of S2 wants every arm of its figure and none of
    another; its bias leaves 1 when all are there.
    """
    upright, rising = grid("-1,1,-1;-1,1,-1;-1,1,-1"), grid("-1,-1,1;-1,1,-1;1,-1,-1")
    lines = np.stack([upright, upright.T, rising, rising[:, ::-1]])[:, None]
    figures = np.zeros((len(ARMS), 4, 3, 3))
    for place, own in enumerate(ARMS.values()):
        for arms in ARMS.values():
            for plane, at in arms:
                figures[(place, plane, *at)] = 1 if (plane, at) in own else -1
    leaving_one = np.array([1.0 - len(own) for own in ARMS.values()])
    return {
        "S1 sums": {"weight": lines, "bias": np.full(4, -2.0)},
        "S2 sums": {"weight": figures, "bias": leaving_one},
    }


def figure(name: str, row: int = 4, column: int = 4) -> Array:
    """A picture (16, 16) of 0 and 1 that has the figure, 7 × 7, from that place on."""
    drawn = grid(FIGURES[name])
    picture = np.zeros((SIDE, SIDE))
    picture[row : row + len(drawn), column : column + len(drawn)] = drawn
    return picture
