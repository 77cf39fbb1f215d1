"""What is where in this picture?"""

from typing import Any

from cnnviz.lessons.regions import controls as regions
from cnnviz.lessons.regions import controls_keep
from cnnviz.ui import keep
from pages import contents


def below(visit: Any, picture: Any, seen: Any) -> None:
    """What is taken home."""
    keep.fold(visit, lambda: controls_keep.take(seen, picture.source, __file__))


regions.LESSON.page(contents, choose=regions.chooser, settings=regions.ways, below=below)
