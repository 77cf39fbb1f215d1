"""The convolution page's player: its payload, its gallery of kernels, its step and code."""

from dataclasses import replace

from cnnviz.files import code
from cnnviz.kernels import Kernel, build, short_title
from cnnviz.player import payload
from cnnviz.player.gallery import Gallery, Group, Item, thumbnail
from cnnviz.settings import Convolution, to_link
from cnnviz.settings import Step as Pinned
from cnnviz.traces import Array, ConvolutionTrace
from cnnviz.ui import compute, events, kernels, player
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import Visit

OWN = "own"
# One of each idea, so that all are seen at a glance; the chooser has the whole bank.
SHOWN = (
    "identity", "box", "gaussian", "motion_blur", "sharpen",
    "sobel_x", "sobel_y", "prewitt_x", "scharr_x", "edge_45",
    "laplacian", "laplacian_of_gaussian", "emboss", "gabor", "random",
)  # fmt: skip


def convolution(visit: Visit[Convolution], picture: Prepared, trace: ConvolutionTrace) -> None:
    """Show one kernel on one picture, beside what the bank's kernels would make of it."""
    kernel = kernels.current(visit)
    data = payload.convolution(
        trace,
        kernel=kernel,
        source=picture.source,
        link=to_link(visit.settings),
        numpy=code.numpy_step_template(kernel, **layer(trace)),
        start=start(visit.start, trace.y),
        gallery=bank_gallery(visit.settings, kernel, picture, trace),
    )
    player.play(data, key="player", on_event=lambda event: events.on_convolution(visit, event))


def layer(trace: ConvolutionTrace) -> code.Settings:
    """The layer as the code that people take home wants it."""
    rows, columns = trace.windows
    colour = "grey" if len(trace.x) == 1 else "sum" if trace.groups == 1 else "each"
    return {
        "colour": colour,
        "stride": rows.stride,
        "padding": (rows.pad, columns.pad),
        "padding_mode": trace.padding_mode,
        "dilation": rows.dilation,
        "flip": trace.flipped,
        "bias": float(trace.bias[0]),
        "activation": trace.activation,
    }


def start(pinned: Pinned | None, y: Array) -> payload.Step | None:
    """The step of a link, moved into the map if it lies outside."""
    if pinned is None or pinned.at is None:
        return None
    row, column = (min(i, n - 1) for i, n in zip(pinned.at, y.shape[1:], strict=True))
    return payload.Step(row, column, pinned.by, pinned.done, pinned.channel)


def bank_gallery(
    settings: Convolution, kernel: Kernel, picture: Prepared, trace: ConvolutionTrace
) -> Gallery:
    """What every kernel of the bank makes of this picture, to choose from."""
    same_but_kernel = replace(settings, kernel=SHOWN[0])
    items = RESULTS.get(
        ("bank", same_but_kernel, picture.digest), lambda: bank_items(same_but_kernel, picture)
    )
    if kernel.name in SHOWN and kernel.same_as(build(kernel.name)):
        return Gallery((Group("Kernel bank", items),), kernel.name)
    own = Item(OWN, short_title(kernel), thumbnail(trace.y[0]))
    return Gallery((Group("Kernel bank", (own, *items)),), OWN)


def bank_items(settings: Convolution, picture: Prepared) -> tuple[Item, ...]:
    """The small map of each kernel, computed in full with these settings and then shrunk."""
    return tuple(_item(replace(settings, kernel=name), picture) for name in SHOWN)


def _item(settings: Convolution, picture: Prepared) -> Item:
    name, title = settings.kernel, short_title(build(settings.kernel))
    if why := settings.misfit(*picture.x.shape[1:]):
        return Item(name, title, None, why)
    return Item(name, title, thumbnail(compute.convolve(settings, picture).y[0]))
