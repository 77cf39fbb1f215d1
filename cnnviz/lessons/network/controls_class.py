"""What the player asks of the maps' order: for which class they are sorted."""

from collections.abc import Mapping
from typing import Any

from cnnviz.files.recipe import Recipe
from cnnviz.lessons.network.controls_why import SOON, asked_class, question_of
from cnnviz.lessons.network.payload_class import Ordered
from cnnviz.lessons.network.trace import Seen
from cnnviz.ui.pool import POOL
from cnnviz.ui.state import PageState

MODULE = "cnnviz.lessons.network.class_order"


def sorts(visit: PageState[Any], event: Mapping[str, object]) -> None:
    """Sort maps by what they do for a class, or look again at what is being worked out."""
    visit.kept["class order"] = asked_class(event)


def ordered(visit: PageState[Any], seen: Seen, recipe: Recipe, key: str) -> Ordered | None:
    """What is known of the order that this session asks for, or None where it asks for none."""
    asking: tuple[int, int | None] | None = visit.kept.get("class order")
    if asking is None or max(asking[0], asking[1] or 0) >= len(seen.names):
        return None
    label, versus = asking
    job = POOL.ask(
        ("class order", key, asking),
        f"{MODULE}:products",
        lambda: (question_of(seen, recipe, (label, versus, False)),),
    )
    job.wait(lambda one: one.look() is not None, SOON)
    return Ordered(label, versus, job.latest, not job.over, job.problem)
