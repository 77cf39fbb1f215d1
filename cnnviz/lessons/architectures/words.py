"""Every sentence of the lesson: ``{name}`` is put in, what stands between stars is bold."""

from cnnviz.lessons.architectures.settings import MEASURES, METRICS, TABS, VIEWS
from cnnviz.player.phrases import keys

KEYS = keys(
    (
        ("N", "next idea"),
        ("V", "next view"),
        ("M", "what hangs below the line"),
        ("D", "next panel"),
        ("Enter", "open the network"),
    ),
    without={"Z", "↑ ↓"},
)
LABELS = {
    **VIEWS,
    **TABS,
    **{f"metric_{name}": said for name, said in METRICS.items()},
    "board": "Famous networks, layer by layer",
    "views": "All networks, one, or two beside each other",
    "metrics": "What hangs below the line",
    "tabs": "What is told of the network",
    "network": "Network",
    "input": "Picture",
    "classes": "Classes",
    "forward": "forward",
    "legend_conv": "convolution: its square is the kernel",
    "legend_pool": "pooling",
    "legend_dense": "dense",
    "legend_skip": "skip",
    "legend_gate": "gate",
    "swap": "Swap A, B",
    "across": "Across",
    "up": "Up",
    "drawing": "The network as a profile: each mark is a layer",
    "chart": "All networks by two measures",
}
FAMILY_NAMES = {
    "neocognitron": "Neocognitron",
    "lenet": "LeNet-5",
    "alexnet": "AlexNet",
    "vgg": "VGG",
    "resnet": "ResNet",
    "efficientnet": "EfficientNet",
}
ADDED = {
    "neocognitron": "find, then forgive",
    "lenet": "kernels are learned",
    "alexnet": "ReLU, and sheer size",
    "vgg": "only small kernels",
    "resnet": "arcs past the layers",
    "efficientnet": "grow all three at once",
}
WORDS = {
    "network": "Network",
    "families": FAMILY_NAMES,
    "added": {family: f"+ {idea}" for family, idea in ADDED.items()},
    "metrics": METRICS,
    "measures": MEASURES,
    "scales": {
        "maps": "heights: square roots of side and channels",
        "parameters": "below the line: parameters, to scale",
        "work": "below the line: multiply-adds, to scale",
        "field": "below the line: share of the picture's side",
    },
    "grows": ["sharper", "deeper", "wider"],
    "learned": "{count} learned layers",
    "parameters": "{count} parameters",
    "work": "{count} multiply-adds",
    "heads": ["layer", "kernel", "stride", "pad", "output", "parameters", "mult.-adds", "field"],
    "all": "all",
    "whole": "in all",
    "where": {
        "all": "network {step} of {count}",
        "overview": "{count} networks",
        "one": "layer {step} of {count}",
        "compare": "B {step} of {count}",
    },
    "badge": {"all": "{first}–{last}", "one": "forward", "compare": "A, B"},
    "questions": {
        "maps": "Where are the parameters?",
        "parameters": "Where is the work?",
        "work": "What does a unit see?",
        "field": "Back to channels",
    },
    "open": "Open {name}",
    "next": "Next: {name}",
    "to_compare": "Compare two",
    "back": "Back to all",
    "outside": "LeNet-5 and the Neocognitron lie far outside",
    "shape_of": "the shape of {name}",
    "length_of": "the length of {name}",
    "columns": ["", "A", "B", "from A to B"],
}
SHAPES = {
    "ask_shape": "What is *{name}*, maps × rows × columns? Type it and press Enter; Enter alone "
    "shows it.",
    "ask_length": "What is *{name}*, its number of units? Type it and press Enter; Enter alone "
    "shows it.",
    "maps_right": "The maps are right, rows and columns are not: {name} is *{text}*.",
    "places_right": "Rows and columns are right, the maps are not: {name} is *{text}*.",
    "wrong_shape": "{name} is *{text}*, and you wrote {guess}.",
    "no_shape": "“{typed}” is not such a shape: write one like 3 × 8 × 8.",
    "no_length": "“{typed}” is not a number of units: write one such as 8.",
}
OVERVIEW = {
    "maps": "*One idea each*, in magenta. One mark is one layer: above the line the side of its "
    "map, below it the channels. Press →, or choose a network.",
    "parameters": "*Where the parameters sit*, on one scale: first in the dense layers at the "
    "end, later in the convolutions, and far fewer.",
    "work": "*Where the work is*, on one scale: in the early convolutions, whose maps are large.",
    "field": "*What one unit sees*, as a share of the picture: more with every layer, until it is "
    "all of it.",
}
TOLD = {
    "neocognitron": "*S-cells* find a small pattern, *C-cells* forgive its exact place. Every "
    "later network repeats this pair. Drawn is a small one, its weights set by hand.",
    "lenet": "The same pair in turn, but every kernel is *learned from examples by backprop*: "
    "{parameters} parameters read a digit.{partly}",
    "alexnet": "*ReLU* lets the gradient through, so that a network about {times} times as large "
    "as LeNet-5 learns. The last three layers hold about {share} % of its parameters.",
    "vgg": "*Only 3×3.* Two of them see the field of one 5×5 with 18 C² weights in place of "
    "25 C², and bend the signal twice.",
    "resnet": "*Arcs carry x past each block*: F(x) + x. The gradient takes them too: the "
    "shortest way back has {shortest} learned layers, the longest {learned}.",
    "efficientnet": "*Deeper, wider and sharper in one fixed ratio.* A gate weighs every map. "
    "{parameters} parameters; ResNet-50 has 25,557,032.",
}
PARTLY = " Each map of C3 reads 3, 4 or 6 maps of S2, as in the paper."
INPUT = "The *picture*: {maps} × {side} × {side} numbers."
PARAMETERS = "*{name}*: {sum} = *{count}* parameters. {sizes}{sees}"
WORK = "*{name}*: {sum} = *{count}* multiply-adds. {sizes}{sees}"
NOTHING = "*{name}*: {what}, nothing to learn. {sizes}{sees}"
SIZES = "{before}² → {after}²."
SEES = " A unit sees {field} × {field} pixels."
HALVING_LAST = (
    " Where the last block of a group halves the map, not the next one's first, it is {field}."
)
SOME_MAPS = " It joins 60 pairs of maps, not all 96."
SEES_ALL = " A unit sees all of the picture."
LARGEST = "the largest of {size}×{size}, in steps of {stride}"
AVERAGE = "the mean of {size}×{size}, in steps of {stride}"
MEAN = "the mean of each whole map"
LARGEST_OF_ALL = "the largest of each whole map"
AGAINST = "Against {a}, *{b}* has {learned}, {parameters} and {work}."
ITSELF = "A and B are the same network: press → for another."
AS_MANY, TIMES_AS_MANY, SHARE_OF, TIMES_FEWER = (
    "as many {what}",
    "about *{times} times* the {what}",
    "about *{share} %* of the {what}",
    "about *{times} times* fewer {what}",
)
COMPARED = {
    "learned": "learned layers",
    "parameters": "parameters",
    "work": "multiply-adds",
    "field": "field of the last map, px",
    "shortest": "shortest way back, layers",
}
SAME, TIMES, PART = "same", "×{by}", "÷{by}"
NOT_WHOLE = "{name} can be a whole number from 1 to {most}; it stays {now}."
FOUR = "The Neocognitron here has four figures as its classes."
NO_NETWORK = "There is no such network."
