"""What the player asks for. It comes from a browser, so nothing in it is trusted."""

from random import randint

from cnnviz import kernels as bank
from cnnviz.lessons.filter_bank.round import LARGEST_SEED, Asked
from cnnviz.lessons.filter_bank.settings import FilterBank
from cnnviz.settings import nearest
from cnnviz.settings.shared import made_from
from cnnviz.ui.state import PageState
from cnnviz.ui.window import Event, changed


def on_event(visit: PageState[FilterBank], chosen: tuple[str, ...], event: Event) -> None:
    """Look at another map, change its kernel, or begin or end a round of guessing.

    ``chosen`` are the kernels to restore, the second layer's last.
    """
    try:
        if event.get("kind") == "select":
            visit.change(shown=nearest(FilterBank, "shown", str(event.get("key"))))
            return
        if event.get("kind") == "round":
            visit.view = Asked(randint(1, LARGEST_SEED) if event.get("on") is True else 0)
            return
        if event.get("bias"):
            raise ValueError("The kernels of a bank have no bias here; the convolution page does.")
        _change_bank(visit, chosen, event)
    except ValueError as problem:
        visit.message = str(problem)


def _change_bank(visit: PageState[FilterBank], chosen: tuple[str, ...], event: Event) -> None:
    settings = visit.settings
    links, origins = [*settings.bank, settings.second], list(settings.told_origins())
    place = int(settings.shown.partition("-")[2] or 0)
    if settings.shown == "second" and settings.second:
        place = len(settings.bank)
    elif place >= len(settings.bank):  # there is no such map: the first one is shown
        place = 0
    kernel, first = bank.from_link(links[place]), bank.from_link(chosen[place])
    links[place] = bank.to_link(changed(kernel, first, event))
    origins[place] = made_from(links[place], chosen[place])
    visit.change(
        bank=tuple(links[:-1]), second=links[-1], origins=tuple(origins) if any(origins) else ()
    )
