"""Start the app: `streamlit run app.py`. Page settings and navigation, nothing else."""

from typing import Any

import streamlit as st

from cnnviz.ui import photo
from pages import contents


def page(lesson: contents.Lesson, **options: Any) -> Any:
    """A lesson as an entry of the navigation."""
    return st.Page(lesson.file, title=lesson.title, **{"url_path": lesson.url_path} | options)


st.set_page_config(page_title="cnnviz", page_icon="🔬", layout="wide")
first, *others = contents.LESSONS
chosen = st.navigation(
    [
        # The default page answers at / only, whatever its path; a link that names it opens it too.
        page(first, default=True, url_path="start"),
        *map(page, others),
        page(first, visibility="hidden"),
    ],
    position="top",
)
if photo.at_hand():
    chosen.run()
