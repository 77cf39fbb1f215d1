"""The computations of the pages, each remembered under its settings and its picture's digest."""

from dataclasses import replace

from cnnviz.files.images import Picture
from cnnviz.insight import convolution as one_kernel
from cnnviz.insight import filter_bank as many_kernels
from cnnviz.insight.filter_bank import FilterBankTrace
from cnnviz.settings import Convolution, FilterBank
from cnnviz.traces import ConvolutionTrace
from cnnviz.ui import intake
from cnnviz.ui.caching import RESULTS
from cnnviz.ui.intake import Prepared


def convolution(
    settings: Convolution, uploaded: Picture | None
) -> tuple[Prepared, ConvolutionTrace]:
    """The picture and its convolution; raises ``ValueError`` in one sentence if they do not fit."""
    picture = intake.prepare(settings.picture, settings.side, settings.colour, uploaded)
    trace = RESULTS.get((settings, picture.digest), lambda: convolve(settings, picture))
    return picture, trace


def filter_bank(settings: FilterBank, uploaded: Picture | None) -> tuple[Prepared, FilterBankTrace]:
    """The picture and every stage of the bank; raises ``ValueError`` as above."""
    picture = intake.prepare(settings.picture, settings.side, "grey", uploaded)
    # Which map is looked at changes nothing in any of them.
    key = (replace(settings, shown="convolved-0"), picture.digest)
    return picture, RESULTS.get(key, lambda: _run_bank(settings, picture))


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


def _run_bank(settings: FilterBank, picture: Prepared) -> FilterBankTrace:
    return many_kernels.trace(
        picture.x,
        settings.build_bank(),
        stride=settings.stride,
        padding=settings.padding,
        padding_mode=settings.padding_mode,
        activation=settings.activation,
        pool=settings.pool or None,
        second=settings.build_second(),
    )
