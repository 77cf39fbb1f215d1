"""What a session asked for: what is its own ends with it."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz import owners
from cnnviz.owners import Owner

OWNER = "owner"  # in the session's state


def bring() -> None:
    """Somebody brings something of their own: from now on what they see is kept for them only."""
    _owner().brought = True


def _owner() -> Owner:
    if OWNER not in st.session_state:
        st.session_state[OWNER] = Owner()
    found: Owner = st.session_state[OWNER]
    return found


def _at_work() -> Owner | None:
    return _owner() if get_script_run_ctx(suppress_warning=True) else None


owners.at_work = _at_work
