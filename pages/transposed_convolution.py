"""How does a map grow?"""

from typing import Any

from cnnviz.lessons.transposed_convolution import controls_keep as transposed_keep
from cnnviz.lessons.transposed_convolution.controls import LESSON, SIZES
from cnnviz.lessons.transposed_convolution.settings import GROWN_SIDES
from cnnviz.ui import controls, keep, kernels, picture_kind, pictures
from pages import contents


def choose(visit: Any, picture: Any) -> None:
    """What grows, and by which kernel."""
    picture_kind.kind(visit)
    pictures.chooser(visit, GROWN_SIDES, picture.notes)
    kernels.chooser(visit)


def below(visit: Any, picture: Any, trace: Any) -> None:
    """What is taken home."""
    keep.fold(visit, lambda: transposed_keep.take(trace, picture.source, __file__))


LESSON.page(
    contents,
    choose=choose,
    settings=lambda visit: controls.steppers(visit, *SIZES),
    below=below,
)
