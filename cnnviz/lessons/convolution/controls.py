"""The convolution page: its computation, its player and its gallery of kernels."""

from dataclasses import replace

from cnnviz.analysis import convolution as one_kernel
from cnnviz.files import code
from cnnviz.files.images import Picture
from cnnviz.kernels import Kernel, build
from cnnviz.lessons.convolution.controls_events import on_event
from cnnviz.lessons.convolution.settings import Convolution
from cnnviz.lessons.convolution.words import DRAW, EMPTY, PLAIN, STARTS
from cnnviz.player.gallery import Gallery, Group, Item, Small, small, thumbnail
from cnnviz.player.window import payload
from cnnviz.player.window.layer import layer
from cnnviz.settings import to_link
from cnnviz.traces import ConvolutionTrace
from cnnviz.ui import intake, kernels, player
from cnnviz.ui.caching import PACKED, RESULTS
from cnnviz.ui.intake import Prepared
from cnnviz.ui.state import PageState
from cnnviz.ui.window import start

OWN = "own"
# One of each idea, so that all are seen at a glance; the chooser has the whole bank.
SHOWN = (
    "identity", "box", "gaussian", "motion_blur", "sharpen",
    "sobel_x", "sobel_y", "prewitt_x", "scharr_x", "edge_45",
    "laplacian", "laplacian_of_gaussian", "emboss", "gabor", "random",
)  # fmt: skip


def compute(settings: Convolution, uploaded: Picture | None) -> tuple[Prepared, ConvolutionTrace]:
    """The picture and its convolution; raises ``ValueError`` in one sentence if they do not fit."""
    picture = intake.prepare(settings.picture, settings.side, settings.colour, uploaded)
    trace = RESULTS.get((settings, picture.digest), lambda: convolve(settings, picture))
    return picture, trace


def convolve(settings: Convolution, picture: Prepared) -> ConvolutionTrace:
    """The convolution alone, for a picture at hand."""
    return one_kernel.trace(
        picture.x,
        settings.build_kernel(),
        colour=settings.colour,
        bias=settings.bias,
        stride=settings.stride,
        padding=settings.padding,
        padding_mode=settings.padding_mode,
        dilation=settings.dilation,
        flip=settings.flip,
        activation=settings.activation,
    )


def show(visit: PageState[Convolution], picture: Prepared, trace: ConvolutionTrace) -> None:
    """Show one kernel on one picture, beside what the bank's kernels would make of it."""
    kernel = kernels.current(visit)
    key = (visit.settings, picture.source, kernel.name, kernel.title, visit.start)
    data = PACKED.get(key, lambda: _packed(visit, kernel, picture, trace))
    player.play(visit, data, lambda event: on_event(visit, event))


def _packed(
    visit: PageState[Convolution], kernel: Kernel, picture: Prepared, trace: ConvolutionTrace
) -> bytes:
    return payload.convolution(
        trace,
        kernel=kernel,
        source=picture.source,
        link=to_link(visit.settings),
        numpy=code.numpy_step_template(kernel, **layer(trace)),
        start=start(visit.start, trace.y),
        gallery=bank_gallery(visit.settings, kernel, picture, trace),
        beside=payload.Beside({"starts": starts(kernel), "plain": plain(visit.settings, kernel)}),
    )


def starts(kernel: Kernel) -> list[dict[str, object]]:
    """The four starts, the one marked whose kernel is shown."""
    empty = not kernel.weight.any()
    return [
        {"key": key, "title": title, "on": empty if key == DRAW else is_built(kernel, key)}
        for key, title in STARTS
    ]


def plain(settings: Convolution, kernel: Kernel) -> dict[str, str] | None:
    """What is said of the pinned pixel before any formula; on small numbers the formula says it."""
    simple = not settings.bias and settings.activation == "none" and settings.colour == "grey"
    if settings.small or not simple:
        return None
    if not kernel.weight.any():
        return EMPTY
    name = next((name for name in PLAIN if is_built(kernel, name)), None)
    return PLAIN[name][settings.flip] if name else None


def is_built(kernel: Kernel, name: str) -> bool:
    """Whether it is this kernel of the bank, unchanged and in its usual size."""
    return kernel.same_as(build(name))


def bank_gallery(
    settings: Convolution, kernel: Kernel, picture: Prepared, trace: ConvolutionTrace
) -> Gallery:
    """What every kernel of the bank makes of this picture, to choose from."""
    same_but_kernel = replace(settings, kernel=SHOWN[0], origin="")
    items = RESULTS.get(
        ("bank", same_but_kernel, picture.digest), lambda: bank_items(same_but_kernel, picture)
    )
    if kernel.name in SHOWN and is_built(kernel, kernel.name):
        return Gallery((Group("Kernel bank", items),), kernel.name)
    own = Item(OWN, kernel.title, _small(trace))
    return Gallery((Group("Kernel bank", (own, *items)),), OWN)


def bank_items(settings: Convolution, picture: Prepared) -> tuple[Item, ...]:
    """The small map of each kernel, computed in full with these settings and then shrunk.

    Of a map for each channel the first is shown, and so the others are not computed.
    """
    if settings.colour == "each":
        settings, picture = replace(settings, colour="grey"), replace(picture, x=picture.x[:1])
    return tuple(_item(replace(settings, kernel=name), picture) for name in SHOWN)


def _item(settings: Convolution, picture: Prepared) -> Item:
    name, title = settings.kernel, build(settings.kernel).title
    if why := settings.misfit(*picture.x.shape[1:]):
        return Item(name, title, None, why)
    return Item(name, title, _small(convolve(settings, picture)))


def _small(trace: ConvolutionTrace) -> Small:
    """The first map, on the scale of what is shown of it."""
    return small(thumbnail(trace.y[0]))
