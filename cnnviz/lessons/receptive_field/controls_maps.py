"""What a network with weights makes of the photo: a map of each stage, and a unit's gradient.

What is soon done is done here; what takes longer in a process of the pool, for all who ask it.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.analysis import effective_field as effective
from cnnviz.files import own_model
from cnnviz.jobs import POOL, Job
from cnnviz.lessons.receptive_field import following, words
from cnnviz.lessons.receptive_field.payload import Effective
from cnnviz.lessons.receptive_field.settings import TRAINED, ReceptiveField, Unit
from cnnviz.lessons.receptive_field.trace import FieldTrace
from cnnviz.networks.graph import Network, Params
from cnnviz.traces import Array
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.state import PageState

if TYPE_CHECKING:
    from cnnviz.lessons.receptive_field.controls_show import FieldResult

MODULE = following.__name__
SOON = 0.5  # seconds that an answer is waited for
ASKED, HALTED = "effective", "effective halted"
GATED = "Gates in this network look at whole maps: this unit's gradient leads to every pixel."
Page = PageState[ReceptiveField]


def halts(visit: Page, _: Mapping[str, object]) -> None:
    """Wait no longer for the gradient that was asked for last."""
    visit.kept[HALTED] = visit.kept.get(ASKED)


# ---- the weights, and what goes in


def weighted(settings: ReceptiveField, looked: "FieldResult") -> tuple[Network, Params]:
    """The stages' network with the weights that were asked for."""
    stages = looked.trace.stages
    if looked.handed and settings.weights == TRAINED:
        return looked.handed.network, looked.handed.params
    nodes = tuple(node for stage in stages for node in stage.nodes)
    network = Network(looked.trace.network.inputs, nodes, (stages[-1].name,))
    network = effective.prepared(network, settings.weights)
    key = (_weights_key(settings), len(looked.read.x), _stack_key(settings), len(stages))
    params = RESULTS.get(
        ("weights", *key),
        lambda: effective.parameters(
            network,
            looked.trace.input_shape,
            settings.weights,
            seed=settings.seed,
            kernel=settings.build_kernel(),
        ),
    )
    return network, params


def _stack_key(settings: ReceptiveField) -> tuple[str, int]:
    return (settings.model, settings.until) if settings.model else (settings.stack, 0)


def _weights_key(settings: ReceptiveField) -> tuple[Any, ...]:
    by = {"kernel": settings.kernel, "random": settings.seed, "he": settings.seed}
    return settings.weights, by.get(settings.weights)


def _key(settings: ReceptiveField, looked: "FieldResult") -> tuple[Hashable, ...]:
    """All that the numbers of a network depend on: the way in which the picture goes in, too."""
    network = (_stack_key(settings), _weights_key(settings))
    return (*network, settings.recipe, looked.read.digest)


def _scaled(settings: ReceptiveField, looked: "FieldResult") -> Array:
    """The photo from 0 to 1; for weights drawn by chance around 0, as networks are trained."""
    if settings.weights == TRAINED:
        recipe = own_model.find(settings.model).recipe(settings.recipe)
        scaled: Array = replace(recipe, channels_last=False).scaled(looked.read.x)[0]
        return scaled
    x = looked.read.x.astype(np.float32) / np.float32(255)
    return x - x.mean() if settings.weights in ("random", "he") else x


def _plain(params: Params) -> dict[str, dict[str, Array]]:
    """Parameters as they go from one process to another."""
    return {node: dict(own) for node, own in params.items()}


# ---- maps


def maps(
    settings: ReceptiveField, looked: "FieldResult", wait: float = SOON
) -> tuple[tuple[Array, ...] | None, bool]:
    """A map of each stage, or None where that would take too long, and whether they come yet."""
    stages = looked.trace.stages
    if not stages:
        return (), False
    network, params = weighted(settings, looked)
    effort = effective.forward_effort(network, params, looked.read.x.shape)
    if effort.large:
        return None, False
    names = [stage.name for stage in stages]
    key = ("maps", *_key(settings, looked))
    task = lambda: (network, _plain(params), _scaled(settings, looked), names)  # noqa: E731
    found = _found(key, "mapped", task, wait, near=effort.seconds <= effective.COMFORT)
    if isinstance(found, Job):
        return None, not found.over
    return found, False


def _found(
    key: Hashable, function: str, task: Callable[[], tuple[Any, ...]], wait: float, *, near: bool
) -> Any:
    """What a function of `following` finds, or the job that works on it."""
    if near or key in RESULTS:
        return RESULTS.get(key, lambda: next(getattr(following, function)(*task())))
    job = POOL.ask(key, f"{MODULE}:{function}", task)
    job.wait(seconds=wait)
    if not job.over or job.latest is None:
        return job
    RESULTS.put(key, job.latest)
    POOL.forget(key)
    return job.latest


# ---- the gradient of a unit


def effective_of(visit: Page, looked: "FieldResult") -> Effective | None:
    """What is known of the effective field of the unit that the player asked for last."""
    unit, sure = visit.kept.get(ASKED, (None, False))
    if unit is None or not exists(unit, looked.trace):
        return None
    try:
        return _followed(visit, looked, unit, sure)
    except ValueError as problem:
        return Effective(unit, why=str(problem))


def _followed(visit: Page, looked: "FieldResult", unit: Unit, sure: bool) -> Effective:
    settings = visit.settings
    if looked.handed and looked.handed.gated and settings.weights == TRAINED:
        raise ValueError(GATED)
    network, params = weighted(settings, looked)
    stage, place = looked.trace.stages[unit[0] - 1].name, (unit[1], unit[2])
    effort = effective.effort(network, params, looked.read.x.shape, stage, place)
    if effort.large and not (sure and effort.bytes <= effective.BYTES):
        return Effective(unit, why=_announced(effort), sure=effort.bytes <= effective.BYTES)
    key = ("effective", unit, *_key(settings, looked))
    if visit.kept.get(HALTED) == (unit, sure):
        job = POOL.find(key)
        if job and not job.over:
            job.leave()
        if key not in RESULTS:
            return Effective(unit, why=words.HALTED, sure=True)
    task = lambda: (network, _plain(params), _scaled(settings, looked), stage, place)  # noqa: E731
    found = _found(key, "followed", task, SOON, near=effort.seconds <= effective.COMFORT)
    if isinstance(found, Job):
        why = (found.problem or words.HALTED) if found.over else ""
        return Effective(unit, why=why, sure=True, told=words.told(found, effort.seconds))
    return Effective(unit, found)


def _announced(effort: effective.Effort) -> str:
    cost = f"about {effort.seconds:.0f} s and {effort.bytes / 1e9:.1f} GB"
    if effort.bytes > effective.BYTES:
        return f"This would take {cost}, too much to begin: choose a smaller picture or kernel."
    return f"To follow this unit's gradient takes {cost}."


def exists(unit: Unit, trace: FieldTrace) -> bool:
    """Whether there is such a unit; layers count from 1."""
    layer, *place = unit
    if not 1 <= layer <= len(trace.stages):
        return False
    axes = trace.stages[layer - 1].axes
    return all(0 <= u < axis.units for u, axis in zip(place, axes, strict=True))
