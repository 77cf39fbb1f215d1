"""How does a map grow?"""

from typing import Any

from cnnviz.lessons.transposed_convolution.controls import LESSON, SIZES
from cnnviz.lessons.transposed_convolution.settings import GROWN_SIDES
from cnnviz.ui import controls, kernels, pictures
from pages import contents


def choose(visit: Any, picture: Any) -> None:
    """What grows, and by which kernel."""
    pictures.kind(visit)
    pictures.chooser(visit, GROWN_SIDES, picture.notes)
    kernels.chooser(visit)


LESSON.page(contents, choose=choose, settings=lambda visit: controls.steppers(visit, *SIZES))
