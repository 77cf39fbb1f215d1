"""What is said of the pictures that excite a map most."""

from typing import Any

PHOTO = "photo {number}"
WORDS: dict[str, Any] = {
    "title": "{title} is largest on",
    "said": "*{title}.* Of {count} pictures those where it is largest, cut to what the unit saw.",
    "silent": "It is 0 everywhere on {count} of them.",
    "tied": "{count} pictures reach the same largest number.",
    "none": "It is 0 everywhere on all {count} pictures.",
    "progress": "{done} of {count} pictures",
    "size": "{rows} × {columns}",
    "cut": "{size}, cut at the border",
    "whole": "sees everything",
    "cell": "{rank}: {value}, {title}, rows {top} to {bottom}, columns {left} to {right}",
    "cell_cut": "{cell}, cut at the border",
    "invite": "Which of your own photos excites it most? Choose two or more, up to fifty.",
    "few": "One photo is here; choose more to compare, up to fifty.",
    "counted": "{name} ({count})",
}
LABELS = {
    "pictures": "Pictures",
    "groups": "Which pictures",
    "given": "Samples",
    "own_photos": "Your photos",
    "more_photos": "More photos",
    "invite": "Choose up to fifty photos",
}
