"""The computations of the pages, each remembered under its settings and its picture's digest."""

from cnnviz.files.images import Picture
from cnnviz.insight import convolution as insight
from cnnviz.settings import Convolution
from cnnviz.traces import ConvolutionTrace
from cnnviz.ui import intake
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.intake import Prepared


def convolution(
    settings: Convolution, uploaded: Picture | None
) -> tuple[Prepared, ConvolutionTrace]:
    """The picture and its convolution; raises ``ValueError`` in one sentence if they do not fit."""
    picture = intake.prepare(settings.picture, settings.side, settings.colour, uploaded)
    trace = RESULTS.get((settings, picture.digest), lambda: _convolve(settings, picture))
    return picture, trace


def _convolve(settings: Convolution, picture: Prepared) -> ConvolutionTrace:
    return insight.trace(
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
