"""What the view of a person's own classes says."""

from collections.abc import Sequence
from types import MappingProxyType

CLASSES = MappingProxyType(
    {
        "empty": "photo {number} of {name}: empty, bring one",
        "photo": "photo {number} of {name}, taken for {taken}, {verdict}: see every step",
        "unscored": "photo {number} of {name}: see every step",
        "right": "right",
        "wrong": "wrong",
        "remove": "remove photo {number} of {name}",
        "name": "name of class {number}",
        "losses": "Loss of all photos after each step: {losses}",
        "curve": "loss of all photos",
        "after": "After {count} steps the loss of all photos is *{loss}*.",
        "after_one": "After 1 step the loss of all photos is *{loss}*.",
        "rate": "η = {rate}",
    }
)
LABELS = MappingProxyType(
    {
        "classes_title": "Your own classes",
        "classes_one": "Teach 1 step",
        "classes_ten": "Teach 10 steps",
        "classes_add": "A third class",
        "classes_made": "Example photos",
        "classes_forget": "Forget these",
        "classes_leave": "Leave the classes",
        "classes_close": "Back to the steps",
    }
)
BRING = "Bring three photos for each class: choose a place, or drop, paste or use the camera."
WAITS = "Give at least two classes a photo; then the network can learn to tell them apart."
TEACHES = (
    "{count} photos can teach the network to tell these {count} apart, perhaps by nothing but "
    "their brightness; to know {first} from {last} in new photos it needs hundreds. "
    "Click a photo to see all of its steps."
)


def said(count: int, ready: bool, names: Sequence[str]) -> str:
    """What so many photos can teach, and what they cannot."""
    if not count:
        return BRING
    if not ready:
        return WAITS
    return TEACHES.format(count=count, first=f"“{names[0]}”", last=f"“{names[-1]}”")
