"""Weights as a recipe: numbers set by hand, and steps that the engine takes again.

A link says how weights came about, which is short, instead of what they are. Parts stand between
semicolons and are followed in turn: `steps,10,0.01` takes ten steps of gradient descent on the
picture at that rate, `teach,10,0.01` on all photos of the person's own classes together; all others
are numbers (see `.settings_weights`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from cnnviz.kernels.cells import compact
from cnnviz.lessons.backprop import chain, teaching, training
from cnnviz.lessons.backprop import settings_weights as texts
from cnnviz.lessons.backprop.classes import Examples
from cnnviz.networks.graph import Params
from cnnviz.networks.preset import Preset

STEPS, TEACH = "steps", "teach"
MOST_PIXELS = 64_000  # steps times the picture's pixels: what a link may cost
BEYOND = "These steps lead beyond all bounds."


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """What a recipe leads to: the weights, and the loss before and after each of its last steps."""

    params: Params
    losses: tuple[float, ...] = ()


Keep = Callable[[str, Callable[[], Followed]], Followed]


def follow(
    start: Preset,
    recipe: str,
    mistake: str = "",
    examples: Examples | None = None,
    keep: Keep = lambda _, make: make(),
) -> Followed:
    """The weights of ``start`` after all parts of a recipe.

    ``keep`` gives what is known of the recipe up to some part, or what its second argument makes.

    Raises
    ------
    ValueError
        In one sentence, where the recipe is for other weights, or its steps can't be taken.
    """
    now = Followed(start.params)
    done: list[str] = []
    for part in _stretches(recipe):
        done.append(part)
        now = keep(";".join(done), partial(_after, now, part, start, mistake, examples))
    return now


def _after(
    now: Followed, part: str, start: Preset, mistake: str, examples: Examples | None
) -> Followed:
    if not texts.is_walk(part):
        return Followed(texts.applied(now.params, part))
    kind, times, rate = part.split(",")
    if kind == TEACH:
        params, losses = teaching.teach(
            start, now.params, examples, float(rate), int(times), mistake
        )
        if len(losses) <= int(times):
            raise ValueError(BEYOND)
        return Followed(params, losses)
    return _walked(now.params, int(times), float(rate), start, mistake)


def _walked(params: Params, times: int, rate: float, start: Preset, mistake: str) -> Followed:
    if times * start.x.size > MOST_PIXELS:
        raise ValueError("These are too many steps for a picture of this size.")
    here = chain.trace(start.network, params, start.x, start.loss, start.target, rate, mistake)
    descent = training.descend(here, times)
    if len(descent.losses) < times:
        raise ValueError(BEYOND)
    return Followed(descent.params, (here.value, *descent.losses))


def walked(recipe: str, times: int, rate: float, pixels: int = 0, kind: str = STEPS) -> str:
    """The recipe with some more steps; "" where that is more than a link may cost.

    >>> walked("conv.bias,1;steps,2,0.01", 3, 0.01, 36)
    'conv.bias,1;steps,5,0.01'
    """
    *before, last = recipe.split(";")
    head, _, tail = last.partition(",")
    count, _, at = tail.partition(",")
    if head == kind and float(at) == rate:
        times += int(count)
    else:
        before = [part for part in (*before, last) if part]
    longer = ";".join([*before, f"{kind},{times},{compact(rate)}"])
    walks = sum(map(texts.is_walk, before)) + 1
    fits = texts.steps(longer) <= texts.MOST_STEPS and walks <= texts.MOST_WALKS
    return longer if fits and times * pixels <= MOST_PIXELS else ""


def continued(before: Followed, recipe: str, longer: str, after: Followed) -> Followed:
    """``after`` some steps, with the losses of those before in the same part of the recipe."""
    same = bool(recipe) and recipe.count(";") == longer.count(";")
    return Followed(after.params, (*before.losses[:-1], *after.losses) if same else after.losses)


def kinds(recipe: str) -> frozenset[str]:
    """Which kinds of steps a recipe takes.

    >>> sorted(kinds("conv.bias,1;steps,2,0.01"))
    ['steps']
    """
    return frozenset(
        part.partition(",")[0] for part in recipe.split(";") if part and texts.is_walk(part)
    )


def edited(recipe: str, params: Params, start: Preset, known: Callable[[str], Followed]) -> str:
    """The recipe for ``params``, which differ by hand from what this one leads to.

    ``known`` follows a recipe.
    """
    if not texts.to_text(params, start.params):
        return ""
    parts = list(_stretches(recipe))
    while parts and not texts.is_walk(parts[-1]):
        parts.pop()
    head = ";".join(parts)
    return ";".join(filter(None, (head, texts.to_text(params, known(head).params))))


def _stretches(recipe: str) -> Iterable[str]:
    """The parts, numbers that follow one another taken together."""
    found = filter(None, recipe.split(";"))
    for walk, parts in groupby(found, texts.is_walk):
        together = list(parts)
        yield from together if walk else [";".join(together)]
