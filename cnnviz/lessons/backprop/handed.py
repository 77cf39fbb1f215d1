"""A network with weights of its own, which another lesson or a file hands to this one."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from cnnviz.files import own_model, set_pictures
from cnnviz.files.images import Picture
from cnnviz.files.own_model import OwnModel
from cnnviz.files.recipe import Recipe
from cnnviz.files.trained import TRAINED
from cnnviz.fixed import fixed
from cnnviz.networks.in_a_row import in_a_row
from cnnviz.networks.preset import Preset
from cnnviz.networks.run import forward
from cnnviz.ops import SquaredError
from cnnviz.ops.layer import Array
from cnnviz.store import stored


@stored(max_entries=16, max_bytes=64_000_000)
def preset(model: str, names: str = "") -> Preset:
    """The model as a network to start from, on a picture of zeros.

    Raises
    ------
    ValueError
        In one sentence: the model is no longer here, or its layers can't be followed.
    """
    given = own_model.find(model)
    network, params = in_a_row(given.network, given.params, given.shape)
    x = np.zeros(given.shape)
    outputs = forward(network, params, x[None]).values[network.outputs[0]].shape[1]
    start = Preset(given.title, network, x, params, classes=("output",))
    if outputs == 1:
        return fixed(replace(start, loss=SquaredError(), target=np.array([1.0])))
    called = tuple(names.splitlines()) or given.classes
    numbered = tuple(f"class {k}" for k in range(outputs))
    return fixed(replace(start, classes=called if len(called) == outputs else numbered))


def shown(start: Preset, x: Array, model: str, picture: str) -> Preset:
    """The network with a picture (C, H, W), which is of a known class if the set says so."""
    read = replace(start, x=x)
    if len(start.classes) == 1:
        return read
    if known := _is_of_its_set(model, picture):
        truth = set_pictures.label(picture)
    else:  # the class that it likes least: there is something to learn
        scores = forward(start.network, start.params, x[None]).values[start.network.outputs[0]]
        truth = int(np.argmin(scores))
    return replace(read, target=np.array(truth), known=known)


def _is_of_its_set(model: str, picture: str) -> bool:
    of_a_set = set_pictures.find(picture) is not None
    return of_a_set and model in TRAINED and picture.startswith(f"{TRAINED[model].labelled}-")


@lru_cache(maxsize=16)
def misread(model: str) -> str:
    """Of the set that a model was trained on the first picture that it takes for another."""
    given = own_model.find(model)
    kept = set_pictures.kept(TRAINED[model].labelled)
    wrong = (name for name in kept if _answer(given, name) != set_pictures.label(name))
    return next(wrong, kept[0])


def _answer(given: OwnModel, name: str) -> int:
    picture = set_pictures.find(name)
    assert picture is not None
    recipe = given.recipe(0)
    values = forward(given.network, given.params, recipe.scaled(recipe.levels(picture))).values
    return int(values[given.network.outputs[0]].argmax())


def numbers(picture: Picture, model: str, way: int) -> tuple[Array, Recipe]:
    """The picture (C, H, W) as the model reads it, in float64, and how it went in."""
    recipe = own_model.find(model).recipe(way)
    scaled = replace(recipe, channels_last=False).scaled(recipe.levels(picture))
    return scaled[0].astype(np.float64), recipe


def ends(recipe: Recipe) -> tuple[float, float]:
    """The least and the largest number that a recipe makes of a level.

    >>> ends(Recipe("−1 … 1", (1, 8, 8), (127.5,), (127.5,)))
    (-1.0, 1.0)
    """
    most = [(level - m) / s for level in (0, 255) for m, s in _channels(recipe)]
    return min(most), max(most)


def _channels(recipe: Recipe) -> list[tuple[float, float]]:
    count = max(len(recipe.mean), len(recipe.scale))
    mean, scale = (each * (count // len(each)) for each in (recipe.mean, recipe.scale))
    return list(zip(mean, scale, strict=True))
