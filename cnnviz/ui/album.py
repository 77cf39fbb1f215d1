"""Photos that a person brought together, to ask of each the same: here, and nowhere else."""

from dataclasses import dataclass

import streamlit as st

from cnnviz.files import images
from cnnviz.files.images import Picture
from cnnviz.ui.caching import digest

ALBUM = "album"  # in the session's state
MOST = 50
SIDE = 320  # px: fifty of them take about 10 MB
FULL = f"There is room for {MOST} photos; the first ones are there."


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """One photo, and a name for its content."""

    picture: Picture
    digest: str


def photos() -> tuple[Kept, ...]:
    """All of them, in the order in which they were brought."""
    found: tuple[Kept, ...] = st.session_state.get(ALBUM, ())
    return found


def add(picture: Picture) -> bool:
    """Put one behind the others; the same one is there once. False where there is no room."""
    small = images.fit(picture, SIDE)
    kept = Kept(small, digest(small.pixels))
    known = {one.digest for one in photos()}
    if kept.digest in known:
        return True
    if len(known) >= MOST:
        return False
    st.session_state[ALBUM] = (*photos(), kept)
    return True


def forget() -> None:
    """Leave none of them."""
    st.session_state.pop(ALBUM, None)
