"""The wall of maps: all of one stage, each with the kernel that it was made by."""

from collections.abc import Hashable, Sequence

from cnnviz import kernels as all_kernels
from cnnviz.kernels import Kernel
from cnnviz.lessons.filter_bank import words
from cnnviz.lessons.filter_bank.settings import POOLS, FilterBank
from cnnviz.lessons.filter_bank.trace import FilterBankTrace
from cnnviz.player.gallery import WALL, Gallery, Group, Item, Small, small
from cnnviz.settings import ACTIVATIONS
from cnnviz.settings.shared import titled
from cnnviz.traces import ConvolutionTrace, MaxPoolTrace
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.intake import Prepared

Trace = ConvolutionTrace | MaxPoolTrace
ROW = 6  # more kernels than make a row are numbered, to be told apart


def branch_key(settings: FilterBank, picture: Prepared, place: int) -> Hashable:
    """All that the maps of one kernel depend on: an edit of another one leaves them as they are."""
    sliding = (settings.stride, settings.padding, settings.padding_mode)
    return (settings.bank[place], *sliding, settings.activation, settings.pool, picture.digest)


def all_maps(settings: FilterBank, bank: FilterBankTrace) -> dict[str, Trace]:
    """Each map by its key, in the order in which the picture passes through."""
    stages: dict[str, Sequence[Trace]] = {"convolved": bank.convolved, "pooled": bank.pooled}
    if settings.activation != "none":
        stages["activated"] = bank.activated
    maps: dict[str, Trace] = {
        f"{name}-{place}": trace
        for name, traces in stages.items()
        for place, trace in enumerate(traces)
    }
    return maps if bank.second is None else {**maps, "second": bank.second}


def gallery(
    settings: FilterBank, picture: Prepared, bank: FilterBankTrace, selected: str
) -> Gallery:
    """The wall: all maps of the stage of the chosen one, and the way to the other stages."""
    maps = all_maps(settings, bank)
    stage, _, place = selected.partition("-")
    items = tuple(
        Item(key, _title_of(settings, key), _small(settings, picture, key, trace))
        for key, trace in maps.items()
        if key.partition("-")[0] == stage
    )
    tabs = tuple(
        (key, name)
        for of, name in words.TABS.items()
        if (key := of if of == "second" else f"{of}-{place or 0}") in maps
    )
    return Gallery((Group(_titles(settings)[stage], items),), selected, tabs=tabs)


def _small(settings: FilterBank, picture: Prepared, key: str, trace: Trace) -> Small:
    """A map as it hangs on the wall, made once as long as its kernel stays as it is."""
    stage, _, place = key.partition("-")
    if stage == "second":
        return small(trace.y[0], WALL)
    branch = branch_key(settings, picture, int(place))
    return RESULTS.get((stage, branch), lambda: small(trace.y[0], WALL))


def _titles(settings: FilterBank) -> dict[str, str]:
    return words.titles(ACTIVATIONS[settings.activation], POOLS[settings.pool])


def kernel_of(settings: FilterBank, key: str) -> Kernel:
    """The kernel behind a map, titled by what it was made from."""
    every = (*settings.bank, settings.second)
    place = -1 if key == "second" else int(key.partition("-")[2])
    kernel = all_kernels.from_link(every[place])
    told = settings.told_origins()[place]
    return titled(kernel, all_kernels.from_link(told) if told else kernel)


def _title_of(settings: FilterBank, key: str) -> str:
    title, place = kernel_of(settings, key).title, key.partition("-")[2]
    return f"{place} {title}" if place and len(settings.bank) > ROW else title
