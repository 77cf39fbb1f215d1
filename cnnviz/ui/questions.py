"""Questions to answer first; what is right, and why, comes after."""

from collections.abc import Sequence

import streamlit as st

from cnnviz.analysis.question import Question


def ask(page: str, questions: Sequence[Question]) -> None:
    """Each question with its options; a choice reveals the answer."""
    for question in questions:
        _ask(f"{page}-{question.key}", question)


def _ask(key: str, question: Question) -> None:
    st.text(question.text)
    chosen = st.segmented_control(
        question.text, question.options, key=key, label_visibility="collapsed"
    )
    if chosen is not None:
        verdict = "Yes." if chosen == question.answer else f"It is {question.answer}."
        st.text(f"{verdict} {question.because}")
