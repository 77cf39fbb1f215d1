"""Every sentence of the lesson: ``{name}`` is put in, what stands between stars is bold."""

from cnnviz.lessons.mlp_to_cnn.settings import GUISES, VIEWS
from cnnviz.player.phrases import keys

KEYS = keys(
    (
        ("1 2 3", "dense, local, shared"),
        ("V", "next view"),
        ("N", "next idea"),
        ("T", "teach it here, in Move"),
        ("E", "change a number; Tab to the next"),
    ),
    without={"Z"},
)
LABELS = {
    **GUISES,
    **VIEWS,
    "board": "From a matrix to a kernel, step by step",
    "guises": "Three ways to fill the matrix W",
    "views": "Five views of the same layer",
    "dense_about": "fully connected",
    "local_about": "only near inputs",
    "shared_about": "convolution",
    "cut": "cut",
    "share": "share",
    "weights": "weights",
    "whole": "Windows at the border count as whole ones",
    "object": "x on top, W under it, y beside it",
    "next_idea": "Next:",
    "numpy": "In NumPy",
    "teach": "Teach it here",
    "forget": "Forget all",
    "forward": "forward",
    "backward": "backward",
}
WORDS = {
    "guises": GUISES,
    "editing": {
        "open": "{name} is {value}. Type a number and press Enter.",
        "none": "There is no number to change in the loops; choose another view.",
        "no_number": "“{text}” is not a number from −1,000,000 to 1,000,000; {name} stays {value}.",
    },
    "titles": {
        "error": "∂y",
        "gradient": "∂W",
        "slid": "slid",
        "softmax": "softmax",
        "kernel": "kernel w",
        "kernel_gradient": "∂w",
        "none": "no kernel: each cell is a weight of its own",
        "none_short": "no kernel",
        "picture": "x as a picture",
        "window": "x",
        "products": "=",
        "place": "pattern at place",
        "found": "found at",
        "old": "w",
        "step": "− 0.1 · ∂w",
        "new": "= new w",
        "many": "{count} products: too many to draw",
        "copies": "∂w[…] = the sum over its copies",
        "a_row": "row",
        "a_weight": "weight",
        "row": "∂W in this row: error · input",
        "executed": "z",
        "weights": "weights",
        "weights_row": "· w",
        "times_x": "· x",
        "bias": "+ b",
        "times": "{count} ·",
        "of": "{found} of {all}",
    },
}
CAPTIONS = {
    "multiply": {
        "dense": "*MLP* every output reads every input; a wire is a cell of W",
        "local": "*Local* every output reads its own window only",
        "shared": "*Scanning MLP* one small neuron, used at every place",
    },
    "move": dict.fromkeys(GUISES, "*Detector* the score is the largest y; above 0 is found"),
    "learn": {
        "dense": "*One error, one row* each weight of the row learns by itself",
        "local": "*One error, one row* each weight of the row learns by itself",
        "shared": "*One weight, many places* its gradient is a sum over its copies",
    },
    "loops": {
        "dense": "*The same layer as loops* a weight for each output and input",
        "local": "*The same layer as loops* a weight for each output and tap",
        "shared": "*The same layer as loops* sharing drops the place from w[…]",
    },
    "patches": dict.fromkeys(GUISES, "*As libraries do it* W copies weights, P copies inputs"),
}
NETWORK = "*A scanning network* numbers a place, layer by layer: D = {taps}, {filters}, 1"
PATTERNS = {(1, 3, 1): "peak", (0, 2, 0, 2, 2, 2, 0, 2, 0): "plus"}
PAIR = PATTERN, _ = "pattern", "opposite"
WHERE = {
    "multiply": "row {at}, step {step} of {count}",
    "move": "place {at}, step {step} of {count}",
    "learn": "{what} {at}, step {step} of {count}",
    "loops": "step {step} of {count}",
    "patches": "column {at}, step {step} of {count}",
}
SCORE = "max(y)"
LOOP = "*for* {loop} *in* 0 … {last}:"
CHANNEL, ROW_OF_X = "channel {channel}", "row {row} of x"
IDEAS = (
    ("Cut the far wires", "local", "multiply"),
    ("Let all rows share", "shared", "multiply"),
    ("Move the pattern", "dense", "move"),
    ("Share what was taught", "shared", "move"),
    ("How is it learned?", "shared", "learn"),
    ("The same as loops", "shared", "loops"),
    ("As libraries do it", "shared", "patches"),
)
LAST_IDEA = {1: "The same for a picture", 2: "Back to the signal"}
ROW = "*{name}* {equation}."
FOUND = "The {pattern} is at place {place}. The score, {name} = *{score}*, is above 0: *found*."
MISSED = "The {pattern} is at place {place}. The score is *{score}*, not above 0: *missed*. {why}"
WHY = {
    "none": "Nothing was taught yet: press Teach it here.",
    "row": "Row {place} of W has learned nothing.",
    "": "",
}
READ_BY = "*{name}* is read by *{count}* of {all} {outputs}{listed}."
COPY = "{name} is used at 1 place, so its gradient is what that place gives: {equation}."
COPIES = "{name} is used at {count} places, so its gradient is the sum: {equation}."
NO_COPY = "{name} meets only zeros of the padding: its gradient is *0*."
LEARNS = (
    "The error at {name} is *{error}*: each weight in row {row} gets {error} times the input that "
    "it read, and *no other row learns from it*."
)
LEARNS_NOT = "The error at {name} is *0*: the weights of row {row} *learn nothing*."
TURN = "*{variable} = {value}*{then}"
BEGINS, ADDS = "A new sum begins with the bias: *z = {name} = {value}*.", "z {equation}."
NEXT_SUM, NEXT_PRODUCT = ": now for {name}.", ": next comes {weight}·{x}."
DONE = "The sum is complete: *{name} = {value}*."
RECTIFIED = "{name} = max(0, z) = max(0, {z}) = *{value}*."
BEST = "The score is the largest of all {count} outputs, wherever it is: *{value}*."
ONLY = "The score is the one output: *{value}*."
COLUMN = "Column {column} of P is a window of x: *{name}* {equation}.{others}"
OTHER = " The other filter gives {name} = *{value}*."
TOO_LARGE = (
    "W has {rows} × {columns} = *{cells}* cells: too many to draw. Up to {most} are drawn; the "
    "counts above are for all of them."
)
TOO_LONG = "These loops execute *{count}* lines: too many to step here. Up to {most} are stepped."
CHECK = "Raise {name} by 0.1 and slide again: the sum of ∂y · Δy is *{change}* {same} 0.1 · {by}."
LESSON_OF = "A lesson (seed {seed}): add the pattern, subtract its opposite"
LESSON = "{kind} at place {place}: score {score}, loss {loss}: {deed} it."
AFTER, LEFT = "Then: {both}.", "{kind} {score}, loss {loss}"
KINDS = {1: ("pattern", "add"), -1: ("opposite", "subtract")}
