"""What the player asks for. It comes from a browser, so nothing in it is trusted."""

import numpy as np

from cnnviz import kernels as bank
from cnnviz.kernels import FAMILIES, Kernel
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.convolution.words import DRAW, OWN
from cnnviz.ui import kernels
from cnnviz.ui.state import PageState
from cnnviz.ui.window import Event, changed, number_of


def on_event(visit: PageState[Convolution], event: Event) -> None:
    """Edit kernel or bias, transform the kernel, take one of the bank or begin an empty one."""
    key = str(event.get("key"))
    try:
        if event.get("kind") == "select":
            if key in FAMILIES:
                kernels.choose(visit, bank.build(key))
            elif key == DRAW:
                kernels.choose(visit, Kernel("custom", OWN, np.zeros((1, 3, 3))))
            return
        kernel = changed(visit.settings.build_kernel(), kernels.origin(visit), event)
        bias = number_of(event, "bias") if "bias" in event else visit.settings.bias
        kernels.edit(visit, kernel, bias=bias)
    except ValueError as problem:
        visit.message = str(problem)
