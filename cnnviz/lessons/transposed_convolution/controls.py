"""The transposed-convolution lesson, as its page shows it."""

from pathlib import Path

import numpy as np

from cnnviz.lessons.transposed_convolution import payload, trace
from cnnviz.lessons.transposed_convolution.settings import Transposed, View
from cnnviz.lessons.transposed_convolution.trace import TransposedTrace
from cnnviz.ui.intake import Prepared
from cnnviz.ui.lesson import Lesson

SIZES = ("stride", "padding", "output_padding", "dilation")


def grow(asked: Transposed, picture: Prepared) -> TransposedTrace:
    """The trace of a picture; raises ``ValueError`` where the settings do not fit together."""
    kernel, x = asked.build_kernel(), np.asarray(picture.x[0], np.float64)
    sizes = {name: getattr(asked, name) for name in SIZES}
    return trace.trace(x, kernel.weight[0] / kernel.divisor, **sizes)


PLAYER = Path(__file__).with_name("player.js")
LESSON = Lesson("transposed_convolution", Transposed, View, grow, payload.encode, PLAYER)
