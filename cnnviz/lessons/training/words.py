"""Every sentence of the lesson: ``{name}`` is put in, what stands between stars is bold."""

from dataclasses import fields
from typing import Any

from cnnviz.lessons.training.settings import SHOWN, SIDES, Training
from cnnviz.player.phrases import keys

KEYS = keys(
    (
        ("↑ ↓", "an epoch back, on"),
        ("R", "start over"),
        ("S", "picture, draw, or mistakes"),
        ("A", "beside each kernel: what it sees, or run A"),
        ("G", "gradients on the kernels"),
        ("[ ]", "the picture before, after"),
        ("Drag", "along a curve: back and on in time"),
    ),
    without={"Z", "↑ ↓"},
)
LABELS = {
    "board": "A network that learns",
    "kernels": "Kernels",
    "gradients": "Gradients",
    "gradients_title": "Show on each weight the gradient that makes the next step (G)",
    "sides": "What is shown beside the kernels",
    "accuracy": "Right answers",
    "loss": "Loss",
    "epoch": "+1 epoch",
    "epoch_title": "Train one epoch more (down arrow)",
    "restart": "Start over",
    "restart_title": "Back to the random numbers that it began with (R)",
    "wrong": "Most wrong now",
    "became": "truth → answer",
    "before": "The test picture before ([)",
    "after": "The test picture after (])",
    "shown": "What is shown beside each kernel",
    "clear": "Clear",
    **{f"shown_{name}": title for name, title in SHOWN.items()},
    **{f"side_{name}": title for name, title in SIDES.items()},
}
WORDS: dict[str, Any] = {
    "training": {
        "of_tests": "of {count} new pictures right",
        "begins": "Nobody drew these {kernels}: they are random numbers, and the answers are "
        "guesses. Press *P* to train.",
        "begins_one": "Nobody drew this kernel: its weights are random numbers, and the answers "
        "are guesses. Press *P* to train.",
        "learns": "Each training picture was seen *{times}*. *Orange* weights want {what}, *blue* "
        "ones want none; {changed}.",
        "wanted": {"ink": "ink", "grey": "light"},
        "times": ["{count} times", "once", "less than once"],
        "kernels": "{count} kernels",
        "most": "kernel {kernel} has changed most",
        "only": "the kernel has changed",
        "waits": "It is being trained …",
        "queue": "Trainings that wait before this one: {count} …",
        "stopped": "Stopped after step *{step}*: three times in a row the loss of a batch was "
        "above *{bound}*, twice that of guessing. The steps are too large; take a smaller "
        "learning rate.",
        "no_number": "Stopped after step *{step}*: the loss is no number any more. The steps are "
        "far too large; take a smaller learning rate.",
        "broken": "Training broke off after step *{step}*: {problem} Press *P* to go on from "
        "there.",
        "weight": "Kernel {kernel}, row {row}, column {column}: *{value}*. Its gradient is "
        "*{slope}*, so the next step goes to {equation}*{next}*.",
        "weight_last": "Kernel {kernel}, row {row}, column {column}: *{value}*, and its gradient "
        "is *{slope}*.",
        "step_of": "{value} − {rate} · {slope} {same} ",
        "where": "step {step} of {total}",
        "epoch_step": "epoch *{epoch}* · step *{step}*",
        "title": "{kernels}",
        "one": "1 kernel",
        "beside": "beside: what it sees",
        "under": "below: what it sees",
        "disc": "disc: gradient",
        "bias": "b {value}",
        "accuracy_name": "Right answers after step {step}: {value} of new pictures",
        "loss_name": "Loss after step {step}: {value} on new pictures",
        "legend_a": "thick: new · thin: training · teal: A, {about}",
        "legend": "thick: new pictures · thin: training pictures",
        "guess": "guessing",
        "epochs": "epochs",
        "steps": "steps",
        "says": "says {name}",
        "right": "right, it is {name}",
        "wrong": "wrong: it is {name}",
        "draw_here": "Draw here with mouse or finger.",
        "drawn_name": "Your drawing",
        "picture_name": "{place} of {count} new pictures",
        "kernels_name": "Kernels after step {step}",
        "confusion": "Rows: what it is. Columns: the answer. Click a number to see.",
        "confusion_name": "How often each class was taken for each, after step {step}",
        "cell": "*{count}* of {all} pictures of {truth} were taken for {answer}.",
        "thumb": "{truth}→{answer}: {truth} taken for {answer}",
        "none_wrong": "Every new picture is right.",
        "predict": "the share right after epoch {epoch}, in %",
    },
}


def difference(settings: Training) -> str:
    """In what run A differs from the settings."""
    other, now = settings.other, settings.run
    if other is None:
        return ""
    found = [
        f"{line.metadata['noun']} {line.metadata['codec'].show(getattr(other, line.name))}"
        for line in fields(Training)
        if getattr(other, line.name) != getattr(now, line.name)
    ]
    return ", ".join(found) or "the same settings"


# The ways into other lessons.
ONWARD = "Open in"
TRAINED = "Trained, {steps} steps"
KEPT = "The network is the one after {step}."
NOTEBOOK = "The notebook trains it in plain NumPy."
NO_NUMBERS = (
    "The loss grew without end, and some weights are no numbers any more: go back to an earlier "
    "step."
)
LESSONS = {
    "network": (
        "Network",
        "What this network sees in a picture, layer by layer, and why it says so.",
    ),
    "backprop": (
        "Backprop",
        "Every number of it on the way there, and its gradient on the way back.",
    ),
    "receptive_field": ("Receptive field", "Which pixels a number of its maps sees."),
}
