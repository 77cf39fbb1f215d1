"""What the player of the backward pass says: templates that the browser fills with shown numbers.

In sentences ``{name}`` is a number or text put in, and what stands between stars is printed bold.
In formulas (LaTeX, which the browser typesets as MathML) and in code ``@name`` is put in.
"""

from collections.abc import Mapping
from types import MappingProxyType

from cnnviz.lessons.backprop import words_classes
from cnnviz.lessons.backprop.words_sentences import THEN
from cnnviz.player import phrases

MISTAKE = "Backprop is wrong on purpose: {what}."
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
