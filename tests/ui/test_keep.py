"""What a person takes home holds the map, and nothing else."""

import io

import numpy as np
from PIL import Image

from cnnviz.figures.theme import RAMP
from cnnviz.ui.keep import coloured


def rgb(colour):
    return list(bytes.fromhex(colour[1:]))


def test_a_map_is_saved_in_the_colours_of_the_screen():
    data = coloured(np.array([[-8.0, 0.0, 8.0], [4.0, np.nan, -2.0]]))
    pixels = np.asarray(Image.open(io.BytesIO(data))).tolist()
    negative, positive = RAMP["light"]["negative"], RAMP["light"]["positive"]
    assert pixels[0] == [rgb(negative[4]), rgb(positive[0]), rgb(positive[4])]
    assert pixels[1] == [rgb(positive[2]), rgb(positive[0]), rgb(negative[1])]
