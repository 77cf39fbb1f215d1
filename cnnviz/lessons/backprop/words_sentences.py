"""What each step of the backward pass says, and what is said of the step that comes next.

``{name}`` is a number or text put in, and what stands between stars is printed bold.
"""

from types import MappingProxyType

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
MISTAKEN_THEN = MappingProxyType(
    {"conv_input": ("the next number", "{writes}: under a kernel that is not flipped")}
)
