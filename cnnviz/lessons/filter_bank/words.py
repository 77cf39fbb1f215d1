"""The names of the stages of a filter bank, and what a round of guessing says."""

from types import MappingProxyType

TABS = MappingProxyType(
    {"convolved": "Maps", "activated": "Activated", "pooled": "Pooled", "second": "Layer 2"}
)

ROUND = MappingProxyType(
    {
        "name": "Which kernel made this map?",
        "picture": "The picture",
        "map": "The map",
        "map_label": "The map of question {number}",
        "question": "Question {number} of {count}",
        "score": "{right} of {asked} right",
        "next": "Next map",
        "again": "Another round",
        "close": "Close",
        "end": "*{right} of {count} right.*",
        "choice": "{title}: {numbers}",
    }
)


def right(title: str, description: str) -> str:
    """Why the answer is right, in one sentence.

    >>> right("Box blur", "Replaces each pixel by the mean of its window.")
    '*Right:* Box blur replaces each pixel by the mean of its window.'
    """
    return f"*Right:* {why(title, description)}"


def wrong(title: str, chosen: str, description: str) -> str:
    """Which kernel it was, and why, in one sentence.

    >>> wrong("Box blur", "Sharpen", "Replaces each pixel by the mean of its window.")
    '*Not Sharpen:* Box blur replaces each pixel by the mean of its window.'
    """
    return f"*Not {chosen}:* {why(title, description)}"


def why(title: str, description: str) -> str:
    """What a kernel does, as a sentence with its name."""
    return f"{title} {description[0].lower()}{description[1:]}"


def titles(activation: str, pool: str) -> dict[str, str]:
    """The heading over the maps of each stage.

    >>> titles("ReLU", "2 × 2")["pooled"]
    'After 2 × 2 max pooling'
    """
    return {
        "convolved": "Feature maps",
        "activated": f"After {activation}",
        "pooled": f"After {pool} max pooling",
        "second": "Second layer",
    }
