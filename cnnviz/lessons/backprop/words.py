"""What the player of the backward pass says: templates that the browser fills with shown numbers.

In sentences ``{name}`` is a number or text put in, and what stands between stars is printed bold.
In formulas (LaTeX, which the browser typesets as MathML) and in code ``@name`` is put in.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cnnviz.lessons.backprop import words_classes
from cnnviz.player import phrases

SENTENCES = MappingProxyType(
    {
        "conv": "*{name}* {equation}: {count} products under the kernel, added up, plus the bias.",
        "open": "*{name}* {first} max(0, {from}) {tie} *{total}*: a number above zero goes on as "
        "it is, so this gate is *open*.",
        "shut": "*{name}* {first} max(0, {from}) {tie} *{total}*: this is not above zero, so the "
        "gate is *shut*, on the way back too.",
        "curve": "*{name}* {tie} *{total}*: {title} of {from}. The slope of the curve there, "
        "{slope}, is needed on the way back.",
        "pool": "*{name}* {tie} *{total}*: the largest of these {count} numbers, at row {row}, "
        "column {column}. Only this one goes on.",
        "tie": "*{name}* {tie} *{total}*: {ties} of these {count} numbers are equally large. The "
        "first in reading order, at row {row}, column {column}, counts as the winner.",
        "tie_all": "*{name}* {tie} *{total}*: all {count} numbers are equal. The first in reading "
        "order, at row {row}, column {column}, counts as the winner.",
        "flatten": "*{name}* has the same {count} numbers in a new shape. Nothing is computed.",
        "dense": "*{name}* {equation}, {meaning}: each number times its weight, added up, plus the "
        "bias.",
        "softmax": "*{name}* {tie} *{total}*: e to the power of {score}, divided by the sum of all "
        "{count} powers, is the share of this class.",
        "softmax_equal": "*{name}* {tie} *{total}*: equal scores give equal shares. The network "
        "does not prefer any class.",
        "softmax_tiny": "*{name}* = e^({exponent}) ≈ *{total}*: this share is larger than 0, but "
        "too small for a number of the computer.",
        "loss": "*{name}* {first} −ln {from} {tie} *{total}*: the truth is “{truth}”, and "
        "{share} is its share. *Here we turn round.*",
        "loss_tiny": "*{name}* {first} *{total}*: the share of the truth, “{truth}”, is "
        "e^({exponent}), nearly 0, so the loss is computed from the scores. *Here we turn round.*",
        "squared": "*{name}* {first} {squares} {tie} *{total}*: each output minus its target, "
        "squared{mean}. *Here we turn round.*",
        "error": "*{name}* {first} {from} − {target} {tie} *{total}*: share minus target is the "
        "gradient of this score.",
        "dense_weight": "*{name}* {first} {b}·{a} {tie} *{total}*: the gradient of its output "
        "times the number that the weight was multiplied with.",
        "dense_bias": "*{name}* {first} *{total}*: the bias was added as it is, so it has the "
        "gradient of its output.",
        "dense_input": "*{name}* {equation}: {number} went into {outputs}. Each gradient comes "
        "back through the weight it went out by.",
        "unflatten": "*{name}* has the same {count} gradients in the old shape. Nothing is "
        "computed.",
        "route": "*{name}* gets *{total}*, the whole gradient of {from}: it was the winner of this "
        "window, and the others get 0.",
        "route_tie": "*{name}* gets *{total}*, the whole gradient of {from}: {ties} numbers tied "
        "here, and the first counts as the winner. The others get 0.",
        "gate_open": "*{name}* {first} {from}·1 {tie} *{total}*: this gate was open, so the "
        "gradient passes as it is.",
        "gate_open_zero": "*{name}* = 0·1 = *{total}*: this gate was open, but no gradient comes "
        "to it.",
        "gate_shut": "*{name}* {first} {from}·0 = *{total}*: this gate was shut, so the gradient "
        "ends here.",
        "gate_shut_zero": "*{name}* = 0·0 = *{total}*: this gate was shut, and no gradient came "
        "to it.",
        "gate_curve": "*{name}* {first} {from}·{slope} {tie} *{total}*: the gradient times the "
        "slope of the curve here.",
        "conv_weight": "*{name}* {equation}: this weight was used in {outputs}, and {met}.",
        "conv_bias": "*{name}* {equation}: the bias was added in {outputs}, so it gets the sum of "
        "their gradients.",
        "conv_input": "*{name}* {equation}: {number} went into {outputs}, into the earlier ones "
        "through the later weights. *From here the kernel is flipped.*",
        "conv_input_one": "*{name}* {equation}: {number} went into {outputs} only. All else under "
        "the flipped kernel is a zero put there.",
        "conv_input_none": "*{name}* {equation}: {number} went into no output, so no gradient "
        "reaches it.",
        "scatter": "*{name} {sign} {from}* goes back through the kernel, not flipped, to the "
        "{count} numbers that {output} was made of: *{pixel}* is {total} so far.",
        "scatter_copied": "*{name} {sign} {from}* goes back through the kernel, not flipped, to "
        "the {count} numbers that {output} was made of; *what a copy in the padding gets is added "
        "to its original*: *{pixel}* is {total} so far.",
        "scatter_zero": "*{name} = 0*, so {output} sends nothing back: *{pixel}* is {total} so "
        "far.",
        "unflipped": "*{name}* {equation}: the kernel lies here as it is, *not flipped*, so the "
        "gradients meet the wrong weights.",
        "gate_ignored": "*{name}* {first} {from}·1 {tie} *{total}*: this gate was shut, and the "
        "gradient passes *all the same*.",
        "route_shared": "*{name}* gets *{total}*, the whole gradient of {from}, and so does *each* "
        "of the {ties} numbers that tie here.",
        "overwrite": "*{name} {sign} {from}* goes back to the {count} numbers that {output} was "
        "made of, *in place of* what stood there: *{pixel}* is {total} now.",
        "overwrite_zero": "*{name} = 0* goes back to the {count} numbers that {output} was made "
        "of, *in place of* what stood there: *{pixel}* is {total} now.",
        "update_down": "*{name}* {first} {from} − {rate}·{slope} {tie} *{total}*: if {number} "
        "grew, the loss would rise, so it goes down a little.",
        "update_up": "*{name}* {first} {from} − {rate}·{slope} {tie} *{total}*: if {number} "
        "grew, the loss would fall, so it goes up a little.",
        "update_zero": "*{name}* {first} *{total}*: the gradient of {number} is 0, so it stays as "
        "it is.",
        "result": "All {count} numbers took their step: the loss goes from {before} to *{after}*.",
        "result_worse": "That step was too long: the loss rises from {before} to *{after}*. "
        "Try a smaller step size.",
    }
)

# The first sentence; and others that are true of some chains only: see fitting.py.
STARTS = MappingProxyType(
    {
        "known": "This should come out as {truth}.",
        "wanted": "The output should be {truth}.",
        "pretended": "Here we *pretend* that the truth is {truth}.",
        "random": "Some weights began as *random numbers*. ",
        "follow": "Follow every number to the loss, and the gradient all the way back.",
    }
)
WITHOUT_BIAS = MappingProxyType(
    {
        "conv": "*{name}* {equation}: {count} products under the kernel, added up.",
        "dense": "*{name}* {equation}, {meaning}: each number times its weight, added up.",
    }
)
_MISS = "*{{name}}* {{first}} {{factor}}·({{from}} − {{target}}) {{tie}} *{{total}}*: "
MISSES = MappingProxyType(
    {
        "one": _MISS + "the slope of x² is 2x, 2 times output minus target.",
        "mean": _MISS + "the slope of x² is 2x, and the mean over {outputs} outputs divides by "
        "{outputs}: 2 / {outputs} times output minus target.",
    }
)
MEANS = MappingProxyType({"one": "", "mean": ", and their mean"})
RESULT_BEYOND = (
    "All {count} numbers took their step: the loss goes from {before} to *{after}*. The gradient "
    "promised a fall by more than the whole loss: a straight line is right only for small steps."
)

# What comes next, said before it happens: within a stretch, and at the start of one.
THEN = MappingProxyType(
    {
        "conv": ("the window moves on", "{label} into {writes}: {count} numbers"),
        "activation": ("the next number", "{label}: each number by itself"),
        "pool": ("the next window", "{label}: the largest of each window goes on"),
        "flatten": ("", "{label}: the same numbers in a new shape"),
        "dense": ("the next output", "the dense layer: {count} weighted sums"),
        "dense_one": ("", "the dense layer: one weighted sum"),
        "softmax": ("the next share", "softmax: scores become shares"),
        "loss": ("", "the loss: how wrong is this?"),
        "squared": ("", "the loss: how wrong is this?"),
        "error": ("the gradient of the next score", "turn round: the gradient of each score"),
        "miss": ("the gradient of the next output", "turn round: the gradient of the output"),
        "dense_weight": ("the next weight", "{writes}: how the loss answers to each weight"),
        "dense_bias": ("the next bias", "{writes}: the bias has the gradient itself"),
        "dense_input": ("the next number", "{writes}: back through the weights"),
        "unflatten": ("", "un-flatten: back into the old shape"),
        "route": ("the next window", "pooling sends each gradient to its winner"),
        "gate": ("the next gate", "{label}: which gradients may pass?"),
        "slope": ("the next gradient", "{label}: each gradient times the slope of the curve"),
        "conv_weight": ("the next weight", "{writes}: a sum over all outputs for each weight"),
        "conv_bias": ("the next bias", "{writes}: just add up the gradients"),
        "conv_input": ("the next number", "{writes}: why the kernel is flipped"),
        "scatter": ("the next output", "{writes}: each output sends its gradient back"),
        "update": ("the next number", "the update: every number takes its step"),
        "result": ("run forward again: is the loss smaller?", ""),
        "visit": ("the next of {count} with the largest gradients; scrub or click for others", ""),
        "end": ("take this step, or start again", ""),
    }
)

MISTAKE = "Backprop is wrong on purpose: {what}."
MISTAKEN_THEN = MappingProxyType(
    {"conv_input": ("the next number", "{writes}: under a kernel that is not flipped")}
)
FOUND = MappingProxyType(
    {
        "several": "The check finds {wrong} of {count} gradients wrong; they have a red frame.",
        "one": "The check finds 1 of {count} gradients wrong; it has a red frame.",
        "none": "With these numbers the mistake changes no gradient that the check can judge.",
    }
)

VERDICTS = MappingProxyType(
    {
        "good": "✓ Agrees.",
        "fair": "✓ Agrees, as far as it can near a kink.",
        "doubtful": "Doubtful: look again.",
        "wrong": "✗ Does not agree.",
        "kink": "The check means nothing here. {kinks}",
    }
)

EDITING = MappingProxyType(
    {
        "open": "{name} is {value}. Type a number and press Enter; Escape leaves it as it is.",
        "no_number": "{name} stays {value}: “{text}” is no number. "
        "Write one from −{limit} to {limit}, such as 2.5.",
        "none": "There is nothing to change in this step: go to the picture, a kernel or a bias.",
        "how": "No step writes this number; a double click changes it.",
    }
)

# Numbers of things: one, and several.
COUNTS = MappingProxyType(
    {
        "product": ("1 product", "{count} products"),
        "number": ("1 number", "{count} numbers"),
        "gradient": ("1 gradient", "{count} gradients"),
        "push": ("1 part", "{count} parts"),
        "power": ("1 power", "{count} powers"),
        "square": ("1 square", "{count} squares"),
        "input": ("1 input", "{count} inputs"),
        "outputs": ("one output", "{count} outputs"),
        "met": ("every product is 0", "one product is not 0", "{count} products are not 0"),
        "zeros": {
            "all": "all {count} terms are 0",
            "one": "1 zero term left out",
            "several": "{count} zero terms left out",
        },
        "winner": "winner",
        "lost": "lost",
        "open": "gate open: × 1",
        "shut": "gate shut: × 0",
        "ignored": "gate shut, ignored: × 1",
        "slope": "gradient × slope",
    }
)
MEANINGS = MappingProxyType(
    {"score": "the score for “{name}”", "output": "an output of the dense layer"}
)
NOTES = MappingProxyType(
    {
        "gates": "gates, ▐ shut",
        "flipped": "flipped by 180°",
        "unflipped": "as it is",
        "ring": "{count} ring of 0",
        "rings": "{count} rings of 0",
        "columns": "{count} zeros on each side",
        "between": "0 between, {around}",
        "adjoint": "both views: {product}",
        "adjoint_one": "No gather view here: an input also gets what its copies get.",
        "adjoint_count": "both views: the same {count} numbers: {product}",
    }
)
VIEWS = MappingProxyType(
    {"label": "Two views of the same numbers", "gather": "Gather", "scatter": "Scatter"}
)
BAR = MappingProxyType(
    {
        "forward": "forward",
        "backward": "backward",
        "update": "update",
        "count": "{label} {index} of {count}",
        "done": "{label} done",
        "where": "step {step} of {count}",
        "again": "Start again",
        "number": "Next number",
        "next": "Next: {label}",
        "turn": "↩ Turn: {label}",
        "play": "▶ Play",
        "pause": "❚❚ Pause",
        "timeline": "Timeline",
    }
)
RESULT = MappingProxyType(
    {
        "before": "loss before",
        "after": "loss after",
        "predicted": "predicted, −η‖∇‖²",
        "real": "what really happens",
        "take_one": "Take this step",
        "take_ten": "Take ten steps",
        "undo": "Undo",
        "taken": "{taken} taken so far",
        "history": "Loss after each step",
    }
)
CHECK = MappingProxyType(
    {
        "loss": "loss at {offset}",
        "slope": "slope, measured",
        "left": "slope to the left",
        "right": "slope to the right",
        "backprop": "backprop",
        "error": "relative error",
        "moved": "{name} = {value}: loss {loss}",
        "wrong": "Backprop says {backprop}; the loss says {loss}.",
    }
)
BUTTONS = MappingProxyType({**phrases.BUTTONS, "latex": "LaTeX"})
# What is the same for every chain stands in the page, and not in each payload.
LARGE = MappingProxyType(
    {
        "how": "Click a pixel to see how its gradient is computed. Escape comes back here.",
        "pixel": "{name} is {value}; its gradient ∂L/∂X is {gradient}.",
    }
)
CAPTIONS = MappingProxyType(
    {
        "start": "*1 of 4.* A picture goes in on the left. Each layer makes new numbers of it, up "
        "to a guess on the right.",
        "loss": "*2 of 4.* The loss is one number: how wrong is the guess? 0 would be perfect.",
        "squared": "*2 of 4.* The loss is one number: how wrong is the output? 0 would be perfect.",
        "conv_weight": "*3 of 4.* Now all the way back: each number gets its gradient, which says "
        "how the loss answers if this number grows a little.",
        "result": "*4 of 4.* Each weight takes a small step against its gradient, to make the loss "
        "smaller. Now the same way in {count} steps.",
    }
)
TOUR = MappingProxyType(
    {
        "on": "Short tour",
        "off": "Every number",
        "minute": "in short, {index} of {count}",
        "stop": "tour, {index} of {count}",
    }
)
WORDS = phrases.words(
    captions=CAPTIONS,
    tour=TOUR,
    large=LARGE,
    then=THEN,
    verdicts=VERDICTS,
    editing=EDITING,
    counts=COUNTS,
    meanings=MEANINGS,
    notes=NOTES,
    views=VIEWS,
    bar=BAR,
    result=RESULT,
    check=CHECK,
    buttons=BUTTONS,
    classes=words_classes.CLASSES,
)

# What stands in a drawing of a step, to take home.
DRAWN = MappingProxyType(
    {
        "sum": "Sum of the {count} numbers",
        "bias": ", plus the bias {bias}",
        "so_far": "So far",
        "channel": ", channel {channel}",
    }
)
# Above the tables of each kind of step.
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conv": ("{x} under the kernel", "{w}", "products"),
        "dense": ("{x}", "{w}, row {k}", "products"),
        "pool": ("{x} under the window",),
        "softmax": ("powers of e",),
        "squared": ("squares",),
        "dense_weight": ("{dy}", "{x}", "product"),
        "dense_bias": ("{dy}",),
        "dense_input": ("{dy}", "{w}, column {k}", "products"),
        "route": ("{x} under the window", "what each gets"),
        "gate": ("{dy}", "slope", "product"),
        "conv_weight": ("{dy}", "{x} it met", "products"),
        "conv_bias": ("{dy}",),
        "conv_input": ("{dy}", "{w}, flipped", "products"),
        "unflipped": ("{dy}", "{w}, as it is", "products"),
        "scatter": ("{dy}", "{w}", "sent back"),
    }
)

LABELS = MappingProxyType(
    {
        "board": "Forward and backward pass, step by step",
        "timeline": BAR["timeline"],
        "then": "Then",
        "beside": "Beside this step",
        "numpy": "In NumPy",
        "check_tab": "Check it",
        "latex": BUTTONS["latex"],
        "latex_title": "Copy the formula as LaTeX",
        "check_none": "A gradient can be checked once it is written: on the way back.",
        "check_before": "Move",
        "check_after": "a little both ways, and see what the loss does.",
        "check": "Check this gradient",
        "check_slider": "Move this number",
        "check_all": "Check all numbers",
        "right": "Make it right",
        "tour": TOUR["on"],
        "every_number": TOUR["off"],
        "tour_or_all": "How much is shown",
        "large": "⤢",
        "large_open": "Large view of X and ∂L/∂X",
        "large_back": "Back to the large view",
        "large_title": "∂L/∂X over the picture",
        "large_canvas": "The picture with its gradient; arrow keys move, Enter opens a pixel",
        "large_blend": "Blend from the picture to its gradient",
        "large_picture": "picture",
        "large_gradient": "∂L/∂X",
        "large_plus": "brighter here, and the loss rises",
        "large_minus": "brighter here, and the loss falls",
        "large_close": "Back to the steps",
        "layer": "layer",
        "number": "number",
        "previous_layer": "Previous layer (Page up)",
        "next_layer": "Next layer (Page down)",
        "previous_number": "Previous number (left arrow)",
        "next_title": "Right arrow or Space",
        "skip": "Skip zeros",
        "skip_title": "Pass over numbers whose terms are all 0 (S)",
        **words_classes.LABELS,
    }
)

KEYS = (
    ("Page down, Page up", "next layer, the one before"),
    ("T", "turn: the first gradient, where the way back begins"),
    ("G", "gather or scatter, at ∂L/∂X"),
    ("S", "skip zeros"),
    ("O", "the short tour, or every number"),
    ("X", "the picture and ∂L/∂X, large"),
    ("E Enter", "change the number that is read"),
    ("C", "check this gradient"),
    ("[ ]", "another channel"),
)
