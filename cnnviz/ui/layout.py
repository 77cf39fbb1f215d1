"""The frame of a page: its question on top, and the style sheet that tightens Streamlit's."""

from pathlib import Path

import streamlit as st

from cnnviz.ui import pictures

STYLE = Path(__file__).with_name("style.css")


def header(question: str) -> None:
    """The page's question, and the styles of all pages."""
    st.html(f"<style>{STYLE.read_text('utf-8')}{pictures.tile_style()}</style>")
    st.title(question, anchor=False)


def say(sentence: str) -> None:
    """One plain sentence for the person, never read as Markdown or HTML."""
    if sentence:
        with st.container(key="said"):
            st.text(sentence)
