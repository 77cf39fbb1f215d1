"""What the player asks for. It comes from a browser, so nothing in it is trusted."""

from collections.abc import Mapping

from cnnviz import kernels as bank
from cnnviz.kernels import FAMILIES, MAX_WEIGHT, TRANSFORMS, Kernel
from cnnviz.kernels.cells import number
from cnnviz.settings import Convolution, FilterBank, nearest
from cnnviz.ui import kernels
from cnnviz.ui.state import Visit

Event = Mapping[str, object]


def on_convolution(visit: Visit[Convolution], event: Event) -> None:
    """Edit the kernel or the bias, transform the kernel, or take one from the bank."""
    key = str(event.get("key"))
    try:
        if event.get("kind") == "select":
            if key in FAMILIES:
                kernels.choose(visit, bank.build(key))
            return
        kernel = changed(visit.settings.build_kernel(), kernels.origin(visit), event)
        bias = number_of(event, "bias") if "bias" in event else visit.settings.bias
        visit.change(kernel=bank.to_link(kernel), bias=bias)
    except ValueError as problem:
        visit.said = str(problem)


def on_filter_bank(visit: Visit[FilterBank], chosen: tuple[str, ...], event: Event) -> None:
    """Look at another map, or change the kernel behind the one that is looked at.

    ``chosen`` are the kernels to restore, the second layer's last.
    """
    try:
        if event.get("kind") == "select":
            visit.change(shown=nearest(FilterBank, "shown", str(event.get("key"))))
            return
        if event.get("bias"):
            raise ValueError("The kernels of a bank have no bias here; the convolution page does.")
        _change_bank(visit, chosen, event)
    except ValueError as problem:
        visit.said = str(problem)


def _change_bank(visit: Visit[FilterBank], chosen: tuple[str, ...], event: Event) -> None:
    settings = visit.settings
    if settings.shown == "second":
        kernel, first = bank.from_link(settings.second), bank.from_link(chosen[-1])
        visit.change(second=bank.to_link(changed(kernel, first, event)))
        return
    place = int(settings.shown.partition("-")[2])
    kernel, first = (bank.from_link(links[place]) for links in (settings.bank, chosen))
    link = bank.to_link(changed(kernel, first, event))
    visit.change(bank=(*settings.bank[:place], link, *settings.bank[place + 1 :]))


def changed(kernel: Kernel, origin: Kernel, event: Event) -> Kernel:
    """The kernel after an edit or an action; "restore" gives the origin.

    Raises ``ValueError`` in one sentence for weights that can't be.
    """
    name = str(event.get("name"))
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
