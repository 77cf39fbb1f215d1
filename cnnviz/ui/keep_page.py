"""The lesson on the screen as one page that opens from a disk, without a network."""

from hashlib import blake2b
from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.files import names
from cnnviz.player.alone.page import misfit, page
from cnnviz.ui import downloads, keep_steps, layout
from cnnviz.ui.state import PageState

LABEL = "Save this lesson as one file"
ABOUT = (
    "One web page, your photo too: it opens from a disk in any browser and steps without a "
    "network. Changes need the app."
)


def section(visit: PageState[Any], payload: bytes, player: Path) -> None:
    """The page as a file, at the step where the player stood when it was last asked."""
    (question, hint), here = layout.headed(), dict(visit.here)
    if problem := misfit(payload, player):
        st.text(problem)
        return

    def write() -> str:
        return page(payload, player, title=question, hint=hint, here=here)

    with st.container(horizontal=True, vertical_alignment="center"):
        made_of = blake2b(payload + repr(here).encode(), digest_size=4).hexdigest()
        file = names.safe(visit.page, made_of, ending="html")
        downloads.button(LABEL, write, file, "text/html")
        keep_steps.again(visit, "page")
    st.caption(ABOUT)
