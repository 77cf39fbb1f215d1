"""The four starts over a photo, and what a kernel does to the pinned pixel in plain words.

``{value}`` is the size of the output, ``{middle}`` the pixel under the kernel's middle. A template
is chosen by the sign of the output: "more" than 0, "less" or "none".
"""

from collections.abc import Mapping
from types import MappingProxyType

DRAW = "draw"
STARTS = (
    ("box", "Blur"),
    ("sobel_x", "Find edges"),
    ("sharpen", "Sharpen"),
    (DRAW, "Draw your own"),
)
OWN = "Your own"


def _edge(first: str, second: str, lines: str, more: str, less: str) -> dict[str, str]:
    start = f"{first} minus {second}, three {lines} summed"
    return {
        "more": f"{start}: {more} by *{{value}}*.",
        "less": f"{start}: {less} by *{{value}}*.",
        "none": f"{start}: both are as bright, *0*.",
    }


def _always(sentence: str) -> dict[str, str]:
    return dict.fromkeys(("more", "less", "none"), sentence)


RIGHT = _edge("Right", "left", "rows", "brighter", "darker")
LEFT = _edge("Left", "right", "rows", "darker", "brighter")
DOWN = _edge("Lower", "upper", "columns", "brighter", "darker")
UP = _edge("Upper", "lower", "columns", "darker", "brighter")
EMPTY = _always("Every weight is 0, so nothing comes through yet: type the first weight.")
# By kernel of three by three: what it says as it stands, and turned by 180°.
PLAIN: Mapping[str, tuple[dict[str, str], dict[str, str]]] = MappingProxyType(
    {
        **dict.fromkeys(("sobel_x", "prewitt_x", "scharr_x", "vertical_edge"), (RIGHT, LEFT)),
        **dict.fromkeys(("sobel_y", "prewitt_y", "scharr_y", "horizontal_edge"), (DOWN, UP)),
        **{
            name: (_always(sentence), _always(sentence))
            for name, sentence in {
                "identity": "The middle pixel as it is: *{middle}* stays *{output}*.",
                "box": "The mean of the nine pixels: *{middle}* becomes *{output}*.",
                "gaussian": "A mean in which the middle counts most: "
                "*{middle}* becomes *{output}*.",
                "sharpen": "Five times the middle minus its four neighbours: "
                "*{middle}* becomes *{output}*.",
            }.items()
        },
    }
)
