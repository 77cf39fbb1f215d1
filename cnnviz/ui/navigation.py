"""The way among the lessons: the line on top, the panel of all, and those before and after."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

import streamlit as st

from cnnviz.figures import emblem


class Lesson(Protocol):
    """What a lesson tells about itself; ``picture`` as in `cnnviz.figures.emblem`."""

    @property
    def title(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def picture(self) -> tuple[str, ...]: ...
    @property
    def url_path(self) -> str: ...


def tip(lesson: Lesson) -> str:
    """What is said of a lesson where only its name has room, as Markdown."""
    return f"![]({emblem.address(lesson.picture)}) {lesson.question}"


def groups(lessons: Sequence[Lesson]) -> str:
    """Style rules that write each group's name over its first lesson in the lines on top."""
    starts = [0, *(k for k in range(1, len(lessons)) if lessons[k].group != lessons[k - 1].group)]
    return "".join(
        # No text of the link: the line of a screen reader stays a list of lessons.
        f":is(.rc-overflow-item,.st-key-line>*):nth-child({k + 1})::before"
        f'{{content:"{lessons[k].group}"/""}}'
        f".rc-overflow-item:nth-child({k + 1}){{margin-left:var(--between)}}"
        for k in starts
    )


def line(pages: Mapping[Any, Any], here: Lesson) -> None:
    """All names in one line that scrolls: on a phone it takes the place of the line on top."""
    with st.container(key="line", horizontal=True):
        for lesson, page in pages.items():
            name = f"**{lesson.title}**" if lesson is here else lesson.title
            st.page_link(page, label=name, help="")


@st.fragment
def panel(pages: Mapping[Any, Any], here: Lesson) -> None:
    """A button, and on it all lessons with their questions and pictures."""
    with st.container(key="course"):
        # Another key on each page, so that it is closed on the page that it led to.
        key = f"lessons-{here.url_path}"
        button = st.popover("Lessons", icon=":material/apps:", key=key, on_change="rerun")
        with button, st.container(key="lessons"):
            if button.open:
                _all(pages, here)


def _all(pages: Mapping[Any, Any], here: Lesson) -> None:
    for group, lessons in groupby(pages, lambda lesson: str(lesson.group)):
        with st.container(key=f"group-{group.lower()}"):
            st.caption(group)
            for lesson in lessons:
                _link(lesson, pages[lesson], after="*You are here.*" if lesson is here else "")


def onward(pages: Mapping[Any, Any], before: Lesson | None, after: Lesson | None) -> None:
    """The ways to the lessons before and after this one, where there are any."""
    with st.container(key="onward", horizontal=True):
        for word, lesson in (("Before", before), ("Next", after)):
            if lesson:
                _link(lesson, pages[lesson], word)


def _link(lesson: Lesson, page: Any, word: str = "", after: str = "") -> None:
    picture = f"![]({emblem.address(lesson.picture)})"
    name = f"**{word}: {lesson.title}**" if word else f"**{lesson.title}**"
    st.page_link(page, label=f"{picture} {name} {lesson.question} {after}", help="")
