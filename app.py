"""Start the app: `streamlit run app.py`. Page settings and navigation, nothing else."""

from typing import Any

import streamlit as st

from cnnviz.ui import layout, memory, models, navigation, photo
from pages import contents


def page(lesson: contents.Lesson, **options: Any) -> Any:
    """A lesson as an entry of the navigation."""
    said = {"title": lesson.title, "help": navigation.tip(lesson), "url_path": lesson.url_path}
    return st.Page(lesson.file, **said | options)


st.set_page_config(page_title="cnnviz", page_icon="🔬", layout="wide")
first, *others = contents.LESSONS
# The default page answers at / only, whatever its path; a link that names it opens it too.
pages = {first: page(first, default=True, url_path="start")} | {one: page(one) for one in others}
chosen = st.navigation([*pages.values(), page(first, visibility="hidden")], position="top")
memory.know({lesson.url_path: entry.url_path for lesson, entry in pages.items()})
layout.styles(navigation.groups(contents.LESSONS))
here = contents.at(chosen.url_path)
navigation.line(pages, here)
navigation.panel(pages, here)
if photo.at_hand(here.url_path) and models.at_hand(here.url_path):
    chosen.run()
    navigation.onward(pages, *contents.beside(chosen.url_path))
