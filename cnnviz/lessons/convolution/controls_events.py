"""What the player asks for. It comes from a browser, so nothing in it is trusted."""

from cnnviz import kernels as bank
from cnnviz.kernels import FAMILIES
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.ui import kernels
from cnnviz.ui.state import PageState
from cnnviz.ui.window import Event, changed, number_of


def on_event(visit: PageState[Convolution], event: Event) -> None:
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
        visit.message = str(problem)
