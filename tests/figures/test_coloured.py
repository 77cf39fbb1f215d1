"""A map is saved in the colours of the screen."""

import numpy as np

from cnnviz.figures.coloured import coloured
from cnnviz.figures.theme import RAMP


def rgb(colour):
    return list(bytes.fromhex(colour[1:]))


def test_a_map_is_saved_in_the_colours_of_the_screen():
    pixels = coloured(np.array([[-8.0, 0.0, 8.0], [4.0, np.nan, -2.0]])).tolist()
    negative, positive = RAMP["light"]["negative"], RAMP["light"]["positive"]
    assert pixels[0] == [rgb(negative[4]), rgb(positive[0]), rgb(positive[4])]
    assert pixels[1] == [rgb(positive[2]), rgb(positive[0]), rgb(negative[1])]
