"""What the player of the backward pass says: templates that the browser fills with shown numbers.

In sentences ``{name}`` is a number or text put in, and what stands between stars is printed bold.
In formulas (LaTeX, which the browser typesets as MathML) and in code ``@name`` is put in.
"""

from types import MappingProxyType

SENTENCES = MappingProxyType(
    {
        "conv": "*{name}*: the kernel lies on the framed numbers. "
        "Multiply the {count} pairs, add them up, add the bias.",
        "open": "*{from}* is above zero, so it goes on as it is: *this gate is open*.",
        "shut": "*{from}* is not above zero, so 0 goes on: *this gate is shut*, "
        "also for the way back.",
        "curve": "{title} turns *{from}* into *{to}*. Its slope here, {slope}, "
        "waits for the way back.",
        "pool": "The largest of these {count} is *{to}*, at row {row}, column {column}. "
        "Only this one goes on.",
        "tie": "{ties} of these {count} are equally large: *{to}*. "
        "The first in reading order, at row {row}, column {column}, counts as the winner.",
        "flatten": "The same {count} numbers in a new shape. Nothing is computed.",
        "dense": "*{name}*, {meaning}: each number times its weight, added up, plus the bias.",
        "softmax": "Powers of e are always positive; each one's part of their sum is its share.",
        "softmax_equal": "Equal scores, equal shares: the network has no opinion.",
        "loss": "The truth is *{truth}*, and it was given a share of {from}. "
        "Minus the logarithm of that is the loss. *Here we turn round.*",
        "squared": "How far is the output from the target? Squared, so that both sides count. "
        "*Here we turn round.*",
        "error": "The error of a score is what was said minus what is true: "
        "its share minus {target}.",
        "dense_weight": "This weight multiplied *{a}*, and the gradient of its output is *{b}*: "
        "the product is its own gradient.",
        "dense_bias": "The bias was added just as it is, so it takes the error just as it is.",
        "dense_input": "This number went into {outputs}. "
        "Each error comes back through the weight it went out by.",
        "unflatten": "The same {count} errors in the old shape. Nothing is computed.",
        "route": "Only the winner, at row {row}, column {column}, was passed on: "
        "it gets the whole error, *{to}*; the others get 0.",
        "route_tie": "{ties} numbers tied here. The first was called the winner, "
        "so it gets the whole error, *{to}*; the others get 0.",
        "gate_open": "This gate was open, so the error *{from}* passes as it is.",
        "gate_open_zero": "This gate was open, but no error comes to it.",
        "gate_shut": "This gate was shut, so the error *{from}* ends here: "
        "a ReLU at rest learns nothing.",
        "gate_shut_zero": "This gate was shut, and no error came to it.",
        "gate_curve": "The error *{from}* times the slope of the curve here, {slope}.",
        "conv_weight": "This weight is shared by {outputs}: at each, multiply the error "
        "by the number that the weight met there; then add up.",
        "conv_bias": "The bias went into {outputs}, so it gets the sum of their errors.",
        "conv_input": "*{name}* went into {outputs}, into the earlier ones through "
        "the later weights: *seen from here, the kernel is turned by 180°*.",
        "conv_input_one": "*{name}* went into {outputs} only; "
        "all else under the turned kernel is a zero put there.",
        "conv_input_none": "*{name}* went into no output, so no error reaches it.",
        "scatter": "The gradient of *{name}* is *{from}*. It goes back through the kernel, "
        "not flipped, to the {count} numbers that *{name}* was made of.",
        "scatter_zero": "The gradient of *{name}* is 0: it sends nothing back.",
        "update": "A gradient of *{gradient}*: were this number larger, the loss would {rise}. "
        "So it goes {down}.",
        "update_zero": "A gradient of 0: this number stays as it is.",
        "result": "All {count} numbers took their step: the loss goes from {before} to *{after}*.",
        "softmax_tiny": "This share is e^{exponent}: *larger than 0*, but smaller than a computer "
        "can write.",
        "loss_tiny": "The truth is *{truth}*, and its share is e^{exponent}, nearly 0. The loss is "
        "computed from the scores, not from that share. *Here we turn round.*",
        "result_worse": "That step was too long: the loss rises from {before} to *{after}*. "
        "Try a smaller step size.",
        "predict": "*{name}*: which number comes out here? Work it out first.",
    }
)

# The first sentence; and others that are true of some chains only: see fitting.py.
STARTS = MappingProxyType(
    {
        "known": "This should come out as {truth}.",
        "wanted": "The output should be {truth}.",
        "pretended": "Here we *pretend* that the truth is {truth}.",
        "random": "The dense weights began as *random numbers*. ",
        "follow": "Follow every number to the loss, and the error all the way back.",
    }
)
WITHOUT_BIAS = MappingProxyType(
    {
        "conv": "*{name}*: the kernel lies on the framed numbers. "
        "Multiply the {count} pairs and add them up.",
        "dense": "*{name}*, {meaning}: each number times its weight, added up.",
    }
)
MISSES = MappingProxyType(
    {
        "one": "The slope of x² is 2x: 2 times output minus target.",
        "mean": "The slope of x² is 2x, and the mean over {outputs} outputs divides by {outputs}: "
        "2 / {outputs} times output minus target.",
    }
)
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
        "softmax": ("the next share", "softmax: scores become shares"),
        "loss": ("", "the loss: how wrong is this?"),
        "squared": ("", "the loss: how wrong is this?"),
        "error": ("the error of the next score", "turn round: the error of each score"),
        "miss": ("the error of the next output", "turn round: the error of the output"),
        "dense_weight": ("the next weight", "{writes}: how the loss answers to each weight"),
        "dense_bias": ("the next bias", "{writes}: the bias takes the error itself"),
        "dense_input": ("the next number", "{writes}: back through the weights"),
        "unflatten": ("", "un-flatten: back into the old shape"),
        "route": ("the next window", "pooling sends each error to its winner"),
        "gate": ("the next gate", "{label}: which errors may pass?"),
        "slope": ("the next error", "{label}: each error times the slope of the curve"),
        "conv_weight": ("the next weight", "{writes}: a sum over all places for each weight"),
        "conv_bias": ("the next bias", "{writes}: just add up the errors"),
        "conv_input": ("the next number", "{writes}: why the kernel is turned"),
        "scatter": ("the next output pushes", "{writes}: each output pushes its error back"),
        "update": ("the next number", "the update: every number takes its step"),
        "result": ("run forward again: is the loss smaller?", ""),
        "visit": ("the next of {count} telling numbers; scrub or click for any other", ""),
        "end": ("take this step, or start again", ""),
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

ANSWERS = MappingProxyType(
    {
        "right": "*Yes, {value}.*",
        "sign": "It is *{value}*: right size, other sign.",
        "near": "It is *{value}*. You were close with {guess}.",
        "wrong": "It is *{value}*; you said {guess}.",
        "shown": "It is *{value}*.",
        "no_number": "“{text}” is no number yet: write one such as −2 or 0.5.",
    }
)

EDITING = MappingProxyType(
    {
        "open": "*{name}* is {value}. Type a number and press Enter; Escape leaves it as it is.",
        "no_number": "*{name}* stays {value}: “{text}” is no number. "
        "Write one from −{limit} to {limit}, such as 2.5.",
        "none": "There is nothing to change in this step: go to the picture, a kernel or a bias.",
    }
)

KEYS = (
    ("→ or Space, ←", "next number, the one before"),
    ("↓ or PageDown, ↑ or PageUp", "next layer, the one before"),
    ("Home, End", "first step, last step"),
    ("T", "turn: the first gradient, where the way back begins"),
    ("G", "gather or scatter, at ∂L/∂X"),
    ("H", "predict first"),
    ("Z", "skip zeros"),
    ("P, + and −", "play or pause, faster and slower"),
    ("Enter", "change the number that is read"),
    ("C", "check this gradient"),
    ("[ and ]", "another channel"),
    ("F", "presenter"),
)
