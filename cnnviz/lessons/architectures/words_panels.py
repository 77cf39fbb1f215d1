"""The words of the panels: three blocks, how deep, and each network's idea."""

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
STEPS = "{count} strides above 1; {first}² → {last}²"
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
