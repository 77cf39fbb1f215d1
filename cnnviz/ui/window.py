"""What the lessons with the window player share: its step and its events."""

from collections.abc import Mapping
from dataclasses import replace

from cnnviz import kernels as bank
from cnnviz.kernels import MAX_WEIGHT, TRANSFORMS, Kernel
from cnnviz.kernels.cells import number
from cnnviz.settings import Step
from cnnviz.traces import Array
from cnnviz.ui.pasting import pasted

# It comes from a browser, so nothing in it is trusted.
Event = Mapping[str, object]


def changed(kernel: Kernel, origin: Kernel, event: Event) -> Kernel:
    """The kernel after an edit or an action; "restore" gives the origin.

    Raises ``ValueError`` in one sentence for weights that can't be.
    """
    name = str(event.get("name"))
    if event.get("kind") == "paste":
        return replace(kernel, weight=pasted(kernel.weight, event, "kernel"))
    if event.get("kind") == "edit":
        return bank.edit(kernel, event.get("weight"))
    if event.get("kind") == "action" and name in TRANSFORMS:
        return TRANSFORMS[name](kernel)
    return origin if name == "restore" else kernel


def number_of(event: Event, name: str) -> float:
    """A finite number of the event within the limit of weights."""
    value = number(event.get(name), f"The {name}")
    if not abs(value) <= MAX_WEIGHT:  # NaN compares false
        raise ValueError(f"The {name} can be from -{MAX_WEIGHT} to {MAX_WEIGHT}.")
    return value


def start(pinned: Step | None, y: Array) -> Step | None:
    """The step of a link, moved into the map if it lies outside."""
    if pinned is None or pinned.at is None:
        return pinned
    row, column = (min(i, n - 1) for i, n in zip(pinned.at, y.shape[1:], strict=True))
    return replace(pinned, at=(row, column))
