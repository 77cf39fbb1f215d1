"""Whether the answer on the page hangs by a grey level."""

from collections.abc import Mapping

from cnnviz.files.recipe import Recipe
from cnnviz.lessons.network import near, words
from cnnviz.lessons.network.trace import Seen
from cnnviz.ui.pool import POOL

MODULE = "cnnviz.lessons.network.near"


def said(seen: Seen, recipe: Recipe, key: str, otherwise: str) -> dict[str, object]:
    """What stands under the answer: that one grey level turns it, or what is said otherwise.

    ``waits`` says that this is not known yet; the answer does not wait for it.
    """
    found = {"note": otherwise, "near": False, "waits": False}
    pair = near.two(seen.scores)
    if pair is None:
        return found
    params = {node: dict(own) for node, own in seen.params.items()}
    job = POOL.ask(
        ("near", key),
        f"{MODULE}:turned",
        lambda: (seen.network, params, recipe, seen.square, pair),
    )
    if job.latest is None or job.latest[0] == pair[0]:
        return found | {"waits": not job.over}
    return found | {"note": words.NEAR.format(name=seen.names[job.latest[0]]), "near": True}


def looks(_: object, __: Mapping[str, object]) -> None:
    """Look again whether it is known."""
