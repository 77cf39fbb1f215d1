"""The convolution of the window player as code."""

from cnnviz.files import code
from cnnviz.traces import ConvolutionTrace


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
