"""A network small enough for a blackboard: convolution, ReLU, max pooling, dense, cross-entropy.

All of its numbers were worked out by hand; both scores are equal, so both shares are one half and
nearly everything on the way back is a whole number.
"""

import numpy as np

from cnnviz.networks.graph import sequential
from cnnviz.ops import Conv, Dense, Flatten, MaxPool, ReLU, SoftmaxCrossEntropy


def grid(text):
    """Rows split by ";", numbers by ","."""
    return np.array([[float(number) for number in row.split(",")] for row in text.split(";")])


NETWORK = sequential(
    ("conv", Conv(3)),
    ("relu", ReLU()),
    ("pool", MaxPool(2)),
    ("flatten", Flatten()),
    ("dense", Dense(), 2),
)
LOSS = SoftmaxCrossEntropy()
TARGET = np.array([0])
X = grid("0,1,2,2,1,0;0,1,1,2,2,0;0,0,0,2,1,0;0,0,1,2,1,0;0,1,2,1,0,0;0,1,2,0,0,0")
W = grid("1,-1,1;-1,1,-1;1,2,-1")
V = grid("1,2,-2,1;-1,-2,2,3")
PARAMS = {
    "conv": {"weight": W[None, None], "bias": np.array([-2.0])},
    "dense": {"weight": V, "bias": np.array([1.0, -1.0])},
}
FORWARD = {
    "x": X[None, None],
    "conv": grid("-1,-5,1,3;-3,-2,4,1;-3,3,1,-1;-2,4,-1,-2")[None, None],
    "relu": grid("0,0,1,3;0,0,4,1;0,3,1,0;0,4,0,0")[None, None],
    "pool": grid("0,4;4,1")[None, None],
    "flatten": grid("0,4,4,1"),
    "dense": grid("2,2"),
}
BACKWARD = {
    "dense": grid("-0.5,0.5"),
    "flatten": grid("-1,-2,2,1"),
    "pool": grid("-1,-2;2,1")[None, None],
    "relu": grid("-1,0,0,0;0,0,-2,0;0,0,1,0;0,2,0,0")[None, None],
    "conv": grid("0,0,0,0;0,0,-2,0;0,0,1,0;0,2,0,0")[None, None],
    "x": grid("0,0,0,0,0,0;0,0,-2,2,-2,0;0,0,3,-3,3,0;0,2,-5,-1,1,0;0,-2,3,0,-1,0;0,2,4,-2,0,0")[
        None, None
    ],
}
BACKWARD_PARAMS = {
    "conv": {"weight": grid("-2,0,1;3,2,1;2,1,-2")[None, None], "bias": np.array([1.0])},
    "dense": {
        "weight": grid("0,-2,-2,-0.5;0,2,2,0.5"),
        "bias": np.array([-0.5, 0.5]),
    },
}
# After one step of gradient descent with a learning rate of 0.01.
UPDATED = {
    "conv": {
        "weight": grid("1.02,-1,0.99;-1.03,0.98,-1.01;0.98,1.99,-0.98")[None, None],
        "bias": np.array([-2.01]),
    },
    "dense": {
        "weight": grid("1,2.02,-1.98,1.005;-1,-2.02,1.98,2.995"),
        "bias": np.array([1.005, -1.005]),
    },
}
