"""Nothing of a session stays once its time is over, though nobody else comes or goes."""

import time

from tests.browser.app import PATIENCE, ROOT, serve
from tests.serving.asgi import rerun
from tests.serving.test_served import until, visitor

# No collection frees what the session had, and no other session comes.
SCRIPT = """
import gc
import sys
import weakref
from pathlib import Path

import streamlit as st

sys.path.insert(0, {root!r})
from cnnviz.serving import departures

gc.disable()
departures.PAUSE = 0.1
if "photo" not in st.session_state:
    import cnnviz.ui

    st.session_state["photo"] = {{"pixels"}}
    weakref.finalize(st.session_state["photo"], Path({gone!r}).write_text, "gone")
"""


def test_what_a_session_had_ends_soon_after_it(tmp_path):
    gone, script = tmp_path / "gone", tmp_path / "app.py"
    script.write_text(SCRIPT.format(root=str(ROOT), gone=str(gone)))
    forgetful = ("--server.disconnectedSessionTTL=1",)
    with serve(script, tmp_path / "log", options=forgetful) as server:
        with visitor(server) as visit:
            visit.send(rerun())
            until(visit, "script_finished")
            time.sleep(2)  # whoever is there stays, however long
            assert not gone.exists()
        end = time.monotonic() + PATIENCE / 1000
        while not gone.exists():
            assert time.monotonic() < end, server.printed()
            time.sleep(0.05)
