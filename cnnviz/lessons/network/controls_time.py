"""How long the layers take here: asked for, worked out in the pool, and told."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz.lessons.network.payload_layers import Timed
from cnnviz.lessons.network.timing import Times
from cnnviz.lessons.network.trace import Seen
from cnnviz.ui.pool import POOL
from cnnviz.ui.state import PageState

FUNCTION = "cnnviz.lessons.network.timing:timed"
SOON = 0.3  # seconds that news is waited for
ASKED = "time asked for"


def asks(visit: PageState[Any], event: Mapping[str, object]) -> None:
    """Measure, or look again at what is being measured; ``anew`` forgets what was."""
    visit.kept[ASKED] = "anew" if event.get("anew") is True else "go on"


def answered(visit: PageState[Any], seen: Seen, key: str) -> Timed | None:
    """What is known of the times of this network, of which the player is told."""
    found = _answered(visit, seen, key)
    st.session_state[f"{visit.page}-times"] = found
    return found


def told(visit: PageState[Any]) -> Times | None:
    """The times that the player was told last."""
    timed: Timed | None = st.session_state.get(f"{visit.page}-times")
    return timed.found if timed else None


def _answered(visit: PageState[Any], seen: Seen, key: str) -> Timed | None:
    asked, name = visit.kept.pop(ASKED, ""), ("time", key)
    if asked == "anew":
        POOL.forget(name)
    job = POOL.find(name)
    if asked:
        x = seen.values.values[seen.network.inputs[0]]
        job = POOL.ask(name, FUNCTION, lambda: (seen.network, _plain(seen), x))
        seen_so_far = job.latest
        job.wait(lambda one: one.look() is not seen_so_far, SOON)
    if job is None:
        return None
    found: Times | None = job.look()
    return Timed(found, not job.over, job.ahead or 0, job.problem)


def _plain(seen: Seen) -> dict[str, Any]:
    return {node: dict(own) for node, own in seen.params.items()}
