"""The settings whose every number the browser tests read back from the screen."""

import itertools

import numpy as np

from cnnviz.analysis import convolution
from cnnviz.kernels import Kernel, build
from cnnviz.traces import ConvolutionTrace

RANDOM = np.random.default_rng(7)
FIVE = np.array(
    [[0, 1, 8, 2, 0], [1, 2, 9, 1, 0], [0, 1, 7, 3, 1], [2, 0, 8, 1, 0], [0, 1, 9, 2, 1]], float
)[None]
PICTURES = {
    "five": FIVE,
    "signed": RANDOM.integers(-9, 10, (1, 7, 9)).astype(float),
    "photo": RANDOM.integers(0, 256, (1, 40, 32)).astype(float),
    "colour": RANDOM.integers(0, 256, (3, 24, 24)).astype(float),
}
KERNELS = {
    "sobel": build("sobel_x", size=(3, 3)),
    "box": build("box", size=(2, 2)),
    "gauss": build("gaussian", size=(5, 5)),
    "wide": Kernel("custom", "Two by three", np.array([[[1.0, -2, 3], [0.5, 0, -1]]])),
    "random": build("random", size=(3, 3), seed=4),
}
SETTINGS = (
    {},
    {"padding": 1},
    {"stride": 2, "padding": "same"},
    {"dilation": 2, "padding": "full", "bias": -1.5},
    {"padding": 2, "padding_mode": "reflect", "stride": 3},
    {"padding": 1, "padding_mode": "circular", "flip": True, "activation": "relu"},
    {"padding": 2, "padding_mode": "replicate", "dilation": 2, "activation": "sigmoid"},
)


def _fits(picture: str, kernel: str, settings: dict) -> bool:
    try:
        _trace(picture, kernel, "sum", settings)
    except ValueError:
        return False
    return True


def _trace(picture: str, kernel: str, colour: str, settings: dict) -> ConvolutionTrace:
    return convolution.trace(PICTURES[picture], KERNELS[kernel], colour=colour, **settings)


CASES = tuple(
    (picture, kernel, colour, settings)
    for (picture, kernel), settings in itertools.product(
        itertools.product(PICTURES, KERNELS), SETTINGS
    )
    for colour in (("sum", "each") if picture == "colour" else ("sum",))
    if _fits(picture, kernel, settings)
)


def trace(case: int) -> ConvolutionTrace:
    return _trace(*CASES[case])


def kernel(case: int) -> Kernel:
    return KERNELS[CASES[case][1]]
