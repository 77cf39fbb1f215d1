"""Every sentence and label of the equivariance lesson: verdicts, reasons, templates to fill.

``{name}`` is a number or text put in, what stands between stars is printed bold.
"""

from dataclasses import dataclass
from types import MappingProxyType

from cnnviz.figures.numbers import number
from cnnviz.lessons.equivariance.moves import Move
from cnnviz.lessons.equivariance.trace import Count

KEYS = (
    ("Space →", "move right; turn or scale more"),
    ("←", "move left; turn or scale less"),
    ("↑ ↓", "move up, down"),
    ("Home End", "the smallest, the largest move of the row"),
    ("0", "back to where it was"),
    ("S", "two ways, or the score"),
    ("O", "the difference on a scale of its own"),
    ("Y N", "yes, no: the answer to Predict"),
    ("Drag", "move the picture"),
    ("Click", "pin a cell"),
    ("Tab, then arrows", "go from cell to cell in the difference"),
)
# Common keys that mean something more exact here, or nothing.
OTHERWISE = frozenset({"Space →", "←", "↑ ↓", "Home End", "Z"})
LABELS = MappingProxyType(
    {
        "board": "The picture and its map, moved",
        "view": "View",
        "square": "Two ways",
        "score": "Score",
        "picture": "Picture",
        "kernel": "Kernel",
        "quarter": "Turn by 90°, kernel too",
        "moved": "Moved",
        "map": "Its map",
        "before": "Move, then layer",
        "after": "Layer, then move",
        "difference": "Difference",
        "own": "Own scale",
        "own_title": "Show the difference on a scale of its own (O)",
        "facts": "How many numbers differ, and by how much at most",
        "differ": "differ",
        "most": "at most",
        "inside": "Away from the border",
        "inside_title": "Cells for which neither way read anything beyond the border: those that "
        "are not hatched",
        "everywhere": "In all",
        "bars_title": "Away from the border. Click a bar to go there.",
        "pattern": "Pattern",
        "pooled": "Global pooling",
        "dense": "Dense layer",
        "steps": "Moves",
        "step": "How far",
        "rise": "Up and down",
        "down": "down",
        "go_up": "Up (up arrow)",
        "go_down": "Down (down arrow)",
        "yes": "Yes",
        "no": "No",
    }
)
PREDICT = MappingProxyType(
    {
        "ask": "{name}",
        "square": "Compare the two maps: away from the border, will the two ways agree?",
        "score": "Will global pooling give the same score at all {places} places?",
        "right": "You saw it coming. ",
        "wrong": "Not quite. ",
    }
)
SENTENCES = MappingProxyType(
    {
        "cell": "*Row {row}, column {column}*: *{before}* by moving first, *{after}*{between} by "
        "moving last; difference *{difference}* ({name}).{border}",
        "border": " It reads beyond the border.",
        "between_two": " {same} {terms}",
        "between_more": " (between {terms})",
        "share": "{share} · {value}",
        "score": "Pattern {name}: global pooling gives *{pooled}*, the dense layer *{dense}*. "
        "{verdict}",
        "one_score": "*One score* at all *{places}* places: {least}.",
        "scores": "*{different}* different scores at {places} places, from *{least}* to *{most}*.",
        "pooled": "layer, ReLU, {pool}",
        "pools": {"max": "largest number", "average": "mean"},
        "dense": "layer, ReLU, sum with {weights} weights",
        "move": "move",
        "layer": "layer",
        "count": "*{differing}* of {cells}",
        "size": "{rows} × {columns}",
        "kernel": "{title}{turned}{divisor}",
        "turned": ", turned",
        "divisor": ", ÷ {divisor}",
        "bars": {
            "shift": "Largest difference by shift",
            "turn": "Largest difference by angle",
            "scale": "Largest difference by size in %",
        },
        "bars_all": "{label}: {bars}",
        "bar": "{step}: {value}",
        "no_bars": {
            "all": "0 at every step",
            "some": "0 at each step that is counted",
            "none": "no step can be counted",
        },
        "unknown": "not counted",
        "sheet": "{title}: {about}, {name}",
        "row": "row {row}",
    }
)

REASONS = MappingProxyType(
    {
        (
            "shift",
            "convolution",
        ): "One kernel is used at every place, so what it finds moves along.",
        ("shift", "whole"): "{distance} is whole steps of stride {stride}: every window meets the "
        "pixels it met before.",
        ("shift", "strided"): "Stride {stride} looks at every {nth} place: now its windows meet "
        "the pixels in between, which its map left out.",
        ("shift", "max"): "Windows of {stride} × {stride} lie side by side: each meets other "
        "pixels now, and its maximum jumps.",
        ("shift", "average"): "Windows of {stride} × {stride} lie side by side: each meets other "
        "pixels now, and takes another mean.",
        ("shift", "blur"): "Smoothed before it is thinned out, the map follows gently: small "
        "differences, but not none.",
        ("shift", "dense"): "Every output has a weight of its own for every pixel: nothing makes "
        "it follow.",
        ("turn", "convolution"): "The picture turned, the kernel did not: it still looks in its "
        "old direction.",
        ("turn", "turned"): "Picture and kernel turned together: every window meets the same "
        "pixels with the same weights.",
        ("turn", "symmetric"): "This kernel looks the same after a quarter turn.",
        ("turn", "between"): "Turned about its middle, the picture lands between the old places, "
        "and the ReLU sees mixed numbers.",
        ("turn", "quarter"): "A square window looks the same after a quarter turn.",
        ("turn", "window"): "The picture turned, the windows stay upright.",
        (
            "turn",
            "apart",
        ): "Its windows stand {stride} apart: after the turn they meet other pixels.",
        ("turn", "dense"): "Every output has a weight of its own for every pixel: nothing makes "
        "it turn.",
        ("scale", "convolution"): "The picture changed its size, the kernel did not: it sees "
        "{part} of the thing now.",
        ("scale", "window"): "The picture changed its size, the windows did not: each sees {part} "
        "of the thing now.",
        ("scale", "dense"): "Every output has a weight of its own for every pixel: nothing makes "
        "it grow along.",
        "still": "Nothing has moved yet: *{total}* numbers differ.",
        "luck": "That is the doing of this picture{kernel}: with another the two ways differ.",
    }
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: a layer, a kind of move, and what decides whether they fit.

    ``symmetric`` is true for a kernel that a quarter turn leaves as it is.
    """

    layer: str
    move: str
    stride: int = 1
    turned: bool = False
    symmetric: bool = False


def name(move: Move) -> str:
    """How far something was moved.

    >>> name(Move(right=1, down=-2)), name(Move(degrees=15.0)), name(Move(scale=1.5))
    ('1 right, 2 up', 'turned by 15°', '150 % as large')
    """
    if move.degrees:
        return f"turned by {move.degrees:g}°"
    if move.scale != 1:
        return f"{100 * move.scale:g} % as large"
    parts = [
        f"{abs(distance)} {words[distance < 0]}"
        for distance, words in ((move.right, ("right", "left")), (move.down, ("down", "up")))
        if distance
    ]
    return ", ".join(parts) or "not moved"


def verdict(subject: Subject, move: Move, inside: Count) -> str:
    """The outcome in one sentence, what was counted, and the reason."""
    if inside.cells == 0:
        return (
            f"*Every cell reads beyond the border* ({name(move)}): take a smaller move or a larger "
            "picture."
        )
    if move == Move():
        return REASONS["still"].format(total=f"{inside.differing} of {inside.cells}")
    promised, reason = _reason(subject, move, inside.differing == 0)
    if inside.differing == 0 and not promised:
        kernel = " or this kernel" if subject.layer in ("convolution", "strided") else ""
        reason = REASONS["luck"].format(kernel=kernel)
    return f"*{_outcome(subject, move, inside)}* {_counted(move, inside)} {reason}"


def _outcome(subject: Subject, move: Move, inside: Count) -> str:
    if inside.differing == 0:
        return "The map moves with the picture."
    if subject.layer == "blur" and subject.move == "shift":
        return "The map nearly moves with the picture."
    return "The map does not move with the picture."


def _counted(move: Move, inside: Count) -> str:
    """How far the picture was moved, and what came of it.

    >>> _counted(Move(right=1), Count(6, 12, 1.0))
    'With the picture 1 right, *6 of 12* numbers differ, by at most *1*.'
    """
    most = f", by at most *{number(inside.largest)}*" if inside.differing else ""
    verb = "differs" if inside.differing == 1 else "differ"
    total = f"*{inside.differing} of {inside.cells}*"
    return f"With the picture {name(move)}, {total} numbers {verb}{most}."


def score_verdict(different: int, layer: str) -> str:
    """Whether the globally pooled score depends on the place, and why."""
    same = "*Pooled, the score is the same at every place*"
    if different == 1 and layer == "convolution":
        return f"{same}: the map moved along, and pooling forgets where."
    if different == 1:
        return f"{same}, though the map does not move along with every shift."
    if layer == "dense":
        return "*Both scores change*: the map did not move along, so pooling does not help."
    return (
        "*The pooled score changes too*: pooling forgets the place only if the map before it "
        "moves along."
    )


def _reason(subject: Subject, move: Move, agree: bool) -> tuple[bool, str]:
    """Whether both ways must agree, and why they do or do not."""
    if subject.move == "turn":
        promised, key = _of_turn(subject, move, agree)
    else:
        promised, key = {"shift": _of_shift, "scale": _of_scale}[subject.move](subject, move)
    ordinals = {2: "2nd", 3: "3rd", 4: "4th"}
    return promised, REASONS[key].format(
        stride=subject.stride,
        nth=ordinals.get(subject.stride, ""),
        distance=f"A shift by {_distance(move)}",
        part="a smaller part" if move.scale > 1 else "a larger part",
    )


def _distance(move: Move) -> str:
    return " and ".join(str(abs(d)) for d in (move.right, move.down) if d)


def _of_shift(subject: Subject, move: Move) -> tuple[bool, tuple[str, str]]:
    if subject.layer in ("convolution", "dense"):
        return subject.layer == "convolution", ("shift", subject.layer)
    whole = move.right % subject.stride == 0 and move.down % subject.stride == 0
    return whole, ("shift", "whole" if whole else subject.layer)


def _of_turn(subject: Subject, move: Move, agree: bool) -> tuple[bool, tuple[str, str]]:
    """A quarter turn can be exact; where it is not, the outcome says what stood in the way."""
    if subject.layer == "dense":
        return False, ("turn", "dense")
    quarter = move.degrees == 90
    fitting = subject.turned or subject.symmetric
    if subject.layer == "convolution" and quarter and fitting and not agree:
        return False, ("turn", "between")
    if subject.layer == "convolution" and quarter and fitting:
        return True, ("turn", "turned" if subject.turned else "symmetric")
    if subject.layer == "convolution" or (subject.layer == "strided" and not fitting):
        return False, ("turn", "convolution")
    if quarter and not agree:
        return False, ("turn", "apart")
    if quarter and subject.layer != "strided":
        return True, ("turn", "quarter")
    return False, ("turn", "window")


def _of_scale(subject: Subject, move: Move) -> tuple[bool, tuple[str, str]]:
    known = {"convolution": "convolution", "strided": "convolution", "dense": "dense"}
    return False, ("scale", known.get(subject.layer, "window"))
