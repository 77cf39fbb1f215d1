"""What the player shows of a person's own classes: their photos, scores and losses."""

from typing import Any

from cnnviz.files import png
from cnnviz.lessons.backprop import classes, teaching, words_classes
from cnnviz.lessons.backprop.recipe import TEACH, Followed
from cnnviz.lessons.backprop.settings import Backprop
from cnnviz.networks.graph import Params
from cnnviz.networks.preset import Preset
from cnnviz.settings.class_names import LONGEST_NAME


def teach(settings: Backprop, start: Preset, params: Params, followed: Followed) -> dict[str, Any]:
    """The view of the classes.

    ``places`` has three for each class: None where it is empty, else the photo's ``image``, the
    class it is ``taken`` for with its ``share``, and whether that is ``right``. ``losses`` are
    those of all photos together: now, and before each of the last steps of teaching.
    """
    examples = settings.examples()
    fits = examples.x.shape[1:] == start.x.shape
    ready = fits and examples.teach
    taught = settings.weights.rpartition(";")[2].startswith(f"{TEACH},")
    losses: tuple[float, ...] = ()
    if ready:
        losses = followed.losses if taught else (teaching.mean_loss(start, params, examples),)
    return {
        "names": list(settings.class_names),
        "places": _places(settings, start, params, fits),
        "shown": settings.place,
        "ready": ready,
        "losses": list(losses),
        "more": len(settings.class_names) < classes.MOST,
        "limit": LONGEST_NAME,
        "own": classes.has_own(settings.photos),
        "said": words_classes.said(len(examples.places), ready, settings.class_names),
    }


def _places(
    settings: Backprop, start: Preset, params: Params, fits: bool
) -> list[dict[str, Any] | None]:
    examples = settings.examples()
    found: list[dict[str, Any] | None] = [None] * len(settings.every_place)
    for place in examples.places:
        pixels = classes.pixels(settings.every_place[place], place)
        found[place] = {"image": png.address(pixels), "taken": -1, "share": 0.0, "right": False}
    if not (fits and examples.places):
        return found
    scores = teaching.scores(start, params, examples)
    for place, row, label in zip(examples.places, scores, examples.labels, strict=True):
        taken = int(row.argmax())
        facts = {"taken": taken, "share": float(row[taken]), "right": bool(taken == label)}
        found[place] = {**(found[place] or {}), **facts}
    return found
