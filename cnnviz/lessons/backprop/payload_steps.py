"""What is done in any step of a chain."""

from cnnviz.lessons.backprop.payload_moment import Moment
from cnnviz.lessons.backprop.payload_step import Step
from cnnviz.lessons.backprop.payload_step_backward import BACKWARD
from cnnviz.lessons.backprop.payload_step_forward import FORWARD


def step(moment: Moment) -> Step:
    """What is done at a moment."""
    return {**FORWARD, **BACKWARD}[moment.kind](moment)
