"""What the reasons say: each one sentence, and what its check came to."""

from typing import Any

from cnnviz.lessons.network.names import METHODS, PIXELS

TITLES = {
    "pixels": "If a pixel got brighter",
    "maps": "Where this layer agrees",
    "cover": "If a square were covered",
    "shares": "Each pixel’s share",
}
PIXEL_TITLES = {
    "gradient": TITLES["pixels"],
    "guided": "What pushes up",
    "times": "Number times slope",
    "relevance": "The score handed back",
}
ABOUT = {
    "gradient": "Orange would raise the score, blue lower it; true for a nudge only.",
    "guided": "Only what pushes up all the way back: sharp edges, but it hardly asks the class.",
    "times": "Each number times its slope: black counts for nothing where black is 0.",
    "relevance": "Each sum hands the score back to its inputs by their shares; biases keep theirs.",
    "grad_cam": "Maps that matter for the class, added up: a disc is one unit of this layer.",
    "grad_cam_plusplus": "As Grad-CAM, but only slopes above 0 count, and lone ones count more.",
    "xgrad_cam": "As Grad-CAM, but where a map is strong its slope counts more.",
    "layer_cam": "Each number times its own slope, where that is above 0.",
    "hires_cam": "Each number times its own slope: the discs add up to what these maps do.",
    "eigen_cam": "Where the maps vary most together; it asks about no class.",
    "cover": "Orange: the score falls without it. But grey is news to the network, too.",
    "shares": "What each pixel gains on the way here from black; black itself never counts.",
}
WORDS: dict[str, Any] = {
    "methods": METHODS,
    "kinds": PIXELS,
    "titles": TITLES,
    "pixel_titles": PIXEL_TITLES,
    "about": ABOUT,
    "asks": "Why *{name}*? Its score is {score}. {square}",
    "asks_rather": "Why *{name}* rather than *{other}*? The scores differ by {score}. {square}",
    "square": "This square: rows {top} to {bottom}, columns {left} to {right}.",
    "waits": "Being worked out …",
    "queue": "Others are before you: {count}.",
    "squares": "{done} of {count} squares",
    "points": "{done} of {count} points",
    "unit_gradient": "if this square gets 0.1 brighter",
    "unit_pixels": "this square",
    "unit_disc": "this disc saw {rows} × {columns}",
    "unit_whole": "this disc saw everything",
    "unit_cover": "the score falls by this",
    "unit_cover_up": "below 0: the score rises",
    "unit_shares": "share of this square",
    "check_gradient": "foretold {foretold}, measured {measured}",
    "check_maps": "discs add up to {total}, these maps’ numbers times slopes to {product}",
    "check_relevance": "pixels add up to {total}; biases and ε hold the rest of {score}",
    "check_cover": "{name}: {before} → {after}; rank {rank} of {count}",
    "check_shares": "shares add up to {total} {same} {gain}, gained over black",
    "incomplete": "{count} points miss more than 2 % of it: do not trust the shares.",
    "likeness": "likeness to the trained one: {value}",
    "same_methods": "Before a mean, Grad-CAM, XGrad-CAM and HiResCAM are one.",
    "where": "square *{place}* of {count}",
    "card": "{title}: {value}, {unit}",
    "alone": "alone",
    "unknown": "There is no class of that name.",
}
LABELS = {
    "why": "Why",
    "ask": "Why",
    "rather": "rather than",
    "trained": "Trained",
    "shuffled": "Shuffled",
    "weights": "The network's weights",
    "stop": "Stop",
    "kind": "Which map of pixels",
    "method": "How the maps are weighted",
}
