"""What each experiment is called, what it asks before, and what is said of its run."""

from typing import Any

from cnnviz.figures.numbers import number
from cnnviz.lessons.training.experiments import EXPERIMENTS, current
from cnnviz.lessons.training.ledger import Ledger
from cnnviz.lessons.training.settings import Training

TITLES = {
    "rate": "Too large a step",
    "zeros": "All weights 0",
    "tenths": "All weights 0.1",
    "linear": "No activation",
    "one": "One kernel",
    "shuffled": "Shuffled labels",
    "untied": "A bias for each place",
    "ties": "Gradient to every maximum",
    "dead": "Dead ReLUs",
    "vanishing": "Vanishing gradients",
}
USUAL = "The usual run"
LABEL = "Experiments"
NOTE = "Each sets everything, asks what you expect, and trains."
FLAWS = "Two flaws of code from scratch, as a chapter has it:"
EXPECTS = {
    "rate": "The learning rate is *20*, 400 times the usual one. Does the loss fall faster?",
    "zeros": "Every weight begins at *0*. Will the kernels ever become different?",
    "tenths": "Every weight begins at *0.1*. Will eight kernels see more than one does?",
    "linear": "No activation, and the *mean* of each block in place of its maximum: the network "
    "only multiplies and adds. How much worse than A will it be?",
    "one": "*One* kernel in place of eight. How many new digits will it still tell right?",
    "shuffled": "*150* digits, and each label is drawn by chance. Can they be learnt, and what "
    "comes of new digits?",
    "untied": "This code gives *each place* of a map a bias of its own, where a convolution has "
    "one for each kernel. Does it learn worse?",
    "ties": "Where several numbers of a block equal its maximum, this code hands the gradient to "
    "*each of them*. How wrong are its gradients?",
    "dead": "The learning rate is *0.5*, ten times the usual one. How many kernels will end up "
    "giving 0 for every picture?",
    "vanishing": "*Six* convolutions in a row, each followed by a sigmoid. How much of the "
    "gradient reaches the first one?",
}
FOUND = {
    "rate": "*Stopped after step {step}*: the loss on new digits went from *{first}* to "
    "*{after_one}* in one step, and that of three batches in a row was above {bound}, twice that "
    "of guessing. The steps are far too large.",
    "no_number": "*Stopped after step {step}*: the loss on new digits went from *{first}* to "
    "*{after_one}* in one step, and then it was no number any more. The steps are far "
    "too large.",
    "goes_on": "After step {step} the loss on new digits is *{last}*; it was {first}, and "
    "guessing gives {guessing}.",
    "zeros": "In the whole run the largest weight of a kernel is *{weight}*, and so is its "
    "gradient: what is multiplied by 0 learns nothing. *{right}* of {tests} new digits right, A "
    "{other}.",
    "zeros_moved": "In the whole run the largest weight of a kernel is *{weight}*, its largest "
    "gradient *{slope}*. *{right}* of {tests} new digits right, A {other}.",
    "tenths": "The kernels stay alike: two never differ by more than *{apart}*, their gradients "
    "by *{slope}*, where the largest is {largest}. It is one kernel, {kernels} times: *{right}* "
    "of {tests} right, A {other}.",
    "linear": "*{right}* of {tests} new digits right, A {other}. One table of {inputs} × {classes} "
    "numbers gives the same answer to *{same}* of {tests}: without an activation the layers fold "
    "into one.",
    "one": "*{right}* of {tests} new digits right with {numbers} numbers that learn; A has "
    "{others} and *{other}* right.",
    "shuffled": "*{seen}* of {training} training digits are known by heart, and *{right}* of "
    "{tests} new ones are right; guessing gets about {guess}. With true labels (A) it is {other}.",
    "untied": "*{biases}* biases in place of {kernels}: *{right}* of {tests} new digits right, A "
    "{other}. But in one map they differ by up to *{apart}*: a figure that moves is not seen as "
    "the same.",
    "ties": "In the first batch *{tied}* of {blocks} blocks have more than one maximum: the bias "
    "of kernel {kernel} gets *{wrong}*, and *{true}* is right. *{right}* of {tests} new digits "
    "right, A {other}.",
    "dead": "*{dead}* of {kernels} kernels give 0 for every picture, so no gradient reaches them; "
    "*{units}* of {all} units are dead. *{right}* of {tests} right; A, with a leaky ReLU, {other} "
    "and {alive} dead.",
    "vanishing": "Gradient in the first batch, convolution {depth} to 1: *{norms}*. With ReLU (A) "
    "it is {others}. *{right}* of {tests} new digits right, A {other}.",
}


def told(settings: Training, ledger: Ledger, other: Ledger | None, *, over: bool) -> dict[str, str]:
    """What the player says of an experiment: its question, and once it is over what was found."""
    name = current(settings)
    if not name or other is None:
        return {"name": "", "expects": "", "found": ""}
    done = over and ledger.over and other.over
    sentence = found(*EXPERIMENTS[name].found(ledger, other)) if done else ""
    return {"name": name, "expects": EXPECTS[name], "found": sentence}


def found(name: str, numbers: dict[str, Any]) -> str:
    """The sentence of a finding with its numbers as they are written."""
    return FOUND[name].format(**{key: _written(value) for key, value in numbers.items()})


def _written(value: Any) -> str:
    if isinstance(value, list):
        return " · ".join(map(number, value))
    return f"{value:,}" if isinstance(value, int) else number(value)
