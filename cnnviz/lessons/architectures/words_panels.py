"""The words of the panels: three blocks, how deep, and each network's idea."""

CONNECTIONS = {
    "maps": "map of C3",
    "row": "S2, map {number}",
    "said": "A dot: this map of C3 reads that map of S2. *{pairs}* of {all} pairs are joined, so "
    "C3 has {pairs}·5·5 + {maps} = *{parameters}* parameters in place of {whole}. No two maps of "
    "C3 read the same maps, so that each can learn something else.",
}
BLOCKS = {
    "A": "Feature extraction",
    "B": "Robustness and compression",
    "C": "Decision",
}
# By the chapters: what each stage learns, whether it combines maps, changes values, changes size.
STAGES = {
    "conv": ("A", "Convolution", "yes", "yes", "yes", "some"),
    "activation": ("A", "Activation", "no", "no", "yes", "no"),
    "pool": ("B", "Pooling", "no", "no", "yes", "yes"),
    "stride": ("B", "Downsampling", "no", "no", "no", "yes"),
    "flatten": ("C", "Flatten", "no", "no", "no", "shape"),
    "dense": ("C", "Dense layers", "yes", "yes", "yes", "yes"),
    "softmax": ("C", "Softmax", "no", "yes", "yes", "no"),
}
HEADS = ("stage", "learns", "combines maps", "changes values", "changes size")
ACTIVATIONS = {
    "neocognitron": "ReLU",
    "lenet": "tanh",
    "alexnet": "ReLU",
    "vgg": "ReLU",
    "resnet": "ReLU",
    "efficientnet": "swish",
}
LAYERS = {"one": "1 layer", "more": "{count} layers", "none": "none"}
KERNELS = "{layers}: {kernels}"
GATES = "; {count} gates"
STEPS = "{count} strides > 1; {first}² → {last}²"
NUMBERS = "{count} numbers"
SHARE = "{count} parameters, {share} %"
NO_SHARE = "nothing to learn"
CLASSES = "{count} classes"
NO_SOFTMAX = "{count} scores, no softmax"
FACTS = {
    "hidden": "hidden layers",
    "learned": "longest credit path",
    "shortest": "shortest, by the arcs",
    "gated": "longest, through the gates",
}
DEPTHS = ("shallow", "deep", "very deep")
DEEP = (
    "A way from the picture to the answer passes at most *{learned}* learned layers, so its "
    "credit-assignment path is *{learned}* long: *{word}*. {hidden} of them are hidden."
)
WAYS = " The arcs make *{ways}* ways of it, one for each choice at {skips} sums."
SCALE = "Shallow: a path of up to 2; deep: longer than 2; very deep: longer than 10."
HISTOGRAM = "ways by their number of learned layers"
ABOUT = {
    "neocognitron": "the same answer, wherever the plus is",
    "lenet": "tanh and mean against ReLU and maximum",
    "alexnet": "a slope that lasts, and units left out",
    "vgg": "small kernels for a large one",
    "resnet": "the gradient on its way back",
    "efficientnet": "one step for all three",
}
KNOBS = {
    "shift": "Column",
    "window": "Window",
    "z": "z",
    "units": "Layers",
    "rate": "Dropout",
    "count": "Layers of 3×3",
    "maps": "Channels C",
    "deep": "Stack",
    "start": "Start size",
    "way": "Grow",
    "phi": "φ",
}
WINDOWS = ("top left", "top right", "bottom left", "bottom right")
GROWN = ("all three", "deeper", "wider", "sharper")
DEEP_STACK = "{count} layers"
AGAIN = "Draw anew (seed {seed})"
PARTS = {
    "neocognitron": ("picture", "S2, plane of the plus", "C2"),
    "lenet": ("z", "tanh", "mean", "ReLU", "maximum"),
    "alexnet": ("tanh", "ReLU", "gradient left after n layers", "72 units of 1"),
    "vgg": ("{n} layers of 3×3", "one {size}×{size}", "weights, C → C", "the kernel they make"),
    "resnet": ("plain", "with arcs", "first layer", "last"),
    "efficientnet": ("depth", "width", "side", "parameters", "multiply-adds"),
}
SAID = {
    "neocognitron": "The plus begins in column *{shift}*. The S-cell that finds it moves along; "
    "the C-cell of the plus says *{c}* wherever it is, those of the other figures *{others}*.",
    "lenet": "In the window {window} tanh and the mean make *{mean}*, ReLU and the maximum "
    "*{max}*: the mean keeps some of all four numbers, the maximum takes one.",
    "alexnet": "At z = {z} tanh has the slope *{slope}*: back through {units} such layers *{tanh}* "
    "of a gradient is left; ReLU leaves *{relu}*. Dropout at {rate} left out *{out}* of {all} "
    "units{factor}.",
    "vgg": "{n} of 3×3 have *{small}* weights, one {size}×{size} has *{large}*: about *{share} %*, "
    "for the same field. Without ReLUs they are that one kernel (off by {same}); with a ReLU after "
    "each they are more (off by {bent}).",
    "resnet": "At the first of {deep} the gradient is *{plain}* of what it is at the last; with "
    "arcs *{arcs}*. A random stack without norms, start size {start} of He's.",
    "efficientnet": "φ = {phi}, {way}: depth ×{depth}, width ×{width}, side {side} px. "
    "*{parameters}* parameters, *{work}* multiply-adds, ×{times} of B0's work.",
}
FACTOR = ", and the others are ×{factor}"
RUN = {
    "button": "Run it forward",
    "stop": "Stop",
    "about": "On a photo of a cup of coffee, layer by layer, with random weights drawn anew for "
    "each layer: its answer is chance, for nothing was learned.",
    "about_neocognitron": "On a plus, with weights set by hand.",
    "going": "Layer {done} of {count}, {seconds} s",
    "waits": "{ahead} before it",
    "stopped": "Stopped after layer {done} of {count}.",
    "done": "{count} layers in {seconds} s. The largest of {classes} shares, by chance: {top}.",
    "done_neocognitron": "{count} layers in {seconds} s. It says {top}.",
    "trained": "EfficientNet-Lite0, *trained*, says of the same photo: {top}.",
    "share": "class {name} *{share} %*",
    "trained_share": "{name} *{share} %*",
    "figure": "{name} *{share}*",
    "spread": "spread of each layer's numbers",
    "line": "standard deviation",
    "ends": ["first layer", "last"],
}
