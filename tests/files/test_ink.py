"""Dark ink on bright paper before networks that learned bright ink on black."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.files import labelled, set_pictures
from cnnviz.files.images import Picture
from cnnviz.files.ink import INKS, border, bright, fitting
from cnnviz.files.recipe import AUTO, Recipe
from cnnviz.files.trained import TRAINED

NOTE = np.array([[[200, 190, 200], [210, 20, 110], [200, 200, 200]]], np.uint8)


def test_the_border_tells_paper_from_black():
    assert border(NOTE).tolist() == [[200, 190, 200, 200, 200, 200, 210, 110]]
    assert border(np.array([[[7]]], np.uint8)).tolist() == [[7, 7]]
    assert (bright(NOTE), bright(255 - NOTE), fitting(NOTE)) == (True, False, "paper")


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("level", [[200, 190, 200], [210, 20, 110], [200, 200, 200]]),
        ("dark", [[55, 65, 55], [45, 235, 145], [55, 55, 55]]),
        # 200 becomes 0 and 20 becomes 255: 10, 180 and 90 below it are 14, 255 and 127.5
        ("paper", [[0, 14, 0], [0, 255, 128], [0, 0, 0]]),
    ],
)
def test_each_way_by_hand(way, expected):
    recipe = Recipe("", (1, 3, 3), (0.0,), (255.0,), ink=way)
    assert recipe.levels(Picture(np.moveaxis(NOTE, 0, -1), ())).tolist() == [expected]
    assert INKS["paper"](np.full((1, 2, 2), 200, np.uint8)).max() == 0


@pytest.mark.parametrize("name", [name for name, about in TRAINED.items() if about.labelled])
def test_pictures_of_its_own_set_stay_as_they_are(name):
    about = TRAINED[name]
    assert about.recipe.ink == AUTO
    plain = replace(about.recipe, ink="level")
    count = len(labelled.load(about.labelled).pictures)
    for k in range(0, count, 1 if count < 100 else 7):
        picture = set_pictures.find(f"{about.labelled}-{k}")
        np.testing.assert_array_equal(about.recipe.levels(picture), plain.levels(picture))


def test_an_ink_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="There is no ink 'red': choose one of auto, level"):
        Recipe("", (1, 1, 1), (0.0,), (1.0,), ink="red")
